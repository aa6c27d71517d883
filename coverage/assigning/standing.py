"""Where everyone stands whom an assignment binds, on any day: asked of dated facts, in one query.

The number of a state and the list of its people are drawn from the same annotated employments, so that every
number can be defended person by person. The population is asked for anew each day: newcomers are included.
"""

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, TypedDict

from django.conf import settings
from django.db import models
from django.db.models import Case, Count, Exists, F, OuterRef, Q, QuerySet, Subquery, Value, When
from django.db.models.functions import Cast, Coalesce, Greatest
from django.utils.translation import gettext_lazy as _

from certificates.models import Certificate, in_force
from courses.models import Completion
from coverage.assigning.terms import Terms
from coverage.models import Assignment, AssignmentVersion, Exemption, Recognition
from coverage.rules import belongs, runs
from kit.alphabet import alphabetical
from workforce.models import Agency, Employment, EmploymentQuerySet


class State(models.TextChoices):
    """Where a person stands. What is done is done, whoever was let off."""

    OVERDUE = "overdue", _("overdue")
    DUE = "due", _("to do")
    DONE = "done", _("done")
    EXEMPT = "exempt", _("exempt")


OPEN = [State.OVERDUE.value, State.DUE.value]


class Stood(TypedDict):
    """What `standing` adds to an employment."""

    joined_on: dt.date
    fact_on: dt.date | None
    state: str


@dataclass(frozen=True, kw_only=True)
class Figures:
    """How many stand where, in one agency or in all of them."""

    overdue: int = 0
    due: int = 0
    done: int = 0
    exempt: int = 0
    code: str = ""
    name: str = ""

    @property
    def people(self) -> int:
        return self.overdue + self.due + self.done + self.exempt

    @property
    def missing(self) -> int:
        """Who has still to do it, in time or late."""
        return self.overdue + self.due

    @property
    def fraction(self) -> float | None:
        """The part that is done of those who must; None when nobody must."""
        bound = self.people - self.exempt
        return self.done / bound if bound else None

    @property
    def pieces(self) -> list[dict[str, str]]:
        """The states as pieces of a bar 1000 wide: what is done first."""
        left, pieces = 0.0, []
        for state in (State.DONE, State.DUE, State.OVERDUE, State.EXEMPT):
            width = 1000 * self.of(state) / self.people if self.people else 0.0
            pieces.append({"state": state.value, "x": f"{left:.1f}", "width": f"{width:.1f}"})
            left += width
        return pieces

    def of(self, state: str) -> int:
        found: int = getattr(self, State(state).value)
        return found


@dataclass(frozen=True)
class Standing:
    """An assignment counted at the end of a day: all people, and a row for each agency, by the alphabet."""

    version: AssignmentVersion
    day: dt.date
    agency: Agency
    total: Figures
    rows: tuple[Figures, ...]


def terms_of(version: AssignmentVersion) -> Terms:
    return Terms(
        due_on=version.due_on,
        due_days=version.due_days,
        repeat_months=version.repeat_months,
        days_on_return=settings.RETURN_DAYS if version.due_days is None else version.due_days,
    )


def standing(version: AssignmentVersion, *, day: dt.date, agency: Agency | None = None) -> EmploymentQuerySet:
    """The employments of everyone `version` binds at the end of `day`, each with what `Stood` names.

    `agency`, at or below the assignment's, narrows them; None does not.
    """
    within = agency or version.assignment.agency
    facts = _facts(version, day)
    papers = Recognition.objects.counting(day).filter(course=version.course_id, person=OuterRef("person"))
    is_exempt = Exemption.objects.on(day).filter(assignment=version.assignment_id, person=OuterRef("person"))
    return (
        Employment.objects.filter(belongs(version, within), runs(day, day))
        .annotate(joined_on=_joined_on(version, day), fact_on=_latest(Subquery(facts.values("on")[:1]), papers))
        .annotate(
            state=Case(
                When(_is_done(version, day), then=Value(State.DONE.value)),
                When(Exists(is_exempt), then=Value(State.EXEMPT.value)),
                When(_is_late(version, day), then=Value(State.OVERDUE.value)),
                default=Value(State.DUE.value),
                output_field=models.CharField(max_length=10),
            )
        )
    )


def count_standing(version: AssignmentVersion, *, day: dt.date, agency: Agency | None = None) -> Standing:
    """How many stand where at the end of `day`, by the agency each works in on that day. One SQL query."""
    numbers: dict[tuple[str, str], dict[str, int]] = {}
    grouped = (
        standing(version, day=day, agency=agency)  # type: ignore[misc]
        .order_by()
        .values_list("agency__code", "agency__name", "state")
        .annotate(number=Count("pk"))
        .order_by("agency__code", "state")
    )
    for code, name, state, number in grouped:
        numbers.setdefault((code, name), {})[state] = number
    rows = [figures_of(found, code=code, name=name) for (code, name), found in numbers.items()]
    rows.sort(key=lambda row: (alphabetical(row.name), row.code))
    total = {state.value: sum(row.of(state) for row in rows) for state in State}
    return Standing(version, day, agency or version.assignment.agency, figures_of(total), tuple(rows))


