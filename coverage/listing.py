"""The people behind a figure, as they are leafed through: all, those who have achieved, those called by some words."""

import datetime as dt
import functools
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.core.exceptions import EmptyResultSet
from django.core.paginator import Page, Paginator
from django.utils.formats import date_format

from accounts.models import User
from coverage import presenting
from coverage.counting import Count, people
from coverage.kept import Statement, all_of, ask, places_of, rows_of
from coverage.lines import PersonLine
from coverage.models import Target
from workforce.models import Employment, EmploymentQuerySet

PER_PAGE = 50
_SHOWN = (
    *("person__full_name", "person__username", "position__name", "agency__name", "category"),
    *("achieved_on", "number"),
)


@dataclass(frozen=True)
class Listed:
    """Who is asked for: a status (presenting.ALL, ACHIEVED, NOT_YET), and words that call a person."""

    counted: Count
    status: str
    words: str

    @property
    def with_numbers(self) -> bool:
        """Whether who has achieved has a paper with a number."""
        return self.counted.target.numerator in (Target.Numerator.CERTIFIED, Target.Numerator.HELD)

    @property
    def achieved(self) -> bool | None:
        """Whether those who have achieved are asked for, or those who have not; None: both."""
        return {presenting.ACHIEVED: True, presenting.NOT_YET: False}.get(self.status)

    def people(self) -> EmploymentQuerySet:
        """`coverage.counting.people`, those who are asked for."""
        counted = self.counted
        listed = people(counted.target, day=counted.day, agency=counted.agency)
        if self.achieved is not None:
            listed = listed.filter(achieved=self.achieved)  # type: ignore[misc]
        return listed.filter(person__in=User.objects.matching(self.words)) if self.words else listed

    def page(self, asked: str | None) -> "Page[PersonLine]":
        """The page of that number; the nearest, where there is none. One query, two for a search."""
        return Paginator(_Lines(self), PER_PAGE).get_page(asked)


class _Lines(Sequence[PersonLine]):
    """The lines of a list, as a paginator asks for them."""

    def __init__(self, listed: Listed) -> None:
        self._listed = listed

    def __len__(self) -> int:
        """Known from the figure, unless a search narrows it."""
        if self._listed.words:
            return self._listed.people().count()
        share = self._listed.counted.people
        return {True: share.achieved, False: share.missing, None: share.population}[self._listed.achieved]

    def __getitem__(self, place: Any) -> Any:
        listed = self._listed
        categories = {code: str(label) for code, label in Employment.Category.choices}
        written = functools.cache(_written)
        return [
            PersonLine(
                name=name,
                username=username,
                position=position,
                agency=agency,
                category=categories[category],
                achieved=on is not None,
                achieved_on=written(on) if on else "",
                number=number or "",
                with_number=listed.with_numbers,
            )
            for name, username, position, agency, category, on, number in _rows(listed, place)
        ]


def _rows(listed: Listed, place: slice) -> list[Any]:
    if listed.words:  # whom somebody looked for is nobody's business
        return ask(_composed(listed, place))
    counted = listed.counted
    key = (all_of(counted.target), counted.day, places_of(counted.agency), listed.achieved, place.start, place.stop)
    return rows_of(("people", key), lambda: _composed(listed, place))


def _composed(listed: Listed, place: slice) -> Statement:
    """Which of them stand on the page is asked first: who skips thirty thousand rows would look up the facts of each.

    As values: objects of people, positions and agencies would be most of the cost.
    """
    chosen = listed.people()
    page = chosen.values_list("pk", flat=True)[place]
    try:
        statement: Statement = chosen.filter(pk__in=page).values_list(*_SHOWN).query.sql_with_params()
    except EmptyResultSet:
        return "SELECT 1 WHERE 1 = 0", ()
    return statement


def _written(day: dt.date | str) -> str:
    """SQLite tells days as text."""
    return date_format(dt.date.fromisoformat(day) if isinstance(day, str) else day)
