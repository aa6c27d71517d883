"""The two sides of a fraction, those who belong and those who have achieved, for many questions as one SQL query.

A question is a target at the end of a day, and one bit of a whole number. The database makes of each employment the
number of the questions in whose population it is, of each person the number of those that some fact answers, and counts
how many employments have the same two. So both tables are gone through once, whatever is asked, nothing is sorted, and
a million people cost what a million should. All conditions are those of coverage.rules.
"""

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any, NamedTuple

from django.core.exceptions import EmptyResultSet
from django.db import connection
from django.db.models import BigIntegerField, Case, F, Q, QuerySet, Value, When
from django.db.models.expressions import Combinable

from coverage.kept import Statement, all_of, places_of, rows_of
from coverage.models import Target
from coverage.recognising.counting import papers_by, papers_for, takes_papers
from coverage.rules import PROOFS, belongs, courses_of, facts_for, here, runs
from workforce.models import Agency, Employment, lies_in

# Code and name of the agency people work in; nothing where agencies are not told apart.
Place = tuple[str, ...]
# How many belong, and how many of them have achieved.
Sides = tuple[int, int]
# A whole number of the database has so many bits beside its sign.
MOST = 63


class Question(NamedTuple):
    """A target at the end of a day."""

    target: Target
    day: dt.date


def sides_of(questions: Sequence[Question], agency: Agency | None, *, by_agency: bool) -> list[dict[Place, Sides]]:
    """The answers to `questions`, in their order, for `agency` and all below it (None: everywhere).

    People count where they work on the day; a place where nobody belongs is left out. However many facts and papers
    a person has, they count once, for nobody has two employments on a day. One query for each MOST questions.
    """
    found: list[dict[Place, Sides]] = []
    for begin in range(0, len(questions), MOST):
        found += _answered(questions[begin : begin + MOST], agency, by_agency)
    return found


def _answered(questions: Sequence[Question], agency: Agency | None, by_agency: bool) -> list[dict[Place, Sides]]:
    found: list[dict[Place, Sides]] = [{} for _question in questions]
    targets = {id(target): all_of(target) for target, _day in questions}
    asked = tuple((targets[id(target)], day) for target, day in questions)
    key = ("sides", asked, places_of(agency), by_agency)
    for belonging, achieved, people, *words in rows_of(key, lambda: _composed(questions, agency, by_agency)):
        place = tuple(words)
        for number, sides in enumerate(found):
            if belonging >> number & 1:
                population, done = sides.get(place, (0, 0))
                sides[place] = (population + people, done + people * (achieved >> number & 1))
    return found


_STATEMENT = """
    WITH job (person, agency, bits) AS ({jobs}),
    fact (person, bits) AS ({facts}),
    proven (person, bits) AS (SELECT person, {either} FROM fact{among} GROUP BY person),
    counted (agency, belonging, achieved, people) AS (
        SELECT job.agency, job.bits, job.bits & COALESCE(proven.bits, 0), COUNT(*)
        FROM job LEFT JOIN proven ON proven.person = job.person GROUP BY 1, 2, 3
    )
    SELECT belonging, achieved, people"""
# By number, and then the words that it has: words to group by would cost a third of all.
_WORDS = ", agency.code, agency.name FROM counted JOIN {agencies} agency ON agency.id = counted.agency"
# To look up the agency of everybody would cost as much again: nearly all work in the tree, and are left out in groups.
_IN_TREE = " WHERE counted.agency IN ({places})"


def _composed(questions: Sequence[Question], agency: Agency | None, by_agency: bool) -> Statement:
    in_tree = agency is not None and agency.depth == 1
    place = F("agency") if by_agency or in_tree else Value(0)
    jobs = _jobs(questions, None if in_tree else agency).annotate(place=place)
    parts = {
        "jobs": _written([jobs.values_list("person", "place", "bits")], 3),
        "facts": _written(_facts(questions), 2),
    }
    statement = _STATEMENT + (_WORDS if by_agency else " FROM counted")
    if in_tree:
        statement += _IN_TREE
        parts["places"] = _written([Agency.objects.filter(lies_in(agency)).order_by().values_list("pk")], 1)
    # Few people of a commune are among all who have achieved; in the whole tree nearly all are.
    among = " WHERE person IN (SELECT person FROM job)" if agency and not in_tree else ""
    words = {"either": _either(len(questions)), "among": among, "agencies": Agency._meta.db_table}
    texts = {name: text for name, (text, _values) in parts.items()}
    return statement.format(**texts, **words), [value for _text, values in parts.values() for value in values]


