"""Right or wrong: an answer as it was given beside the key that the attempt keeps. No clock, no database.

All or nothing: an answer is right or it is not (decision 0013). `shown` and `chosen` are described at
courses.drawing.show.
"""

import re
import unicodedata
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from typing import Any

from kit.text import fold

Shown = Mapping[str, Any]

MOST_VALUES = 60
LONGEST_VALUE = 200
CHOICES = ("single", "multiple", "true_false")
TYPED = ("number", "short_text")

# A whole part in groups of three, all with the same mark between them; and a plain run of digits.
_GROUPED = r"[1-9]\d{0,2}(?:(?P<mark>[., ])\d{3})(?:(?P=mark)\d{3})*"
_WHOLE_GROUPED = re.compile(rf"(?P<whole>{_GROUPED})(?:(?!(?P=mark))[.,](?P<part>\d+))?")
_PLAIN = re.compile(r"(?P<whole>\d*)(?:[.,](?P<part>\d+))?")


@dataclass(frozen=True)
class Mark:
    """How an answer was marked; `chosen` in its final form. `is_foreign`: it names what was not offered."""

    chosen: list[str] | None
    is_correct: bool
    is_foreign: bool = False


def is_within_bounds(values: Sequence[str]) -> bool:
    """Whether an answer is small enough, and of characters that every database keeps, to be written down unread."""
    return len(values) <= MOST_VALUES and all(len(value) <= LONGEST_VALUE and "\0" not in value for value in values)


def mark(shown: Shown, chosen: Sequence[str] | None) -> Mark:
    """Mark one answer. Whatever names an option that was not offered here is wrong."""
    if chosen is None:
        return Mark(None, is_correct=False)
    given = in_order(shown, chosen)
    foreign = bool(set(given) - _offered(shown)) if shown["type"] not in TYPED else False
    return Mark(given, is_correct=not foreign and _IS_RIGHT[shown["type"]](shown, given), is_foreign=foreign)


def in_order(shown: Shown, chosen: Sequence[str]) -> list[str]:
    """The answer in its final form: empty fields dropped, choices as shown, "2:key" sorted by its place."""
    given = [value.strip() for value in chosen if value.strip()]
    if shown["type"] == "ordering":
        return _by_place(given)
    if shown["type"] in CHOICES:
        shown_at = {option["key"]: place for place, option in enumerate(shown["options"])}
        return sorted(set(given), key=lambda key: shown_at.get(key, len(shown_at)))
    return given


def is_answered(shown: Shown, chosen: Sequence[str] | None) -> bool:
    """Whether nothing of the answer is left open: every pair chosen, every thing given a place."""
    given = in_order(shown, chosen or [])
    needed = len(shown["options"]) if shown["type"] in ("matching", "ordering") else 1
    return len(given) >= needed > 0


def _by_place(given: Sequence[str]) -> list[str]:
    """Keys by the places given to them. Two things on one place are no order: both stay as they came, and are wrong."""
    places = [value.partition(":") for value in given]
    if not all(place.isdecimal() and key for place, _colon, key in places):
        return list(given)
    if len({int(place) for place, _colon, _key in places}) < len(places):
        return list(given)
    return [key for _place, _colon, key in sorted(places, key=lambda placed: int(placed[0]))]


def _offered(shown: Shown) -> set[str]:
    keys = [option["key"] for option in shown["options"]]
    if shown["type"] == "matching":
        return {f"{left}:{right['key']}" for left in keys for right in shown["matches"]}
    if shown["type"] == "ordering":
        return {*keys, *(f"{place}:{key}" for place in range(1, len(keys) + 1) for key in keys)}
    return set(keys)


def _is_choice_right(shown: Shown, given: Sequence[str]) -> bool:
    return set(given) == {option["key"] for option in shown["options"] if option["correct"]}


def _is_matching_right(shown: Shown, given: Sequence[str]) -> bool:
    return sorted(given) == sorted(f"{option['key']}:{option['match']}" for option in shown["options"])


def _is_ordering_right(shown: Shown, given: Sequence[str]) -> bool:
    return list(given) == [option["key"] for option in sorted(shown["options"], key=lambda option: option["place"])]


def _is_number_right(shown: Shown, given: Sequence[str]) -> bool:
    if len(given) != 1:
        return False
    try:
        right, tolerance = Decimal(shown["number"]), Decimal(shown["tolerance"])
    except InvalidOperation:  # a question published without its number: nothing is right
        return False
    return any(abs(number - right) <= tolerance for number in readings(given[0], unit=shown["unit"]))


def _is_text_right(shown: Shown, given: Sequence[str]) -> bool:
    accepted = {fold(answer["text"]) for answer in shown["accepted"]} - {""}
    return len(given) == 1 and fold(given[0]) in accepted


_IS_RIGHT: dict[str, Callable[[Shown, Sequence[str]], bool]] = {
    "single": _is_choice_right,
    "multiple": _is_choice_right,
    "true_false": _is_choice_right,
    "matching": _is_matching_right,
    "ordering": _is_ordering_right,
    "number": _is_number_right,
    "short_text": _is_text_right,
}


def readings(typed: str, *, unit: str = "") -> list[Decimal]:
    """The numbers that `typed` may mean, in Vietnamese (1.234,5) or English writing (1,234.5); none: not a number.

    "1.500" is both fifteen hundred and one and a half: they lie so far apart that taking either as meant
    never turns a wrong answer into a right one. The unit may stand behind the number.
    """
    if any(unicodedata.category(sign) == "No" for sign in typed):  # "5²" is not fifty-two
        return []
    text = " ".join(unicodedata.normalize("NFKC", typed).replace("\u2212", "-").split())
    wanted = unicodedata.normalize("NFKC", unit).strip()
    if wanted and text.casefold().endswith(wanted.casefold()):
        text = text[: -len(wanted)].strip()
    sign, text = (-1, text[1:].strip()) if text.startswith("-") else (1, text.removeprefix("+").strip())
    found = []
    for pattern in (_WHOLE_GROUPED, _PLAIN):
        match = pattern.fullmatch(text)
        if match and (match["whole"] or match["part"]) and text.isascii():
            whole = re.sub(r"\D", "", match["whole"]) or "0"
            found.append(sign * Decimal(f"{whole}.{match['part'] or 0}"))
    return found
