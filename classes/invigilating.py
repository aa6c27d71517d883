"""What an invigilator does while people write: give time, note what happened, exclude, end. Each is written down."""

import datetime as dt
from collections.abc import Callable
from contextlib import suppress

from django.db import transaction
from django.utils.translation import gettext as _
from wagtail.log_actions import log

from accounts.models import User
from classes.models import ExamSession, Incident, RollEntry
from classes.moving import NotNow, locked, locked_entry
from courses.admitting import CannotAdmit, add_minutes, force_end
from courses.saving import AttemptClosed

Kind = Incident.Kind


@transaction.atomic
def note_incident(
    *, session: ExamSession, kind: str, words: str, about: RollEntry | None, by: User, at: dt.datetime
) -> Incident:
    """Write down what happened. NOT harmless twice: it is noted again. Raises NotNow before the opening."""
    session = locked(session)
    if session.state in (ExamSession.State.PLANNED, ExamSession.State.CALLED_OFF):
        raise NotNow(_("Incidents are noted from the opening of the exam on."))
    return _note(session, kind, words, about=about, by=by, at=at)


def _note(
    session: ExamSession, kind: str, words: str, *, about: RollEntry | None, by: User, at: dt.datetime
) -> Incident:
    incident = Incident.objects.create(
        session=session, kind=Kind(kind), words=words[:1000], about=about, noted_by=by, at=at
    )
    log(session, "classes.note_incident", user=by, data={"kind": kind, "seat": about.seat if about else None})
    return incident


@transaction.atomic
def give_time(*, entry: RollEntry, minutes: int, reason: str, by: User, at: dt.datetime) -> RollEntry:
    """Give one person more minutes, before or after she has begun. NOT harmless twice: adds again. Raises NotNow."""
    entry = locked_entry(entry)
    if not entry.session.takes_people:
        raise NotNow(_("Time can be given while the exam is open."))
    _give(entry, minutes, reason, by=by, at=at)
    words = _("%(minutes)d minutes more. %(reason)s") % {"minutes": minutes, "reason": reason}
    _note(entry.session, Kind.EXTRA_TIME, words, about=entry, by=by, at=at)
    return entry


@transaction.atomic
def give_time_to_all(*, session: ExamSession, minutes: int, reason: str, by: User, at: dt.datetime) -> ExamSession:
    """Give everybody who has not handed in more minutes, and move the end. NOT harmless twice. Raises NotNow."""
    session = locked(session)
    if not session.takes_people:
        raise NotNow(_("Time can be given while the exam is open."))
    session.closes_at += dt.timedelta(minutes=minutes)
    session.save(update_fields=["closes_at"])
    for entry in session.entries.filter(state=RollEntry.State.PRESENT).in_order():
        row = locked_entry(entry)
        if row.is_answering:
            # One who hands in at this very moment needs no more time.
            with suppress(NotNow):
                _give(row, minutes, reason, by=by, at=at)
    words = _("%(minutes)d minutes more for all. %(reason)s") % {"minutes": minutes, "reason": reason}
    _note(session, Kind.EXTRA_TIME, words, about=None, by=by, at=at)
    return session


def _give(entry: RollEntry, minutes: int, reason: str, *, by: User, at: dt.datetime) -> None:
    if entry.has_handed_in or entry.state not in (RollEntry.State.EXPECTED, RollEntry.State.PRESENT):
        raise NotNow(_("This person is no longer writing."))
    try:
        if entry.attempt is not None:
            add_minutes(attempt=entry.attempt, minutes=minutes, by=by, at=at)
    except (AttemptClosed, CannotAdmit) as refused:
        raise NotNow(str(refused)) from refused
    entry.extra_minutes += minutes
    entry.extra_reason = reason[:300]
    entry.save(update_fields=["extra_minutes", "extra_reason"])
    data = {"person": entry.person.username, "minutes": minutes}
    log(entry.session, "classes.give_time", user=by, data=data)


@transaction.atomic
def exclude(*, entry: RollEntry, reason: str, by: User, at: dt.datetime) -> RollEntry:
    """Exclude a person from the exam: what she wrote is kept and graded, but cannot pass. Harmless twice.

    Raises NotNow.
    """
    entry = locked_entry(entry)
    if entry.state == RollEntry.State.EXCLUDED:
        return entry
    if entry.state != RollEntry.State.PRESENT or entry.session.is_over or entry.has_handed_in:
        raise NotNow(_("Only somebody who is in the room and has not handed in can be excluded."))
    if entry.attempt is not None:
        force_end(attempt=entry.attempt, by=by, at=at, reason=reason, void=True)
    entry.state = RollEntry.State.EXCLUDED
    entry.save(update_fields=["state"])
    log(entry.session, "classes.exclude", user=by, data={"person": entry.person.username, "seat": entry.seat})
    _note(entry.session, Kind.EXCLUDED, reason, about=entry, by=by, at=at)
    return entry


@transaction.atomic
def end_for_one(*, entry: RollEntry, reason: str, by: User, at: dt.datetime) -> RollEntry:
    """End a person's exam and grade what was saved. Harmless twice: what is handed in stays. Raises NotNow."""
    entry = locked_entry(entry)
    if entry.has_handed_in:
        return entry
    if entry.attempt is None:
        raise NotNow(_("This person has not begun."))
    force_end(attempt=entry.attempt, by=by, at=at, reason=reason)
    _note(entry.session, Kind.ENDED, reason, about=entry, by=by, at=at)
    return locked_entry(entry)


def end_for_all(*, session: ExamSession, reason: str, by: User, at: dt.datetime) -> int:
    """End the exam of all who are still writing; harmless twice. Returns for how many. The session stays open."""
    return end_each(session, lambda entry: end_for_one(entry=entry, reason=reason, by=by, at=at))


def end_each(session: ExamSession, end: Callable[[RollEntry], object]) -> int:
    """Call `end` for everybody still writing, each in a transaction of its own; returns for how many.

    Never in one: whoever hands in meanwhile holds her own attempt and waits for the chain of seals, which one
    long transaction would hold while it waits for her attempt. Each entry is locked first, so that someone
    who is just beginning is waited for.
    """
    ended = 0
    for entry in session.entries.filter(state=RollEntry.State.PRESENT).in_order():
        with transaction.atomic():
            # As it is now, not as it was listed: she may have begun in between.
            fresh = locked_entry(entry)
            if fresh.is_answering:
                end(fresh)
                ended += 1
    return ended
