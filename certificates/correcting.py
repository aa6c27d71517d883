"""How a paper ends before its day: it is revoked, or replaced by a corrected one. Never edited, never deleted."""

import datetime as dt
from dataclasses import dataclass

from django.db import transaction
from django.utils.translation import gettext as _
from wagtail.log_actions import log

from accounts.models import User
from certificates import register
from certificates.issuing import make_certificate
from certificates.locking import lock_paper
from certificates.models import Certificate, EndingNote, Issuer
from certificates.nameless import why_no_new_paper
from certificates.notices import tell_of_replacement, tell_of_revocation
from certificates.rules import local_day


class CannotRevoke(Exception):
    """The paper was revoked or replaced before."""


class CannotReplace(Exception):
    """The paper is no longer one that a new paper could stand for."""


@dataclass(frozen=True, kw_only=True)
class OnFile:
    """What the file keeps of an ending and the public never reads: a sentence, and the decision it rests on."""

    note: str = ""
    decision_number: str = ""
    decision_on: dt.date | None = None


NOTHING_ON_FILE = OnFile()


@transaction.atomic
def revoke_certificate(
    *, certificate: Certificate, reason: str, by: User, at: dt.datetime, on_file: OnFile = NOTHING_ON_FILE
) -> Certificate:
    """Revoke a paper for a reason of Thông tư 03/2023/TT-BNV, Điều 8 (`Certificate.Reason`), and tell its holder.

    Where two persons must agree, certificates.proposing calls this. Not harmless twice: raises CannotRevoke.
    """
    locked = lock_paper(certificate)
    if locked.revoked_at is not None:
        raise CannotRevoke(_("This paper was revoked or replaced before."))
    _end(locked, reason=Certificate.Reason(reason), by=by, at=at, on_file=on_file)
    log(locked, "certificates.revoke", user=by, data={"number": locked.number, "reason": reason})
    tell_of_revocation(locked, at=at)
    register.append(kind="revoke", certificate=locked, at=at, reason=reason)
    return locked


@transaction.atomic
def replace_certificate(
    *, certificate: Certificate, by: User, at: dt.datetime, on_file: OnFile = NOTHING_ON_FILE
) -> Certificate:
    """Issue a new paper with the words of today's records, and tell the holder; the old one answers "replaced by".

    The new paper ends when the old one would have. The old one ends by the issuer's error (Điều 8),
    so that on no day two papers count. Not harmless twice: raises CannotReplace. Raises CannotMakePaper
    or IssuingStopped as issuing does; then the old paper stands as before.
    """
    old = lock_paper(certificate)
    refuse_correcting(old, at=at)
    if old.issuer.signed_by == Issuer.Signs.OFFICER:
        raise CannotReplace(_("An officer signs the papers of this issuer: prepare the corrected paper for signing."))
    new = make_certificate(
        completion=old.completion, issuer=old.issuer, expires=old.expires_on, at=at, by=by, replaces=old
    )
    end_as_replaced(old, new, by=by, at=at, on_file=on_file)
    return new


def refuse_correcting(old: Certificate, *, at: dt.datetime) -> None:
    """Raise CannotReplace unless a corrected paper could be made for `old`, which the caller has locked."""
    refuse_replacing(old, at=at)
    if refusal := why_no_new_paper(old):
        raise CannotReplace(refusal)


def refuse_replacing(old: Certificate, *, at: dt.datetime) -> None:
    """Raise CannotReplace unless a new paper could stand for `old`, which the caller has locked."""
    if old.revoked_at is not None:
        raise CannotReplace(_("This paper was revoked or replaced before."))
    if old.suspensions.running().exists():
        raise CannotReplace(_("This paper is being examined. Finish the examination first."))
    if old.expires_on is not None and old.expires_on <= local_day(at):
        raise CannotReplace(_("This paper has expired; a new one would expire at once."))


def end_as_replaced(
    old: Certificate, new: Certificate, *, by: User, at: dt.datetime, on_file: OnFile = NOTHING_ON_FILE
) -> None:
    """End `old`, which the caller has locked and checked, for `new` stands in its place; tell the holder."""
    _end(old, reason=Certificate.Reason.ISSUER_ERROR, by=by, at=at, on_file=on_file)
    log(old, "certificates.replace", user=by, data={"number": old.number, "by": new.number})
    tell_of_replacement(new, old, at=at)
    register.append(kind="replace", certificate=old, at=at, reason=old.revocation_reason)


def _end(certificate: Certificate, *, reason: Certificate.Reason, by: User, at: dt.datetime, on_file: OnFile) -> None:
    certificate.revoked_at = at
    certificate.revoked_on = local_day(at)
    certificate.revoked_by = by
    certificate.revocation_reason = reason
    certificate.save(update_fields=["revoked_at", "revoked_on", "revoked_by", "revocation_reason"])
    if on_file != NOTHING_ON_FILE:
        EndingNote.objects.create(
            certificate=certificate,
            note=on_file.note,
            decision_number=on_file.decision_number,
            decision_on=on_file.decision_on,
        )
