"""A signed file comes back from an officer and becomes a paper of the register, or the confirmation of one."""

import datetime as dt
from dataclasses import dataclass

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import User
from certificates.confirming import enter_confirmation, why_not_confirm
from certificates.correcting import CannotReplace, end_as_replaced, refuse_replacing
from certificates.issuing import enter_paper
from certificates.locking import lock_paper
from certificates.models import (
    Certificate,
    Confirmation,
    IssueJob,
    PreparedConfirmation,
    PreparedPaper,
    SigningKey,
)
from certificates.notices import tell_of_renewal
from certificates.renewing import note_renewal, why_not_follow
from certificates.storing import store_pdf


class CannotRegister(Exception):
    """The signed file does not become a paper: it did before, or what it stands on has changed."""


@dataclass(frozen=True)
class _Earlier:
    """The paper in whose place the new one comes, or that it follows; None: neither."""

    replaced: Certificate | None = None
    renewed: Certificate | None = None


@transaction.atomic
def register_signed(*, prepared: PreparedPaper, pdf: bytes, key: SigningKey, by: User, at: dt.datetime) -> Certificate:
    """Enter `pdf`, which was checked (signed_files.check_signed), as the paper that was prepared.

    Not harmless twice: raises CannotRegister. Raises CannotStore.
    """
    related = ("completion__person", "replaces", "renews", "design_version")
    locked = PreparedPaper.objects.select_for_update(of=("self",)).select_related(*related).get(pk=prepared.pk)
    if locked.certificate_id is not None:
        raise CannotRegister(_("This paper was signed and registered before."))
    signer = _signer(key)
    earlier = _earlier(locked, at)
    sha256, name = store_pdf(pdf)
    paper = Certificate(
        completion=locked.completion,
        person=locked.completion.person,
        course_id=locked.completion.course_id,
        issuer_id=locked.issuer_id,
        year=locked.year,
        serial=locked.serial,
        number=locked.number,
        code=locked.code,
        words=locked.words,
        issued_at=at,
        issued_on=locked.issued_on,
        expires_on=locked.expires_on,
        pdf_sha256=sha256,
        pdf_name=name,
        signing_key=signer,
        design_version=locked.design_version,
        replaces=earlier.replaced,
        renews=earlier.renewed,
    )
    enter_paper(paper, by=by, at=at)
    _finish_earlier(earlier, paper, locked, by=by, at=at)
    locked.certificate = paper
    locked.save(update_fields=["certificate"])
    IssueJob.objects.filter(prepared=locked).update(state=IssueJob.State.DONE, last_error="")
    return paper


@transaction.atomic
def register_confirmation(
    *, prepared: PreparedConfirmation, pdf: bytes, key: SigningKey, by: User, at: dt.datetime
) -> Confirmation:
    """Enter `pdf`, which was checked, as the confirmation that was prepared. Raises as `register_signed` does."""
    locked = PreparedConfirmation.objects.select_for_update(of=("self",)).get(pk=prepared.pk)
    if locked.confirmation_id is not None:
        raise CannotRegister(_("This paper was signed and registered before."))
    signer, paper = _signer(key), lock_paper(locked.certificate)
    if refusal := why_not_confirm(paper):
        raise CannotRegister(refusal)
    sha256, name = store_pdf(pdf)
    confirmation = Confirmation(
        certificate=paper,
        issuer_id=locked.issuer_id,
        year=locked.year,
        serial=locked.serial,
        number=locked.number,
        code=locked.code,
        reason=locked.reason,
        words=locked.words,
        issued_at=at,
        issued_on=locked.issued_on,
        by=locked.prepared_by or by,
        pdf_sha256=sha256,
        pdf_name=name,
        signing_key=signer,
    )
    enter_confirmation(confirmation, by=by, at=at)
    locked.confirmation = confirmation
    locked.save(update_fields=["confirmation"])
    return confirmation


def _signer(key: SigningKey) -> SigningKey:
    """The key read again under its lock: it may have been retired since the file was checked."""
    signer = SigningKey.objects.select_for_update(of=("self",)).get(pk=key.pk)
    if signer.retired_at is not None:
        raise CannotRegister(_("The officer's key was retired or reported as compromised."))
    return signer


def _earlier(prepared: PreparedPaper, at: dt.datetime) -> _Earlier:
    """The earlier paper of `prepared`, locked, as it may still be followed or replaced. Raises CannotRegister.

    A paper that was earned by learning again stands by itself when the earlier one ended meanwhile.
    """
    if prepared.replaces is not None:
        old = lock_paper(prepared.replaces)
        try:
            refuse_replacing(old, at=at)
        except CannotReplace as refusal:
            raise CannotRegister(str(refusal)) from refusal
        return _Earlier(replaced=old)
    if prepared.renews is None:
        return _Earlier()
    old = lock_paper(prepared.renews)
    if (why := why_not_follow(old)) and prepared.job_id is None:
        raise CannotRegister(why)
    return _Earlier() if why else _Earlier(renewed=old)


def _finish_earlier(earlier: _Earlier, new: Certificate, prepared: PreparedPaper, *, by: User, at: dt.datetime) -> None:
    """End what was replaced; tell of a renewal, which an officer decided where no job made it."""
    if earlier.replaced is not None:
        end_as_replaced(earlier.replaced, new, by=by, at=at)
    elif earlier.renewed is not None and prepared.job_id is None:
        note_renewal(earlier.renewed, new, by=prepared.prepared_by or by, at=at)
    elif earlier.renewed is not None:
        tell_of_renewal(new, earlier.renewed, at=at)
