"""Who came: dated facts, each mistake put right by a further one."""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from wagtail.log_actions import log

from accounts.models import User
from classes.cohorts.planning import ClassIsOver
from classes.cohorts.rights import NotYours, rights_on
from classes.models import Attendance, Meeting, Membership


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


@transaction.atomic
def take_attendance(*, meeting: Meeting, marks: Mapping[int, Mark], by: User, at: dt.datetime) -> Marked:
    """Write down who came, by the keys of memberships. Harmless twice: what holds already is not written again.

    A mark that was made without having seen the newest fact is not written, and the member is named in
    `overtaken`: nobody overwrites another's mark without knowing it. Raises CannotMark, ClassIsOver, NotYours.
    """
    Meeting.objects.select_for_update(of=("self",)).only("pk").get(pk=meeting.pk)
    # Read after the lock, in a question of its own: what the one before us wrote is in the answer.
    meeting = Meeting.objects.select_related("cohort__agency").get(pk=meeting.pk)
    _refuse(meeting, by=by, on=timezone.localdate(at))
    members = {one.pk: one for one in meeting.cohort.memberships.on_the_roll().select_related("person")}
    holds = {fact.membership_id: fact for fact in Attendance.objects.in_force().filter(meeting=meeting)}
    rows: list[Attendance] = []
    overtaken: list[Membership] = []
    for key, mark in marks.items():
        fact, member = holds.get(key), members.get(key)
        if member is None:
            raise CannotMark(_("Somebody on this sheet is not in the class any more. Open it again."))
        if fact is not None and fact.state == mark.state:
            continue
        number = fact.number if fact else 0
        if number != mark.seen:
            overtaken.append(member)
            continue
        rows.append(
            Attendance(
                meeting=meeting,
                membership=member,
                number=number + 1,
                state=Attendance.State(mark.state),
                noted_by=by,
                noted_at=at,
                noted_on=timezone.localdate(at),
            )
        )
    Attendance.objects.bulk_create(rows)
    if rows:
        corrected = sum(row.number > 1 for row in rows)
        data = {"meeting": str(meeting), "marked": len(rows), "corrected": corrected}
        log(meeting.cohort, "classes.take_attendance", user=by, timestamp=at, data=data)
    return Marked(len(rows), overtaken)


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
