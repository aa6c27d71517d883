"""Papers with a time stamp and with proofs of their certificate; authorities that misbehave deliver nothing."""

import datetime as dt
import hashlib
import io
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from asn1crypto import x509 as asn1_x509
from cryptography.hazmat.primitives.serialization import Encoding
from django.utils import timezone
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign.validation import validate_pdf_signature
from pyhanko.sign.validation.dss import DocumentSecurityStore
from pyhanko_certvalidator import ValidationContext

from accounts.models import User
from certificates.issuing import Drained, decide_to_issue, drain
from certificates.models import Award, Certificate, IssueJob
from certificates.sealed_files import Seal, read_seal
from certificates.storing import read_stored
from tests.certificates.authorities import Root, StampServer, never, new_private_key, running, write_p12
from tests.certificates.conftest import AT, Completes, issue


@pytest.fixture(scope="module")
def root() -> Root:
    return Root("Cơ quan chứng thực thử")


@pytest.fixture(scope="module")
def stamps(root: Root) -> Iterator[StampServer]:
    with running(StampServer(root)) as server:
        yield server


@pytest.fixture
def stamped(root: Root, stamps: StampServer, settings: Any, tmp_path: Path) -> StampServer:
    """The settings name the authority; our key has a certificate of the same root."""
    stamps.answer, stamps.clock = None, None
    stamps.asked.clear()
    private_key = new_private_key("P-256")
    settings.SIGNING_KEY_FILE = tmp_path / "signing.p12"
    write_p12(settings.SIGNING_KEY_FILE, private_key, root.certify("Khóa thử", private_key.public_key()), [])
    settings.TSA_URL, settings.TSA_ROOTS = stamps.address, root.write(tmp_path / "roots.pem")
    settings.SIGNING_ROOTS = settings.TSA_ROOTS
    return stamps


@pytest.fixture
def lists(root: Root, settings: Any, tmp_path: Path) -> Path:
    """A folder of revocation lists that the settings name: papers are B-LT."""
    folder = tmp_path / "lists"
    folder.mkdir()
    (folder / "root.crl").write_bytes(root.list_revoked())
    settings.SIGNING_CRLS = str(folder)
    return folder


@pytest.fixture
def job(award: Award, complete: Completes, nguyet: User) -> IssueJob:
    job = decide_to_issue(completion=complete(nguyet), at=AT)
    assert job is not None
    return job


def asn1(root: Root) -> asn1_x509.Certificate:
    return asn1_x509.Certificate.load(root.certificate.public_bytes(Encoding.DER))


def test_paper_bears_a_time_stamp_that_others_accept(
    stamped: StampServer, root: Root, award: Award, complete: Completes, nguyet: User
) -> None:
    paper = issue(complete(nguyet))
    pdf = read_stored(paper)
    signature = PdfFileReader(io.BytesIO(pdf)).embedded_signatures[0]
    trust = ValidationContext(trust_roots=[asn1(root)])
    status = validate_pdf_signature(signature, trust, ValidationContext(trust_roots=[asn1(root)]))
    assert (status.bottom_line, status.timestamp_validity.intact, status.timestamp_validity.trusted) == (True,) * 3
    assert read_seal(pdf).seal == Seal.INTACT
    assert len(stamped.asked) == 1


def test_paper_carries_what_a_reader_needs_in_ten_years(
    stamped: StampServer, lists: Path, root: Root, award: Award, complete: Completes, nguyet: User
) -> None:
    pdf = read_stored(issue(complete(nguyet)))
    reader = PdfFileReader(io.BytesIO(pdf))
    assert len(reader.root["/DSS"]["/CRLs"]) == 1
    # Judged with nothing but the root and what stands in the file.
    known = {"trust_roots": [asn1(root)], "revocation_mode": "require", "allow_fetching": False}
    proofs = [DocumentSecurityStore.read_dss(reader).as_validation_context(known) for _turn in range(2)]
    assert validate_pdf_signature(reader.embedded_signatures[0], *proofs).bottom_line
    # Nothing follows the signature, not even proofs: our judgement of bytes needs no exception for them.
    assert read_seal(pdf).seal == Seal.INTACT
    assert reader.xrefs.total_revisions == 2


def test_authority_is_asked_with_name_and_password(
    stamped: StampServer, settings: Any, award: Award, complete: Completes, nguyet: User
) -> None:
    settings.TSA_USER, settings.TSA_PASSWORD = "tinh", "mat khau"
    issue(complete(nguyet))
    assert stamped.asked[0]["Authorization"] == "Basic dGluaDptYXQga2hhdQ=="


