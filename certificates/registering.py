"""A signed file comes back from an officer and becomes a paper of the register."""

import datetime as dt

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import User
from certificates.correcting import CannotReplace, end_as_replaced, refuse_replacing
from certificates.issuing import enter_paper
from certificates.locking import lock_paper
from certificates.models import Certificate, IssueJob, PreparedPaper, SigningKey
from certificates.storing import store_pdf


class CannotRegister(Exception):
    """The signed file does not become a paper: it did before, or what it stands on has changed."""


@transaction.atomic
def register_signed(*, prepared: PreparedPaper, pdf: bytes, key: SigningKey, by: User, at: dt.datetime) -> Certificate:
    """Enter `pdf`, which was checked (signed_files.check_signed), as the paper that was prepared.

    Not harmless twice: raises CannotRegister. Raises CannotStore.
    """
    related = ("completion__person", "replaces", "design_version")
    locked = PreparedPaper.objects.select_for_update(of=("self",)).select_related(*related).get(pk=prepared.pk)
    if locked.certificate_id is not None:
        raise CannotRegister(_("This paper was signed and registered before."))
    # Read again under its lock: the key may have been retired since the file was checked.
    signer = SigningKey.objects.select_for_update(of=("self",)).get(pk=key.pk)
    if signer.retired_at is not None:
        raise CannotRegister(_("The officer's key was retired or reported as compromised."))
    old = _old_of(locked, at)
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
        replaces=old,
    )
    enter_paper(paper, by=by, at=at)
    if old is not None:
        end_as_replaced(old, paper, by=by, at=at)
    locked.certificate = paper
    locked.save(update_fields=["certificate"])
    IssueJob.objects.filter(prepared=locked).update(state=IssueJob.State.DONE, last_error="")
    return paper


def _old_of(prepared: PreparedPaper, at: dt.datetime) -> Certificate | None:
    if prepared.replaces is None:
        return None
    old = lock_paper(prepared.replaces)
    try:
        refuse_replacing(old, at=at)
    except CannotReplace as refusal:
        raise CannotRegister(str(refusal)) from refusal
    return old
