"""One answer to each code and to each file; nothing more about the person; guessers are held back."""

import datetime as dt
import io
import re
from typing import Any

import pytest
from django.core.cache import cache
from django.db import connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext

from accounts.models import User
from certificates.correcting import replace_certificate, revoke_certificate
from certificates.keys import mark_compromised
from certificates.models import Award, Certificate, SigningKey
from certificates.papers import papers_of
from certificates.sample import make_sample
from certificates.storing import read_stored
from certificates.suspending import lift_suspension, suspend_certificate
from certificates.verifying import (
    Altered,
    Expired,
    NotOurs,
    Replaced,
    Revoked,
    Suspended,
    Unknown,
    Unregistered,
    Valid,
    answer_for,
    answer_for_pdf,
)
from certificates.words import in_groups
from kit.codes import new_code
from tests.certificates.conftest import AT, DAY, Completes, issue, make_person
from tests.database import unguarded

PDF_URL = "/kiem-tra/"


def upload(client: Client, pdf: bytes, **headers: str) -> Any:
    file = io.BytesIO(pdf)
    file.name = "paper.pdf"
    return client.post(PDF_URL, {"tep": file}, headers=headers)


# ── Answers ───────────────────────────────────────────────────────────────────────────────────


def test_valid_paper_shows_its_face(paper: Certificate) -> None:
    answer = answer_for(paper.code, DAY)
    assert isinstance(answer, Valid)
    assert (answer.paper.title, answer.paper.holder, answer.paper.course, answer.paper.number) == (
        "Giấy chứng nhận",
        "Nông Thị Ánh Nguyệt",
        "Quản trị dữ liệu cơ bản",
        "0001/2026/GCN-SKHCN",
    )
    assert (answer.paper.issued_on, answer.paper.last_day) == (DAY, dt.date(2028, 12, 5))
    assert (answer.paper.level, answer.paper.scale, answer.paper.has_legal_value) == (5, 8, False)


def test_paper_expires_after_its_last_day(paper: Certificate) -> None:
    assert isinstance(answer_for(paper.code, dt.date(2028, 12, 5)), Valid)
    assert isinstance(answer_for(paper.code, dt.date(2028, 12, 6)), Expired)


def test_revoked_paper_says_when_and_why(paper: Certificate, author: User) -> None:
    revoke_certificate(certificate=paper, reason="fraud", by=author, at=AT)
    answer = answer_for(paper.code, dt.date(2030, 1, 1))
    assert isinstance(answer, Revoked)
    assert (answer.on, answer.reason) == (DAY, str(Certificate.Reason.FRAUD.label))


def test_replaced_paper_names_the_new_one(paper: Certificate, author: User) -> None:
    new = replace_certificate(certificate=paper, by=author, at=AT)
    answer = answer_for(paper.code, DAY)
    assert isinstance(answer, Replaced)
    assert (answer.number, answer.code) == (new.number, new.code)
    assert isinstance(answer_for(new.code, DAY), Valid)


def test_code_that_was_never_given_is_unknown(paper: Certificate) -> None:
    code = new_code()
    assert answer_for(code, DAY) == Unknown(in_groups(code))


@pytest.mark.parametrize("typed", ["", "abc", "x" * 5000, "<script>", "0042/2026/GCN-SKHCN", "Nông Thị Ánh Nguyệt"])
def test_what_cannot_be_a_code_asks_nothing(paper: Certificate, typed: str, django_assert_num_queries: Any) -> None:
    with django_assert_num_queries(0):
        assert answer_for(typed, DAY) == Unknown("")


def test_code_is_read_as_people_type_it(paper: Certificate) -> None:
    for typed in (paper.code.lower(), in_groups(paper.code), f" {paper.code[:9]} {paper.code[9:]} "):
        assert isinstance(answer_for(typed.replace("0", "O").replace("1", "l"), DAY), Valid)


def test_file_as_issued_is_answered_like_its_code(paper: Certificate, author: User) -> None:
    pdf = read_stored(paper)
    assert answer_for_pdf(pdf, DAY) == answer_for(paper.code, DAY)
    revoke_certificate(certificate=paper, reason="altered", by=author, at=AT)
    assert isinstance(answer_for_pdf(pdf, DAY), Revoked)


def test_changed_file_is_altered_although_its_code_is_good(paper: Certificate) -> None:
    pdf = bytearray(read_stored(paper))
    for place in (100, 30_000, len(pdf) - 3):
        changed = bytearray(pdf)
        changed[place] ^= 1
        assert answer_for_pdf(bytes(changed), DAY) == Altered()


