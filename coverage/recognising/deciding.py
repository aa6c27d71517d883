"""A paper from elsewhere is handed in, recognised or refused for a reason, and may be taken back from a day on."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from django.conf import settings
from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail.log_actions import log

from accounts.models import User
from competency.recording import end_evidence, record_evidence
from courses.models import CoursePage
from coverage.assigning.scope import may_assign
from coverage.models import Recognition
from coverage.recognising.telling import tell_of_decision, tell_of_end
from workforce.models import Employment

# What an officer looks at before a paper counts; every one must hold.
CRITERIA = {
    "person": gettext_lazy("The name and the date of birth are those of this person"),
    "issuer": gettext_lazy("The body that issued it may do so, and confirms it or can be asked"),
    "content": gettext_lazy("What was taught is what our course teaches, at least as much of it"),
    "dates": gettext_lazy("The dates are those of the paper, and it has not run out"),
}


class CannotRecognise(Exception):
    """A paper is not taken, or not decided; the message says why."""


@dataclass(frozen=True, kw_only=True)
class Paper:
    """What a paper from elsewhere says, and the file of it that was kept."""

    course: CoursePage
    title: str
    issuer: str
    issued_on: dt.date
    file_name: str
    stored_name: str
    file_sha256: str
    number: str = ""
    expires_on: dt.date | None = None
    periods: int | None = None


def may_decide(user: User, person: User, *, handed_in_by: User, day: dt.date) -> bool:
    """Whether `user` decides about a paper: an HR officer over its holder, who did not hand it in."""
    if user.pk in (person.pk, handed_in_by.pk):
        return False
    return may_hand_in(user, person, day=day)


def may_hand_in(user: User, person: User, *, day: dt.date) -> bool:
    """Whether `user` hands in papers of `person`: the person, and HR officers where the person works on `day`."""
    if user.pk == person.pk:
        return True
    job = Employment.objects.at(day).filter(person=person).select_related("agency").first()
    return job is not None and may_assign(user, job.agency)


@transaction.atomic
def hand_in(*, person: User, paper: Paper, by: User, at: dt.datetime) -> Recognition:
    """Hand in a paper of `person`. Not harmless twice: the same file for the same course is refused.

    Raises CannotRecognise.
    """
    today = timezone.localdate(at)
    if not may_hand_in(by, person, day=today):
        raise CannotRecognise(_("Only the HR officer of this person's agency, or of one above it, may do this."))
    if paper.issued_on > today:
        raise CannotRecognise(_("The paper is dated after today."))
    if paper.expires_on is not None and paper.expires_on <= today:
        raise CannotRecognise(_("This paper has run out; it cannot count any more."))
    try:
        with transaction.atomic():
            made = Recognition.objects.create(
                person=person, handed_in_by=by, handed_in_at=at, **{name: getattr(paper, name) for name in vars(paper)}
            )
    except IntegrityError as error:
        raise CannotRecognise(_("This file was handed in for this course already.")) from error
    log(made, "coverage.hand_in_paper", user=by, timestamp=at, data={"course": paper.course.code})
    return made


@transaction.atomic
def accept(*, recognition: Recognition, criteria: Sequence[str], by: User, at: dt.datetime) -> Recognition:
    """Let a paper count from today on, as evidence too, until it runs out. Harmless twice. Raises CannotRecognise."""
    locked = _locked(recognition)
    _check_decides(locked, by, at)
    if locked.state == Recognition.State.ACCEPTED:
        return locked
    _check_waits(locked)
    if missing := [code for code in CRITERIA if code not in criteria]:
        words = _("Look at everything first. Still open: %(what)s.")
        raise CannotRecognise(words % {"what": "; ".join(str(CRITERIA[code]) for code in missing)})
    locked.criteria = sorted(criteria)
    locked.minutes = None if locked.periods is None else locked.periods * settings.PERIOD_MINUTES
    _decide(locked, Recognition.State.ACCEPTED, by=by, at=at)
    outcomes = locked.course.outcomes.select_related("competency", "level")
    record_evidence(
        person=locked.person,
        outcomes=[(outcome.competency, outcome.level, outcome.statement) for outcome in outcomes],
        source=_source(locked),
        on=timezone.localdate(at),
        until=locked.expires_on,
    )
    return locked


@transaction.atomic
def refuse(*, recognition: Recognition, reason: str, by: User, at: dt.datetime) -> Recognition:
    """Do not recognise a paper, for a reason that its holder reads. Harmless twice. Raises CannotRecognise."""
    locked = _locked(recognition)
    _check_decides(locked, by, at)
    if locked.state == Recognition.State.REFUSED:
        return locked
    _check_waits(locked)
    if not reason.strip():
        raise CannotRecognise(_("Say why it is not recognised; its holder reads it."))
    locked.reason = reason.strip()
    _decide(locked, Recognition.State.REFUSED, by=by, at=at)
    return locked


@transaction.atomic
def take_back(*, recognition: Recognition, reason: str, by: User, at: dt.datetime) -> Recognition:
    """A recognised paper counts no longer from today on, nor does what it proved. Harmless twice: the first end stays.

    Raises CannotRecognise.
    """
    locked = _locked(recognition)
    _check_decides(locked, by, at)
    if locked.ended_on is not None:
        return locked
    if locked.state != Recognition.State.ACCEPTED:
        raise CannotRecognise(_("This paper does not count; there is nothing to take back."))
    if not reason.strip():
        raise CannotRecognise(_("Say why it counts no longer; its holder reads it."))
    locked.ended_on, locked.ended_by, locked.end_reason = timezone.localdate(at), by, reason.strip()
    locked.save(update_fields=["ended_on", "ended_by", "end_reason"])
    end_evidence(source=_source(locked), on=locked.ended_on)
    log(locked, "coverage.take_back_paper", user=by, timestamp=at, data={"reason": locked.end_reason})
    tell_of_end(locked, at=at)
    return locked


def _source(recognition: Recognition) -> str:
    """Under which name the evidence of a paper is kept."""
    return f"recognition:{recognition.pk}"


def _locked(recognition: Recognition) -> Recognition:
    found = Recognition.objects.select_for_update(of=("self",)).select_related("person", "course", "handed_in_by")
    return found.get(pk=recognition.pk)


def _check_decides(recognition: Recognition, by: User, at: dt.datetime) -> None:
    day = timezone.localdate(at)
    if not may_decide(by, recognition.person, handed_in_by=recognition.handed_in_by, day=day):
        words = _("Another HR officer of this person's agency, or of one above it, decides about this paper.")
        raise CannotRecognise(words)


def _check_waits(recognition: Recognition) -> None:
    if recognition.state != Recognition.State.WAITING:
        raise CannotRecognise(_("This paper was decided about in the meantime."))


def _decide(recognition: Recognition, state: str, *, by: User, at: dt.datetime) -> None:
    recognition.state, recognition.decided_by = state, by
    recognition.decided_at, recognition.decided_on = at, timezone.localdate(at)
    recognition.save(update_fields=["state", "criteria", "minutes", "reason", "decided_by", "decided_at", "decided_on"])
    log(recognition, f"coverage.paper_{state}", user=by, timestamp=at, data={"reason": recognition.reason})
    tell_of_decision(recognition, at=at)
