"""What follows a paper that an officer signed is signed by the officer too: corrected, renewed, confirmed."""

import datetime as dt

import pytest
from django.test import Client

from accounts.models import Notice, User
from certificates.confirming import CannotConfirm, confirm_certificate
from certificates.correcting import CannotReplace, replace_certificate, revoke_certificate
from certificates.issuing import decide_to_issue, drain
from certificates.models import Award, Certificate, Confirmation, PreparedConfirmation, PreparedPaper
from certificates.officer_signing import take_signed
from certificates.preparing import prepare_confirmation, prepare_renewal, prepare_replacement
from certificates.renewing import CannotRenew, renew_certificate
from certificates.rights import Verb
from certificates.storing import read_prepared, read_stored
from certificates.suspending import suspend_certificate
from certificates.verifying import NotOurs, Replaced, Valid, answer_for, answer_for_pdf
from courses.models import Enrolment
from kit.pdf import read_pdf
from tests.certificates.conftest import AT, DAY, Completes, bring
from tests.certificates.rows import make_officer
from tests.certificates.tokens import Token
from workforce.models import Agency

# ── Corrected ─────────────────────────────────────────────────────────────────────────────────


def test_corrected_paper_takes_the_place_when_it_comes_back_signed(
    prepared: PreparedPaper, tuan: User, token: Token, author: User
) -> None:
    bring(tuan, (prepared.file_name, token.sign(read_prepared(prepared))))
    old = Certificate.objects.get()
    with pytest.raises(CannotReplace):
        replace_certificate(certificate=old, by=author, at=AT)
    new = prepare_replacement(certificate=old, by=author, at=AT)
    assert isinstance(answer_for(old.code, DAY), Valid)
    with pytest.raises(CannotReplace):
        prepare_replacement(certificate=old, by=author, at=AT)
    assert bring(tuan, (new.file_name, token.sign(read_prepared(new))))[0].outcome == "accepted"
    answer = answer_for(old.code, DAY)
    assert isinstance(answer, Replaced)
    assert answer.number == new.number == "0002/2026/GCN-SKHCN"


def test_corrected_paper_of_one_that_was_revoked_meanwhile_is_refused(
    prepared: PreparedPaper, tuan: User, token: Token, author: User
) -> None:
    bring(tuan, (prepared.file_name, token.sign(read_prepared(prepared))))
    old = Certificate.objects.get()
    new = prepare_replacement(certificate=old, by=author, at=AT)
    revoke_certificate(certificate=old, reason="fraud", by=author, at=AT)
    (one,) = bring(tuan, (new.file_name, token.sign(read_prepared(new))))
    assert (one.outcome, Certificate.objects.count()) == ("refused", 1)


# ── Renewed ───────────────────────────────────────────────────────────────────────────────────

NEAR = dt.datetime(2028, 11, 1, 2, tzinfo=dt.UTC)


@pytest.fixture
def signed(prepared: PreparedPaper, tuan: User, token: Token) -> Certificate:
    """A paper that the officer signed, valid for two years."""
    bring(tuan, (prepared.file_name, token.sign(read_prepared(prepared))))
    return Certificate.objects.get()


def outcome(officer: User, token: Token, waiting: PreparedPaper | PreparedConfirmation, at: dt.datetime) -> str:
    """What becomes of `waiting` when the officer brings it back, signed."""
    (one,) = take_signed(files=[(waiting.file_name, token.sign(read_prepared(waiting)))], by=officer, at=at)
    return one.outcome


@pytest.fixture
def renewable(award: Award) -> Award:
    award.renewable = True
    award.save()
    return award


def test_renewed_paper_follows_when_it_comes_back_signed(
    signed: Certificate, renewable: Award, tuan: User, token: Token, author: User, nguyet: User
) -> None:
    with pytest.raises(CannotRenew, match="cán bộ"):
        renew_certificate(certificate=signed, by=author, at=NEAR)
    waiting = prepare_renewal(certificate=signed, by=author, at=NEAR)
    assert (waiting.number, waiting.expires_on, Certificate.objects.count()) == (
        "0001/2028/GCN-SKHCN",
        dt.date(2030, 11, 2),
        1,
    )
    with pytest.raises(CannotRenew, match="chờ"):
        prepare_renewal(certificate=signed, by=author, at=NEAR)
    assert outcome(tuan, token, waiting, NEAR) == "accepted"
    new = Certificate.objects.get(renews=signed)
    assert (new.number, new.signing_key.officer, new.replaces) == (waiting.number, tuan, None)
    assert isinstance(answer_for(signed.code, dt.date(2028, 12, 1)), Valid)
    kinds = list(Notice.objects.filter(person=nguyet).order_by("pk").values_list("kind", flat=True))
    assert kinds == ["certificates.issued", "certificates.renewed"]


