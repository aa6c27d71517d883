"""The key that this server signs papers with: in a PKCS#12 file or in a device, loaded once per process.

A key that the state recognises comes from the Government Cipher Committee (Luật Giao dịch điện tử
20/2023/QH15, NĐ 68/2024/NĐ-CP). Without one the platform signs with a key of its own: the paper
is tamper-evident and says that the signature has no legal value.
"""

import datetime as dt
import os
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, padding, rsa
from cryptography.hazmat.primitives.serialization import BestAvailableEncryption, Encoding, pkcs12
from cryptography.x509.oid import NameOID
from django.conf import settings
from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from certificates.hardware_key import Device, DeviceSilent, HardwareKey, open_device
from certificates.models import SigningKey
from kit.private_files import write_new

OWN_KEY_NAME = "khóa thử nghiệm, không có giá trị pháp lý"
OWN_KEY_YEARS = 10

SigningPrivateKey = ec.EllipticCurvePrivateKey | rsa.RSAPrivateKey | HardwareKey


class KeyNotUsable(Exception):
    """There is no key that can sign now; issuing waits, what was issued still verifies."""


class KeyMissing(KeyNotUsable):
    """There is no key file."""


class KeyExists(Exception):
    """A key file is already there, and this would overwrite it."""


@dataclass(frozen=True)
class Key:
    """A private key with its certificate and the certificates above it."""

    private_key: SigningPrivateKey
    certificate: x509.Certificate
    chain: tuple[x509.Certificate, ...]

    @property
    def fingerprint(self) -> str:
        """SHA-256 of the certificate, in hexadecimal."""
        return self.certificate.fingerprint(hashes.SHA256()).hex()

    @property
    def subject(self) -> str:
        return self.certificate.subject.rfc4514_string()[:300]

    @property
    def algorithm(self) -> str:
        return algorithm_of(self.certificate)

    @property
    def kind(self) -> SigningKey.Kind:
        return SigningKey.Kind.DEVICE if isinstance(self.private_key, HardwareKey) else SigningKey.Kind.FILE

    def sign(self, data: bytes) -> bytes:
        """The signature over `data` with SHA-256: ECDSA, or RSA as in PKCS#1 v1.5. Raises DeviceSilent."""
        if isinstance(self.private_key, HardwareKey):
            return self.private_key.sign(data)
        if isinstance(self.private_key, ec.EllipticCurvePrivateKey):
            return self.private_key.sign(data, ec.ECDSA(hashes.SHA256()))
        return self.private_key.sign(data, padding.PKCS1v15(), hashes.SHA256())


def algorithm_of(certificate: x509.Certificate) -> str:
    """ "ECDSA secp256r1", "RSA 3072"."""
    public_key = certificate.public_key()
    if isinstance(public_key, ec.EllipticCurvePublicKey):
        return f"ECDSA {public_key.curve.name}"
    return f"RSA {public_key.key_size}" if isinstance(public_key, rsa.RSAPublicKey) else type(public_key).__name__


def load_key() -> Key:
    """The key that the settings name, read again only when it changed. Raises KeyNotUsable."""
    key = _key_in_device() if settings.PKCS11_LIBRARY else _key_in_file()
    now = timezone.now()
    if not key.certificate.not_valid_before_utc <= now <= key.certificate.not_valid_after_utc:
        raise KeyNotUsable(_("The certificate of the signing key is not valid today."))
    return key


def _key_in_device() -> Key:
    device = Device(settings.PKCS11_LIBRARY, settings.PKCS11_TOKEN, settings.PKCS11_PIN, settings.PKCS11_KEY)
    try:
        opened = open_device(device)
    except DeviceSilent as error:
        raise KeyNotUsable(str(error)) from error
    return Key(opened.key, opened.certificate, opened.others)


def _key_in_file() -> Key:
    return key_in(Path(settings.SIGNING_KEY_FILE))


def key_in(path: Path) -> Key:
    """The key in a PKCS#12 file under the password of the settings. Raises KeyNotUsable."""
    try:
        changed = path.stat().st_mtime_ns
    except OSError as error:
        raise KeyMissing(_("There is no signing key. Put one in place, or run: manage.py make_signing_key")) from error
    return _read_key(path, changed, settings.SIGNING_KEY_PASSWORD)


def key_for_signing() -> Key:
    """The key to sign with now. The embedded site makes one of its own on first use; production never does.

    By the machine's clock, for a signature bears that time, not the one a paper is decided at. Raises KeyNotUsable.
    """
    if not settings.PRODUCTION and not settings.PKCS11_LIBRARY:
        make_key_if_missing(at=timezone.now())
    return load_key()


def make_key_if_missing(*, at: dt.datetime) -> bool:
    """Make a key of our own where there is none; calling twice is harmless. True when one was made."""
    if Path(settings.SIGNING_KEY_FILE).exists():
        return False
    try:
        make_key(at=at)
    except KeyExists:
        return False
    return True


def make_key(*, at: dt.datetime) -> Key:
    """Make a P-256 key with a self-signed certificate and keep it, readable by us alone.

    Raises KeyExists rather than overwrite: papers signed by a lost key could never be signed again.
    """
    path = Path(settings.SIGNING_KEY_FILE)
    key, content = new_key(at=at)
    _write_new(path, content)
    return key


