"""A paper under examination does not count until the examination ends; what it counted for before stays counted."""

import datetime as dt

from django.db import transaction
from django.utils.translation import gettext as _
from wagtail.log_actions import log

from accounts.models import User
from certificates import register
from certificates.locking import lock_paper
from certificates.models import Certificate, Suspension
from certificates.notices import tell_of_lifting, tell_of_suspension
from certificates.rules import local_day


class CannotSuspend(Exception):
    """The paper does not count as it is, or is suspended already."""


class CannotLift(Exception):
    """Nothing runs that could be lifted."""


@transaction.atomic
def suspend_certificate(*, certificate: Certificate, reason: str, by: User, at: dt.datetime) -> Suspension:
    """Let a paper count no more from today on, while it is examined, and tell its holder.

    `reason` is for the file. Not harmless twice: raises CannotSuspend.
    """
    paper = lock_paper(certificate)
    if paper.revoked_at is not None:
        raise CannotSuspend(_("This paper was revoked or replaced before."))
    if paper.expires_on is not None and paper.expires_on <= local_day(at):
        raise CannotSuspend(_("This paper has expired and does not count any more."))
    if paper.suspensions.running().exists():
        raise CannotSuspend(_("This paper is suspended already."))
    suspension = Suspension.objects.create(
        certificate=paper, reason=reason, starts_at=at, starts_on=local_day(at), by=by
    )
    log(paper, "certificates.suspend", user=by, data={"number": paper.number, "suspension": suspension.pk})
    tell_of_suspension(paper, suspension, at=at)
    register.append(kind="suspend", certificate=paper, at=at)
    return suspension


@transaction.atomic
def lift_suspension(*, certificate: Certificate, finding: str, by: User, at: dt.datetime) -> Suspension:
    """Let a suspended paper count again from today on, and tell its holder. `finding` is for the file.

    Not harmless twice: raises CannotLift, also for a paper that was revoked during its examination.
    """
    paper = lock_paper(certificate)
    if paper.revoked_at is not None:
        raise CannotLift(_("This paper was revoked or replaced before."))
    suspension = paper.suspensions.running().first()
    if suspension is None:
        raise CannotLift(_("This paper is not suspended."))
    suspension.lifted_at, suspension.lifted_on, suspension.lifted_by = at, local_day(at), by
    suspension.finding = finding
    suspension.save(update_fields=["lifted_at", "lifted_on", "lifted_by", "finding"])
    log(paper, "certificates.lift", user=by, data={"number": paper.number, "suspension": suspension.pk})
    tell_of_lifting(paper, suspension, at=at)
    register.append(kind="lift", certificate=paper, at=at)
    return suspension