def totals(asked: "Sequence[tuple[AssignmentVersion, Agency]]", *, day: dt.date) -> dict[int, Figures]:
    """How many stand where, of each version within the agency beside it, by the number of the version. One query."""
    if not asked:
        return {}
    sides: list[QuerySet[Any, Any]] = [
        standing(version, day=day, agency=agency)
        .order_by()
        .annotate(version=Value(version.pk, output_field=models.BigIntegerField()))
        .values_list("version", "state")
        .annotate(number=Count("pk"))
        for version, agency in asked
    ]
    found: dict[int, dict[str, int]] = {version.pk: {} for version, _agency in asked}
    for number, state, people in sides[0] if len(sides) == 1 else sides[0].union(*sides[1:], all=True):
        found[number][state] = people
    return {number: figures_of(states) for number, states in found.items()}


def list_standing(
    version: AssignmentVersion, *, day: dt.date, agency: Agency | None = None, states: Sequence[str] = ()
) -> EmploymentQuerySet:
    """Who stands behind `count_standing`, by name, those late first; only `states` where some are given."""
    listed = standing(version, day=day, agency=agency).select_related("person", "position", "agency")
    if states:
        listed = listed.filter(state__in=states)  # type: ignore[misc]
    late_first = Case(When(Q(state=State.OVERDUE.value), then=0), default=1)
    return listed.order_by(late_first, "person__name_key", "pk")


def of_person(versions: Sequence[AssignmentVersion], person_id: int, *, day: dt.date) -> "dict[int, Stood]":
    """Where one person stands with each of `versions` that bind them, by the number of the version. One query."""
    if not versions:
        return {}
    asked: list[QuerySet[Any, Any]] = [
        standing(version, day=day)
        .filter(person=person_id)
        .order_by()
        .annotate(version=Value(version.pk, output_field=models.BigIntegerField()))
        .values_list("version", "joined_on", "fact_on", "state")
        for version in versions
    ]
    rows = asked[0] if len(asked) == 1 else asked[0].union(*asked[1:], all=True)
    return {number: Stood(joined_on=joined, fact_on=fact, state=state) for number, joined, fact, state in rows}


def versions_running(day: dt.date) -> "QuerySet[AssignmentVersion]":
    """The version in force of every assignment that binds on `day`, the oldest assignment first."""
    return (
        AssignmentVersion.objects.at(day)
        .filter(assignment__in=Assignment.objects.running(day))
        .select_related("assignment__agency", "assignment__target", "course")
        .order_by("assignment")
    )


def figures_of(states: Mapping[str, int], *, code: str = "", name: str = "") -> Figures:
    """How many stand in each state, of an agency or of all; a state that is not named has nobody."""
    numbers = {state.value: states.get(state.value, 0) for state in State}
    return Figures(code=code, name=name, **numbers)


def _facts(version: AssignmentVersion, day: dt.date) -> "QuerySet[Any]":
    """What fulfils the obligation, the newest first, its day as `on`."""
    if version.asks == AssignmentVersion.Asks.CERTIFICATE:
        papers = Certificate.objects.filter(in_force(day), course=version.course_id, person=OuterRef("person"))
        return papers.annotate(on=F("issued_on")).order_by("-issued_on", "-pk")
    completions = Completion.objects.by(day).filter(course=version.course_id, person=OuterRef("person"))
    return completions.annotate(on=F("completed_on")).order_by("-completed_on", "-pk")


def _latest(ours: Subquery, papers: "QuerySet[Recognition, Any]") -> Greatest:
    """The later of the days of our own fact and of a recognised paper from elsewhere; what is missing gives way."""
    theirs = Subquery(papers.order_by("-issued_on", "-pk").values("issued_on")[:1])
    # SQLite's greatest of a day and nothing is nothing.
    return Greatest(Coalesce(ours, theirs), Coalesce(theirs, ours))


def _joined_on(version: AssignmentVersion, day: dt.date) -> Greatest:
    """The day a person joined the group: where an unbroken row of employments in it begins, or the assignment.

    Who moves from one agency to another within the group gets no new term; who left it and came back does.
    """
    mine = Employment.objects.filter(belongs(version, version.assignment.agency), person=OuterRef("person"))
    before = Employment.objects.filter(
        belongs(version, version.assignment.agency), person=OuterRef("person"), ends_on=OuterRef("starts_on")
    )
    begins = mine.filter(~Exists(before), starts_on__lte=day).order_by("-starts_on").values("starts_on")[:1]
    since = Cast(Value(version.assignment.starts_on), models.DateField())
    return Greatest(Subquery(begins, output_field=models.DateField()), since)


def _is_done(version: AssignmentVersion, day: dt.date) -> Q:
    too_early = terms_of(version).done_too_early(day)
    return Q(fact_on__isnull=False) if too_early is None else Q(fact_on__gt=too_early)


def _is_late(version: AssignmentVersion, day: dt.date) -> Q:
    """Of somebody who has not done it: whether the term is over, the first one and the one of its return."""
    terms = terms_of(version)
    if terms.due_on is None:
        first = Q(joined_on__lt=terms.joined_too_early(day))
    else:
        # A condition that is always, or never, so.
        first = Q(person__isnull=terms.due_on >= day)
    returned = terms.returned_too_early(day)
    return first if returned is None else first & (Q(fact_on=None) | Q(fact_on__lte=returned))
