"""How many of the people a target speaks of have achieved it, on any day, in any branch of the tree.

The figure, the table by agency, the picture over time and the list of names are all drawn from the
conditions in coverage.rules, so that a number can always be defended person by person. Everything
is asked of dated facts: people count in the agency where they worked on that day, facts follow the
person who moves, and a figure of the past never changes.
"""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

from django.db.models import (
    BooleanField,
    Exists,
    ExpressionWrapper,
    OuterRef,
    Q,
    Subquery,
)
from django.db.models.functions import Coalesce

from coverage.models import Target
from coverage.recognising.counting import papers_by, papers_for, takes_papers
from coverage.rules import PROOFS, CannotCount, belongs, check_countable, counts, facts_for
from coverage.sides import Place, Question, Sides, sides_of
from kit.alphabet import alphabetical
from workforce.models import Agency, Employment, EmploymentQuerySet

__all__ = [
    "AgencyShare",
    "CannotCount",
    "Count",
    "DayShare",
    "Share",
    "count",
    "counts_of",
    "history",
    "people",
    "total_of",
    "totals",
]


@dataclass(frozen=True, kw_only=True)
class Share:
    """How many of `population` have achieved, against the percentage that the plan asks.

    They are people, or with `in_agencies` the agencies that have people in the group: one has achieved
    when its people reach the percentage, and every one must (“của từng cơ quan”).
    """

    population: int
    achieved: int
    required: int
    in_agencies: bool = False

    @property
    def percent(self) -> Decimal | None:
        """With one digit, half rounded up; None when nobody belongs to the population."""
        if not self.population:
            return None
        return (Decimal(100 * self.achieved) / self.population).quantize(Decimal("0.1"), ROUND_HALF_UP)

    @property
    def fraction(self) -> Decimal | None:
        """`percent` as a part of one, for the `percent` filter of templates."""
        return None if self.percent is None else self.percent / 100

    @property
    def missing(self) -> int:
        """How many have not achieved."""
        return self.population - self.achieved

    @property
    def needed(self) -> int:
        """How many more people must achieve before the percentage is reached."""
        enough = -(-self.population * self.required // 100)
        return max(0, enough - self.achieved)

    @property
    def is_reached(self) -> bool:
        """By people, not by the rounded percentage: 31,618 of 31,619 is not everyone."""
        return bool(self.population) and not self.needed


@dataclass(frozen=True, kw_only=True)
class AgencyShare(Share):
    code: str
    name: str


@dataclass(frozen=True, kw_only=True)
class DayShare(Share):
    day: dt.date


@dataclass(frozen=True, kw_only=True)
class Count(Share):
    """A target counted on a day in a branch (None: everywhere), with a row for each agency that has people."""

    target: Target
    day: dt.date
    agency: Agency | None
    rows: tuple[AgencyShare, ...]

    @property
    def people(self) -> Share:
        """The people behind the figure, whatever its unit."""
        if not self.in_agencies:
            return Share(population=self.population, achieved=self.achieved, required=self.required)
        return Share(
            population=sum(row.population for row in self.rows),
            achieved=sum(row.achieved for row in self.rows),
            required=self.target.percent or 0,
        )


def count(target: Target, *, day: dt.date, agency: Agency | None = None, by_agency: bool = True) -> Count:
    """The figure of `target` at the end of `day` for `agency` and everything below it. One SQL query.

    Rows go by the agency each person worked in on that day, in Vietnamese alphabetical order, and
    add up to the total; without `by_agency` there are none, unless agencies are what is counted. Raises CannotCount.
    """
    [found] = _asked([target], day, agency, by_agency=by_agency or _in_agencies([target]))
    return _counted(target, found, day, agency)


def counts_of(targets: Sequence[Target], *, day: dt.date, agency: Agency | None = None) -> list[Count]:
    """`count` of several targets, in their order. One SQL query for all of them. Raises CannotCount."""
    found = _asked(targets, day, agency, by_agency=True)
    return [_counted(target, places, day, agency) for target, places in zip(targets, found, strict=True)]


def _asked(
    targets: Sequence[Target], day: dt.date, agency: Agency | None, *, by_agency: bool
) -> list[dict[Place, Sides]]:
    for target in targets:
        check_countable(target)
    return sides_of([Question(target, day) for target in targets], agency, by_agency=by_agency)


def _counted(target: Target, found: dict[Place, Sides], day: dt.date, agency: Agency | None) -> Count:
    required = target.percent or 0
    rows = [
        AgencyShare(code=place[0], name=place[1], population=population, achieved=achieved, required=required)
        for place, (population, achieved) in found.items()
        if place
    ]
    rows.sort(key=lambda row: (alphabetical(row.name), row.code))
    total = total_of(target, list(found.values()))
    return Count(target=target, day=day, agency=agency, rows=tuple(rows), **total)


def total_of(target: Target, agencies: Sequence[Sides]) -> dict[str, Any]:
    """The fields of a Share over the (population, achieved) of agencies, in the unit of `target`."""
    percent = target.percent or 0
    if target.unit != Target.Unit.AGENCIES:
        return {
            "population": sum(population for population, _achieved in agencies),
            "achieved": sum(achieved for _population, achieved in agencies),
            "required": percent,
        }
    counted = [(population, achieved) for population, achieved in agencies if population]
    enough = [achieved for population, achieved in counted if 100 * achieved >= percent * population]
    return {"population": len(counted), "achieved": len(enough), "required": 100, "in_agencies": True}


def people(target: Target, *, day: dt.date, agency: Agency | None = None) -> EmploymentQuerySet:
    """Who stands behind `count`: their employments, each with `achieved`, `achieved_on` and `number`.

    `achieved_on` is the day of the fact that counts and `number` the paper's, where the target asks
    for one; both are None for people who have not achieved. A recognised paper from elsewhere stands in for a
    fact that is not there. Raises CannotCount.
    """
    check_countable(target)
    proof = PROOFS[target.numerator]
    facts = facts_for(target).filter(proof.by(day), person=OuterRef("person")).order_by(*proof.order)
    papers = papers_for(target).filter(person=OuterRef("person")).order_by("decided_on", "pk")
    papers = papers.filter(papers_by(target, day)) if takes_papers(target) else papers.none()
    return (
        Employment.objects.filter(belongs(target, agency), counts(target, day))
        .annotate(
            achieved=ExpressionWrapper(Q(Exists(facts)) | Q(Exists(papers)), output_field=BooleanField()),
            achieved_on=Coalesce(
                Subquery(facts.annotate(on=proof.on).values("on")[:1]), Subquery(papers.values("decided_on")[:1])
            ),
            number=Coalesce(
                Subquery(facts.annotate(paper=proof.number).values("paper")[:1]) if proof.has_number else proof.number,
                Subquery(papers.values("number")[:1]),
            ),
        )
        .select_related("person", "position", "agency")
        .order_by("person__name_key", "pk")
    )


def history(target: Target, *, days: Sequence[dt.date], agency: Agency | None = None) -> list[DayShare]:
    """The figure of `target` at the end of each of `days`, in their order. One SQL query. Raises CannotCount."""
    check_countable(target)
    found = sides_of([Question(target, day) for day in days], agency, by_agency=_in_agencies([target]))
    return [DayShare(day=day, **total_of(target, list(of.values()))) for day, of in zip(days, found, strict=True)]


def totals(targets: Sequence[Target], *, day: dt.date, agency: Agency | None = None) -> list[Share]:
    """The figures of several targets at the end of `day`, in their order. One SQL query. Raises CannotCount."""
    found = _asked(targets, day, agency, by_agency=_in_agencies(targets))
    return [Share(**total_of(target, list(places.values()))) for target, places in zip(targets, found, strict=True)]


def _in_agencies(targets: Sequence[Target]) -> bool:
    """Whether agencies must be told apart for the total."""
    return any(target.unit == Target.Unit.AGENCIES for target in targets)
