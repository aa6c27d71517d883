"""A file that an officer brings back is the prepared paper with one good signature, or is refused with the reason."""

import io
import zlib
from typing import Any

import pypdf
import pytest
from django.utils import timezone

from accounts.models import User
from certificates.issuing import decide_to_issue, drain
from certificates.keys import enter_officer_key, mark_compromised
from certificates.models import Certificate, Issuer, PreparedPaper, SigningKey
from certificates.sealed_files import Seal, read_seal
from certificates.storing import read_prepared
from certificates.verifying import Altered, Unregistered, answer_for_pdf
from tests.certificates.conftest import AT, DAY, Completes, bring, make_person
from tests.certificates.tokens import (
    Token,
    flipped,
    new_token,
    painted_over,
    rewritten,
    turned,
    with_note,
    with_script,
)


@pytest.mark.parametrize(
    ("make", "said"),
    [
        (lambda pdf, token: pdf, "chưa được ký"),
        (lambda pdf, token: token.sign(token.sign(pdf), field="Hai"), "nhiều hơn một chữ ký"),
        (lambda pdf, token: new_token("Hoàng Minh Tuấn").sign(pdf), "không được phép ký"),
        (lambda pdf, token: token.sign(turned(pdf)), "không còn như bản đã chuẩn bị"),
        (lambda pdf, token: token.sign(with_note(pdf)), "không còn như bản đã chuẩn bị"),
        (lambda pdf, token: token.sign(with_script(pdf)), "không còn như bản đã chuẩn bị"),
        (lambda pdf, token: token.sign(painted_over(pdf)), "không còn như bản đã chuẩn bị"),
        (lambda pdf, token: turned(token.sign(pdf)), "sau khi ký"),
        (lambda pdf, token: flipped(token.sign(pdf)), "sau khi ký"),
        (lambda pdf, token: token.sign(pdf)[:-2000], ""),
        (lambda pdf, token: b"%PDF-1.7 gibberish", "không đọc được"),
    ],
    ids=[
        "not signed",
        "two signatures",
        "a stranger of the same name",
        "turned",
        "a note added",
        "a script added",
        "painted over",
        "turned after signing",
        "a byte changed",
        "cut off",
        "no PDF",
    ],
)
def test_what_is_not_right_is_refused_with_the_reason(
    prepared: PreparedPaper, tuan: User, token: Token, make: Any, said: str
) -> None:
    (one,) = bring(tuan, (prepared.file_name, make(read_prepared(prepared), token)))
    assert (one.outcome, one.number) == ("refused", prepared.number)
    assert said in one.reason
    assert Certificate.objects.count() == 0


def test_words_of_another_paper_are_refused(
    prepared: PreparedPaper, tuan: User, token: Token, complete: Completes
) -> None:
    decide_to_issue(completion=complete(make_person("Hoàng Văn Tân")), at=AT)
    drain(limit=1, at=AT)
    other = PreparedPaper.objects.latest("pk")
    (one,) = bring(tuan, (prepared.file_name, token.sign(rewritten(read_prepared(other)))))
    assert (one.outcome, one.number) == ("refused", prepared.number)


def test_bomb_is_not_unpacked(prepared: PreparedPaper, tuan: User) -> None:
    bomb = b"%PDF-1.7\n1 0 obj<</Filter/FlateDecode>>stream\n" + zlib.compress(bytes(200_000_000), 9)
    (one,) = bring(tuan, (prepared.file_name, bomb))
    assert one.reason == "Tệp khi mở ra lớn hơn giấy của chúng tôi rất nhiều."


def test_retired_or_compromised_token_enters_nothing(
    prepared: PreparedPaper, tuan: User, token: Token, author: User, issuer: Issuer
) -> None:
    signed = token.sign(read_prepared(prepared))
    other = new_token("Phó giám đốc")
    enter_officer_key(
        certificate=other.der, officer=author, issuer=issuer, has_legal_value=True, by=None, at=timezone.now()
    )
    mark_compromised(key=SigningKey.objects.get(officer=tuan), since=AT, by=None, at=AT)
    assert bring(tuan, (prepared.file_name, signed))[0].outcome == "refused"
    assert "không được phép ký" in bring(author, (prepared.file_name, signed))[0].reason
    assert bring(author, (prepared.file_name, other.sign(read_prepared(prepared))))[0].outcome == "accepted"


def test_token_without_legal_value_does_not_sign_a_paper_that_claims_it(
    prepared: PreparedPaper, tuan: User, author: User, issuer: Issuer
) -> None:
    trial = new_token("Khóa thử")
    enter_officer_key(
        certificate=trial.der, officer=author, issuer=issuer, has_legal_value=False, by=None, at=timezone.now()
    )
    (one,) = bring(author, (prepared.file_name, trial.sign(read_prepared(prepared))))
    assert "không được phép ký" in one.reason


# ── Judged by anybody ─────────────────────────────────────────────────────────────────────────


def test_officers_file_is_judged_like_any_other(prepared: PreparedPaper, tuan: User, token: Token) -> None:
    signed = token.sign(read_prepared(prepared))
    assert answer_for_pdf(signed, DAY) == Unregistered()
    bring(tuan, (prepared.file_name, signed))
    assert answer_for_pdf(turned(signed), DAY) == Altered()
    assert answer_for_pdf(flipped(signed), DAY) == Altered()


def test_other_things_that_the_officer_signs_are_not_ours(tuan: User, token: Token) -> None:
    writer = pypdf.PdfWriter()
    writer.add_blank_page(200, 200)
    out = io.BytesIO()
    writer.write(out)
    letter = token.sign(out.getvalue())
    assert read_seal(letter).seal == read_seal(letter + b"\n").seal == Seal.NOT_OURS
