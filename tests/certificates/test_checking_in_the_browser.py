"""A stranger with a phone and a paper in hand: types, drops a file, takes a photo; then the same without a signal."""

import io
import re
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
import segno
from django.db import connection
from playwright.sync_api import Page, expect

from certificates.correcting import revoke_certificate
from certificates.facts import facts_of
from certificates.models import Certificate
from certificates.qr_payload import digits_for, statement_of
from certificates.storing import read_stored
from certificates.words import in_groups
from tests.browser import assert_accessible, assert_no_overflow
from tests.certificates.conftest import AT, Completes, issue, make_person

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

PATIENCE = 30_000  # ms: the worker fetches its shell first
OpenPage = Callable[..., Page]


def look_at(page: Page) -> None:
    assert_no_overflow(page)
    assert_accessible(page)


@pytest.fixture
def papers(award: Any, complete: Completes, author: Any) -> list[Certificate]:
    """Two papers, the second revoked. Signing needs a thread without the browser's event loop."""
    completions = [complete(make_person(name)) for name in ("Nông Thị Ánh Nguyệt", "Hoàng Văn Tân")]

    def make() -> list[Certificate]:
        try:
            made = [issue(completion) for completion in completions]
            revoke_certificate(certificate=made[1], reason="fraud", by=author, at=AT)
            return made
        finally:
            connection.close()

    with ThreadPoolExecutor(1) as thread:
        return thread.submit(make).result()


def address_in_qr(paper: Certificate) -> str:
    """What the QR code of `paper` holds, without the host."""
    facts = facts_of(
        completion=paper.completion,
        issuer=paper.issuer,
        number=paper.number,
        code=paper.code,
        issued_at=paper.issued_at,
        expires_on=paper.expires_on,
        has_legal_value=False,
    )
    return f"/c/{paper.code}#{digits_for(paper.code, statement_of(facts))}"


def hand_in(page: Page, name: str, kind: str, content: bytes) -> None:
    page.locator("[data-drop] input[type=file]").set_input_files({"name": name, "mimeType": kind, "buffer": content})


def test_stranger_types_wrong_is_helped_and_is_told_of_an_altered_file(
    page_at: OpenPage, papers: list[Certificate]
) -> None:
    paper = papers[0]
    page = page_at(360)
    page.goto("/kiem-tra/")
    expect(page.locator("h1")).to_have_text("Kiểm tra chứng chỉ, giấy chứng nhận")
    look_at(page)

    # The printed number, half a code, a code with one letter wrong, the code as it is read aloud.
    typed = page.get_by_label("Mã in trên giấy")
    typed.fill(paper.number)
    page.get_by_role("button", name="Tra mã").click()
    expect(page.locator(".field-error:visible")).to_contain_text("Đây là số giấy")
    look_at(page)
    typed.fill(paper.code[:9])
    page.get_by_role("button", name="Tra mã").click()
    expect(page.locator(".field-error:visible")).to_contain_text("bạn gõ 9")
    wrong = ("7" if paper.code[0] != "7" else "8") + paper.code[1:]
    typed.fill(wrong)
    page.get_by_role("button", name="Tra mã").click()
    expect(page.locator("h1")).to_have_text("Không có giấy nào mang mã này")
    look_at(page)
    page.get_by_label("Mã in trên giấy").fill(in_groups(paper.code).lower().replace("0", "o").replace("1", "l"))
    page.get_by_role("button", name="Tra lại").click()
    expect(page.locator("h1")).to_have_text("Giấy thật, còn hiệu lực")
    expect(page.locator(".next")).to_contain_text("Khác một chữ là giấy đã bị sửa")
    look_at(page)

    page.get_by_role("link", name="Kiểm tra giấy khác").click()
    pdf = bytearray(read_stored(paper))
    pdf[5000] ^= 1
    hand_in(page, "giay.pdf", "application/pdf", bytes(pdf))
    expect(page.locator("h1")).to_have_text("Tệp này đã bị sửa sau khi ký")
    look_at(page)

    # A photo of the QR code is read on the device; one without a QR code is not sent.
    page.goto("/kiem-tra/")
    photo, blank = io.BytesIO(), io.BytesIO()
    segno.make(f"https://hoahoi.langson.example{address_in_qr(paper)}", error="m").save(photo, kind="png", scale=5)
    hand_in(page, "ma.png", "image/png", photo.getvalue())
    page.wait_for_url(f"**/c/{paper.code}#*", timeout=PATIENCE)
    expect(page.locator("h1")).to_have_text("Giấy thật, còn hiệu lực")
    page.goto("/kiem-tra/")
    segno.make("http://la.example/gia", error="m").save(blank, kind="png", scale=5)
    hand_in(page, "la.jpg", "image/jpeg", blank.getvalue())
    expect(page.locator("[data-say=no-qr]")).to_be_visible(timeout=PATIENCE)
    look_at(page)


def test_stranger_checks_without_a_signal_and_is_told_how_far_it_goes(
    page_at: OpenPage, papers: list[Certificate]
) -> None:
    good, revoked = map(address_in_qr, papers)
    page = page_at(360, dark=True)
    page.goto("/kiem-tra/")
    expect(page.locator("[data-keep] [data-say=kept]")).to_be_visible(timeout=PATIENCE)
    look_at(page)
    page.context.set_offline(True)

    page.goto(good)
    shown = page.locator("[data-answer]:visible")
    expect(shown.locator("h1")).to_have_text("Chữ ký đúng")
    expect(shown).to_contain_text("Nông Thị Ánh Nguyệt")
    expect(shown).to_contain_text(papers[0].number)
    expect(shown).to_contain_text("có hiệu lực đến hết ngày 05/12/2028")
    expect(shown).to_contain_text(re.compile(r"tính đến \d\d:\d\d"))
    look_at(page)
    page.goto(revoked)
    expect(shown.locator("h1")).to_have_text("Chữ ký đúng, nhưng giấy không còn giá trị")
    look_at(page)

    # Somebody else's words, the right words on another code, one digit changed, no digits at all.
    code, digits = good.removeprefix("/c/").split("#")
    middle = len(digits) // 2
    changed = digits[:middle] + str((int(digits[middle]) + 1) % 10) + digits[middle + 1 :]
    for forged in (f"/c/{code}#{changed}", f"/c/{papers[1].code}#{digits}", f"/c/{code}#{'9' * 400}"):
        page.goto("/kiem-tra/")
        page.goto(forged)
        expect(shown.locator("h1")).to_have_text("Chữ ký không đúng")
        expect(shown).not_to_contain_text("Nguyệt")
    look_at(page)
    page.goto(f"/c/{code}")
    expect(shown.locator("h1")).to_have_text("Không có mạng, máy này chưa trả lời được")
    page.goto("/kiem-tra/")
    expect(page.locator("h1:visible")).to_have_text("Kiểm tra chứng chỉ, giấy chứng nhận")
    look_at(page)
