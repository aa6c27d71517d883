"""What the screens of a class show: members with their progress and attendance, the sheet of a meeting, the marks."""

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

from django.conf import settings
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from classes.cohorts.attending import why_not_mark
from classes.models import Attendance, Cohort, Meeting, Membership
from courses.models import Enrolment, StepProgress
from courses.outline import Outline, build_outline
from courses.published import edition
from workforce.models import Employment

State = Attendance.State
# How a state is written in a table and on paper: x, M (muộn), P (phép), V (vắng).
SIGNS = {State.PRESENT: "x", State.LATE: "M", State.EXCUSED: "P", State.ABSENT: "V"}
TONES = {State.PRESENT: "ok", State.LATE: "due", State.EXCUSED: "info", State.ABSENT: "bad"}


@dataclass(frozen=True)
class Member:
    """One member as those who run the class see her."""

    membership: Membership
    job: Employment | None
    outline: Outline | None
    enrolment: Enrolment | None
    marks: dict[int, str]
    meetings: int
    is_still: bool  # has the course to finish, and has not looked into it for settings.PAUSE_DAYS

    @property
    def came(self) -> int:
        return sum(state in Attendance.CAME for state in self.marks.values())

    @property
    def completed_on(self) -> dt.date | None:
        completion = getattr(self.enrolment, "completion", None)
        return completion.completed_on if completion else None

    @property
    def stands_at(self) -> str:
        """The step she is at, in words; empty when nothing is left."""
        if self.outline is None or self.enrolment is None or self.completed_on:
            return ""
        step = self.outline.go_on_from(self.enrolment.last_step_id)
        return f"{step.number}. {step.page.title}" if step else ""

    @property
    def done(self) -> int:
        return self.outline.done_count if self.outline else 0

    @property
    def needed(self) -> int:
        return len(self.outline.needed) if self.outline else 0


@dataclass(frozen=True)
class Roll:
    """Everybody of a class and its meetings so far. `waiting` holds those without a seat."""

    members: list[Member]
    waiting: list[Membership]
    meetings: list[Meeting]
    held: int = 0
    open_to_mark: set[int] = field(default_factory=set)

    @property
    def still(self) -> int:
        return sum(member.is_still for member in self.members)

    @property
    def completed(self) -> int:
        return sum(member.completed_on is not None for member in self.members)


def roll_of(cohort: Cohort, *, at: dt.datetime) -> Roll:
    """Members by name with progress and attendance, those who wait, the meetings. Seven queries for any number."""
    today = timezone.localdate(at)
    memberships = list(cohort.memberships.on_the_roll().select_related("person"))
    people = [one.person_id for one in memberships]
    meetings = list(cohort.meetings.in_order())
    held = [one for one in meetings if not one.is_called_off]
    jobs = {
        job.person_id: job
        for job in Employment.objects.at(today).filter(person__in=people).select_related("agency", "position")
    }
    marks: dict[int, dict[int, str]] = {}
    facts = Attendance.objects.in_force().filter(meeting__in=held)
    for member, meeting, state in facts.values_list("membership", "meeting", "state"):
        marks.setdefault(member, {})[meeting] = state
    enrolments, outlines = _progress(cohort, people)
    past = sum(one.on <= today for one in held)
    return Roll(
        members=[
            Member(
                membership=one,
                job=jobs.get(one.person_id),
                outline=outlines.get(one.person_id),
                enrolment=enrolments.get(one.person_id),
                marks=marks.get(one.pk, {}),
                meetings=past,
                is_still=cohort.is_open and _is_still(enrolments.get(one.person_id), at),
            )
            for one in memberships
        ],
        waiting=list(cohort.memberships.waiting().select_related("person")),
        meetings=meetings,
        held=past,
        open_to_mark={one.pk for one in held if cohort.is_open and not why_not_mark(one, on=today)},
    )


def _progress(cohort: Cohort, people: Sequence[int]) -> tuple[dict[int, Enrolment], dict[int, Outline]]:
    """The live enrolment of each of `people` in the course, and where each stands in it. Two queries."""
    rows = Enrolment.objects.filter(person__in=people, course=cohort.course_id, withdrawn_at=None)
    enrolments = {row.person_id: row for row in rows.select_related("completion")}
    done: dict[int, set[int]] = {}
    steps = StepProgress.objects.filter(enrolment__in=enrolments.values())
    for enrolment, step in steps.values_list("enrolment", "step"):
        done.setdefault(enrolment, set()).add(step)
    published = edition()
    pages, course = published.steps.get(cohort.course_id, []), published.course(cohort.course)
    outlines = {
        person: build_outline(course, pages, done.get(enrolment.pk, set())) for person, enrolment in enrolments.items()
    }
    return enrolments, outlines


def _is_still(enrolment: Enrolment | None, at: dt.datetime) -> bool:
    if enrolment is None or hasattr(enrolment, "completion"):
        return False
    since = enrolment.last_seen_at or enrolment.enrolled_at
    return at - since >= dt.timedelta(days=settings.PAUSE_DAYS)


@dataclass(frozen=True)
class SheetLine:
    """One member on the sheet of a meeting: what holds, and the number of that fact."""

    membership: Membership
    state: str
    number: int
    noted: Attendance | None
    chosen: str = ""

    @property
    def shown(self) -> str:
        """The state that is ticked: what was chosen on a sheet that came back, else what holds."""
        return self.chosen or self.state

    def as_chosen(self, form: Mapping[str, str]) -> "SheetLine":
        """The same with what somebody chose on a sheet that could not be saved."""
        return replace(self, chosen=form.get(f"state-{self.membership.pk}", ""))


def sheet_of(meeting: Meeting) -> list[SheetLine]:
    """Everybody on the roll by name, with what was written down of this meeting. Two queries."""
    facts = Attendance.objects.in_force().filter(meeting=meeting).select_related("noted_by", "device_mark")
    holds = {fact.membership_id: fact for fact in facts}
    return [
        SheetLine(one, holds[one.pk].state if one.pk in holds else "", _number(holds.get(one.pk)), holds.get(one.pk))
        for one in meeting.cohort.memberships.on_the_roll().select_related("person")
    ]


def _number(fact: Attendance | None) -> int:
    return fact.number if fact else 0


def own_marks(membership: Membership) -> dict[int, Attendance]:
    """What was written down of one member, by the key of the meeting. One query."""
    facts = Attendance.objects.in_force().filter(membership=membership).select_related("correction")
    return {fact.meeting_id: fact for fact in facts}


def crumbs(cohort: Cohort, *here: str) -> list[tuple[str, str]]:
    """The way back from a page of a class."""
    up = [(_("Classes"), reverse("classes:cohorts"))]
    if here:
        return [*up, (cohort.title, reverse("classes:cohort", args=[cohort.pk])), (here[0], "")]
    return [*up, (cohort.title, "")]
