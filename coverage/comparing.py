"""A target on two days, and everyone behind the difference.

What a person is on a day is asked of the conditions of coverage.rules, as the figure is; so the parts add
up to the difference of `counting.count` (a test compares them in a random world).
"""

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.db.models import BooleanField, Case, Q, Value, When

from certificates.models import Suspension
from coverage.changes import COMING, GOING, Part, Standing, part_of
from coverage.counting import Share
from coverage.models import Target
from coverage.recognising.counting import papers_by, papers_for, takes_papers
from coverage.rules import PROOFS, belongs, check_countable, counts, facts_for, runs
from workforce.models import Agency, Employment, lies_in

_JOB = "person__employments__"


@dataclass(frozen=True, kw_only=True)
class Group:
    """The people of one part: how many, and how many of them had achieved before and have now."""

    part: Part
    people: frozenset[int]
    achieved_before: int
    achieved_after: int

    @property
    def population(self) -> int:
        """What the part adds to the population."""
        return len(self.people) * ((self.part in COMING) - (self.part in GOING))

    @property
    def achieved(self) -> int:
        """What the part adds to those who achieved."""
        return self.achieved_after - self.achieved_before


@dataclass(frozen=True, kw_only=True)
class Comparison:
    """The figures of two days and, in the order of `Part`, the parts that have people; those that stayed are none."""

    target: Target
    agency: Agency | None
    first: dt.date
    last: dt.date
    before: Share
    after: Share
    groups: tuple[Group, ...]

    @property
    def population(self) -> int:
        return self.after.population - self.before.population

    @property
    def achieved(self) -> int:
        return self.after.achieved - self.before.achieved

    def group(self, part: str) -> Group | None:
        return next((group for group in self.groups if group.part == part), None)


def compare(target: Target, *, first: dt.date, last: dt.date, agency: Agency | None = None) -> Comparison:
    """The difference of `target` between the ends of `first` and `last`, person by person.

    Four queries, and two more when something that counted no longer does. Raises CannotCount.
    """
    check_countable(target)
    before = _standings(target, first, agency, other=last)
    after = _standings(target, last, agency, other=first)
    ended = _why_ended(target, [who for who in before if _lost(before[who], after.get(who))], first=first, last=last)
    found: dict[Part, list[int]] = defaultdict(list)
    for who in before.keys() | after.keys():
        was, now = before.get(who, Standing()), after.get(who, Standing())
        if was.counts or now.counts:
            found[part_of(was, now, ended=ended.get(who, Part.LAPSED))].append(who)
    return Comparison(
        target=target,
        agency=agency,
        first=first,
        last=last,
        before=_share(target, before.values()),
        after=_share(target, after.values()),
        groups=tuple(
            Group(
                part=part,
                people=frozenset(found[part]),
                achieved_before=sum(before[who].achieved for who in found[part] if who in before),
                achieved_after=sum(after[who].achieved for who in found[part] if who in after),
            )
            for part in Part
            if part in found and part is not Part.SAME
        ),
    )


def _standings(target: Target, day: dt.date, agency: Agency | None, *, other: dt.date) -> dict[int, Standing]:
    """Where everyone stands on `day` who counts on that day or on the `other`. Two queries."""
    concerned = Employment.objects.filter(belongs(target, agency), counts(target, day) | counts(target, other))
    within = Q() if agency is None else lies_in(agency, "agency__")
    jobs = (
        Employment.objects.filter(runs(day, day), person__in=concerned.order_by().values("person"))
        .annotate(is_within=_flag(within), belongs=_flag(belongs(target, agency) & counts(target, day)))
        .order_by()
        .values_list("person", "agency__path", "agency__former_paths", "is_within", "belongs")
    )
    facts = facts_for(target).filter(
        PROOFS[target.numerator].by(day), belongs(target, agency, _JOB), counts(target, day, _JOB)
    )
    persons = facts.order_by().values_list("person", flat=True)
    if takes_papers(target):
        papers = papers_for(target).filter(
            papers_by(target, day), belongs(target, agency, _JOB), counts(target, day, _JOB)
        )
        persons = persons.union(papers.order_by().values_list("person", flat=True))
    achieved = set(persons)
    return {
        # By the first place of the body: who works where only the name is new has not moved.
        person: Standing(
            agency=(former.split() or [path])[0], within=inside, counts=counts, achieved=counts and person in achieved
        )
        for person, path, former, inside, counts in jobs
    }


def _flag(condition: Q) -> Case:
    if not condition:
        return Case(default=Value(True), output_field=BooleanField())
    return Case(When(condition, then=Value(True)), default=Value(False), output_field=BooleanField())


def _lost(was: Standing, now: Standing | None) -> bool:
    return bool(was.achieved and now and now.counts and not now.achieved)


def _why_ended(target: Target, people: list[int], *, first: dt.date, last: dt.date) -> dict[int, Part]:
    """Why the papers of `people` that were in force on one of the two days are not on the other.

    Of several papers of one person the gravest reason is told: revoked, then suspended, then expired. When
    the days are asked backwards there is no reason to tell. At most two queries.
    """
    if not people or target.numerator not in (Target.Numerator.CERTIFIED, Target.Numerator.HELD):
        return {}
    papers: Any = facts_for(target).filter(PROOFS[target.numerator].by(first), person__in=people)
    rows = list(papers.values_list("pk", "person", "revoked_on", "expires_on"))
    examined = set(
        Suspension.objects.on(last)
        .filter(certificate__in=[row[0] for row in rows])
        .values_list("certificate", flat=True)
    )
    reasons: dict[int, Part] = {}
    gravest = [Part.EXPIRED, Part.SUSPENDED, Part.REVOKED]
    for pk, person, revoked_on, expires_on in rows:
        if revoked_on and revoked_on <= last:
            found = Part.REVOKED
        elif pk in examined:
            found = Part.SUSPENDED
        elif expires_on and expires_on <= last:
            found = Part.EXPIRED
        else:
            continue
        reasons[person] = max(found, reasons.get(person, found), key=gravest.index)
    return reasons


def _share(target: Target, standings: Iterable[Standing]) -> Share:
    counted = [standing for standing in standings if standing.counts]
    return Share(
        population=len(counted),
        achieved=sum(standing.achieved for standing in counted),
        required=target.percent or 0,
    )


def people_of(comparison: Comparison, part: str) -> "Any":
    """The employments behind a part, as of the later day, or the earlier for who counts no longer; by name."""
    group = comparison.group(part)
    day = comparison.first if part in GOING else comparison.last
    return (
        Employment.objects.filter(runs(day, day), person__in=group.people if group else [])
        .select_related("person", "position", "agency")
        .order_by("person__name_key", "pk")
    )
