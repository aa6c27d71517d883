"""Attendance taken without a signal, told afterwards: each mark heard once, never over a newer one."""

import datetime as dt
import uuid
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.db import transaction
from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext as _

from accounts.models import User
from classes.cohorts.attending import CannotMark, Mark, locked_meeting, take_attendance
from classes.cohorts.planning import ClassIsOver
from classes.cohorts.rights import NotYours
from classes.models import Attendance, DeviceMark, Meeting, Membership

Outcome = DeviceMark.Outcome
SKIPPED = "skipped"


class BadMarks(Exception):
    """What was sent is not a list of marks, or too long a one; the message says so."""


@dataclass(frozen=True)
class Claim:
    """A mark as the device made it: at `at` by its own clock, having seen the fact of number `seen`, under its name."""

    mark_id: uuid.UUID
    member: int
    state: str
    seen: int
    at: dt.datetime


@dataclass(frozen=True)
class Answer:
    """What became of a mark: an outcome of DeviceMark, or SKIPPED; `words` where somebody has to know."""

    mark: str
    state: str
    words: str = ""


def hear_marks(*, meeting: Meeting, marks: Any, by: User, at: dt.datetime) -> list[Answer]:
    """Take marks in the order in which they were made. Harmless twice. Raises BadMarks.

    Each is a transaction of its own: one that does not count never holds the others back.
    """
    if not isinstance(marks, list) or len(marks) > settings.OFFLINE_BATCH:
        raise BadMarks(_("This is not a list of at most %(most)s marks.") % {"most": settings.OFFLINE_BATCH})
    return [_answer(meeting, mark, by, at) for mark in marks]


def read_claim(mark: Any) -> Claim:
    """A mark as JSON brings it. Anything else raises one of Python's own errors for wrong types and values."""
    moment = parse_datetime(mark["at"])
    # A telephone whose battery died begins again in 1970.
    if moment is None or moment.tzinfo is None or not 1970 <= moment.year <= 2100:
        raise ValueError("at")
    member, seen = mark["member"], mark["seen"]
    if type(member) is not int or type(seen) is not int or not 0 <= seen < 10_000:
        raise TypeError("member, seen")
    state = Attendance.State(mark["state"]).value
    return Claim(uuid.UUID(mark["id"]), member, state, seen, moment.astimezone(dt.UTC))


def _answer(meeting: Meeting, mark: Any, by: User, at: dt.datetime) -> Answer:
    name = str(mark.get("id", ""))[:64] if isinstance(mark, dict) else ""
    try:
        claim = read_claim(mark)
    except (KeyError, TypeError, ValueError, OverflowError, AttributeError):
        return Answer(name, SKIPPED, _("This could not be read."))
    try:
        heard = hear_mark(meeting=meeting, claim=claim, by=by, at=at)
    except (CannotMark, ClassIsOver, NotYours) as refusal:
        return Answer(name, SKIPPED, str(refusal))
    return Answer(name, heard.outcome, _overtaken(heard) if heard.outcome == Outcome.OVERTAKEN else "")


@transaction.atomic
def hear_mark(*, meeting: Meeting, claim: Claim, by: User, at: dt.datetime) -> DeviceMark:
    """Write down what a device says, and let it count. Harmless twice: what became of it first stays.

    Raises CannotMark, ClassIsOver, NotYours.
    """
    meeting = locked_meeting(meeting)
    heard = DeviceMark.objects.filter(sent_by=by, mark_id=claim.mark_id).first()
    if heard is not None:
        return heard
    marked = take_attendance(meeting=meeting, marks={claim.member: Mark(claim.state, claim.seen)}, by=by, at=at)
    outcome = Outcome.OVERTAKEN if marked.overtaken else Outcome.WRITTEN if marked.written else Outcome.SAME
    member = Membership.objects.get(pk=claim.member)
    facts = Attendance.objects.in_force().filter(meeting=meeting, membership=member)
    return DeviceMark.objects.create(
        sent_by=by,
        mark_id=claim.mark_id,
        meeting=meeting,
        membership=member,
        state=claim.state,
        claimed_at=claim.at,
        received_at=at,
        outcome=outcome,
        attendance=facts.get() if outcome == Outcome.WRITTEN else None,
    )


def _overtaken(heard: DeviceMark) -> str:
    holds = Attendance.objects.in_force().filter(meeting=heard.meeting_id, membership=heard.membership_id)
    fact = holds.select_related("noted_by", "membership__person").get()
    return _("%(name)s: %(who)s has marked “%(state)s” meanwhile. That stands; change it if it is wrong.") % {
        "name": fact.membership.person.full_name,
        "who": fact.noted_by.full_name,
        "state": fact.get_state_display(),
    }


def conflicts_of(meeting: Meeting) -> list[DeviceMark]:
    """Marks of devices that were not written, for somebody else's stood there; the newest first. One query."""
    found = meeting.device_marks.filter(outcome=Outcome.OVERTAKEN).select_related("membership__person", "sent_by")
    return list(found.order_by("-received_at", "-pk"))
