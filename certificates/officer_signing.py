"""An officer's desk for signing: papers to take along, and signed files brought back.

The token is on another machine, in the officer's own programme for signing. What waits is known from
the papers themselves, so a batch may be taken twice, half of it brought back, and the rest next week.
"""

import csv
import datetime as dt
import hashlib
import io
import re
import zipfile
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.conf import settings
from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _
from wagtail.log_actions import log

from accounts.models import User
from certificates.forms import PDF_LIMIT
from certificates.models import Certificate, Confirmation, Issuer, PreparedConfirmation, PreparedPaper, SigningKey
from certificates.registering import CannotRegister, register_confirmation, register_signed
from certificates.sealed_files import MARK
from certificates.storing import read_prepared

MANIFEST = "danh-sach.csv"

Prepared = PreparedPaper | PreparedConfirmation


class NothingToSign(Exception):
    """No paper waits for this officer."""


@dataclass(frozen=True)
class Returned:
    """What became of one file: `outcome` accepted, already (registered before) or refused, with the reason."""

    name: str
    outcome: str
    number: str = ""
    holder: str = ""
    reason: str = ""


def is_officer(person: User) -> bool:
    """Whether `person` holds an active token, for whichever issuer."""
    return SigningKey.objects.active().of_officers().filter(officer=person).exists()


def papers_signed_by(officer: User) -> "QuerySet[Certificate]":
    """What the tokens of `officer` signed, the newest first."""
    return Certificate.objects.filter(signing_key__officer=officer).order_by("-issued_at", "-pk")


def waiting_for(officer: User, *, limit: int) -> list[Prepared]:
    """What waits for the signature of `officer`, what waits longest first, at most `limit`. Two queries."""
    waiting: list[Prepared] = [
        *PreparedPaper.objects.to_sign_by(officer).order_by("prepared_at", "pk")[:limit],
        *PreparedConfirmation.objects.to_sign_by(officer).order_by("prepared_at", "pk")[:limit],
    ]
    return sorted(waiting, key=lambda paper: paper.prepared_at)[:limit]


def count_waiting_for(officer: User) -> int:
    return sum(model._default_manager.to_sign_by(officer).count() for model in (PreparedPaper, PreparedConfirmation))


def batch_to_sign(*, by: User, at: dt.datetime) -> tuple[bytes, int]:
    """A zip of the papers that wait longest, with a list of them, and how many. Taking it twice is harmless.

    Raises NothingToSign, CannotStore.
    """
    papers = waiting_for(by, limit=settings.SIGN_AT_ONCE)
    if not papers:
        raise NothingToSign(_("No paper waits for your signature."))
    out, listing = io.BytesIO(), io.StringIO()
    rows = csv.writer(listing)
    rows.writerow([_("File"), _("Number"), _("Holder"), _("Course"), "SHA-256"])
    with zipfile.ZipFile(out, "w", zipfile.ZIP_STORED) as file:
        for paper in papers:
            file.writestr(paper.file_name, read_prepared(paper))
            rows.writerow([paper.file_name, paper.number, paper.holder, paper.about, paper.sha256])
        file.writestr(MANIFEST, "\ufeff" + listing.getvalue())  # the mark tells Excel that this is UTF-8
    with transaction.atomic():
        for paper in papers:
            log(paper, "certificates.take_to_sign", user=by, data={"number": paper.number})
    return out.getvalue(), len(papers)


def take_signed(*, files: Iterable[tuple[str, bytes]], by: User, at: dt.datetime) -> list[Returned]:
    """Check each file, and register those that are papers of `by`'s issuers, signed. Twice is harmless.

    Each file stands by itself: one that is refused holds up no other. Raises CannotStore when none can be kept.
    """
    issuers = Issuer.objects.filter(signing_keys__in=by.signing_keys.active().of_officers()).distinct()
    waiting: list[Prepared] = [
        *PreparedPaper.objects.waiting().filter(issuer__in=issuers).order_by("pk"),
        *PreparedConfirmation.objects.waiting().filter(issuer__in=issuers).select_related("certificate").order_by("pk"),
    ]
    return [_take_one(name, pdf, waiting, list(issuers), by, at) for name, pdf in files]


def _take_one(
    name: str, pdf: bytes, waiting: Sequence[Prepared], issuers: Sequence[Issuer], by: User, at: dt.datetime
) -> Returned:
    from certificates.signed_files import NotAccepted, check_signed

    if len(pdf) > PDF_LIMIT:
        return Returned(name, "refused", reason=_("The file is larger than 2 MB. Papers of ours are much smaller."))
    known = _registered(pdf, name, issuers)
    if known is not None:
        return known
    prepared = _matching(pdf, name, waiting)
    if prepared is None:
        return Returned(name, "refused", reason=_not_found(pdf))
    keys = list(
        SigningKey.objects.active()
        .of_officers()
        .filter(issuer=prepared.issuer_id, has_legal_value__gte=prepared.has_legal_value)
    )
    try:
        key = check_signed(pdf, prepared=read_prepared(prepared), keys=keys)
        _register(prepared, pdf, key, by, at)
    except (NotAccepted, CannotRegister) as refusal:
        return Returned(name, "refused", prepared.number, prepared.holder, str(refusal))
    return Returned(name, "accepted", prepared.number, prepared.holder)


def _register(prepared: Prepared, pdf: bytes, key: SigningKey, by: User, at: dt.datetime) -> None:
    """Raises CannotRegister, CannotStore."""
    if isinstance(prepared, PreparedConfirmation):
        register_confirmation(prepared=prepared, pdf=pdf, key=key, by=by, at=at)
    else:
        register_signed(prepared=prepared, pdf=pdf, key=key, by=by, at=at)


def _registered(pdf: bytes, name: str, issuers: Sequence[Issuer]) -> Returned | None:
    """The answer for a file of a paper that is in the register: these bytes, or another signed copy of it."""
    mark = re.search(re.escape(MARK) + rb"([0-9A-Z]{26})", pdf)
    sha256, code = hashlib.sha256(pdf).hexdigest(), mark.group(1).decode() if mark else ""
    for papers in (Certificate.objects.all(), Confirmation.objects.all()):
        known = papers.filter(Q(pdf_sha256=sha256) | Q(code=code), issuer__in=issuers).first()
        if known is not None and known.pdf_sha256 == sha256:
            return Returned(name, "already", known.number, str(known.words["holder"]))
        if known is not None:
            reason = _("This paper was signed and registered before.")
            return Returned(name, "refused", known.number, str(known.words["holder"]), reason)
    return None


def _matching(pdf: bytes, name: str, waiting: Sequence[Prepared]) -> Prepared | None:
    """The waiting paper that the file begins with; failing that, the one whose number its name begins with."""
    by_start = {(paper.size, paper.sha256): paper for paper in waiting}
    digest, read = hashlib.sha256(), 0
    for size in sorted({size for size, _sha256 in by_start if size <= len(pdf)}):
        digest.update(pdf[read:size])
        read = size
        found = by_start.get((size, digest.copy().hexdigest()))
        if found is not None:
            return found
    stem = name.casefold()
    return next((paper for paper in waiting if stem.startswith(paper.file_name.removesuffix(".pdf").casefold())), None)


def _not_found(pdf: bytes) -> str:
    if not pdf.startswith(b"%PDF-"):
        return _("This is no PDF file.")
    return _("None of the papers that wait. Keep the name that the file had when you downloaded it.")
