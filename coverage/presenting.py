"""What the pages of coverage lay before people: cards, rows in order, tabs and sentences."""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.contrib.humanize.templatetags.humanize import intcomma
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _

from coverage.counting import AgencyShare, Count, Share, totals
from coverage.models import Target
from coverage.rules import PROOFS
from coverage.ruling import as_of
from kit.spreadsheets import FORMATS
from workforce.models import Agency

Tab = tuple[str, str, bool]
ALL, ACHIEVED, NOT_YET = "tat-ca", "dat", "chua-dat"
BY_NAME, LOWEST_FIRST, PICTURE = "ten", "thap-truoc", "hinh"


@dataclass(frozen=True)
class Card:
    """One target with its figure; `share` is None while no course counts towards it."""

    target: Target
    share: Share | None


@dataclass(frozen=True)
class Cards:
    """The targets that can be counted, the nearest deadline first, and apart those whose deadline is gone by."""

    open: list[Card]
    past: list[Card]


def cards(*, day: dt.date, agency: Agency | None) -> Cards:
    """A card for each target that can be counted. Three queries, however many targets."""
    countable = [target for target in _as_counted_on(day) if is_counted(target)]
    with_courses = [target for target in countable if target.courses.all()]
    shares = dict(zip(with_courses, totals(with_courses, day=day, agency=agency), strict=True))
    made = [Card(target, shares.get(target)) for target in countable]
    made.sort(key=lambda card: (card.target.deadline or dt.date.max, card.target.code))
    is_past = {card.target for card in made if card.target.deadline and card.target.deadline < day}
    return Cards(
        open=[card for card in made if card.target not in is_past],
        past=[card for card in made if card.target in is_past],
    )


def _as_counted_on(day: dt.date) -> list[Target]:
    targets = Target.objects.select_related("branch").prefetch_related("courses")
    return [as_of(target, day) for target in targets]


def is_counted(target: Target) -> bool:
    return target.is_countable and target.numerator in PROOFS and target.unit != Target.Unit.INSTITUTIONS


def in_words(target: Target) -> str:
    """When a person is counted as achieved, in one sentence."""
    match target.numerator:
        case Target.Numerator.TRAINED:
            return _("A person is counted who has completed one of these courses by that day.")
        case Target.Numerator.CERTIFIED:
            return _("A person is counted who holds a valid certificate of one of these courses on that day.")
        case Target.Numerator.HELD:
            return _("A person is counted who was issued a certificate of one of these courses, even if it ran out.")
        case _other:
            return _("A person is counted who is enrolled in one of these courses on that day.")


def in_order(rows: Iterable[AgencyShare], order: str) -> list[AgencyShare]:
    """The rows by name, as they come, or the lowest percentage first."""
    if order not in (LOWEST_FIRST, PICTURE):
        return list(rows)
    return sorted(rows, key=lambda row: row.achieved / row.population)


def ways_from_target(counted: Count, order: str) -> dict[str, Any]:
    """Where one can go from the page of a target: other orders, files, the list of people."""
    asked = question(counted.day, counted.agency)
    is_by_name = order not in (LOWEST_FIRST, PICTURE)
    sorted_so = asked if is_by_name else {**asked, "sap-xep": order}
    tabs: list[Tab] = [
        (_("By name"), _address(asked), is_by_name),
        (_("Lowest first"), _address({**asked, "sap-xep": LOWEST_FIRST}), order == LOWEST_FIRST),
        (_("As a picture"), _address({**asked, "sap-xep": PICTURE}), order == PICTURE),
    ]
    people_url = reverse("coverage:people", args=[counted.target.code])
    return {
        "tabs": tabs,
        "crumbs": crumbs(counted.target.code, asked=asked),
        "people_url": people_url + _address(asked),
        "supposition_url": reverse("coverage:supposition", args=[counted.target.code]) + _address(asked),
        "comparison_url": reverse("coverage:comparison", args=[counted.target.code]) + _address(asked),
        "keep_question": [] if is_by_name else [("sap-xep", order)],
        **_files(sorted_so),
    }


def ways_from_people(counted: Count, status: str, words: str) -> dict[str, Any]:
    """Where one can go from the list of people: other filters, pages, files. `keep` holds what the search keeps."""
    asked = question(counted.day, counted.agency)
    shown = {**asked, "loc": status}
    filtered = {**shown, "tim": words} if words else shown
    numbers = [
        (ALL, _("Everyone"), counted.people.population),
        (ACHIEVED, _("Achieved"), counted.people.achieved),
        (NOT_YET, _("Not yet"), counted.people.population - counted.people.achieved),
    ]
    tabs: list[Tab] = [
        (label if words else f"{label} ({intcomma(number)})", _address({**filtered, "loc": name}), name == status)
        for name, label, number in numbers
    ]
    return {
        "tabs": tabs,
        "crumbs": crumbs(counted.target.code, asked=asked, last=_("People")),
        "keep": list(shown.items()),
        "keep_question": [("loc", status)],
        "query": urlencode(filtered),
        **_files(filtered),
    }


def crumbs(code: str, *, asked: dict[str, str] | None = None, last: str = "") -> list[tuple[str, str]]:
    """The way down to the page of the target `code`, or to `last` below it."""
    way = [(_("How far are we?"), reverse("coverage:index") + _address(asked))]
    if not last:
        return [*way, (code, "")]
    return [*way, (code, reverse("coverage:target", args=[code]) + _address(asked)), (last, "")]


def question(day: dt.date, agency: Agency | None) -> dict[str, str]:
    """The address parameters that ask for a day and an agency."""
    asked = {"ngay": day.isoformat()}
    return asked | {"don-vi": agency.code} if agency else asked


def addresses(asked: dict[str, str]) -> dict[str, str]:
    """The parameters `query` of what is shown, and the addresses of its files."""
    return {"query": urlencode(asked), **_files(asked)}


def _address(asked: dict[str, str] | None) -> str:
    return f"?{urlencode(asked)}" if asked else ""


def _files(asked: dict[str, str]) -> dict[str, str]:
    return {f"{form}_url": _address({**asked, "dinh-dang": form}) for form in FORMATS}
