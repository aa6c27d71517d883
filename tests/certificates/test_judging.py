"""Files that pretend: each gets one answer, the same on the page and from the command, and none is believed."""

import io
import json
import os
import random
import re
import shutil
import subprocess
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pypdf
import pytest
from cryptography.hazmat.primitives.serialization import Encoding
from django.core.management import call_command
from django.test import Client
from django.utils import timezone
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign.validation import validate_pdf_signature
from pyhanko_certvalidator import ValidationContext

from accounts.models import User
from certificates.models import Award, Certificate
from certificates.sample import make_sample
from certificates.signing import load_key, make_key
from certificates.storing import read_stored
from certificates.verifying import Altered, NotOurs, Valid, answer_for_pdf
from tests.certificates.authorities import Root, StampServer, new_private_key, running, write_p12
from tests.certificates.conftest import AT, DAY, Completes, issue, make_person
from tests.certificates.tokens import new_token, turned

HOLE = re.compile(rb"/Contents <([0-9A-Fa-f]+)>")


@pytest.fixture(params=["B-B", "B-T", "B-LT"])
def leveled(
    request: pytest.FixtureRequest, settings: Any, tmp_path: Path, award: Award, complete: Completes, nguyet: User
) -> Iterator[bytes]:
    """A paper of each level that we make."""
    root, private_key = Root("Cơ quan chứng thực thử"), new_private_key("P-256")
    settings.SIGNING_KEY_FILE = tmp_path / "signing.p12"
    write_p12(settings.SIGNING_KEY_FILE, private_key, root.certify("Khóa thử", private_key.public_key()), [])
    with running(StampServer(root)) as server:
        if request.param != "B-B":
            settings.TSA_URL = server.address
            settings.TSA_ROOTS = settings.SIGNING_ROOTS = root.write(tmp_path / "roots.pem")
        if request.param == "B-LT":
            (tmp_path / "lists").mkdir()
            (tmp_path / "lists/root.crl").write_bytes(root.list_revoked())
            settings.SIGNING_CRLS = str(tmp_path / "lists")
        yield read_stored(issue(complete(nguyet)))


def test_each_level_is_valid_for_everybody(leveled: bytes, tmp_path: Path) -> None:
    assert isinstance(answer_for_pdf(leveled, DAY), Valid)
    (signature,) = PdfFileReader(io.BytesIO(leveled)).embedded_regular_signatures
    status = validate_pdf_signature(signature, ValidationContext(trust_roots=[signature.signer_cert]))
    assert (status.intact, status.valid, status.trusted, status.docmdp_ok) == (True,) * 4
    if shutil.which("pdfsig") is None and not os.environ.get("CI"):
        pytest.skip("pdfsig is not installed: sudo apt-get install poppler-utils")
    (tmp_path / "paper.pdf").write_bytes(leveled)
    said = subprocess.run(["pdfsig", tmp_path / "paper.pdf"], capture_output=True, check=False).stdout.decode()
    assert "Signature is Valid" in said
    assert "Total document signed" in said


@pytest.mark.once
def test_no_changed_byte_of_any_level_is_believed(leveled: bytes) -> None:
    hole = HOLE.search(leveled)
    assert hole is not None
    chance = random.Random(11)
    places = [*(chance.randrange(len(leveled)) for _ in range(300)), *range(hole.start(1), hole.start(1) + 9000, 45)]
    for place in places:
        changed = bytearray(leveled)
        changed[place] ^= 0x20 if changed[place] in b"ABCDEFabcdef" else 0x01
        # Bytes that wrap the signature, or its stamp, are signed by nobody; what the page says names its paper.
        assert answer_for_pdf(bytes(changed), DAY) == Altered(), place


def second_signature(pdf: bytes, other: bytes) -> bytes:
    """A stranger's signature in an update behind ours, written by hand: libraries refuse a certified file."""
    return pdf + b"\n9 0 obj<</Type/Sig/ByteRange [0 10 20 30]/Contents <00>>>endobj\nstartxref\n0\n%%EOF\n"


def stripped(pdf: bytes, other: bytes) -> bytes:
    hole = HOLE.search(pdf)
    assert hole is not None
    return pdf[: hole.start(1)] + b"0" * len(hole.group(1)) + pdf[hole.end(1) :]


