"""A paper that runs out is followed by a new one, without learning again: an officer decides, where that is allowed.

After learning again the new paper comes by itself, as every paper does (certificates.issuing.paper_to_renew).
"""

import datetime as dt

from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext as _
from wagtail.log_actions import log

from accounts.models import User
from certificates.issuing import make_certificate
from certificates.locking import lock_paper
from certificates.models import Award, Certificate, Issuer, PreparedPaper
from certificates.nameless import why_no_new_paper
from certificates.notices import tell_of_renewal
from certificates.rules import expires_on, local_day


class CannotRenew(Exception):
    """The paper is not one to renew, or not yet, or not without learning again."""


@transaction.atomic
def renew_certificate(*, certificate: Certificate, by: User, at: dt.datetime) -> Certificate:
    """Issue the paper that follows `certificate`, without learning again, and tell the holder.

    The new one counts from today for the award's whole term; the old one runs out on its own day. Not harmless
    twice: raises CannotRenew. Raises CannotMakePaper or IssuingStopped as issuing does.
    """
    old = lock_paper(certificate)
    award = award_to_renew(old, at=at)
    if award.issuer.signed_by == Issuer.Signs.OFFICER:
        raise CannotRenew(_("An officer signs the papers of this issuer: prepare the new paper for signing."))
    new = make_certificate(
        completion=old.completion,
        issuer=award.issuer,
        expires=expires_on(local_day(at), award.validity_months),
        at=at,
        by=by,
        renews=old,
    )
    note_renewal(old, new, by=by, at=at)
    return new


def award_to_renew(old: Certificate, *, at: dt.datetime) -> Award:
    """By which award an officer renews `old`, which the caller has locked. Raises CannotRenew."""
    award = Award.objects.select_related("issuer").filter(course=old.course_id).first()
    refusal = why_not_renew(old, award, on=local_day(at))
    if award is None or refusal:
        raise CannotRenew(refusal)
    return award


def note_renewal(old: Certificate, new: Certificate, *, by: User, at: dt.datetime) -> None:
    """Log that `new` follows `old` by an officer's decision, and tell the holder."""
    log(old, "certificates.renew", user=by, data={"number": old.number, "by": new.number})
    tell_of_renewal(new, old, at=at)


def why_not_renew(paper: Certificate, award: Award | None, *, on: dt.date) -> str:
    """Empty when an officer may renew `paper` on that day, else the sentence to show."""
    if refusal := why_not_follow(paper) or why_no_new_paper(paper):
        return refusal
    if PreparedPaper.objects.filter(renews=paper).exists():
        return _("The new paper already waits for the officer's signature.")
    if award is None or not award.renewable:
        return _("This paper is renewed by completing the course again.")
    if paper.expires_on and on < paper.expires_on - dt.timedelta(days=settings.RENEWAL_DAYS):
        return _("It is too early: a paper may be renewed in its last %(days)d days.") % {"days": settings.RENEWAL_DAYS}
    return ""


def why_not_follow(paper: Certificate) -> str:
    """Empty when a new paper may follow `paper`, whoever wants it and why, else the sentence to show."""
    if paper.revoked_at is not None:
        return _("This paper was revoked or replaced before.")
    if paper.suspensions.running().exists():
        return _("This paper is being examined. Finish the examination first.")
    if paper.expires_on is None:
        return _("This paper never expires; there is nothing to renew.")
    if hasattr(paper, "renewed_by"):
        return _("This paper was renewed before, by number %(number)s.") % {"number": paper.renewed_by.number}
    return ""
