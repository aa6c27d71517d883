"""What can be done to a paper once it is out: revoke it, or replace it by a corrected one. Never edit, never delete."""

import datetime as dt

from django.db import transaction
from django.utils.translation import gettext as _
from wagtail.log_actions import log

from accounts.models import User
from certificates.issuing import make_certificate
from certificates.models import Certificate, Issuer
from certificates.rules import local_day


class CannotRevoke(Exception):
    """The paper was revoked or replaced before."""


class CannotReplace(Exception):
    """The paper is no longer one that a new paper could stand for."""


@transaction.atomic
def revoke_certificate(*, certificate: Certificate, reason: str, by: User, at: dt.datetime) -> Certificate:
    """Revoke a paper for a reason of Thông tư 03/2023/TT-BNV, Điều 8 (`Certificate.Reason`).

    Not harmless twice: raises CannotRevoke.
    """
    locked = _locked(certificate)
    if locked.revoked_at is not None:
        raise CannotRevoke(_("This paper was revoked or replaced before."))
    _end(locked, reason=Certificate.Reason(reason), by=by, at=at)
    log(locked, "certificates.revoke", user=by, data={"number": locked.number, "reason": reason})
    return locked


@transaction.atomic
def replace_certificate(*, certificate: Certificate, by: User, at: dt.datetime) -> Certificate:
    """Issue a new paper with the words of today's records; the old one answers "replaced by".

    The new paper ends when the old one would have. The old one ends by the issuer's error (Điều 8),
    so that on no day two papers count. Not harmless twice: raises CannotReplace. Raises CannotMakePaper
    or IssuingStopped as issuing does; then the old paper stands as before.
    """
    old = _locked(certificate)
    refuse_replacing(old, at=at)
    if old.issuer.signed_by == Issuer.Signs.OFFICER:
        raise CannotReplace(_("An officer signs the papers of this issuer: prepare the corrected paper for signing."))
    new = make_certificate(
        completion=old.completion, issuer=old.issuer, expires=old.expires_on, at=at, by=by, replaces=old
    )
    end_as_replaced(old, new, by=by, at=at)
    return new


def refuse_replacing(old: Certificate, *, at: dt.datetime) -> None:
    """Raise CannotReplace unless a new paper could stand for `old`, which the caller has locked."""
    if old.revoked_at is not None:
        raise CannotReplace(_("This paper was revoked or replaced before."))
    if old.expires_on is not None and old.expires_on <= local_day(at):
        raise CannotReplace(_("This paper has expired; a new one would expire at once."))


def end_as_replaced(old: Certificate, new: Certificate, *, by: User, at: dt.datetime) -> None:
    """End `old`, which the caller has locked and checked, for `new` stands in its place."""
    _end(old, reason=Certificate.Reason.ISSUER_ERROR, by=by, at=at)
    log(old, "certificates.replace", user=by, data={"number": old.number, "by": new.number})


def _locked(certificate: Certificate) -> Certificate:
    related = ("completion__person", "completion__course", "issuer__agency")
    return Certificate.objects.select_for_update(of=("self",)).select_related(*related).get(pk=certificate.pk)


def _end(certificate: Certificate, *, reason: Certificate.Reason, by: User, at: dt.datetime) -> None:
    certificate.revoked_at = at
    certificate.revoked_on = local_day(at)
    certificate.revoked_by = by
    certificate.revocation_reason = reason
    certificate.save(update_fields=["revoked_at", "revoked_on", "revoked_by", "revocation_reason"])
