""" "Giấy xác nhận" for a lost paper: what the register holds, on a signed paper with a number of its own.

A paper is issued once; whoever loses it gets a confirmation with the same validity (Thông tư 01/2018/TT-BNV).
"""

import datetime as dt
from dataclasses import replace
from typing import TYPE_CHECKING

from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext as _
from wagtail.log_actions import log

from accounts.models import User
from certificates.issuing import blame_told_apart
from certificates.locking import lock_paper
from certificates.models import Certificate, Confirmation, Epoch, Issuer, PreparedConfirmation
from certificates.notices import tell_of_confirmation
from certificates.rules import local_day, number_of
from certificates.signing import Key, activate_key, key_for_signing, sign
from certificates.storing import store_pdf
from certificates.words import Words
from kit.codes import new_code

if TYPE_CHECKING:
    from certificates.confirmation_paper import ConfirmationWords


class CannotConfirm(Exception):
    """The register does not hold the paper as one that counts or counted to its end."""


@transaction.atomic
def confirm_certificate(*, certificate: Certificate, reason: str, by: User, at: dt.datetime) -> Confirmation:
    """Issue a confirmation of a paper that was lost or damaged (`Confirmation.Reason`), and tell the holder.

    Harmless twice: on one day a paper has one confirmation. Raises CannotConfirm; CannotMakePaper or
    IssuingStopped as issuing does.
    """
    paper = lock_paper(certificate)
    made_today = paper.confirmations.filter(issued_on=local_day(at)).first()
    if made_today is not None:
        return made_today
    if refusal := why_not_confirm(paper):
        raise CannotConfirm(refusal)
    if paper.issuer.signed_by == Issuer.Signs.OFFICER:
        raise CannotConfirm(_("An officer signs the papers of this issuer: prepare the confirmation for signing."))
    confirmation = confirmation_of(paper, Confirmation.Reason(reason), by=by, at=at)
    with blame_told_apart():
        key = key_for_signing()
        confirmation.signing_key = activate_key(key, at=at)
        _make_pdf(confirmation, key)
    enter_confirmation(confirmation, by=by, at=at)
    return confirmation


def enter_confirmation(confirmation: Confirmation, *, by: User, at: dt.datetime) -> None:
    """Keep a signed confirmation, and tell the holder of its paper."""
    paper = confirmation.certificate
    confirmation.save(force_insert=True)
    log(paper, "certificates.confirm", user=by, data={"number": paper.number, "confirmation": confirmation.number})
    tell_of_confirmation(confirmation, at=at)


def why_not_confirm(paper: Certificate) -> str:
    """Empty when the register can confirm `paper`, else the sentence to show."""
    if paper.revoked_at is not None:
        return _("This paper was revoked or replaced before.")
    if paper.suspensions.running().exists():
        return _("This paper is being examined. Finish the examination first.")
    return ""


def confirmation_number(serial: int, year: int, symbol: str) -> str:
    """The number as printed: "0003/2026/GXN-SKHCN" from an issuer whose papers bear "GCN-SKHCN"."""
    _kind, _hyphen, body = symbol.rpartition("-")
    return number_of(serial, year, f"GXN-{body}")


def confirmation_of(paper: Certificate, reason: Confirmation.Reason, *, by: User, at: dt.datetime) -> Confirmation:
    """An unsaved confirmation with the next number of its issuer and year.

    The issuer's row stays locked until the transaction ends. A number that waits for an officer's signature is taken.
    """
    issuer = Issuer.objects.select_for_update(of=("self",)).select_related("agency").get(pk=paper.issuer_id)
    issued_on = local_day(at)
    serial = last_confirmation(issuer, issued_on.year) + 1
    return Confirmation(
        certificate=paper,
        issuer=issuer,
        year=issued_on.year,
        serial=serial,
        number=confirmation_number(serial, issued_on.year, issuer.symbol),
        code=new_code(),
        reason=reason,
        issued_at=at,
        issued_on=issued_on,
        by=by,
    )


def last_confirmation(issuer: Issuer, year: int) -> int:
    """The last number among confirmations of `issuer` in `year`: given, waiting, or left out after a restore."""
    given = (
        model._default_manager.filter(issuer=issuer, year=year).aggregate(last=Max("serial"))["last"] or 0
        for model in (Confirmation, PreparedConfirmation)
    )
    left_out = (
        one["last"]
        for epoch in Epoch.objects.order_by("number")
        for one in epoch.skipped
        if (one["kind"], one["symbol"], one["year"]) == (Epoch.CONFIRMATION, issuer.symbol, year)
    )
    return max(0, *given, *left_out)


def _make_pdf(confirmation: Confirmation, key: Key) -> None:
    """Freeze the words of a numbered confirmation, and make, check, sign and store its file."""
    # Slow to load, as in certificates.issuing.
    from certificates.confirmation_paper import make_confirmation_pdf

    words = words_of(confirmation, has_legal_value=confirmation.signing_key.has_legal_value)
    pdf = make_confirmation_pdf(words, code=confirmation.certificate.code)
    confirmation.words = words.to_json()
    confirmation.pdf_sha256, confirmation.pdf_name = store_pdf(
        sign(pdf, key=key, signer_name=words.signed_by, place=confirmation.issuer.place)
    )


def words_of(confirmation: Confirmation, *, has_legal_value: bool, **changed: str) -> "ConfirmationWords":
    """What a numbered confirmation says; `changed` words replace those. Raises certificates.words.CannotPrint."""
    from certificates.confirmation_paper import ConfirmationFacts, put_confirmation_into_words

    paper, issuer = confirmation.certificate, confirmation.issuer
    words = put_confirmation_into_words(
        ConfirmationFacts(
            original=Words.from_json(paper.words),
            original_number=paper.number,
            original_issued_on=paper.issued_on,
            original_expires_on=paper.expires_on,
            code=paper.code,
            reason=confirmation.reason,
            parent_line=issuer.parent_line,
            name_line=issuer.name_line,
            place=issuer.place,
            signatory_title=issuer.signatory_title,
            signatory_name=issuer.signatory_name,
            number=confirmation.number,
            issued_at=confirmation.issued_at,
            has_legal_value=has_legal_value,
        )
    )
    return replace(words, **changed)
