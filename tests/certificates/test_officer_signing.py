"""An officer signs elsewhere: files taken along, files brought back, each judged and entered once."""

import csv
import hashlib
import io
import zipfile
import zlib
from typing import Any, NamedTuple

import pypdf
import pytest
from asn1crypto import keys as asn1_keys
from asn1crypto import x509 as asn1_x509
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from django.test import Client
from django.utils import timezone
from pyhanko.pdf_utils import generic
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.sign import PdfSignatureMetadata, PdfSigner, SimpleSigner
from pyhanko.sign.fields import SigFieldSpec, SigSeedSubFilter
from pyhanko_certvalidator.registry import SimpleCertificateStore
from pypdf.annotations import FreeText
from pypdf.generic import DecodedStreamObject, DictionaryObject, NameObject, TextStringObject
from wagtail.models import ModelLogEntry

from accounts.models import User
from certificates.correcting import CannotReplace, replace_certificate, revoke_certificate
from certificates.issuing import Drained, decide_to_issue, drain
from certificates.keys import enter_officer_key, mark_compromised, retire_key
from certificates.models import Award, Certificate, IssueJob, Issuer, PreparedPaper, SigningKey
from certificates.officer_signing import (
    MANIFEST,
    CannotUnpack,
    NothingToSign,
    Returned,
    batch_to_sign,
    take_signed,
    unpacked,
)
from certificates.papers import papers_of
from certificates.preparing import prepare_replacement
from certificates.sealed_files import Seal, read_seal
from certificates.storing import read_prepared, read_stored
from certificates.verifying import Altered, NotOurs, Replaced, Unregistered, Valid, answer_for, answer_for_pdf
from tests.certificates.authorities import Root, new_private_key
from tests.certificates.conftest import AT, DAY, Completes, make_person
from tests.courses.study import our_queries

PAGE = "/ky-giay/"


class Token(NamedTuple):
    """What an officer's programme signs with."""

    private_key: Any
    certificate: asn1_x509.Certificate

    @property
    def der(self) -> bytes:
        return bytes(self.certificate.dump())

    def sign(self, pdf: bytes, *, field: str = "Chữ ký số", box: tuple[int, int, int, int] | None = None) -> bytes:
        der = self.private_key.private_bytes(Encoding.DER, PrivateFormat.PKCS8, NoEncryption())
        signer = SimpleSigner(self.certificate, asn1_keys.PrivateKeyInfo.load(der), SimpleCertificateStore())
        metadata = PdfSignatureMetadata(field_name=field, md_algorithm="sha256", subfilter=SigSeedSubFilter.PADES)
        place = SigFieldSpec(field, on_page=0, box=box) if box else None
        out: io.BytesIO = PdfSigner(metadata, signer, new_field_spec=place).sign_pdf(
            IncrementalPdfFileWriter(io.BytesIO(pdf))
        )
        return out.getvalue()


def new_token(name: str, kind: str = "P-256") -> Token:
    private_key = new_private_key(kind)
    certificate = Root("Cơ quan chứng thực thử").certify(name, private_key.public_key())
    return Token(private_key, asn1_x509.Certificate.load(certificate.public_bytes(Encoding.DER)))


@pytest.fixture(scope="module")
def token() -> Token:
    return new_token("Hoàng Minh Tuấn")


@pytest.fixture
def tuan(issuer: Issuer, token: Token) -> User:
    """The director, who signs the papers of the issuer with a token that the state recognises."""
    officer = make_person("Hoàng Minh Tuấn")
    issuer.signed_by = Issuer.Signs.OFFICER
    issuer.save()
    enter_officer_key(
        certificate=token.der, officer=officer, issuer=issuer, has_legal_value=True, by=None, at=timezone.now()
    )
    return officer


