"""The key, the signature as others read it, and our own judgement of a file's bytes."""

import datetime as dt
import io
import os
import random
import shutil
import stat
import subprocess
from pathlib import Path
from typing import Any

import pytest
from asn1crypto import pem
from asn1crypto import x509 as asn1_x509
from cryptography.hazmat.primitives.serialization import Encoding
from django.core.management import call_command
from django.utils import timezone
from pyhanko.pdf_utils.generic import NameObject, NumberObject
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign.validation import validate_pdf_signature
from pyhanko.sign.validation.status import SignatureCoverageLevel
from pyhanko_certvalidator import ValidationContext

from certificates.keys import key_health
from certificates.models import SigningKey
from certificates.sample import make_sample
from certificates.sealed_files import Seal, read_seal
from certificates.signing import KeyExists, KeyNotUsable, activate_key, load_key, make_key
from tests.certificates.conftest import AT


@pytest.fixture(scope="module")
def key_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("keys")


@pytest.fixture
def sealed(db: None, settings: Any, key_folder: Path) -> bytes:
    """A file signed by a key that the register knows."""
    settings.SIGNING_KEY_FILE = key_folder / "signing.p12"
    pdf = make_sample(at=AT)
    activate_key(load_key(), at=AT)
    return pdf


def another_key(settings: Any, folder: Path) -> None:
    settings.SIGNING_KEY_FILE = folder / "another.p12"


# ── The key ───────────────────────────────────────────────────────────────────────────────────


def test_key_is_made_once_and_is_ours_alone(settings: Any, tmp_path: Path, db: None) -> None:
    settings.SIGNING_KEY_FILE = tmp_path / "new/signing.p12"
    for _turn in range(2):
        call_command("make_signing_key", stdout=io.StringIO())
    row = SigningKey.objects.get()
    assert (row.algorithm, row.has_legal_value, row.retired_at) == ("ECDSA secp256r1", False, None)
    assert "không có giá trị pháp lý" in row.subject
    assert stat.S_IMODE(settings.SIGNING_KEY_FILE.stat().st_mode) == 0o600
    with pytest.raises(KeyExists):
        make_key(at=AT)


def test_certificate_is_for_signing_only(settings: Any, tmp_path: Path) -> None:
    settings.SIGNING_KEY_FILE = tmp_path / "signing.p12"
    certificate = asn1_x509.Certificate.load(make_key(at=timezone.now()).certificate.public_bytes(Encoding.DER))
    assert certificate.key_usage_value.native == {"digital_signature", "non_repudiation"}
    assert certificate.ca is False


@pytest.mark.parametrize("trouble", ["missing", "wrong password", "damaged", "expired"])
def test_key_that_cannot_sign_says_so(settings: Any, tmp_path: Path, trouble: str) -> None:
    settings.PRODUCTION, settings.SIGNING_KEY_FILE = True, tmp_path / "signing.p12"
    if trouble != "missing":
        make_key(at=timezone.now() - dt.timedelta(days=365 * 11 if trouble == "expired" else 0))
    if trouble == "wrong password":
        settings.SIGNING_KEY_PASSWORD = "wrong"
    if trouble == "damaged":
        settings.SIGNING_KEY_FILE.write_bytes(b"not a key")
    assert not key_health(at=timezone.now()).usable
    with pytest.raises(KeyNotUsable):
        load_key()


def test_key_is_read_again_only_when_the_file_changed(settings: Any, tmp_path: Path) -> None:
    settings.SIGNING_KEY_FILE = tmp_path / "signing.p12"
    make_key(at=timezone.now())
    first = load_key()
    assert load_key() is first
    settings.SIGNING_KEY_FILE.unlink()
    make_key(at=timezone.now())
    os.utime(settings.SIGNING_KEY_FILE, (1, 1))
    assert load_key().fingerprint != first.fingerprint


def test_new_key_retires_the_old_which_still_verifies(sealed: bytes, settings: Any, tmp_path: Path) -> None:
    another_key(settings, tmp_path)
    new = activate_key(make_key(at=timezone.now()), at=AT)
    old = SigningKey.objects.exclude(pk=new.pk).get()
    assert (old.retired_at, new.retired_at) == (AT, None)
    assert read_seal(sealed).key == old