def _written(parts: Iterable["QuerySet[Any, Any]"], columns: int) -> tuple[str, list[Any]]:
    """The rows of all `parts` as SQL with its values; a part that must be empty is left out."""
    texts: list[str] = []
    values: list[Any] = []
    for part in parts:
        try:
            text, more = part.query.sql_with_params()
        except EmptyResultSet:
            continue
        texts.append(text)
        values += more
    nothing = f"SELECT {', '.join(['0'] * columns)} WHERE 1 = 0"
    return " UNION ALL ".join(texts) or nothing, values


def _either(size: int) -> str:
    """SQL for all bits that some row has, of `size` of them."""
    if connection.vendor == "postgresql":
        return "BIT_OR(bits)"
    return " | ".join(f"MAX(bits & {1 << number})" for number in range(size))


def _jobs(questions: Sequence[Question], agency: Agency | None) -> "QuerySet[Any, Any]":
    """Employments with their `bits`: the questions whose target speaks of them and on whose day they run."""
    first, last = min(question.day for question in questions), max(question.day for question in questions)
    jobs = Employment.objects.filter(runs(first, last)).order_by()
    alone = _only_target(questions)
    if alone:  # an index may find them
        jobs = jobs.filter(belongs(alone, agency))
    elif agency:
        jobs = jobs.filter(lies_in(agency, "agency__"))
    bits: dict[Q, int] = defaultdict(int)
    for number, (target, day) in enumerate(questions):
        who = Q() if alone else belongs(target, None)
        when = Q() if first == last else runs(day, day)
        bits[who & when & here(target, day)] |= 1 << number
    if not alone or alone.excused or first == last:
        return jobs.annotate(bits=_sum(bits))
    # Most run all the time: they need not be asked about each day.
    return jobs.annotate(
        bits=Case(
            When(runs(first, first) & runs(last, last), then=Value((1 << len(questions)) - 1)),
            default=_sum(bits),
            output_field=BigIntegerField(),
        )
    )


def _only_target(questions: Sequence[Question]) -> Target | None:
    first = questions[0].target
    return first if all(question.target is first for question in questions) else None


def _facts(questions: Sequence[Question]) -> Iterator["QuerySet[Any, Any]"]:
    """People with `bits`: the questions that a fact, or a recognised paper from elsewhere, answers."""
    for target, bits in _by_facts(questions):
        proof = PROOFS[target.numerator]
        yield _answering(facts_for(target), {proof.by(day): numbers for day, numbers in bits.items()})
        if takes_papers(target):
            yield _answering(papers_for(target), {papers_by(target, day): numbers for day, numbers in bits.items()})


def _by_facts(questions: Sequence[Question]) -> Iterator[tuple[Target, dict[dt.date, int]]]:
    """Questions that ask for the same facts of the same courses: a target of theirs, and the bits of each day."""
    found: dict[Any, tuple[Target, dict[dt.date, int]]] = {}
    for number, (target, day) in enumerate(questions):
        courses = courses_of(target)
        # Which they are is asked within the query unless they are at hand; then each target is one of its own.
        key = (target.numerator, frozenset(courses) if isinstance(courses, list) else target.pk)
        bits = found.setdefault(key, (target, defaultdict(int)))[1]
        bits[day] |= 1 << number
    yield from found.values()


def _answering(rows: "QuerySet[Any, Any]", bits: Mapping[Q, int]) -> "QuerySet[Any, Any]":
    if len(bits) == 1:
        [(when, numbers)] = bits.items()
        rows, bits = rows.filter(when), {Q(): numbers}
    return rows.order_by().annotate(bits=_sum(bits)).values_list("person", "bits")


def _sum(bits: Mapping[Q, int]) -> Combinable:
    """The bits of all conditions that hold, none of which share one."""
    parts: list[Any] = [
        Case(When(when, then=Value(numbers)), default=Value(0), output_field=BigIntegerField())
        if when
        else Value(numbers, output_field=BigIntegerField())
        for when, numbers in bits.items()
    ]
    total = parts[0]
    for part in parts[1:]:
        total = total + part
    return total  # type: ignore[no-any-return]
