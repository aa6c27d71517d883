"""What of a question leaves the server before it is graded: its words, and opaque names for the answers.

This is the only way from an attempt's items to the page. The key stays behind it.
"""

from collections.abc import Iterable
from dataclasses import dataclass

from courses.grading import in_order, is_answered
from courses.models import AttemptItem, Picture

WIDEST = 800


@dataclass(frozen=True)
class Choice:
    key: str
    text: str


@dataclass(frozen=True)
class Field:
    """One field to fill in: for a pair its left side, for an order the thing to place."""

    key: str
    text: str
    options: list[Choice]
    chosen: str


@dataclass(frozen=True)
class Shown:
    """A question's picture: its words and its size on the page. The address names the question only."""

    alt: str
    width: int
    height: int


@dataclass(frozen=True)
class Asked:
    """A question as the page shows it. `sequence` is that of the answer it holds (courses.saving)."""

    position: int
    type: str
    text: str
    unit: str
    options: list[Choice]
    fields: list[Field]
    chosen: list[str]
    typed: str
    is_answered: bool
    sequence: int
    picture: Shown | None


def ask(items: Iterable[AttemptItem]) -> list[Asked]:
    """The questions of an open attempt. One query when there are pictures, none otherwise."""
    items = list(items)
    pictures = pictures_of(items)
    return [_asked(item, pictures.get(item.position)) for item in items]


def pictures_of(items: Iterable[AttemptItem]) -> dict[int, Shown]:
    """The pictures of these questions by position, whatever became of the bank since."""
    wanted = {item.position: item.shown["picture"] for item in items if item.shown.get("picture")}
    known = Picture.objects.in_bulk(set(wanted.values())) if wanted else {}
    return {position: _size(known[pk]) for position, pk in wanted.items() if pk in known}


def _size(picture: Picture) -> Shown:
    width = min(WIDEST, picture.width)
    return Shown(picture.alt_text, width, round(picture.height * width / picture.width))


def _asked(item: AttemptItem, picture: Shown | None) -> Asked:
    shown, chosen = item.shown, item.chosen or []
    options = [Choice(option["key"], option["text"]) for option in shown["options"]]
    return Asked(
        position=item.position,
        type=shown["type"],
        text=shown["text"],
        unit=shown.get("unit", ""),
        options=options,
        fields=_fields(item, options, chosen),
        chosen=in_order(shown, chosen),
        typed=chosen[0] if chosen else "",
        is_answered=is_answered(shown, item.chosen),
        sequence=item.sequence,
        picture=picture,
    )


def _fields(item: AttemptItem, options: list[Choice], chosen: list[str]) -> list[Field]:
    if item.shown["type"] == "matching":
        right = [(match["key"], match["text"]) for match in item.shown["matches"]]
        offers = {left.key: [Choice(f"{left.key}:{key}", text) for key, text in right] for left in options}
    elif item.shown["type"] == "ordering":
        places = range(1, len(options) + 1)
        offers = {thing.key: [Choice(f"{place}:{thing.key}", str(place)) for place in places] for thing in options}
    else:
        return []
    return [
        Field(
            option.key,
            option.text,
            offers[option.key],
            next((c.key for c in offers[option.key] if c.key in chosen), ""),
        )
        for option in options
    ]
