"""A person is let off an obligation for a reason, by an officer, from a day on; ended, never deleted."""

import datetime as dt

from django.db import transaction
from django.utils.translation import gettext as _
from wagtail.log_actions import log

from accounts.models import User
from coverage.assigning.making import NO_FILE, KeptFile
from coverage.assigning.scope import assignments_of, may_exempt
from coverage.models import Assignment, Exemption


class CannotExempt(Exception):
    """An exemption is refused; the message says why."""


@transaction.atomic
def exempt(
    *,
    assignment: Assignment,
    person: User,
    reason: str,
    on: dt.date,
    by: User,
    at: dt.datetime,
    file: KeptFile = NO_FILE,
) -> Exemption:
    """Let `person` off from the day `on`. Harmless twice: the exemption that runs is returned. Raises CannotExempt."""
    locked = Assignment.objects.select_for_update(of=("self",)).get(pk=assignment.pk)
    _check_rights(locked, person, by, on)
    running = Exemption.objects.filter(assignment=locked, person=person, ended_on=None).first()
    if running:
        return running
    if not reason.strip():
        raise CannotExempt(_("Say why this person need not do it."))
    if locked.ended_on is not None:
        raise CannotExempt(_("This assignment has ended; nobody needs to be let off."))
    given = Exemption.objects.create(
        assignment=locked,
        person=person,
        reason=reason.strip(),
        starts_on=on,
        file_name=file.name,
        stored_name=file.stored,
        given_by=by,
        given_at=at,
    )
    data = {"person": person.pk, "reason": given.reason, "on": on.isoformat()}
    log(locked, "coverage.exempt", user=by, timestamp=at, data=data)
    return given


@transaction.atomic
def end_exemption(*, exemption: Exemption, on: dt.date, by: User, at: dt.datetime) -> Exemption:
    """The person must do it again from the day `on`. Harmless twice: the first end stays. Raises CannotExempt."""
    locked = (
        Exemption.objects.select_for_update(of=("self",)).select_related("assignment", "person").get(pk=exemption.pk)
    )
    _check_rights(locked.assignment, locked.person, by, on)
    if locked.ended_on is not None:
        return locked
    if on < locked.starts_on:
        raise CannotExempt(_("The exemption has not begun by then."))
    locked.ended_on, locked.ended_by, locked.ended_at = on, by, at
    locked.save(update_fields=["ended_on", "ended_by", "ended_at"])
    data = {"person": locked.person_id, "on": on.isoformat()}
    log(locked.assignment, "coverage.end_exemption", user=by, timestamp=at, data=data)
    return locked


def _check_rights(assignment: Assignment, person: User, by: User, on: dt.date) -> None:
    if not may_exempt(by, person, day=on) or not assignments_of(by).filter(pk=assignment.pk).exists():
        raise CannotExempt(_("Only the HR officer of this person's agency, or of one above it, may do this."))