def replace_key(*, at: dt.datetime) -> Path:
    """Make a new key of our own in place of the file that signs now; where the old file lies. Raises KeyNotUsable."""
    if settings.PKCS11_LIBRARY:
        raise KeyNotUsable(_("The key is in a device. Make the new one there, and name it in the settings."))
    path, old = Path(settings.SIGNING_KEY_FILE), load_key()
    aside = path.with_name(f"{path.stem}-{old.fingerprint[:8]}{path.suffix}")
    draft = path.with_name(f"{path.stem}-new{path.suffix}")
    _key, content = new_key(at=at)
    _write_new(draft, content)
    if not aside.exists():
        os.link(path, aside)
    os.replace(draft, path)  # at no moment is there no key
    return aside


def new_key(*, at: dt.datetime, name: str = OWN_KEY_NAME) -> tuple[Key, bytes]:
    """A P-256 key with a certificate that it signed itself, in the name of `name`, and its PKCS#12 file."""
    private_key = ec.generate_private_key(ec.SECP256R1())
    certificate = _self_signed(private_key, name, at)
    protection = BestAvailableEncryption(settings.SIGNING_KEY_PASSWORD.encode())
    content = pkcs12.serialize_key_and_certificates(b"signing", private_key, certificate, None, protection)
    return Key(private_key, certificate, ()), content


def activate_key(key: Key, *, at: dt.datetime) -> SigningKey:
    """The register's row for `key`, now the active one of the server; another one retires. Calling twice is harmless.

    Raises KeyNotUsable when the key was retired or is an officer's, or when another is put in place right now.
    """
    row = SigningKey.objects.filter(fingerprint=key.fingerprint).first() or _enter(key, at)
    if row.retired_at is not None or row.kind == SigningKey.Kind.TOKEN:
        raise KeyNotUsable(_("The signing key in the file was retired. Put the new key in its place."))
    return row


def _enter(key: Key, at: dt.datetime) -> SigningKey:
    try:
        with transaction.atomic():
            active = SigningKey.objects.active().of_server().select_for_update(of=("self",))
            SigningKey.objects.filter(pk__in=[one.pk for one in active]).update(retired_at=at)
            return SigningKey.objects.create(
                fingerprint=key.fingerprint,
                kind=key.kind,
                active_from=at,
                has_legal_value=settings.SIGNING_KEY_LEGAL,
                **facts_of_certificate(key.certificate),
            )
    except IntegrityError as error:  # another process entered this key, or another one, at the same moment
        row = SigningKey.objects.filter(fingerprint=key.fingerprint).first()
        if row is None:
            raise KeyNotUsable(_("Another signing key is being put in place. Try again in a moment.")) from error
        return row


def facts_of_certificate(certificate: x509.Certificate) -> dict[str, Any]:
    """The columns of SigningKey that stand in the certificate itself."""
    return {
        "algorithm": algorithm_of(certificate),
        "subject": certificate.subject.rfc4514_string()[:300],
        "certificate_pem": certificate.public_bytes(Encoding.PEM).decode(),
        "certificate_ends_at": certificate.not_valid_after_utc,
    }


def sign(pdf: bytes, *, key: Key, signer_name: str, place: str) -> bytes:
    """`pdf` with a PAdES signature over the whole file that allows no later change. Raises KeyNotUsable."""
    # pyHanko takes most of a second and 40 MB to load; a web process that never signs does without.
    from certificates.pades import sign_pdf

    try:
        return sign_pdf(pdf, key=key, signer_name=signer_name, place=place)
    except DeviceSilent as error:
        raise KeyNotUsable(str(error)) from error


def _write_new(path: Path, content: bytes) -> None:
    """Write a private file that was not there before, whole or not at all. Raises KeyExists."""
    try:
        write_new(path, content)
    except FileExistsError as error:
        raise KeyExists(_("There already is a signing key at %(path)s.") % {"path": path}) from error


@lru_cache(maxsize=1)
def _read_key(path: Path, changed: int, password: str) -> Key:
    try:
        private_key, certificate, above = pkcs12.load_key_and_certificates(path.read_bytes(), password.encode())
    except (OSError, ValueError) as error:
        raise KeyNotUsable(_("The signing key cannot be opened: wrong password or damaged file.")) from error
    if not isinstance(private_key, ec.EllipticCurvePrivateKey | rsa.RSAPrivateKey) or certificate is None:
        raise KeyNotUsable(_("The signing key must be an EC or RSA key with its certificate."))
    return Key(private_key, certificate, tuple(above))


def _self_signed(private_key: ec.EllipticCurvePrivateKey, name: str, at: dt.datetime) -> x509.Certificate:
    subject = x509.Name(
        [
            x509.NameAttribute(NameOID.COUNTRY_NAME, "VN"),
            x509.NameAttribute(NameOID.ORGANIZATION_NAME, f"{settings.WAGTAIL_SITE_NAME} {settings.PROVINCE_NAME}"),
            x509.NameAttribute(NameOID.COMMON_NAME, name),
        ]
    )
    usage = x509.KeyUsage(
        digital_signature=True,
        content_commitment=True,
        key_encipherment=False,
        data_encipherment=False,
        key_agreement=False,
        key_cert_sign=False,
        crl_sign=False,
        encipher_only=False,
        decipher_only=False,
    )
    public_key = private_key.public_key()
    return (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(subject)
        .public_key(public_key)
        .serial_number(x509.random_serial_number())
        .not_valid_before(at - dt.timedelta(minutes=5))
        .not_valid_after(at + dt.timedelta(days=365 * OWN_KEY_YEARS))
        .add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
        .add_extension(usage, critical=True)
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(public_key), critical=False)
        .sign(private_key, hashes.SHA256())
    )
