"""An officer signs elsewhere: papers prepared, files taken along, files brought back, each entered once."""

import csv
import hashlib
import io
import zipfile
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone
from wagtail.models import ModelLogEntry

from accounts.models import User
from certificates.issuing import Drained, decide_to_issue, drain
from certificates.keys import enter_officer_key, retire_key
from certificates.models import Award, Certificate, IssueJob, Issuer, PreparedPaper, SigningKey
from certificates.officer_signing import MANIFEST, NothingToSign, Returned, batch_to_sign
from certificates.papers import papers_of
from certificates.storing import read_prepared, read_stored
from certificates.verifying import Altered, NotOurs, Valid, answer_for, answer_for_pdf
from tests.certificates.conftest import AT, DAY, Completes, bring, make_person
from tests.certificates.test_signed_zip import packed
from tests.certificates.tokens import Token, new_token, rewritten
from tests.courses.study import our_queries

PAGE = "/ky-giay/"


# ── Prepared ──────────────────────────────────────────────────────────────────────────────────


def test_paper_is_prepared_whole_and_nothing_is_delivered(prepared: PreparedPaper, nguyet: User) -> None:
    pdf = read_prepared(prepared)
    job = IssueJob.objects.get()
    assert (job.state, prepared.job, prepared.number) == ("signing", job, "0001/2026/GCN-SKHCN")
    assert (hashlib.sha256(pdf).hexdigest(), len(pdf)) == (prepared.sha256, prepared.size)
    assert (prepared.words["note"], prepared.words["signed_when"]) == ("", "")
    assert Certificate.objects.count() == 0
    assert answer_for_pdf(pdf, DAY) == NotOurs()
    assert [waiting.state for waiting in papers_of(nguyet, on=DAY).waiting] == ["signing"]
    assert drain(limit=5, at=AT) == Drained()


def test_paper_waits_for_a_person_while_no_officer_can_sign(
    issuer: Issuer, award: Award, complete: Completes, nguyet: User
) -> None:
    Issuer.objects.update(signed_by="officer")
    decide_to_issue(completion=complete(nguyet), at=AT)
    assert drain(limit=1, at=AT) == Drained(failed=1)
    assert IssueJob.objects.get().last_error == "Chưa có chứng thư số của cán bộ nào cho đơn vị cấp này."


def test_batch_holds_the_files_and_a_list(prepared: PreparedPaper, tuan: User) -> None:
    content, count = batch_to_sign(by=tuan, at=AT)
    with zipfile.ZipFile(io.BytesIO(content)) as file:
        assert file.namelist() == ["0001-2026-GCN-SKHCN.pdf", MANIFEST]
        assert file.read("0001-2026-GCN-SKHCN.pdf") == read_prepared(prepared)
        (row,) = list(csv.reader(io.StringIO(file.read(MANIFEST).decode("utf-8-sig"))))[1:]
    assert (count, row[1:3], row[4]) == (1, [prepared.number, "Nông Thị Ánh Nguyệt"], prepared.sha256)
    assert ModelLogEntry.objects.get(action="certificates.take_to_sign").user == tuan


# ── Brought back ──────────────────────────────────────────────────────────────────────────────


def test_signed_file_becomes_the_paper(prepared: PreparedPaper, tuan: User, token: Token, nguyet: User) -> None:
    signed = token.sign(read_prepared(prepared))
    assert bring(tuan, ("bất kỳ.pdf", signed)) == [
        Returned("bất kỳ.pdf", "accepted", prepared.number, nguyet.full_name)
    ]
    paper = Certificate.objects.get()
    assert (paper.number, paper.code, paper.words) == (prepared.number, prepared.code, prepared.words)
    assert (paper.person, paper.signing_key.officer, paper.issued_on) == (nguyet, tuan, DAY)
    assert read_stored(paper) == signed
    assert IssueJob.objects.get().state == "done"
    assert isinstance(answer_for(paper.code, DAY), Valid)
    assert answer_for_pdf(signed, DAY) == answer_for(paper.code, DAY)