def test_retired_key_does_not_sign_again(sealed: bytes, settings: Any, tmp_path: Path) -> None:
    retired = load_key()
    another_key(settings, tmp_path)
    activate_key(make_key(at=timezone.now()), at=AT)
    with pytest.raises(KeyNotUsable):
        activate_key(retired, at=AT)


# ── The signature, read by others ─────────────────────────────────────────────────────────────


def certificate_of(key: SigningKey) -> asn1_x509.Certificate:
    return asn1_x509.Certificate.load(pem.unarmor(key.certificate_pem.encode())[2])


def judged_by_pyhanko(pdf: bytes) -> tuple[bool, bool, bool]:
    """(intact, whole file, trusted with our certificate as root) as the library sees it."""
    root = certificate_of(SigningKey.objects.get())
    signature = PdfFileReader(io.BytesIO(pdf)).embedded_signatures[0]
    status = validate_pdf_signature(signature, ValidationContext(trust_roots=[root]))
    return status.intact, status.coverage == SignatureCoverageLevel.ENTIRE_FILE, status.bottom_line


def test_library_finds_the_signature_whole(sealed: bytes) -> None:
    assert judged_by_pyhanko(sealed) == (True, True, True)


def test_pdfsig_finds_the_signature_valid(sealed: bytes, tmp_path: Path) -> None:
    if shutil.which("pdfsig") is None and not os.environ.get("CI"):
        pytest.skip("pdfsig is not installed: sudo apt-get install poppler-utils")
    (tmp_path / "paper.pdf").write_bytes(sealed)
    said = subprocess.run(["pdfsig", tmp_path / "paper.pdf"], capture_output=True, check=False).stdout.decode()
    assert "Signature is Valid" in said
    assert "Total document signed" in said
    assert "ETSI.CAdES.detached" in said


# ── Our own judgement ─────────────────────────────────────────────────────────────────────────


def test_untouched_file_is_intact(sealed: bytes) -> None:
    judged = read_seal(sealed)
    assert (judged.seal, judged.key) == (Seal.INTACT, SigningKey.objects.get())


def test_one_changed_byte_anywhere_is_noticed(sealed: bytes) -> None:
    """Everywhere but in the few bytes of the wrapping that nobody signs (test_judging goes through them)."""
    chance = random.Random(7)
    start = sealed.index(b"/Contents <") + len(b"/Contents <")
    end = sealed.index(b">", start)
    places = [
        *(place for _ in range(90) if not start <= (place := chance.randrange(len(sealed))) < end),
        start,  # the first digit of the signature
        start + 700,  # in the certificate
        start + 2200,  # in the signature value
        start + 12000,  # a digit of its padding
        len(sealed) - 2,
    ]
    for place in places:
        changed = bytearray(sealed)
        changed[place] ^= 0x20 if changed[place] in b"ABCDEF" else 0x01
        assert read_seal(bytes(changed)).seal == Seal.CHANGED, place


def test_appended_update_is_noticed(sealed: bytes) -> None:
    writer = IncrementalPdfFileWriter(io.BytesIO(sealed))
    page = writer.root["/Pages"]["/Kids"][0]
    page[NameObject("/Rotate")] = NumberObject(180)
    writer.update_container(page)
    out = io.BytesIO()
    writer.write(out)
    updated = out.getvalue()
    assert updated.startswith(sealed)
    assert read_seal(updated).seal == Seal.CHANGED


@pytest.mark.parametrize("tail", [b"\n", b"% comment", b"/ByteRange [0 10 20 30]"])
def test_anything_appended_is_noticed(sealed: bytes, tail: bytes) -> None:
    assert read_seal(sealed + tail).seal == Seal.CHANGED


def test_key_of_the_same_name_is_not_ours(sealed: bytes, settings: Any, tmp_path: Path) -> None:
    another_key(settings, tmp_path)
    assert read_seal(make_sample(at=AT)).seal == Seal.NOT_OURS


@pytest.mark.parametrize(
    "file",
    [
        b"",
        b"%PDF-1.4\n%%EOF",
        b"GIF89a",
        b"/ByteRange [0 1 3 0]<>",
        b"/ByteRange [0 999999999 999999999 1]",
        b"/ByteRange [0 24 30 0]  <abc>",
        b"/ByteRange [0 2 4 1] " * 5000,
        b"<" * 100_000,
    ],
)
def test_any_other_file_is_not_ours(sealed: bytes, file: bytes) -> None:
    assert read_seal(file).seal == Seal.NOT_OURS
