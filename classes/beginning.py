"""The candidate begins: checked in, in the room, with the code from the wall."""

import datetime as dt

from django.conf import settings
from django.db import transaction
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from classes import codes
from classes.models import ExamSession, RollEntry
from classes.moving import locked_entry
from courses.admitting import CannotAdmit, admit
from courses.attempting import CannotStart, start_attempt
from courses.enrolling import CannotEnrol, enrol
from courses.models import Attempt


class CannotBegin(Exception):
    """The exam cannot be begun now; the message says why, and what to do."""


class WrongCode(CannotBegin):
    """The code is not the one on the wall; the message says so."""


def why_not_begin(entry: RollEntry, session: ExamSession, *, at: dt.datetime) -> str:
    """Empty when the person may type the code at this moment, else the sentence to show."""
    state = RollEntry.State
    if entry.state == state.EXCLUDED:
        return _("You have been excluded from this exam.")
    if entry.has_handed_in:
        return _("You have handed in. Your work is kept.")
    if session.is_over:
        return _("This exam is over.")
    if entry.state != state.PRESENT:
        return _("Let the invigilator check you in first. Have your citizen's card ready.")
    if not session.is_running or at < session.opens_at:
        return _("You are checked in. Wait at your seat until the invigilator starts the exam for all.")
    if not entry.is_answering and at >= session.closes_at:
        return _("The time to begin is over. Speak to the invigilator.")
    return ""


def begin_exam(*, entry: RollEntry, code: str, from_address: str | None, at: dt.datetime) -> Attempt:
    """Open the attempt of a person who is there and types the code; harmless twice (the open one is returned).

    The admission is written in the transaction that uses it, so that it never lies about for another device
    to pick up. Wrong codes are counted for the person, in a transaction of their own. Raises CannotBegin.
    """
    if not _code_is_right(entry, code, at=at):
        raise WrongCode(_("This is not the code on the wall. It changes every minute: look again."))
    return _begin(entry, from_address, at)


@transaction.atomic
def _code_is_right(entry: RollEntry, typed: str, *, at: dt.datetime) -> bool:
    entry = locked_entry(entry)
    refusal = why_not_begin(entry, entry.session, at=at)
    if refusal:
        raise CannotBegin(refusal)
    since = at - dt.timedelta(seconds=settings.EXAM_WRONG_CODE_SECONDS)
    if entry.wrong_since is None or entry.wrong_since <= since:
        entry.wrong_codes, entry.wrong_since = 0, at
    if entry.wrong_codes >= settings.EXAM_WRONG_CODES:
        raise CannotBegin(_("Too many wrong codes. Wait a few minutes, or raise your hand."))
    if codes.accepts(entry.session.secret, typed, at=at, seconds=settings.EXAM_CODE_SECONDS):
        return True
    entry.wrong_codes += 1
    entry.save(update_fields=["wrong_codes", "wrong_since"])
    return False


@transaction.atomic
def _begin(entry: RollEntry, from_address: str | None, at: dt.datetime) -> Attempt:
    entry = locked_entry(entry)
    session = entry.session
    refusal = why_not_begin(entry, session, at=at)
    if refusal:
        raise CannotBegin(refusal)
    if entry.attempt is not None:
        return entry.attempt
    assert entry.checked_in_by is not None  # noqa: S101 - a constraint of the roll
    try:
        enrolment = enrol(person=entry.person, course=session.course, at=at, on=timezone.localdate(at))
        entry.admission = admit(
            enrolment=enrolment,
            quiz=session.quiz,
            opens_at=session.opens_at,
            closes_at=session.closes_at,
            extra_minutes=entry.extra_minutes,
            place=place_of(entry, session),
            by=entry.checked_in_by,
            at=at,
        )
        attempt = start_attempt(enrolment=enrolment, quiz=session.quiz, at=at, address=from_address)
    except (CannotEnrol, CannotAdmit, CannotStart) as refused:
        raise CannotBegin(str(refused)) from refused
    entry.save(update_fields=["admission"])
    return attempt


def place_of(entry: RollEntry, session: ExamSession) -> str:
    """Session, room and seat in words, as the record keeps them: in the site's own language."""
    words = {"exam": session.pk, "place": session.place, "room": session.room, "seat": entry.seat}
    with translation.override(settings.LANGUAGE_CODE):
        return (_("Exam %(exam)d, %(place)s, room %(room)s, seat %(seat)d") % words)[:300]