@pytest.mark.parametrize("kind", ["visible", "rewritten", "rewritten and visible"])
def test_other_programmes_write_other_files(prepared: PreparedPaper, tuan: User, token: Token, kind: str) -> None:
    pdf = read_prepared(prepared)
    signed = token.sign(
        rewritten(pdf) if "rewritten" in kind else pdf, box=(500, 60, 700, 110) if "visible" in kind else None
    )
    (one,) = bring(tuan, (f"{prepared.file_name.removesuffix('.pdf')}_signed.pdf", signed))
    assert (one.outcome, one.reason) == ("accepted", "")
    assert isinstance(answer_for_pdf(signed, DAY), Valid)


def test_nothing_is_entered_twice(prepared: PreparedPaper, tuan: User, token: Token) -> None:
    pdf = read_prepared(prepared)
    signed = token.sign(pdf)
    file = ("giay.pdf", signed)
    assert [one.outcome for one in bring(tuan, file, file)] == ["accepted", "already"]
    assert [one.outcome for one in bring(tuan, file)] == ["already"]
    (again,) = bring(tuan, ("lan-hai.pdf", token.sign(pdf)))
    assert (again.outcome, again.number) == ("refused", prepared.number)
    assert Certificate.objects.count() == 1


def test_half_done_batch_goes_on(prepared: PreparedPaper, tuan: User, token: Token, complete: Completes) -> None:
    for name in ("Hoàng Văn Tân", "Lý Thị Hoa"):
        decide_to_issue(completion=complete(make_person(name)), at=AT)
    assert drain(limit=5, at=AT) == Drained(issued=2)
    papers = list(PreparedPaper.objects.order_by("serial"))
    signed = [(paper.file_name, token.sign(read_prepared(paper))) for paper in papers]
    assert [one.outcome for one in bring(tuan, signed[2], ("khac.pdf", b"%PDF-1.4"))] == ["accepted", "refused"]
    assert batch_to_sign(by=tuan, at=AT)[1] == 2
    assert [one.outcome for one in bring(tuan, *signed)] == ["accepted", "accepted", "already"]
    assert sorted(Certificate.objects.values_list("serial", flat=True)) == [1, 2, 3]
    with pytest.raises(NothingToSign):
        batch_to_sign(by=tuan, at=AT)


# ── Screens ───────────────────────────────────────────────────────────────────────────────────


def upload(client: Client, *files: tuple[str, bytes]) -> Any:
    handed = []
    for name, content in files:
        file = io.BytesIO(content)
        file.name = name
        handed.append(file)
    return client.post(PAGE, {"tep": handed})


def test_officer_takes_signs_and_brings_back(client: Client, prepared: PreparedPaper, tuan: User, token: Token) -> None:
    client.force_login(tuan)
    page = client.get(PAGE)
    assert page.context["waiting_count"] == 1
    assert '<a href="/ky-giay/"' in client.get("/giay-chung-nhan/").content.decode()
    batch = client.post(f"{PAGE}tai-ve/")
    assert (batch.headers["Content-Type"], batch.status_code) == ("application/zip", 200)
    with zipfile.ZipFile(io.BytesIO(batch.content)) as file:
        signed = token.sign(file.read(prepared.file_name))
    returned = upload(client, ("ky.zip", packed(giay_pdf=signed)), ("la.pdf", b"%PDF-1.4"), ("hong.zip", b"PK\x03\x04"))
    assert [one.outcome for one in returned.context["returned"]] == ["accepted", "refused", "refused"]
    after = client.get(PAGE)
    assert (after.context["waiting_count"], list(after.context["signed"])) == (0, [Certificate.objects.get()])
    assert client.post(f"{PAGE}tai-ve/").status_code == 409
    assert upload(client).status_code == 422
    assert upload(client, ("rong.zip", packed(danh_sach=b"x"))).status_code == 422


