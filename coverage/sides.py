"""The two sides of a fraction as one SQL query: of many targets on one day, or of one target on many days.

Both are drawn from the conditions in coverage.rules. A row is (0, *labels, numbers) for those who belong and
(1, *labels, numbers) for those of them who have achieved; several rows may add up to one.
"""

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from django.db.models import Count as CountOf
from django.db.models import Exists, IntegerField, Min, OuterRef, Q, QuerySet, Value

from coverage.models import Target
from coverage.recognising.counting import papers_by, papers_for, takes_papers
from coverage.rules import PROOFS, belongs, counts, courses_of, facts_for, here, runs
from workforce.models import Agency, Employment, lies_in

Side = QuerySet[Any, tuple[Any, ...]]
_JOB = "person__employments__"


def sides_of_day(targets: Sequence[Target], day: dt.date, agency: Agency | None, *, by: Sequence[str]) -> Side:
    """A number for each of `targets` at the end of `day`.

    The employments of the day are gone through once for the populations of all targets, and once more for each set of
    facts that any of them asks for: who achieved is who belongs and is among the people with such a fact. Neither
    sorts, and both are joins that the database may do in parts, so that a million people cost what they should.
    A person has one employment on a day, so nobody is counted twice. `by` are columns of the agency to go by.
    """
    jobs = Employment.objects.filter(runs(day, day), lies_in(agency, "agency__") if agency else Q())
    who = [belongs(target, None) & here(target, day) for target in targets]
    if len(targets) == 1:  # an index may find them, and nothing is asked twice
        jobs, who = jobs.filter(who[0]), [Q()]
    sides = [_grouped(jobs, 0, by, dict(enumerate(who)), len(targets))]
    for places in _by_facts(targets):
        proven = jobs.filter(person__in=_who_has_facts(targets[places[0]], day))
        sides.append(_grouped(proven, 1, by, {place: who[place] for place in places}, len(targets)))
    return sides[0].union(*sides[1:], all=True)


def _by_facts(targets: Sequence[Target]) -> Iterable[list[int]]:
    """The places of targets that ask for the same facts of the same courses."""
    places: dict[tuple[str, Any], list[int]] = defaultdict(list)
    for place, target in enumerate(targets):
        courses = courses_of(target)
        # Which they are is asked within the query unless they are at hand; then each target is one of its own.
        places[target.numerator, frozenset(courses) if isinstance(courses, list) else target.pk].append(place)
    return places.values()


def _who_has_facts(target: Target, day: dt.date) -> "QuerySet[Any, Any]":
    """The people with a fact that counts, or with a recognised paper from elsewhere in its stead."""
    people = facts_for(target).filter(PROOFS[target.numerator].by(day)).order_by().values("person")
    if not takes_papers(target):
        return people
    return people.union(papers_for(target).filter(papers_by(target, day)).order_by().values("person"))


def sides_of_days(target: Target, days: Sequence[dt.date], agency: Agency | None, *, by: Sequence[str]) -> Side:
    """A number for each of `days`.

    The second side comes in two parts that add up: people with a fact of ours, and those who have a recognised paper
    from elsewhere only.

    A count from the side of the facts stays fast for tens of thousands of people on a dozen days; asking
    for each person and day whether a fact exists took twenty times as long. People and not facts are
    counted: two papers of one person are one, and a person has one employment on a day. A side that must
    be empty, as of a target without courses, may be left out of the answer.
    """
    proof = PROOFS[target.numerator]
    span = (min(days), max(days))
    jobs = Employment.objects.filter(belongs(target, agency), runs(*span))
    facts = facts_for(target).filter(belongs(target, agency, _JOB), runs(*span, at=_JOB))
    belonging = {f"n{i}": CountOf("person", filter=counts(target, day)) for i, day in enumerate(days)}
    achieved = {
        f"n{i}": CountOf("person", filter=proof.by(day) & counts(target, day, _JOB), distinct=True)
        for i, day in enumerate(days)
    }
    ways = [_JOB + at for at in by]
    sides = [_labelled_rows(jobs, 0, by, belonging), _labelled_rows(facts, 1, ways, achieved)]
    if takes_papers(target):
        papers = papers_for(target).filter(belongs(target, agency, _JOB), runs(*span, at=_JOB))
        only = {f"n{i}": _with_a_paper_only(target, day) for i, day in enumerate(days)}
        sides.append(_labelled_rows(papers, 1, ways, only))
    return sides[0].union(*sides[1:], all=True)


def _with_a_paper_only(target: Target, day: dt.date) -> CountOf:
    """People with a recognised paper at the end of `day` and no fact of ours: nobody is counted twice."""
    ours = facts_for(target).filter(PROOFS[target.numerator].by(day), person=OuterRef("person"))
    holds = papers_by(target, day) & counts(target, day, _JOB) & ~Q(Exists(ours))
    return CountOf("person", filter=holds, distinct=True)


def labelled(rows: Iterable[tuple[Any, ...]], count: int) -> Iterator[tuple[int, tuple[str, ...], list[int]]]:
    """Rows as (side, labels, numbers), where `count` labels stand after the side."""
    for row in rows:
        yield row[0], tuple(row[1 : 1 + count]), list(row[1 + count :])


def _grouped(jobs: "QuerySet[Any]", side: int, by: Sequence[str], who: Mapping[int, Q], size: int) -> Side:
    """A column for each of `size` targets: how many of `jobs` are `who` says; nobody where it says nothing."""
    nobody = Value(0, output_field=IntegerField())
    numbers: dict[str, Any] = {
        f"n{place}": CountOf("pk", filter=who[place] or None) if place in who else nobody for place in range(size)
    }
    marked = jobs.order_by().annotate(side=Value(side, output_field=IntegerField()))
    # By number, and then the one word that it has: words to group by would cost a third of all.
    words = {f"its_{name}": Min(f"agency__{name}") for name in by}
    grouped = marked.values("side", *(["agency"] if by else [])).annotate(**numbers, **words)
    return grouped.values_list("side", *words, *numbers)


def _labelled_rows(rows: "QuerySet[Any]", side: int, by: Sequence[str], numbers: Mapping[str, Any]) -> Side:
    marked = rows.order_by().annotate(side=Value(side, output_field=IntegerField()))
    return marked.values("side", *by).annotate(**numbers).values_list("side", *by, *numbers)
