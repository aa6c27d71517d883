"""Papers that an officer signs: everything but the signature is made here, with the same checks as for any other.

The number is given now, for it is printed. It stays with the paper until the signed file comes back.
"""

import datetime as dt

from django.db import transaction
from django.utils.translation import gettext as _
from wagtail.log_actions import log

from accounts.models import User
from certificates.correcting import CannotReplace, refuse_replacing
from certificates.issuing import CannotMakePaper, blame_told_apart, draft_paper, facts_for, in_its_design, number_paper
from certificates.locking import lock_paper
from certificates.models import Certificate, IssueJob, Issuer, PreparedPaper, SigningKey
from certificates.sealed_files import MARK
from certificates.storing import store_pdf


def prepare_job(*, job: IssueJob, expires: dt.date | None, at: dt.datetime) -> PreparedPaper:
    """Prepare the paper of a job that the caller holds; the job then waits for a signature, not for the clock.

    Raises CannotMakePaper, IssuingStopped.
    """
    draft = draft_paper(completion=job.completion, issuer=job.award.issuer, expires=expires, at=at)
    prepared = _prepare(draft, job=job, by=None)
    IssueJob.objects.filter(pk=job.pk).update(state=IssueJob.State.SIGNING)
    return prepared


@transaction.atomic
def prepare_replacement(*, certificate: Certificate, by: User, at: dt.datetime) -> PreparedPaper:
    """Prepare a corrected paper in place of `certificate`, which ends when the new one comes back signed.

    Not harmless twice: raises CannotReplace; and CannotMakePaper, IssuingStopped.
    """
    old = lock_paper(certificate)
    refuse_replacing(old, at=at)
    if PreparedPaper.objects.filter(replaces=old).exists():
        raise CannotReplace(_("A corrected paper already waits for the officer's signature."))
    draft = draft_paper(completion=old.completion, issuer=old.issuer, expires=old.expires_on, at=at, replaces=old)
    return _prepare(draft, job=None, by=by)


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
