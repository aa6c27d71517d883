"""Who came: dated facts, each mistake put right by a further one."""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from wagtail.log_actions import log

from accounts.models import User
from classes.cohorts.planning import ClassIsOver, locked
from classes.cohorts.rights import NotYours, rights_on
from classes.models import Attendance, Cohort, Correction, Meeting, Membership


class CannotMark(Exception):
    """Attendance cannot be taken now; the message says why."""


@dataclass(frozen=True)
class Mark:
    """What somebody says of a member; `seen` is the number of the fact they had before them, 0 for none."""

    state: str
    seen: int = 0


@dataclass(frozen=True)
class Marked:
    """What was written, and of whom somebody else had written something different meanwhile."""

    written: int
    overtaken: list[Membership]


@dataclass(frozen=True)
class Compared:
    """Marks beside what stands already: which say something new, with what held before, and which come too late."""

    new: list[tuple[Membership, str, Attendance | None]]
    overtaken: list[Membership]


@transaction.atomic
def take_attendance(*, meeting: Meeting, marks: Mapping[int, Mark], by: User, at: dt.datetime) -> Marked:
    """Write down who came, by the keys of memberships. Harmless twice: what holds already is not written again.

    A mark that was made without having seen the newest fact is not written, and the member is named in
    `overtaken`: nobody overwrites another's mark without knowing it. Raises CannotMark, ClassIsOver, NotYours.
    """
    meeting = locked_meeting(meeting)
    _refuse(meeting, by=by, on=timezone.localdate(at))
    compared = compare(meeting, marks)
    rows = write_marks(meeting, compared, by=by, at=at)
    if rows:
        corrected = sum(row.number > 1 for row in rows)
        data = {"meeting": str(meeting), "marked": len(rows), "corrected": corrected}
        log(meeting.cohort, "classes.take_attendance", user=by, timestamp=at, data=data)
    return Marked(len(rows), compared.overtaken)


def locked_meeting(meeting: Meeting) -> Meeting:
    """The meeting and its class as they are now, the class's row locked: nobody marks while somebody closes it."""
    cohort = locked(Cohort(pk=meeting.cohort_id))
    # Read after the lock, in a question of its own: what the one before us wrote is in the answer.
    meeting = Meeting.objects.get(pk=meeting.pk)
    meeting.cohort = cohort
    return meeting


def compare(meeting: Meeting, marks: Mapping[int, Mark]) -> Compared:
    """Which of `marks` are to be written; the meeting is locked. Two queries. Raises CannotMark."""
    members = {one.pk: one for one in meeting.cohort.memberships.on_the_roll().select_related("person")}
    holds = {fact.membership_id: fact for fact in Attendance.objects.in_force().filter(meeting=meeting)}
    compared = Compared([], [])
    for key, mark in marks.items():
        fact, member = holds.get(key), members.get(key)
        if member is None:
            raise CannotMark(_("Somebody on this sheet is not in the class any more. Open it again."))
        if fact is not None and fact.state == mark.state:
            continue
        if mark.seen == (fact.number if fact else 0):
            compared.new.append((member, mark.state, fact))
        else:
            compared.overtaken.append(member)
    return compared


def write_marks(
    meeting: Meeting, compared: Compared, *, by: User, at: dt.datetime, correction: Correction | None = None
) -> list[Attendance]:
    """The facts that `compared` found to be new, each the next number after what held."""
    return Attendance.objects.bulk_create(
        Attendance(
            meeting=meeting,
            membership=member,
            number=fact.number + 1 if fact else 1,
            state=Attendance.State(state),
            noted_by=by,
            noted_at=at,
            noted_on=timezone.localdate(at),
            correction=correction,
        )
        for member, state, fact in compared.new
    )


def _refuse(meeting: Meeting, *, by: User, on: dt.date) -> None:
    if not rights_on(meeting.cohort, by).runs:
        raise NotYours(_("Only those who lead or organise this class take attendance."))
    if not meeting.cohort.is_open:
        raise ClassIsOver(_("This class is %(state)s.") % {"state": meeting.cohort.get_state_display()})
    if why := why_not_mark(meeting, on=on):
        raise CannotMark(why)


def why_not_mark(meeting: Meeting, *, on: dt.date) -> str:
    """Empty when attendance of `meeting` may be taken on a day, else the sentence to show."""
    if meeting.is_called_off:
        return _("This meeting is called off.")
    if on < meeting.on:
        return _("Attendance is taken from the day of the meeting on.")
    return ""
