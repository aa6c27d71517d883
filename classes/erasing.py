"""What this app keeps of a person: on which roll of an exam they stood. Records of exams stay whole."""

import datetime as dt
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.models import User
from accounts.personal_data import Holding, told
from classes.models import ExamSession, Invigilation, RollEntry

_OVER = [ExamSession.State.CLOSED, ExamSession.State.CALLED_OFF]


def _give(person: User) -> dict[str, list[dict[str, Any]]]:
    entries = RollEntry.objects.filter(person=person)
    return {_("exams"): told(entries, "session__title", "session__opens_at", "seat", "state", "checked_in_at")}


def _hinders(person: User, on: dt.date) -> str:
    if Invigilation.objects.running().filter(person=person).exclude(session__state__in=_OVER).exists():
        return _("You watch over an exam. Ask again when it is over.")
    if RollEntry.objects.on_the_roll().filter(person=person).exclude(session__state__in=_OVER).exists():
        return _("You are on the roll of an exam. Ask again when it is over, or have yourself struck off.")
    return ""


HOLDING = Holding(
    name="classes",
    goes=(),
    stays=(gettext_lazy("that a seat in an exam was taken, and the record on paper that was signed in the room"),),
    erase=lambda person, by, at: None,
    give=_give,
    hinders=_hinders,
)
