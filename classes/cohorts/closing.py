"""The end of a class: how many were there, how many came, completed, hold the certificate; frozen when it closes."""

import datetime as dt
from collections.abc import Mapping
from dataclasses import asdict, dataclass, replace

from django.conf import settings
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from wagtail.log_actions import log

from accounts.models import User
from classes.cohorts.knowing import certified_among
from classes.cohorts.planning import check_organises, locked
from classes.models import Attendance, Cohort, Correction, Meeting, Membership
from courses.models import Completion


class CannotClose(Exception):
    """The class cannot be closed yet; the message says what is missing."""


@dataclass(frozen=True, kw_only=True)
class Figures:
    """What became of a class. `attended` came to settings.CLASS_ATTENDED_PERCENT of the meetings at least."""

    members: int
    left: int
    meetings: int
    periods: int
    attended: int
    completed: int
    certified: int
    percent: int


def figures_of(cohort: Cohort, *, on: dt.date) -> Figures:
    """The figures as they stand at the end of a day: of everyone on the roll. Five queries and one each provider."""
    people = dict(cohort.memberships.on_the_roll().values_list("pk", "person"))
    meetings = list(cohort.meetings.held().filter(on__lte=on).values_list("pk", "periods"))
    came: dict[int, int] = dict.fromkeys(people, 0)
    facts = Attendance.objects.in_force().there().filter(meeting__in=[pk for pk, _periods in meetings])
    for member in facts.values_list("membership", flat=True):
        if member in came:
            came[member] += 1
    completed = Completion.objects.by(on).filter(course=cohort.course_id, person__in=people.values())
    percent = settings.CLASS_ATTENDED_PERCENT
    return Figures(
        members=len(people),
        left=cohort.memberships.filter(ending__in=["withdrawn", "moved"], seated_at__isnull=False).count(),
        meetings=len(meetings),
        periods=sum(periods for _pk, periods in meetings),
        attended=sum(is_enough(times, of=len(meetings), percent=percent) for times in came.values()),
        completed=completed.values("person").distinct().count(),
        certified=len(certified_among(cohort.course, set(people.values()), day=on)),
        percent=percent,
    )


def is_enough(times: int, *, of: int, percent: int) -> bool:
    """Whether `times` of so many meetings is `percent` or more; of no meeting nobody attended."""
    return bool(of) and 100 * times >= percent * of


def frozen(cohort: Cohort) -> Figures | None:
    """The figures that a class was closed with."""
    return Figures(**cohort.figures) if cohort.figures else None


def figures_known(cohort: Cohort) -> Figures | None:
    """The figures of a closed class as they are known by now: at its end, or since the last correction. One query."""
    newest = Correction.objects.filter(meeting__cohort=cohort).order_by("-pk").first() if cohort.figures else None
    return Figures(**newest.figures) if newest else frozen(cohort)


def recounted(cohort: Cohort, *, meeting: Meeting, states: Mapping[int, str]) -> Figures:
    """The figures known by now of a closed class, with who attended counted again as if `states` held at `meeting`.

    By the keys of memberships. Everything else stays as it was at the end: only attendance is corrected.
    """
    known = figures_known(cohort)
    assert known is not None  # noqa: S101 - a class is closed with its figures
    counted = cohort.meetings.held().filter(on__lte=timezone.localdate(cohort.ended_at))
    came: dict[int, set[int]] = {pk: set() for pk in cohort.memberships.on_the_roll().values_list("pk", flat=True)}
    facts = Attendance.objects.in_force().there().filter(meeting__in=counted, membership__in=came)
    for member, where in facts.values_list("membership", "meeting"):
        came[member].add(where)
    for member, state in states.items():
        (came[member].add if state in Attendance.CAME else came[member].discard)(meeting.pk)
    attended = sum(is_enough(len(where), of=known.meetings, percent=known.percent) for where in came.values())
    return replace(known, attended=attended)


def why_not_close(cohort: Cohort, *, on: dt.date) -> str:
    """Empty when the class may be closed on a day, else the sentence to show."""
    if cohort.meetings.held().filter(on__gt=on).exists():
        return _("There are meetings to come. Hold them, or call them off first.")
    return ""


@transaction.atomic
def close_class(*, cohort: Cohort, note: str, by: User, at: dt.datetime) -> Cohort:
    """Close a class for good and freeze its figures; who still waits is let go. Harmless twice: the first end stays.

    Raises CannotClose, NotYours.
    """
    cohort, on = locked(cohort), timezone.localdate(at)
    check_organises(by, cohort.agency)
    if cohort.state == Cohort.State.CLOSED:
        return cohort
    refusal = why_not_close(cohort, on=on) if cohort.is_open else _("This class is called off.")
    if refusal:
        raise CannotClose(refusal)
    cohort.figures = asdict(figures_of(cohort, on=on))
    cohort.state, cohort.ending_note, cohort.ended_by, cohort.ended_at = Cohort.State.CLOSED, note.strip(), by, at
    cohort.save(update_fields=["figures", "state", "ending_note", "ended_by", "ended_at"])
    cohort.memberships.running().update(ended_at=at, ended_by=by, ending=Membership.Ending.CLOSED)
    log(cohort, "classes.close_class", user=by, timestamp=at, data=cohort.figures)
    return cohort