def test_no_change_in_the_signature_itself_is_ever_valid(paper: Certificate) -> None:
    pdf = read_stored(paper)
    start = pdf.index(b"/Contents <") + len(b"/Contents <")
    for place in range(start, start + 2300, 61):
        changed = bytearray(pdf)
        changed[place] = ord("1") if changed[place] != ord("1") else ord("2")
        assert answer_for_pdf(bytes(changed), DAY) == Altered()


def test_signed_file_outside_the_register_is_unregistered(paper: Certificate) -> None:
    assert answer_for_pdf(make_sample(at=AT), DAY) == Unregistered()


def test_other_file_is_not_ours(paper: Certificate) -> None:
    assert answer_for_pdf(b"%PDF-1.7 something else", DAY) == NotOurs()


@pytest.mark.django_db(transaction=True)
def test_answer_is_the_same_inside_of_a_transaction_and_outside(paper: Certificate, author: User) -> None:
    """Outside, PostgreSQL is asked without a cursor and writes its values as text."""

    def answers() -> list[Any]:
        return [answer_for(paper.code, DAY), answer_for_pdf(read_stored(paper), dt.date(2029, 1, 1))]

    def both() -> list[Any]:
        outside = answers()
        with transaction.atomic():
            assert answers() == outside
        return [type(answer) for answer in outside]

    assert both() == [Valid, Expired]
    mark_compromised(key=SigningKey.objects.get(), since=AT + dt.timedelta(hours=1), by=None, at=AT + dt.timedelta(2))
    assert both() == [Valid, Expired]
    suspension = suspend_certificate(certificate=paper, reason="…", by=author, at=AT)
    assert both() == [Suspended, Suspended]
    lift_suspension(certificate=suspension.certificate, finding="…", by=author, at=AT)
    revoke_certificate(certificate=paper, reason="fraud", by=author, at=AT)
    assert both() == [Revoked, Revoked]


# ── Pages ─────────────────────────────────────────────────────────────────────────────────────


def test_check_page_asks_the_database_once(client: Client, paper: Certificate) -> None:
    client.get(f"/c/{paper.code}")
    with CaptureQueriesContext(connection) as queries:
        response = client.get(f"/c/{paper.code}")
    assert state_on(response) == "valid"
    assert len(queries) == 1
    assert response.cookies == {}


def state_on(response: Any) -> str:
    """The answer that a page gives."""
    (state,) = re.findall(r'data-state="(\w+)"', response.content.decode())
    return str(state)


def without_time(page: bytes) -> str:
    return re.sub(r"\d\d:\d\d", "", page.decode())


@pytest.mark.parametrize("language", ["vi", "en"])
def test_strangers_get_the_page_as_it_is_rendered_whole(client: Client, paper: Certificate, language: str) -> None:
    headers = {"accept-language": language}
    kept = client.get(f"/c/{paper.code}?a=<b>", headers=headers).content
    client.cookies["sessionid"] = "of-nobody"
    whole = client.get(f"/c/{paper.code}?a=<b>", headers=headers).content
    assert without_time(kept) == without_time(whole)
    assert f'lang="{language}"' in kept.decode()


def test_kept_page_names_its_own_paper_only(client: Client, paper: Certificate, complete: Completes) -> None:
    other = issue(complete(make_person("Lương <b>Thị</b> Hà")))
    pages = [client.get(f"/c/{one.code}").content.decode() for one in (paper, other, paper)]
    assert ["Nông Thị Ánh Nguyệt" in page for page in pages] == [True, False, True]
    assert ["Lương &lt;b&gt;Thị&lt;/b&gt; Hà" in page for page in pages] == [False, True, False]
    assert without_time(pages[0].encode()) == without_time(pages[2].encode())


def test_both_ways_of_a_code_carry_the_same_headers(client: Client, paper: Certificate, settings: Any) -> None:
    for headers in ({"accept-language": "vi"}, {"accept-language": "en"}):
        short = client.get(f"/c/{paper.code}", headers=headers)
        settings.SHORT_WAYS = {}
        whole = Client().get(f"/c/{paper.code}", headers=headers)
        assert dict(short.headers) == dict(whole.headers)
        assert short.cookies == whole.cookies == {}


def test_signed_in_visitor_keeps_the_menu(client: Client, paper: Certificate, tan: User) -> None:
    client.force_login(tan)
    page = client.get(f"/c/{paper.code}").content.decode()
    assert "/giay-chung-nhan/" in page
    assert "Nông Thị Ánh Nguyệt" in page