@pytest.fixture
def prepared(tuan: User, award: Award, complete: Completes, nguyet: User) -> PreparedPaper:
    decide_to_issue(completion=complete(nguyet), at=AT)
    assert drain(limit=5, at=AT) == Drained(issued=1)
    return PreparedPaper.objects.get()


def bring(officer: User, *files: tuple[str, bytes]) -> list[Returned]:
    return take_signed(files=files, by=officer, at=AT)


def rewritten(pdf: bytes) -> bytes:
    """`pdf` as a programme writes it that numbers and packs everything anew."""
    writer = pypdf.PdfWriter(clone_from=io.BytesIO(pdf))
    writer.compress_identical_objects()
    out = io.BytesIO()
    writer.write(out)
    return out.getvalue()


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


def turned(pdf: bytes) -> bytes:
    """`pdf` with its page on the head, by an appended update."""
    writer = IncrementalPdfFileWriter(io.BytesIO(pdf))
    page = writer.root["/Pages"]["/Kids"][0]
    page[generic.NameObject("/Rotate")] = generic.NumberObject(180)
    writer.update_container(page)
    out = io.BytesIO()
    writer.write(out)
    return out.getvalue()


def with_note(pdf: bytes) -> bytes:
    writer = pypdf.PdfWriter(clone_from=io.BytesIO(pdf))
    writer.add_annotation(0, FreeText(text="Loại giỏi", rect=(100, 100, 200, 120)))
    out = io.BytesIO()
    writer.write(out)
    return out.getvalue()


def with_script(pdf: bytes) -> bytes:
    writer = pypdf.PdfWriter(clone_from=io.BytesIO(pdf))
    script = DictionaryObject({NameObject("/S"): NameObject("/JavaScript"), NameObject("/JS"): TextStringObject("x()")})
    writer.root_object[NameObject("/OpenAction")] = script
    out = io.BytesIO()
    writer.write(out)
    return out.getvalue()


def painted_over(pdf: bytes) -> bytes:
    """The page of `pdf` with something painted over it."""
    writer = pypdf.PdfWriter(clone_from=io.BytesIO(pdf))
    content = writer.pages[0].get_contents()
    assert content is not None
    stream = DecodedStreamObject()
    stream.set_data(content.get_data() + b"\n1 1 1 rg 100 200 400 60 re f\n")
    writer.pages[0][NameObject("/Contents")] = writer._add_object(stream)
    out = io.BytesIO()
    writer.write(out)
    return out.getvalue()


def flipped(pdf: bytes) -> bytes:
    """A signed file with one byte of the page changed."""
    changed = bytearray(pdf)
    changed[pdf.index(b"/MediaBox") + 14] ^= 1
    return bytes(changed)


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


# ── Zip files ─────────────────────────────────────────────────────────────────────────────────


def packed(**files: bytes) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as file:
        for name, content in files.items():
            file.writestr(name.replace("__", "/").replace("_pdf", ".pdf"), content)
    return out.getvalue()


def test_zip_gives_its_papers_and_no_more_of_each_than_a_paper_may_have() -> None:
    content = packed(a_pdf=b"%PDF-a", thu_muc__b_pdf=b"%PDF-b", to_pdf=bytes(50_000_000), danh_sach=b"x")
    found = [(name, len(pdf)) for name, pdf in unpacked("ky.zip", content)]
    assert found == [("a.pdf", 6), ("b.pdf", 6), ("to.pdf", 2 * 1024 * 1024 + 1)]
    assert list(unpacked("a.pdf", b"%PDF-a")) == [("a.pdf", b"%PDF-a")]


# Named, for a zip holds the second it was made at, and two processes must call one test the same.
@pytest.mark.parametrize("content", [b"PK\x03\x04", packed(a_pdf=b"x" * 500)[:-30]], ids=["begun", "cut off"])
def test_damaged_zip_is_refused(content: bytes) -> None:
    with pytest.raises(CannotUnpack):
        list(unpacked("ky.zip", content))


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
    assert len(queries) == 5, "\n".join(queries)
