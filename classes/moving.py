"""The life of an exam session: from state to state, one way, each step written down."""

import datetime as dt

from django.db import transaction
from django.utils.translation import gettext as _
from wagtail.log_actions import log

from accounts.models import User
from classes.models import ExamSession, RollEntry

State = ExamSession.State
MOMENTS = {
    State.OPEN: "opened_at",
    State.RUNNING: "started_at",
    State.CLOSED: "closed_at",
    State.CALLED_OFF: "closed_at",
}


class NotNow(Exception):
    """The session is not in a state for this; the message says in which it is."""


def locked(session: ExamSession) -> ExamSession:
    """The session as it is now, its row locked until the transaction ends."""
    rows = ExamSession.objects.select_for_update(of=("self",)).select_related("quiz", "course", "agency")
    return rows.get(pk=session.pk)


def locked_entry(entry: RollEntry) -> RollEntry:
    """The entry as it is now, its row locked until the transaction ends.

    All of it is read after the lock, in a question of its own: what the one before us wrote (an attempt, the
    session's end) is not in the answer to the question that waited.
    """
    RollEntry.objects.select_for_update(of=("self",)).only("pk").get(pk=entry.pk)
    related = ("person", "checked_in_by", "admission__attempt", "session__quiz", "session__course")
    return RollEntry.objects.select_related(*related).get(pk=entry.pk)


@transaction.atomic
def move(*, session: ExamSession, to: str, by: User, at: dt.datetime) -> ExamSession:
    """Bring the session to the state `to`; harmless twice (the first moment stays). Raises NotNow."""
    session = locked(session)
    if session.state == to:
        return session
    refusal = why_not_move(session, to, at=at)
    if refusal:
        raise NotNow(refusal)
    before, session.state = session.state, to
    setattr(session, MOMENTS[State(to)], at)
    session.save(update_fields=["state", MOMENTS[State(to)]])
    log(session, "classes.move_session", user=by, data={"from": before, "to": to})
    return session


def why_not_move(session: ExamSession, to: str, *, at: dt.datetime) -> str:
    """Empty when the session may go to the state `to` at this moment, else the sentence to show."""
    if not session.may_become(to):
        return _("This cannot be done now: the exam is %(state)s.") % {"state": session.get_state_display()}
    if to == State.RUNNING and at < session.opens_at:
        return _("It is too early: the exam begins at the time that was announced.")
    if to in (State.OPEN, State.RUNNING) and at >= session.closes_at:
        return _("The time of this exam is over.")
    return ""


def open_session(*, session: ExamSession, by: User, at: dt.datetime) -> ExamSession:
    """Let people be checked in; harmless twice. Raises NotNow."""
    return move(session=session, to=State.OPEN, by=by, at=at)


def start_session(*, session: ExamSession, by: User, at: dt.datetime) -> ExamSession:
    """Start for all: from now on the wall shows the code. Harmless twice. Raises NotNow."""
    return move(session=session, to=State.RUNNING, by=by, at=at)
