"""Letting a person into a supervised test, and what an invigilator may do to an attempt.

Who is an invigilator is decided by whoever calls; here it is only written down (`by`).
"""

import datetime as dt

from django.db import transaction
from django.utils.translation import gettext as _
from wagtail.log_actions import log

from accounts.models import User
from courses.attempting import submit_attempt
from courses.models import Admission, Attempt, Enrolment, QuizPage
from courses.saving import AttemptClosed

MOST_MINUTES = 600


class CannotAdmit(Exception):
    """The person cannot be let in, or an admission cannot be taken back; the message says why."""


@transaction.atomic
def admit(
    *,
    enrolment: Enrolment,
    quiz: QuizPage,
    opens_at: dt.datetime,
    closes_at: dt.datetime,
    extra_minutes: int = 0,
    place: str,
    by: User,
    at: dt.datetime,
) -> Admission:
    """Let a person into one attempt between two moments. Raises CannotAdmit.

    Harmless twice: the same window and place give the same admission, used or not. For a second go in the
    same room give a later `opens_at`. The enrolment row is locked, so that two invigilators admit once.
    """
    locked = Enrolment.objects.select_for_update(of=("self",)).select_related("course").get(pk=enrolment.pk)
    refusal = _why_not_admit(locked, quiz, opens_at, closes_at, extra_minutes)
    if refusal:
        raise CannotAdmit(refusal)
    for earlier in Admission.objects.filter(enrolment=locked, quiz=quiz, withdrawn_at=None, closes_at__gt=at):
        if (earlier.opens_at, earlier.closes_at, earlier.place) == (opens_at, closes_at, place):
            return earlier
        if not hasattr(earlier, "attempt") and earlier.opens_at < closes_at and opens_at < earlier.closes_at:
            raise CannotAdmit(_("This person is already let in at this time: %(place)s.") % {"place": earlier.place})
    admission = Admission.objects.create(
        enrolment=locked,
        quiz=quiz,
        opens_at=opens_at,
        closes_at=closes_at,
        extra_minutes=extra_minutes,
        place=place,
        admitted_by=by,
        admitted_at=at,
    )
    log(admission, "courses.admit", user=by, data={"quiz": quiz.slug, "place": place})
    return admission


def _why_not_admit(
    enrolment: Enrolment, quiz: QuizPage, opens_at: dt.datetime, closes_at: dt.datetime, extra_minutes: int
) -> str:
    if enrolment.withdrawn_at is not None:
        return _("This person no longer takes the course.")
    if not quiz.supervised or not quiz.is_child_of(enrolment.course):
        return _("This is not a supervised test of the person's course.")
    if opens_at >= closes_at:
        return _("The exam must end after it begins.")
    if not 0 <= extra_minutes <= MOST_MINUTES:
        return _("The extra time must be between 0 and %(most)d minutes.") % {"most": MOST_MINUTES}
    return ""


@transaction.atomic
def withdraw_admission(*, admission: Admission, by: User, at: dt.datetime) -> Admission:
    """Take an unused admission back; harmless twice. Raises CannotAdmit once an attempt has begun with it."""
    Enrolment.objects.select_for_update(of=("self",)).get(pk=admission.enrolment_id)
    locked = Admission.objects.select_for_update(of=("self",)).get(pk=admission.pk)
    if Attempt.objects.filter(admission=locked).exists():
        raise CannotAdmit(_("The test has already begun. End the attempt instead."))
    if locked.withdrawn_at is None:
        locked.withdrawn_at = at
        locked.save(update_fields=["withdrawn_at"])
        log(locked, "courses.withdraw_admission", user=by, data={"place": locked.place})
    return locked


@transaction.atomic
def add_minutes(*, attempt: Attempt, minutes: int, by: User, at: dt.datetime) -> Attempt:
    """Move the end of an open attempt by `minutes` (a power cut, a broken computer). NOT harmless twice: adds again.

    Works until the attempt is graded, also just after its end. One without a time limit stays without.
    Raises AttemptClosed, CannotAdmit.
    """
    if not 1 <= minutes <= MOST_MINUTES:
        raise CannotAdmit(_("The extra time must be between 1 and %(most)d minutes.") % {"most": MOST_MINUTES})
    locked = Attempt.objects.select_for_update(of=("self",)).get(pk=attempt.pk)
    if locked.state != Attempt.State.OPEN:
        raise AttemptClosed(_("This test has already been handed in."))
    if locked.due_at is not None:
        locked.due_at = max(locked.due_at, at) + dt.timedelta(minutes=minutes)
        locked.save(update_fields=["due_at"])
        log(locked, "courses.add_minutes", user=by, data={"minutes": minutes, "due_at": locked.due_at.isoformat()})
    return locked


@transaction.atomic
def force_end(*, attempt: Attempt, by: User, at: dt.datetime, reason: str, void: bool = False) -> Attempt:
    """End an open attempt for a reason and grade what was saved. Harmless twice: a graded one stays as it is.

    `void`: the person is excluded. Her admission is withdrawn, so that the attempt cannot pass.
    """
    locked = Attempt.objects.select_for_update(of=("self",)).get(pk=attempt.pk)
    if locked.state == Attempt.State.OPEN:
        if void and locked.admission_id:
            Admission.objects.filter(pk=locked.admission_id, withdrawn_at=None).update(withdrawn_at=at)
        log(locked, "courses.end_attempt", user=by, data={"reason": reason, "void": void})
    return submit_attempt(attempt=locked, answers={}, at=at)