def test_check_page_keeps_the_person_private(client: Client, paper: Certificate, nguyet: User) -> None:
    nguyet.phone, nguyet.email = "+84912345678", "nguyet@langson.example"
    nguyet.save()
    page = client.get(f"/c/{paper.code}").content.decode()
    assert "Nông Thị Ánh Nguyệt" in page
    for secret in ("912345678", "nguyet@", "Chuyên viên", "88%", nguyet.username):
        assert secret not in page


@pytest.mark.parametrize("address", ["/c/{code}", "/c/{code}/", "/c/{groups}", "/c/{lower}"])
def test_check_page_forgives_how_the_code_is_written(client: Client, paper: Certificate, address: str) -> None:
    path = address.format(code=paper.code, groups=in_groups(paper.code), lower=paper.code.lower())
    assert state_on(client.get(path)) == "valid"


def test_unknown_code_is_answered_with_the_same_status_and_headers(client: Client, paper: Certificate) -> None:
    known, unknown = client.get(f"/c/{paper.code}"), client.get(f"/c/{new_code()}")
    assert state_on(unknown) == "unknown"
    for name in ("X-Robots-Tag", "Referrer-Policy", "Cache-Control"):
        assert known.headers[name] == unknown.headers[name] != ""
    assert known.status_code == unknown.status_code == 200
    assert known.headers["Referrer-Policy"] == "no-referrer"
    assert "noindex" in known.headers["X-Robots-Tag"]


def test_typed_text_is_not_shown_back(client: Client, db: None) -> None:
    assert b"goi-ngay-0900" not in client.get("/c/goi-ngay-0900").content.lower().replace(b"/c/goi-ngay-0900", b"")


@pytest.mark.parametrize("state", ["valid", "expired", "suspended", "revoked", "replaced", "unknown"])
def test_each_answer_has_its_page(client: Client, paper: Certificate, author: User, state: str) -> None:
    code = paper.code
    if state == "expired":
        with unguarded("certificates_certificate"):
            Certificate.objects.update(issued_on=dt.date(2020, 1, 1), expires_on=dt.date(2021, 1, 1))
    elif state == "revoked":
        revoke_certificate(certificate=paper, reason="fraud", by=author, at=AT)
    elif state == "replaced":
        replace_certificate(certificate=paper, by=author, at=AT)
    elif state == "suspended":
        suspend_certificate(certificate=paper, reason="…", by=author, at=AT)
    elif state == "unknown":
        code = new_code()
    response = client.get(f"/c/{code}")
    # A suspended paper answers as revoked to programs, and says to people what it is.
    assert state_on(response) == {"suspended": "revoked"}.get(state, state)
    assert ("tạm dừng" in response.content.decode().lower()) == (state == "suspended")
    client.cookies["sessionid"] = "of-nobody"
    assert without_time(client.get(f"/c/{code}").content) == without_time(response.content)
    assert response.content.decode().count("<h1>") == 1


def test_code_typed_by_hand_leads_to_its_page(client: Client, paper: Certificate) -> None:
    response = client.get(PDF_URL, {"ma": in_groups(paper.code).lower()})
    assert (response.status_code, response.headers["Location"]) == (302, f"/c/{paper.code}?tu=go")
    wrong = client.get(PDF_URL, {"ma": "123"})
    assert wrong.status_code == 200
    assert wrong.context["code_form"].errors.keys() == {"ma"}


def test_handed_in_file_is_checked_byte_by_byte(client: Client, paper: Certificate) -> None:
    pdf = read_stored(paper)
    response = upload(client, pdf)
    assert (response.status_code, response.context["answer"].state) == (200, "valid")
    assert upload(client, pdf + b"\n").context["answer"].state == "altered"
    assert upload(client, make_sample(at=AT)).context["answer"].state == "unregistered"
    assert upload(client, b"%PDF-1.4").context["answer"].state == "not_ours"
    assert response.cookies == {}


def test_too_large_or_empty_file_is_refused_in_words(client: Client, paper: Certificate) -> None:
    large = upload(client, b"x" * (2 * 1024 * 1024 + 5000))
    assert (large.status_code, bool(large.context["refusal"])) == (413, True)
    just_too_large = upload(client, b"x" * (2 * 1024 * 1024 + 1))
    assert just_too_large.context["file_form"].errors.keys() == {"tep"}
    assert upload(client, b"").context["file_form"].errors.keys() == {"tep"}
    assert client.post(PDF_URL).context["file_form"].errors.keys() == {"tep"}


# ── Guessing ──────────────────────────────────────────────────────────────────────────────────