def test_outsider_finds_no_desk(client: Client, prepared: PreparedPaper, tan: User, author: User, tuan: User) -> None:
    for person in (tan, author):
        client.force_login(person)
        assert client.get(PAGE).status_code == client.post(f"{PAGE}tai-ve/").status_code == 404
        assert upload(client, ("a.pdf", b"%PDF-1.4")).status_code == 404
    retire_key(key=SigningKey.objects.get(officer=tuan), by=None, at=AT)
    client.force_login(tuan)
    assert client.get(PAGE).status_code == 404


def test_officer_of_another_issuer_sees_nothing_of_it(
    client: Client, prepared: PreparedPaper, tan: User, token: Token, lan: User
) -> None:
    from certificates.setting_up import ensure_issuer
    from workforce.models import Agency

    other = ensure_issuer(
        agency=Agency.objects.exclude(pk=prepared.issuer.agency_id).latest("pk"),
        parent_line="ỦY BAN NHÂN DÂN TỈNH LẠNG SƠN",
        name_line="UBND XÃ",
        place="Đồng Đăng",
        symbol="GCN-XA",
        signatory_title="Chủ tịch",
        signatory_name="Hoàng Văn Thắng",
    )
    enter_officer_key(
        certificate=new_token("Chủ tịch").der,
        officer=tan,
        issuer=other,
        has_legal_value=True,
        by=None,
        at=timezone.now(),
    )
    client.force_login(tan)
    assert client.get(PAGE).context["waiting_count"] == 0
    returned = upload(client, (prepared.file_name, token.sign(read_prepared(prepared))))
    assert [(one.outcome, one.number) for one in returned.context["returned"]] == [("refused", "")]
    assert Certificate.objects.count() == 0


@pytest.mark.parametrize("count", [1, 3])
def test_desk_asks_the_same_however_much_waits(
    client: Client, prepared: PreparedPaper, tuan: User, complete: Completes, count: int
) -> None:
    for number in range(count - 1):
        decide_to_issue(completion=complete(make_person(f"Hoàng Văn {number}")), at=AT)
    drain(limit=5, at=AT)
    client.force_login(tuan)
    client.get(PAGE)
    with our_queries() as queries:
        assert client.get(PAGE).context["waiting_count"] == count
    assert len(queries) == 7, "\n".join(queries)


def test_register_says_what_waits_for_a_token(client: Client, prepared: PreparedPaper, author: User) -> None:
    client.force_login(author)
    page = client.get("/so-goc/dang-cho/").content.decode()
    assert f"Giấy số {prepared.number} chờ cán bộ ký bằng token." in page
    assert "Thử lại" not in page
    figures = client.get("/so-goc/thong-ke/").context["figures"]
    assert (figures.unsigned, figures.held, figures.issued) == (1, 0, 0)


@pytest.mark.parametrize("written_anew", [False, True])
def test_officers_file_with_other_unsigned_bytes_is_altered(
    prepared: PreparedPaper, tuan: User, token: Token, written_anew: bool
) -> None:
    """A few bytes that wrap a signature are signed by nobody; what the page says names its paper."""
    pdf = read_prepared(prepared)
    signed = token.sign(rewritten(pdf) if written_anew else pdf)
    bring(tuan, (prepared.file_name, signed))
    start = signed.index(b"/Contents <") + len(b"/Contents <")
    end = signed.index(b">", start)
    other_case = signed[:start] + signed[start:end].swapcase() + signed[end:]
    assert other_case != signed
    assert answer_for_pdf(other_case, DAY) == Altered()
    for place in range(start, end, 997):
        changed = bytearray(signed)
        changed[place] = ord("1") if changed[place] != ord("1") else ord("2")
        # Without our mark and a good signature it may be any letter of the officer: such a file is never opened.
        assert answer_for_pdf(bytes(changed), DAY) in ((Altered(), NotOurs()) if written_anew else (Altered(),)), place