def test_learning_again_renews_what_an_officer_signed(
    signed: Certificate, tuan: User, token: Token, complete: Completes, nguyet: User
) -> None:
    Enrolment.objects.update(withdrawn_at=AT)
    later = AT + dt.timedelta(days=700)
    decide_to_issue(completion=complete(nguyet), at=later)
    assert drain(limit=1, at=later).issued == 1
    assert outcome(tuan, token, PreparedPaper.objects.waiting().get(), later) == "accepted"
    assert Certificate.objects.latest("pk").renews == signed


def test_paper_learned_again_stands_by_itself_when_the_old_one_was_revoked_meanwhile(
    signed: Certificate, renewable: Award, tuan: User, token: Token, complete: Completes, nguyet: User, author: User
) -> None:
    by_officer = prepare_renewal(certificate=signed, by=author, at=NEAR)
    revoke_certificate(certificate=signed, reason="fraud", by=author, at=NEAR)
    assert outcome(tuan, token, by_officer, NEAR) == "refused"
    Enrolment.objects.update(withdrawn_at=AT)
    decide_to_issue(completion=complete(nguyet), at=NEAR)
    assert drain(limit=1, at=NEAR).issued == 1
    assert outcome(tuan, token, PreparedPaper.objects.latest("pk"), NEAR) == "accepted"
    assert Certificate.objects.latest("pk").renews is None


# ── Lost ──────────────────────────────────────────────────────────────────────────────────────


def test_lost_paper_is_confirmed_by_the_officers_signature(
    client: Client, signed: Certificate, tuan: User, token: Token, agency: Agency, nguyet: User
) -> None:
    clerk = make_officer("Vy Thị Hòa", agency, Verb.CONFIRM)
    client.force_login(clerk)
    assert client.post(f"/quan-tri/giay/{signed.pk}/xac-nhan/", {"reason": "lost"}).status_code == 302
    waiting = PreparedConfirmation.objects.get()
    at = waiting.prepared_at
    with pytest.raises(CannotConfirm, match="cán bộ"):
        confirm_certificate(certificate=signed, reason="lost", by=clerk, at=at)
    assert prepare_confirmation(certificate=signed, reason="lost", by=clerk, at=at) == waiting
    assert Confirmation.objects.count() == Notice.objects.filter(kind="certificates.confirmed").count() == 0
    assert answer_for_pdf(read_prepared(waiting), DAY) == NotOurs()

    client.force_login(tuan)
    assert client.get("/ky-giay/").context["waiting"] == [waiting]
    (one,) = take_signed(files=[("giay.pdf", token.sign(read_prepared(waiting)))], by=tuan, at=at)
    assert (one.outcome, one.number, one.holder) == ("accepted", waiting.number, nguyet.full_name)
    made = Confirmation.objects.get()
    assert (made.number, made.by, made.signing_key.officer) == (waiting.number, clerk, tuan)
    pdf = read_stored(made)
    assert answer_for_pdf(pdf, DAY) == answer_for(signed.code, DAY)
    assert "ĐÃ KÝ SỐ" in " ".join(read_pdf(pdf).words)
    assert Notice.objects.filter(person=nguyet, kind="certificates.confirmed").count() == 1
    # The same file again, another signed copy, and another confirmation on the same day: nothing is entered twice.
    (again,) = take_signed(files=[("giay.pdf", pdf)], by=tuan, at=at)
    (copy,) = take_signed(files=[("giay.pdf", token.sign(read_prepared(waiting)))], by=tuan, at=at)
    assert (again.outcome, copy.outcome) == ("already", "refused")
    assert prepare_confirmation(certificate=signed, reason="lost", by=clerk, at=at) == made
    following = prepare_confirmation(certificate=signed, reason="lost", by=clerk, at=at + dt.timedelta(days=1))
    assert following.serial == made.serial + 1


def test_confirmation_of_a_paper_under_examination_does_not_enter(
    signed: Certificate, tuan: User, token: Token, author: User
) -> None:
    waiting = prepare_confirmation(certificate=signed, reason="damaged", by=author, at=AT)
    assert isinstance(waiting, PreparedConfirmation)
    suspend_certificate(certificate=signed, reason="Có đơn.", by=author, at=AT)
    assert outcome(tuan, token, waiting, AT) == "refused"
    assert Confirmation.objects.count() == 0