def with_signature_of(pdf: bytes, other: bytes) -> bytes:
    """`pdf` with the signature that was made for another paper of ours."""
    here, there = HOLE.search(pdf), HOLE.search(other)
    assert here is not None
    assert there is not None
    return pdf[: here.start(1)] + there.group(1) + pdf[here.end(1) :]


def cut(pdf: bytes, other: bytes) -> bytes:
    return pdf[:-1]


def same_name(pdf: bytes, other: bytes) -> bytes:
    """A sample signed by another key whose subject has the same words."""
    return make_sample(at=AT)


def signed_by_a_stranger(pdf: bytes, other: bytes) -> bytes:
    """The page of `pdf` without our signature, and with that of somebody else."""
    writer, page = pypdf.PdfWriter(), pypdf.PdfReader(io.BytesIO(pdf)).pages[0]
    del page["/Annots"]
    writer.add_page(page)
    out = io.BytesIO()
    writer.write(out)
    return new_token("Kẻ lạ").sign(out.getvalue())


Pretence = Callable[[bytes, bytes], bytes]


@pytest.mark.parametrize(
    ("pretend", "state"),
    [
        (lambda pdf, other: turned(pdf), "altered"),
        (second_signature, "altered"),
        (with_signature_of, "altered"),
        (cut, "altered"),
        (stripped, "not_ours"),
        (same_name, "not_ours"),
        (signed_by_a_stranger, "not_ours"),
    ],
    ids=[
        "appended revision",
        "second signature",
        "another's signature",
        "cut",
        "signature stripped",
        "key of the same name",
        "signed anew by a stranger",
    ],
)
def test_pretence_gets_one_answer_on_the_page_and_from_the_command(
    paper: Certificate,
    complete: Completes,
    client: Client,
    settings: Any,
    tmp_path: Path,
    pretend: Pretence,
    state: str,
) -> None:
    other = read_stored(issue(complete(make_person("Hoàng Văn Tân"))))
    if pretend is same_name:
        subject = load_key().subject
        settings.SIGNING_KEY_FILE = tmp_path / "another.p12"
        assert make_key(at=timezone.now()).subject == subject
    content = pretend(read_stored(paper), other)
    file = io.BytesIO(content)
    file.name = "giay.pdf"
    assert client.post("/kiem-tra/", {"tep": file}).context["answer"].state == state
    (tmp_path / "giay.pdf").write_bytes(content)
    out = io.StringIO()
    with pytest.raises(SystemExit):
        call_command("verify_certificate", str(tmp_path / "giay.pdf"), "--json", stdout=out)
    assert json.loads(out.getvalue())["state"] == ("unknown" if state == "not_ours" else state)


@pytest.mark.parametrize(
    "hostile",
    [
        b"/ByteRange" + b" " * 2_000_000,
        b"/ByteRange [" * 160_000,
        b"/ByteRange [0 1 2 3" * 100_000,
        b"%PDF-1.7\n/ByteRange [0 30 1999970 0]<" + b"30" * 999_960 + b">",
        b"<" * 2_000_000,
    ],
    ids=["spaces", "brackets", "numbers", "a deep signature", "nothing but openings"],
)
def test_hostile_file_is_judged_like_any_other(paper: Certificate, hostile: bytes) -> None:
    assert answer_for_pdf(hostile, DAY) == NotOurs()


def test_nested_signature_with_our_certificate_is_altered(paper: Certificate) -> None:
    """The certificate is public: somebody may put it into a container made to hurt whoever unpacks it."""
    pdf = read_stored(paper)
    hole = HOLE.search(pdf)
    assert hole is not None
    certificate = load_key().certificate.public_bytes(Encoding.DER)
    nested = certificate
    for _level in range(400):
        nested = b"\x30\x82" + len(nested).to_bytes(2, "big") + nested
    digits = nested.hex().upper().encode()[: len(hole.group(1))]
    changed = pdf[: hole.start(1)] + digits.ljust(len(hole.group(1)), b"0") + pdf[hole.end(1) :]
    assert answer_for_pdf(changed, DAY) == Altered()
