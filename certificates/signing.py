"""The key that signs papers: made once, kept in a PKCS#12 file, loaded once per process.

A key that the state recognises comes from the Government Cipher Committee (Luật Giao dịch điện tử
20/2023/QH15, NĐ 68/2024/NĐ-CP). Without one the platform signs with a key of its own: the paper
is tamper-evident and says that the signature has no legal value.
"""

import datetime as dt
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.hazmat.primitives.serialization import BestAvailableEncryption, Encoding, pkcs12
from cryptography.x509.oid import NameOID
from django.conf import settings
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from certificates.models import SigningKey
from kit.private_files import write_new

OWN_KEY_NAME = "khóa thử nghiệm, không có giá trị pháp lý"
OWN_KEY_YEARS = 10

SigningPrivateKey = ec.EllipticCurvePrivateKey | rsa.RSAPrivateKey


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
        if isinstance(self.private_key, ec.EllipticCurvePrivateKey):
            return f"ECDSA {self.private_key.curve.name}"
        return f"RSA {self.private_key.key_size}"


def load_key() -> Key:
    """The key that the settings name, read from disk only when the file changed. Raises KeyNotUsable."""
    path = Path(settings.SIGNING_KEY_FILE)
    try:
        changed = path.stat().st_mtime_ns
    except OSError as error:
        raise KeyMissing(_("There is no signing key. Put one in place, or run: manage.py make_signing_key")) from error
    key = _read_key(path, changed, settings.SIGNING_KEY_PASSWORD)
    now = timezone.now()
    if not key.certificate.not_valid_before_utc <= now <= key.certificate.not_valid_after_utc:
        raise KeyNotUsable(_("The certificate of the signing key is not valid today."))
    return key


def key_for_signing() -> Key:
    """The key to sign with now. The embedded site makes one of its own on first use; production never does.

    By the machine's clock, for a signature bears that time, not the one a paper is decided at. Raises KeyNotUsable.
    """
    if not settings.PRODUCTION:
        make_key_if_missing(at=timezone.now())
    return load_key()


def key_is_usable() -> bool:
    """Whether a paper could be signed now."""
    try:
        load_key()
    except KeyMissing:
        return not settings.PRODUCTION
    except KeyNotUsable:
        return False
    return True


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
    private_key = ec.generate_private_key(ec.SECP256R1())
    certificate = _self_signed(private_key, at)
    content = pkcs12.serialize_key_and_certificates(
        b"signing",
        private_key,
        certificate,
        None,
        BestAvailableEncryption(settings.SIGNING_KEY_PASSWORD.encode()),
    )
    _write_new(path, content)
    return Key(private_key, certificate, ())


@transaction.atomic
def activate_key(key: Key, *, at: dt.datetime) -> SigningKey:
    """The register's row for `key`, now the active one; another active key retires. Calling twice is harmless."""
    row, created = SigningKey.objects.get_or_create(
        fingerprint=key.fingerprint,
        defaults={
            "algorithm": key.algorithm,
            "subject": key.subject,
            "certificate_pem": key.certificate.public_bytes(Encoding.PEM).decode(),
            "has_legal_value": settings.SIGNING_KEY_LEGAL,
            "active_from": at,
        },
    )
    if created:
        SigningKey.objects.exclude(pk=row.pk).filter(retired_at=None).update(retired_at=at)
    elif row.retired_at is not None:
        raise KeyNotUsable(_("The signing key in the file was retired. Put the new key in its place."))
    return row


def sign(pdf: bytes, *, key: Key, signer_name: str, place: str) -> bytes:
    """`pdf` with a PAdES signature over the whole file that allows no later change."""
    # pyHanko takes most of a second and 40 MB to load; a web process that never signs does without.
    from certificates.pades import sign_pdf

    return sign_pdf(pdf, key=key, signer_name=signer_name, place=place)


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


def _self_signed(private_key: ec.EllipticCurvePrivateKey, at: dt.datetime) -> x509.Certificate:
    name = x509.Name(
        [
            x509.NameAttribute(NameOID.COUNTRY_NAME, "VN"),
            x509.NameAttribute(NameOID.ORGANIZATION_NAME, f"{settings.WAGTAIL_SITE_NAME} {settings.PROVINCE_NAME}"),
            x509.NameAttribute(NameOID.COMMON_NAME, OWN_KEY_NAME),
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
        .subject_name(name)
        .issuer_name(name)
        .public_key(public_key)
        .serial_number(x509.random_serial_number())
        .not_valid_before(at - dt.timedelta(minutes=5))
        .not_valid_after(at + dt.timedelta(days=365 * OWN_KEY_YEARS))
        .add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
        .add_extension(usage, critical=True)
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(public_key), critical=False)
        .sign(private_key, hashes.SHA256())
    )