def waits_unharmed(job: IssueJob, said: str) -> None:
    """The drain stopped, said why, cost the job no try, gave out no number and delivered nothing."""
    stopped = drain(limit=5, at=AT)
    assert (stopped.issued, stopped.failed) == (0, 0)
    assert said in stopped.stopped
    job.refresh_from_db()
    assert (job.state, job.attempts, job.last_error) == ("waiting", 0, stopped.stopped)
    assert Certificate.objects.count() == 0


@pytest.mark.parametrize("garbage", [b"", b"<html>", b"\x30\x80", b"\x30\x03\x02\x01\x05", bytes(200_000)])
def test_garbage_is_no_stamp(stamped: StampServer, job: IssueJob, garbage: bytes) -> None:
    stamped.answer = lambda question: (200, garbage)
    waits_unharmed(job, "dấu thời gian")


def test_stamp_for_something_else_is_refused(stamped: StampServer, job: IssueJob) -> None:
    from asn1crypto import tsp

    def other(question: bytes) -> tuple[int, bytes]:
        changed = tsp.TimeStampReq.load(question)
        changed["message_imprint"]["hashed_message"] = hashlib.sha256(b"another").digest()
        return 200, stamped.stamp(changed.dump(force=True))

    stamped.answer = other
    waits_unharmed(job, "tin cậy")


def test_stamp_of_a_stranger_is_refused(stamped: StampServer, job: IssueJob) -> None:
    stranger = StampServer(Root("Kẻ lạ"))
    stamped.answer = lambda question: (200, stranger.stamp(question))
    waits_unharmed(job, "tin cậy")


def test_stamp_of_another_hour_is_refused(stamped: StampServer, job: IssueJob) -> None:
    stamped.clock = timezone.now() - dt.timedelta(hours=2)
    waits_unharmed(job, "Đồng hồ")


def test_stamp_of_another_question_is_refused(stamped: StampServer, job: IssueJob) -> None:
    from asn1crypto import tsp

    def replayed(question: bytes) -> tuple[int, bytes]:
        changed = tsp.TimeStampReq.load(question)
        changed["nonce"] = changed["nonce"].native - 1
        return 200, stamped.stamp(changed.dump(force=True))

    stamped.answer = replayed
    waits_unharmed(job, "dấu thời gian")


def test_refusing_authority_is_named(stamped: StampServer, job: IssueJob) -> None:
    stamped.answer = lambda question: (403, b"no")
    waits_unharmed(job, "403")


def test_authority_that_is_down_holds_papers_until_it_is_back(
    stamped: StampServer, job: IssueJob, settings: Any
) -> None:
    there, settings.TSA_URL = settings.TSA_URL, "http://127.0.0.1:9/"
    waits_unharmed(job, "không trả lời")
    settings.TSA_URL = there
    assert drain(limit=5, at=AT) == Drained(issued=1)
    assert Certificate.objects.get().serial == 1


def test_authority_that_takes_too_long_holds_papers(stamped: StampServer, job: IssueJob, settings: Any) -> None:
    gate = threading.Event()
    settings.TSA_SECONDS, stamped.answer = 0.2, never(gate)
    try:
        waits_unharmed(job, "quá lâu")
    finally:
        gate.set()


def test_revoked_certificate_signs_no_more(
    stamped: StampServer, lists: Path, root: Root, job: IssueJob, settings: Any
) -> None:
    from certificates.signing import load_key

    (lists / "root.crl").write_bytes(root.list_revoked(load_key().certificate))
    waits_unharmed(job, "chứng thư")


@pytest.mark.parametrize("trouble", ["no list", "old list", "no list at all", "no roots"])
def test_missing_proof_holds_papers(
    stamped: StampServer, lists: Path, root: Root, job: IssueJob, settings: Any, trouble: str
) -> None:
    if trouble == "no list":
        (lists / "root.crl").unlink()
    elif trouble == "old list":
        (lists / "root.crl").write_bytes(root.list_revoked(until=timezone.now() - dt.timedelta(minutes=1)))
    elif trouble == "no list at all":
        (lists / "root.crl").write_bytes(b"not a list")
    else:
        settings.TSA_ROOTS = "/nowhere.pem"
    waits_unharmed(job, "")
