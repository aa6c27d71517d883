"""What this app keeps of a person: on which roll of an exam, and in which class they were. Records stay whole."""

import datetime as dt
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.models import User
from accounts.personal_data import Holding, told
from classes.models import (
    Attendance,
    Cohort,
    Correction,
    ExamSession,
    Facilitation,
    Invigilation,
    Membership,
    RollEntry,
)

# A class keeps that there was a reason.
_NO_REASON = "–"
_OVER = [ExamSession.State.CLOSED, ExamSession.State.CALLED_OFF]


def _give(person: User) -> dict[str, list[dict[str, Any]]]:
    entries = RollEntry.objects.filter(person=person)
    members = Membership.objects.filter(person=person)
    came = Attendance.objects.in_force().filter(membership__person=person)
    of_class = ("cohort__title", "added_at", "seated_at", "ended_at", "ending", "end_reason", "hint")
    return {
        _("exams"): told(entries, "session__title", "session__opens_at", "seat", "state", "checked_in_at"),
        _("classes"): told(members, *of_class),
        _("attendance"): told(came, "meeting__cohort__title", "meeting__on", "state", "noted_at", "correction__reason"),
    }


def _hinders(person: User, on: dt.date) -> str:
    if Invigilation.objects.running().filter(person=person).exclude(session__state__in=_OVER).exists():
        return _("You watch over an exam. Ask again when it is over.")
    if RollEntry.objects.on_the_roll().filter(person=person).exclude(session__state__in=_OVER).exists():
        return _("You are on the roll of an exam. Ask again when it is over, or have yourself struck off.")
    open_class = Cohort.State.OPEN
    if Facilitation.objects.running().filter(person=person, cohort__state=open_class).exists():
        return _("You lead a class. Ask again when it is over.")
    if Membership.objects.running().filter(person=person).exists():
        return _("You are in a class. Ask again when it is over, or have yourself taken out of it.")
    return ""


def _erase(person: User, by: User | None, at: dt.datetime) -> None:
    """Why somebody left a class or was marked anew is about them; that they were in it, and came, is its record."""
    Membership.objects.filter(person=person).exclude(end_reason="").update(end_reason=_NO_REASON)
    Membership.objects.filter(person=person).exclude(hint="").update(hint="")
    of_theirs = Attendance.objects.filter(membership__person=person).exclude(correction=None).values("correction")
    Correction.objects.filter(pk__in=of_theirs).exclude(reason="").update(reason="")


HOLDING = Holding(
    name="classes",
    goes=(),
    stays=(
        gettext_lazy("that a seat in an exam was taken, and the record on paper that was signed in the room"),
        gettext_lazy("that you were in a class and which of its meetings you came to, without the reason why you left"),
    ),
    erase=_erase,
    give=_give,
    hinders=_hinders,
)
