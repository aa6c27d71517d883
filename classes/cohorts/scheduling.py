"""When a class meets: meetings planned, changed, called off; members are told each time."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass, replace

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _
from wagtail.log_actions import log

from accounts.models import User
from accounts.telling import tell
from classes.cohorts import notices
from classes.cohorts.planning import check_organises, locked_open
from classes.models import Cohort, Meeting


class CannotMeet(Exception):
    """The meeting cannot be held like this; the message says why."""


@dataclass(frozen=True, kw_only=True)
class MeetingPlan:
    """What is decided about one meeting."""

    on: dt.date
    begins: dt.time
    ends: dt.time
    periods: int
    room: str = ""
    topic: str = ""


def repeated(plan: MeetingPlan, *, times: int, days_between: int) -> list[MeetingPlan]:
    """`plan`, and the same again every so many days, `times` in all."""
    return [replace(plan, on=plan.on + dt.timedelta(days=days_between * turn)) for turn in range(times)]


@transaction.atomic
def add_meetings(*, cohort: Cohort, plans: Sequence[MeetingPlan], by: User, at: dt.datetime) -> list[Meeting]:
    """Plan meetings and tell the members; all or none. Twice is refused. Raises CannotMeet, ClassIsOver, NotYours."""
    cohort = locked_open(cohort)
    check_organises(by, cohort.agency)
    for plan in plans:
        _refuse_impossible(cohort, plan)
    try:
        with transaction.atomic():
            made = [Meeting.objects.create(cohort=cohort, **vars(plan)) for plan in plans]
    except IntegrityError as taken:
        raise CannotMeet(_("The class meets at one of these times already.")) from taken
    if made:
        log(cohort, "classes.add_meetings", user=by, timestamp=at, data={"days": [str(one.on) for one in made]})
        _tell(cohort, made, key=f"class-meetings-{made[0].pk}", at=at)
    return made


@transaction.atomic
def change_meeting(*, meeting: Meeting, plan: MeetingPlan, by: User, at: dt.datetime) -> Meeting:
    """Change a meeting and tell the members; harmless twice. Once attendance was taken only room and topic change.

    Raises CannotMeet, ClassIsOver, NotYours.
    """
    cohort = locked_open(meeting.cohort)
    check_organises(by, cohort.agency)
    meeting = Meeting.objects.get(pk=meeting.pk)
    before = MeetingPlan(**{name: getattr(meeting, name) for name in plan.__dataclass_fields__})
    if before == plan:
        return meeting
    if meeting.is_called_off:
        raise CannotMeet(_("This meeting is called off. Plan another one."))
    _refuse_impossible(cohort, plan)
    if replace(before, room=plan.room, topic=plan.topic) != plan and meeting.attendance.exists():
        raise CannotMeet(_("Attendance was taken: day, time and periods stay as they are."))
    for name, value in vars(plan).items():
        setattr(meeting, name, value)
    meeting.version += 1
    try:
        with transaction.atomic():
            meeting.save()
    except IntegrityError as taken:
        raise CannotMeet(_("The class meets at one of these times already.")) from taken
    log(cohort, "classes.change_meeting", user=by, timestamp=at, data={"from": str(before.on), "to": str(plan.on)})
    _tell(cohort, [meeting], key=f"class-meeting-{meeting.pk}-{meeting.version}", at=at)
    return meeting


@transaction.atomic
def call_off_meeting(*, meeting: Meeting, by: User, at: dt.datetime) -> Meeting:
    """Call one meeting off and tell the members; harmless twice. Refused once attendance was taken.

    Raises CannotMeet, ClassIsOver, NotYours.
    """
    cohort = locked_open(meeting.cohort)
    check_organises(by, cohort.agency)
    meeting = Meeting.objects.get(pk=meeting.pk)
    if meeting.is_called_off:
        return meeting
    if meeting.attendance.exists():
        raise CannotMeet(_("Attendance was taken: this meeting was held."))
    meeting.called_off_at, meeting.version = at, meeting.version + 1
    meeting.save(update_fields=["called_off_at", "version"])
    log(cohort, "classes.call_off_meeting", user=by, timestamp=at, data={"day": str(meeting.on)})
    _tell(cohort, [meeting], key=f"class-meeting-off-{meeting.pk}", at=at, kind=notices.MEETING_OFF)
    return meeting


def _refuse_impossible(cohort: Cohort, plan: MeetingPlan) -> None:
    if plan.ends <= plan.begins:
        raise CannotMeet(_("A meeting must end after it begins."))
    if not cohort.first_on <= plan.on <= cohort.last_on:
        raise CannotMeet(_("%(day)s is outside the days of the class.") % {"day": plan.on.strftime("%d/%m/%Y")})


def _tell(
    cohort: Cohort, meetings: Sequence[Meeting], *, key: str, at: dt.datetime, kind: str = notices.MEETINGS
) -> None:
    """Those who are in the class already; who joins later reads it on the page."""
    tell(
        people=notices.seated_people(cohort),
        kind=kind,
        key=key,
        url=notices.own_address(cohort),
        at=at,
        title=cohort.title,
        when="; ".join(notices.when_of(meeting) for meeting in meetings),
    )
