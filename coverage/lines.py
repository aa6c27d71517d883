"""The lines of the two long tables, of agencies and of people, as HTML: cast, not rendered (kit.stencils)."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.contrib.humanize.templatetags.humanize import intcomma
from django.utils.http import urlencode
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from coverage.counting import AgencyShare, Count
from kit.stencils import Mould
from kit.templatetags.words import percent


@dataclass(frozen=True)
class PersonLine:
    """One of the people behind a figure, in words."""

    name: str
    username: str
    position: str
    agency: str
    category: str
    achieved: bool
    achieved_on: str
    number: str
    with_number: bool


@dataclass(frozen=True)
class AgencyLine:
    """One agency below a figure, in words. `value` is the percentage as the bar takes it."""

    address: str
    name: str
    population: str
    achieved: str
    achieved_of: str
    value: str
    percent: str
    short: str
    is_reached: bool


_people = Mould("coverage/_person_line.html")
_agencies = Mould("coverage/_agency_line.html")


def lines_of_people(people: Iterable[PersonLine]) -> list[SafeString]:
    """A line of the table for each."""
    return [_people.cast(person) for person in people]


def lines_of_agencies(counted: Count, rows: Iterable[AgencyShare], *, people_url: str) -> list[SafeString]:
    """A line for each agency, with the way further down: to its own figure, or to its people where it is the last."""
    last = counted.agency.code if counted.agency else None
    asked = {"ngay": counted.day.isoformat()}
    return [
        _agencies.cast(
            _agency_line(row, people_url if row.code == last else f"?{urlencode({**asked, 'don-vi': row.code})}")
        )
        for row in rows
    ]


def _agency_line(row: AgencyShare, address: str) -> AgencyLine:
    numbers = {"achieved": intcomma(row.achieved), "population": intcomma(row.population)}
    return AgencyLine(
        address=address,
        name=row.name,
        population=numbers["population"],
        achieved=numbers["achieved"],
        achieved_of=_("%(achieved)s of %(population)s people") % numbers,
        value=str(row.percent),
        percent=percent(row.fraction),
        short="" if row.is_reached else _short(row.needed),
        is_reached=row.is_reached,
    )


def _short(needed: int) -> str:
    words = ngettext("%(number)s person short", "%(number)s people short", needed)
    return words % {"number": intcomma(needed)}
