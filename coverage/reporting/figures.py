"""All numbers of a report, gathered from dated facts as values that JSON holds; the same facts give the same values.

Names, sentences and forecasts are words (`coverage.reporting.wording`); what stands here can be counted again.
"""

import datetime as dt
import hashlib
from collections.abc import Callable, Iterator, Sequence
from dataclasses import asdict, dataclass
from typing import Any

from django.db.models import Count as CountOf
from django.db.models import F, Q

from certificates.models import Certificate
from courses.models import Completion
from coverage.comparing import compare
from coverage.counting import count, history, people
from coverage.models import Target
from coverage.presenting import is_counted
from coverage.ruling import as_of, rule_of
from coverage.trend import days_until
from workforce.models import Agency, Employment, lies_in

Figures = dict[str, Any]
Told = Callable[[int], None]
VERSION = 1


@dataclass(frozen=True, kw_only=True)
class Period:
    """What is counted: an agency with everything below it, between the ends of two days."""

    agency: Agency
    since: dt.date
    day: dt.date


def targets_of(day: dt.date, codes: Sequence[str] | None = None) -> list[Target]:
    """The targets a report of `day` speaks of, as they were counted then: the open ones, the nearest deadline first.

    With `codes` these and no others, whatever became of them since: so a report is counted again.
    """
    found = Target.objects.select_related("branch").prefetch_related("courses")
    if codes is not None:
        by_code = {target.code: as_of(target, day) for target in found.filter(code__in=codes)}
        return [by_code[code] for code in codes if code in by_code]
    asked = [as_of(target, day) for target in found if target.issued <= day]
    chosen = [
        target
        for target in asked
        if is_counted(target) and target.courses.all() and (target.deadline is None or target.deadline >= day)
    ]
    return sorted(chosen, key=lambda target: (target.deadline or dt.date.max, target.code))


def gather(period: Period, targets: Sequence[Target], *, told: Told = lambda _done: None) -> Figures:
    """Every figure of a report; `told` hears after each target how many are done."""
    figures: Figures = {
        "version": VERSION,
        "staff": _staff(period.agency, period.day),
        "staff_before": _staff(period.agency, period.since),
        "courses": _courses(period),
        "targets": [],
    }
    for done, target in enumerate(targets, start=1):
        figures["targets"].append(_of_target(target, period))
        told(done)
    return figures


def _staff(agency: Agency, day: dt.date) -> dict[str, int]:
    """Who works there at the end of `day`: all, by category, and by the marks that targets use. One query."""
    by = {category: CountOf("pk", filter=Q(category=category)) for category in Employment.Category.values}
    found: dict[str, int] = (
        Employment.objects.at(day)
        .within(agency)
        .aggregate(
            total=CountOf("pk"),
            agencies=CountOf("agency", distinct=True),
            it_staff=CountOf("pk", filter=Q(is_it_staff=True)),
            leaders=CountOf("pk", filter=Q(is_leader=True)),
            **by,
        )
    )
    return found


def _courses(period: Period) -> list[dict[str, Any]]:
    """Courses that people completed in the period while working there, and papers issued for them. Two queries."""
    done = Completion.objects.filter(
        _worked_there(period.agency, "completed_on"), completed_on__gt=period.since, completed_on__lte=period.day
    )
    issued = Certificate.objects.filter(
        _worked_there(period.agency, "issued_on"),
        issued_on__gt=period.since,
        issued_on__lte=period.day,
        replaces=None,
    )
    papers = dict(issued.order_by().values_list("course").annotate(CountOf("pk", distinct=True)))
    rows = (
        done.order_by()
        .values_list("course", "course__code", "course__title")
        .annotate(completed=CountOf("pk", distinct=True), people=CountOf("person", distinct=True))
        .order_by("course__code")
    )
    return [
        {"code": code, "title": title, "completed": completed, "people": many, "papers": papers.get(pk, 0)}
        for pk, code, title, completed, many in rows
    ]


def _worked_there(agency: Agency, on: str) -> Q:
    """Facts whose person worked in the branch on the day of the fact."""
    job = "person__employments__"
    still = Q(**{f"{job}ends_on": None}) | Q(**{f"{job}ends_on__gt": F(on)})
    return lies_in(agency, f"{job}agency__") & Q(**{f"{job}starts_on__lte": F(on)}) & still


def _of_target(target: Target, period: Period) -> dict[str, Any]:
    agency, day = period.agency, period.day
    counted = count(target, day=day, agency=agency)
    days = sorted({period.since, *days_until(day, since=period.since)})
    road = history(target, days=days, agency=agency)
    before = road[days.index(period.since)]
    changed = compare(target, first=period.since, last=day, agency=agency)
    return {
        "code": target.code,
        "rule": asdict(rule_of(target)),
        "percent": target.percent,
        "unit": target.unit,
        "deadline": target.deadline.isoformat() if target.deadline else None,
        "population": counted.population,
        "achieved": counted.achieved,
        "population_before": before.population,
        "achieved_before": before.achieved,
        "parts": [[group.part.value, group.population, group.achieved] for group in changed.groups],
        "agencies": [[row.code, row.name, row.population, row.achieved] for row in counted.rows],
        "history": [[share.day.isoformat(), share.population, share.achieved] for share in road],
        "people": _digest(target, period),
    }


def _digest(target: Target, period: Period) -> str:
    """One number for the whole list of names: two lists have the same if they say the same of the same people."""
    found = hashlib.sha256()
    for line in sorted(facts_of_people(target, period)):
        found.update(line.encode())
    return found.hexdigest()


def facts_of_people(target: Target, period: Period) -> Iterator[str]:
    """A line for each person behind the figure: who, where, whether and since when and by which paper."""
    listed: Any = people(target, day=period.day, agency=period.agency).order_by()
    rows = listed.values_list("person_id", "agency__code", "achieved", "achieved_on", "number")
    for person, where, achieved, on, number in rows.iterator():
        yield f"{person}|{where}|{int(achieved)}|{on or ''}|{number or ''}\n"
