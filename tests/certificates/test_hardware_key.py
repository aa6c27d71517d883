"""A key in a device: SoftHSM stands for one. Skipped where it is not installed, never in CI."""

import io
import os
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from django.utils import timezone
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign.validation import validate_pdf_signature
from pyhanko_certvalidator import ValidationContext

from accounts.models import User
from certificates import hardware_key
from certificates.issuing import Drained, decide_to_issue, drain
from certificates.keys import key_health
from certificates.models import Award, Certificate, SigningKey
from certificates.sealed_files import Seal, read_seal
from certificates.signing import KeyNotUsable, load_key
from certificates.storing import read_stored
from tests.certificates.authorities import Root, new_private_key
from tests.certificates.conftest import AT, Completes, issue

LIBRARIES = ("/usr/lib/softhsm/libsofthsm2.so", "/usr/lib/x86_64-linux-gnu/softhsm/libsofthsm2.so")
LIBRARY = next((path for path in LIBRARIES if Path(path).exists()), "")
PIN, TOKEN = "135790", "thu-hsm"

pytestmark = pytest.mark.skipif(
    not LIBRARY and not os.environ.get("CI"), reason="SoftHSM is not installed: sudo apt-get install softhsm2"
)


@pytest.fixture(scope="session")
def device(tmp_path_factory: pytest.TempPathFactory) -> Iterator[dict[str, x509.Certificate]]:
    """A device with a key of each kind we promise, labelled by its kind, and one without its certificate."""
    assert LIBRARY, "CI needs the package softhsm2"
    folder = tmp_path_factory.mktemp("hsm")
    (folder / "tokens").mkdir()
    (folder / "softhsm2.conf").write_text(f"directories.tokendir = {folder}/tokens\nlog.level = ERROR\n")
    before, os.environ["SOFTHSM2_CONF"] = os.environ.get("SOFTHSM2_CONF"), str(folder / "softhsm2.conf")
    run = ["softhsm2-util", "--init-token", "--free", "--label", TOKEN, "--so-pin", "246800", "--pin", PIN]
    subprocess.run(run, check=True, capture_output=True)
    root, held = Root("Cơ quan chứng thực thử"), {}
    for number, kind in enumerate(("P-256", "RSA-2048", "RSA-3072", "bare")):
        private_key = new_private_key("P-256" if kind == "bare" else kind)
        import_key(folder, private_key, kind, number)
        if kind != "bare":
            held[kind] = root.certify(f"Khóa {kind}", private_key.public_key())
    put_certificates(held)
    yield held
    os.environ.pop("SOFTHSM2_CONF")
    if before is not None:
        os.environ["SOFTHSM2_CONF"] = before


def import_key(
    folder: Path, private_key: ec.EllipticCurvePrivateKey | rsa.RSAPrivateKey, label: str, number: int
) -> None:
    file = folder / "key.pem"
    file.write_bytes(private_key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()))
    run = [
        "softhsm2-util",
        "--import",
        file,
        "--token",
        TOKEN,
        "--label",
        label,
        "--id",
        f"0{number + 1}",
        "--pin",
        PIN,
    ]
    subprocess.run(run, check=True, capture_output=True)


def put_certificates(held: dict[str, x509.Certificate]) -> None:
    import pkcs11

    library = pkcs11.lib(LIBRARY)
    library.reinitialize()
    with library.get_token(token_label=TOKEN).open(user_pin=PIN, rw=True) as session:
        for label, certificate in held.items():
            session.create_object(
                {
                    pkcs11.Attribute.CLASS: pkcs11.ObjectClass.CERTIFICATE,
                    pkcs11.Attribute.CERTIFICATE_TYPE: pkcs11.CertificateType.X_509,
                    pkcs11.Attribute.TOKEN: True,
                    pkcs11.Attribute.LABEL: label,
                    pkcs11.Attribute.SUBJECT: certificate.subject.public_bytes(),
                    pkcs11.Attribute.VALUE: certificate.public_bytes(Encoding.DER),
                }
            )


@pytest.fixture
def use(device: dict[str, x509.Certificate], settings: Any) -> Iterator[Any]:
    """Point the settings at the key with this label."""
    settings.PRODUCTION = True

    def point(label: str, *, pin: str = PIN, token: str = TOKEN, library: str = LIBRARY) -> None:
        settings.PKCS11_LIBRARY, settings.PKCS11_TOKEN = library, token
        settings.PKCS11_PIN, settings.PKCS11_KEY = pin, label

    yield point
    hardware_key._open.cache_clear()
    hardware_key._wrong_pins.clear()


@pytest.mark.parametrize("kind", ["P-256", "RSA-2048", "RSA-3072"])
def test_paper_is_signed_inside_the_device(
    use: Any, kind: str, device: dict[str, x509.Certificate], award: Award, complete: Completes, nguyet: User
) -> None:
    use(kind)
    pdf = read_stored(issue(complete(nguyet)))
    row = SigningKey.objects.get()
    assert (row.kind, row.state) == ("device", "active")
    assert row.certificate_pem == device[kind].public_bytes(Encoding.PEM).decode()
    signature = PdfFileReader(io.BytesIO(pdf)).embedded_signatures[0]
    status = validate_pdf_signature(signature, ValidationContext(trust_roots=[signature.signer_cert]))
    assert status.bottom_line
    assert read_seal(pdf).seal == Seal.INTACT


def test_second_paper_finds_the_device_open(use: Any, award: Award, complete: Completes, nguyet: User) -> None:
    use("P-256")
    assert load_key().private_key is load_key().private_key


@pytest.mark.parametrize(
    "wrong",
    [{"pin": "000000"}, {"token": "khac"}, {"library": "/nowhere.so"}, {"label": "khong-co"}, {"label": "bare"}],
    ids=str,
)
def test_device_that_does_not_sign_holds_papers_and_says_so(
    use: Any, wrong: dict[str, str], award: Award, complete: Completes, nguyet: User
) -> None:
    use(**{"label": "P-256", **wrong})
    job = decide_to_issue(completion=complete(nguyet), at=AT)
    assert job is not None
    stopped = drain(limit=5, at=AT)
    assert (stopped.taken, bool(stopped.stopped)) == (0, True)
    job.refresh_from_db()
    assert (job.state, job.attempts) == ("waiting", 0)
    assert not key_health(at=timezone.now()).usable
    use("P-256")
    assert drain(limit=5, at=AT) == Drained(issued=1)


def test_wrong_pin_is_tried_once(use: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    use("P-256", pin="000000")
    tries = []
    read = hardware_key._read
    monkeypatch.setattr(hardware_key, "_read", lambda device: (tries.append(device), read(device))[1])
    for _turn in range(3):
        with pytest.raises(KeyNotUsable, match="PIN"):
            load_key()
    assert len(tries) == 1
    assert "000000" not in repr(tries[0])


def test_device_that_was_unplugged_is_opened_again(use: Any, award: Award, complete: Completes, nguyet: User) -> None:
    import pkcs11

    use("P-256")
    load_key()
    pkcs11.lib(LIBRARY).reinitialize()  # the session that is held is worth nothing now
    decide_to_issue(completion=complete(nguyet), at=AT)
    assert drain(limit=5, at=AT).stopped
    assert Certificate.objects.count() == 0
    assert drain(limit=5, at=AT) == Drained(issued=1)
