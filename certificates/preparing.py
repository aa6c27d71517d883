"""Papers that an officer signs: everything but the signature is made here, with the same checks as for any other.

The number is given now, for it is printed. It stays with the paper until the signed file comes back.
"""

import datetime as dt

from django.db import transaction
from django.utils.translation import gettext as _
from wagtail.log_actions import log

from accounts.models import User
from certificates.confirming import CannotConfirm, confirmation_of, why_not_confirm, words_of
from certificates.correcting import CannotReplace, refuse_correcting
from certificates.issuing import CannotMakePaper, blame_told_apart, draft_paper, facts_for, in_its_design, number_paper
from certificates.locking import lock_paper
from certificates.models import (
    Certificate,
    Confirmation,
    IssueJob,
    Issuer,
    PreparedConfirmation,
    PreparedPaper,
    SigningKey,
)
from certificates.renewing import award_to_renew
from certificates.rules import expires_on, local_day
from certificates.sealed_files import MARK
from certificates.storing import store_pdf


def prepare_job(
    *, job: IssueJob, expires: dt.date | None, at: dt.datetime, renews: Certificate | None = None
) -> PreparedPaper:
    """Prepare the paper of a job that the caller holds; the job then waits for a signature, not for the clock.

    `renews`: the earlier paper that it follows. Raises CannotMakePaper, IssuingStopped.
    """
    draft = draft_paper(completion=job.completion, issuer=job.award.issuer, expires=expires, at=at, renews=renews)
    prepared = _prepare(draft, job=job, by=None)
    IssueJob.objects.filter(pk=job.pk).update(state=IssueJob.State.SIGNING)
    return prepared


@transaction.atomic
def prepare_replacement(*, certificate: Certificate, by: User, at: dt.datetime) -> PreparedPaper:
    """Prepare a corrected paper in place of `certificate`, which ends when the new one comes back signed.

    Not harmless twice: raises CannotReplace; and CannotMakePaper, IssuingStopped.
    """
    old = lock_paper(certificate)
    refuse_correcting(old, at=at)
    if PreparedPaper.objects.filter(replaces=old).exists():
        raise CannotReplace(_("A corrected paper already waits for the officer's signature."))
    draft = draft_paper(completion=old.completion, issuer=old.issuer, expires=old.expires_on, at=at, replaces=old)
    return _prepare(draft, job=None, by=by)


@transaction.atomic
def prepare_renewal(*, certificate: Certificate, by: User, at: dt.datetime) -> PreparedPaper:
    """Prepare the paper that follows `certificate`, which runs out on its own day, without learning again.

    Not harmless twice: raises CannotRenew; and CannotMakePaper, IssuingStopped.
    """
    old = lock_paper(certificate)
    award = award_to_renew(old, at=at)
    expires = expires_on(local_day(at), award.validity_months)
    draft = draft_paper(completion=old.completion, issuer=award.issuer, expires=expires, at=at, renews=old)
    return _prepare(draft, job=None, by=by)


@transaction.atomic
def prepare_confirmation(
    *, certificate: Certificate, reason: str, by: User, at: dt.datetime
) -> PreparedConfirmation | Confirmation:
    """Prepare the confirmation of a lost paper (`Confirmation.Reason`).

    Harmless twice: the one that waits is returned, or the one that was signed for the same day.
    Raises CannotConfirm; and CannotMakePaper, IssuingStopped.
    """
    paper = lock_paper(certificate)
    on = local_day(at)
    known: PreparedConfirmation | Confirmation | None = (
        PreparedConfirmation.objects.waiting().filter(certificate=paper).first()
        or paper.confirmations.filter(issued_on=on).first()
    )
    if known is not None:
        return known
    if refusal := why_not_confirm(paper):
        raise CannotConfirm(refusal)
    return _prepare_confirmation(paper, Confirmation.Reason(reason), by=by, at=at)


def _prepare_confirmation(
    paper: Certificate, reason: Confirmation.Reason, *, by: User, at: dt.datetime
) -> PreparedConfirmation:
    from certificates.confirmation_paper import make_confirmation_pdf  # slow to load, as in certificates.issuing

    draft = confirmation_of(paper, reason, by=by, at=at)
    with blame_told_apart():
        legal = _legal_value_of(draft.issuer)
        words = words_of(draft, has_legal_value=legal, signed_when="")
        pdf = marked(make_confirmation_pdf(words, code=paper.code), draft.code)
        sha256, name = store_pdf(pdf)
    prepared = PreparedConfirmation.objects.create(
        certificate=paper,
        reason=reason,
        issuer=draft.issuer,
        year=draft.year,
        serial=draft.serial,
        number=draft.number,
        code=draft.code,
        words=words.to_json(),
        has_legal_value=legal,
        prepared_at=at,
        prepared_by=by,
        issued_on=draft.issued_on,
        sha256=sha256,
        size=len(pdf),
        pdf_name=name,
    )
    log(prepared, "certificates.prepare", user=by, data={"number": prepared.number})
    return prepared


def marked(pdf: bytes, code: str) -> bytes:
    """`pdf` with our mark behind its end."""
    return pdf.rstrip(b"\r\n") + b"\n" + MARK + code.encode() + b"\n"


def _prepare(draft: Certificate, *, job: IssueJob | None, by: User | None) -> PreparedPaper:
    with blame_told_apart():
        legal = _legal_value_of(draft.issuer)
        number_paper(draft)
        # Nobody knows yet at which minute the officer will sign.
        facts = facts_for(draft, has_legal_value=legal)
        version, words, rendered = in_its_design(draft, facts, signed_when="")
        pdf = marked(rendered, draft.code)
        sha256, name = store_pdf(pdf)
    prepared = PreparedPaper.objects.create(
        job=job,
        completion=draft.completion,
        issuer=draft.issuer,
        replaces=draft.replaces,
        renews=draft.renews,
        year=draft.year,
        serial=draft.serial,
        number=draft.number,
        code=draft.code,
        words=words.to_json(),
        design_version=version,
        has_legal_value=legal,
        prepared_at=draft.issued_at,
        prepared_by=by,
        issued_on=draft.issued_on,
        expires_on=draft.expires_on,
        sha256=sha256,
        size=len(pdf),
        pdf_name=name,
    )
    log(prepared, "certificates.prepare", user=by, data={"number": prepared.number})
    return prepared


def _legal_value_of(issuer: Issuer) -> bool:
    """Whether the paper may leave out that its signature has no legal value: every token that can sign must agree."""
    values = set(
        SigningKey.objects.active().of_officers().filter(issuer=issuer).values_list("has_legal_value", flat=True)
    )
    if not values:
        raise CannotMakePaper(_("No officer's certificate is entered for this issuer."))
    return values == {True}