def test_guesser_is_held_back_and_real_codes_are_still_answered(
    client: Client, paper: Certificate, settings: Any
) -> None:
    settings.VERIFY_PER_MINUTE = 3
    assert [client.get(f"/c/{new_code()}").status_code for _ in range(5)] == [200, 200, 200, 429, 429]
    assert upload(client, b"%PDF-1.4").status_code == 429
    assert state_on(client.get(f"/c/{paper.code}")) == "valid"
    assert upload(client, read_stored(paper)).context["answer"].state == "valid"
    cache.clear()
    assert client.get(f"/c/{new_code()}").status_code == 200


def test_guesser_is_known_by_the_address_that_our_proxy_saw(client: Client, db: None, settings: Any) -> None:
    settings.VERIFY_PER_MINUTE, settings.ALLAUTH_TRUSTED_PROXY_COUNT = 1, 1

    def miss(seen: str) -> int:
        return client.get(f"/c/{new_code()}", headers={"x-forwarded-for": seen}).status_code

    assert [miss("6.6.6.6, 203.0.113.7"), miss("7.7.7.7, 203.0.113.7")] == [200, 429]
    assert miss("6.6.6.6, 203.0.113.8") == 200


# ── One's own papers ──────────────────────────────────────────────────────────────────────────


def test_holder_sees_and_downloads_the_paper(client: Client, paper: Certificate, nguyet: User) -> None:
    client.force_login(nguyet)
    page = client.get("/giay-chung-nhan/").content.decode()
    assert f"/giay-chung-nhan/{paper.code}.pdf" in page
    response = client.get(f"/giay-chung-nhan/{paper.code}.pdf")
    assert response.content == read_stored(paper)
    assert response.headers["Content-Disposition"] == 'attachment; filename="0001-2026-GCN-SKHCN.pdf"'
    assert response.headers["Content-Type"] == "application/pdf"
    assert "no-store" in response.headers["Cache-Control"]


def test_outsider_does_not_download_it(client: Client, paper: Certificate, tan: User, author: User) -> None:
    for person in (tan, author):
        client.force_login(person)
        assert client.get(f"/giay-chung-nhan/{paper.code}.pdf").status_code == 404
        assert paper.code not in client.get("/giay-chung-nhan/").content.decode()


def test_stranger_is_asked_to_sign_in(client: Client, paper: Certificate) -> None:
    for path in ("/giay-chung-nhan/", f"/giay-chung-nhan/{paper.code}.pdf"):
        response = client.get(path)
        assert (response.status_code, response.headers["Location"].split("?")[0]) == (302, "/tai-khoan/login/")


def test_damaged_store_is_told_and_nothing_is_handed_out(
    client: Client, paper: Certificate, nguyet: User, settings: Any
) -> None:
    with unguarded("certificates_certificate"):
        Certificate.objects.update(pdf_sha256="0" * 64)
    client.force_login(nguyet)
    assert client.get(f"/giay-chung-nhan/{paper.code}.pdf").status_code == 503


def test_waiting_and_failed_papers_are_shown(
    client: Client, award: Award, complete: Completes, nguyet: User, settings: Any
) -> None:
    from certificates.issuing import decide_to_issue, drain

    settings.ISSUE_ATTEMPTS = 1
    client.force_login(nguyet)
    assert client.get("/giay-chung-nhan/").context["papers"].waiting == []
    job = decide_to_issue(completion=complete(nguyet), at=AT)
    assert client.get("/giay-chung-nhan/").context["papers"].waiting == [job]
    nguyet.full_name = "Nông 😀"
    nguyet.save()
    drain(limit=1, at=AT)
    shown = client.get("/giay-chung-nhan/").context["papers"].waiting
    assert [waiting.state for waiting in shown] == ["failed"]


@pytest.mark.parametrize("count", [1, 3])
def test_own_papers_cost_four_queries_however_many(
    paper: Certificate, nguyet: User, author: User, count: int, django_assert_num_queries: Any
) -> None:
    for _more in range(count - 1):
        replace_certificate(certificate=Certificate.objects.latest("pk"), by=author, at=AT)
    with django_assert_num_queries(4):
        own = papers_of(nguyet, on=DAY)
    assert [paper.state for paper in own.papers] == ["valid", *["replaced"] * (count - 1)]


def test_two_people_have_two_codes(paper: Certificate, complete: Completes) -> None:
    other = issue(complete(make_person("Hoàng Văn Tân")))
    assert (other.number, other.code != paper.code) == ("0002/2026/GCN-SKHCN", True)
