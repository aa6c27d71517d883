"""The Ed25519 key that signs credentials and short codes: made once, kept in an encrypted PEM file.

Papers are signed by another key (`certificates.signing`): PDF readers expect EC or RSA with a certificate,
credentials Ed25519 with a public list of keys. A key that leaves the file retires; the list names it for ever.
"""

import datetime as dt
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

import base58
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from cryptography.hazmat.primitives.serialization import (
    BestAvailableEncryption,
    Encoding,
    PrivateFormat,
    load_pem_private_key,
)
from django.conf import settings
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from certificates.models import CredentialKey
from certificates.signing import KeyExists, KeyMissing, KeyNotUsable
from kit.private_files import write_new

ED25519 = b"\xed\x01"  # how a multikey says what kind of key follows


@dataclass(frozen=True)
class Signer:
    """The key that signs now; `multikey` ("z6Mk…") is what its signatures verify with."""

    private_key: Ed25519PrivateKey
    multikey: str

    def sign(self, content: bytes) -> bytes:
        """64 bytes; the same content gives the same signature."""
        return self.private_key.sign(content)


@dataclass(frozen=True)
class PublicKey:
    """A key that signs or signed for us. `multikey` is also its name; `raw`: its 32 bytes."""

    multikey: str
    active_from: dt.datetime
    retired_at: dt.datetime | None

    @property
    def raw(self) -> bytes:
        return raw_key(self.multikey)


def raw_key(multikey: str) -> bytes:
    """The 32 bytes of a key named as a multikey."""
    return base58.b58decode(multikey[1:])[len(ED25519) :]


def signer() -> Signer:
    """The key in the file, entered in the register. Raises KeyNotUsable.

    The embedded site makes a key on first use; production never does. By the machine's clock, which only
    says when a key was first met.
    """
    if not settings.PRODUCTION:
        make_key_if_missing()
    key = load_key()
    return Signer(key, activate_key(key, at=timezone.now()).public_key)


def verifies(content: bytes, signature: bytes, multikey: str) -> bool:
    """Whether `signature` over `content` was made with one of our keys, active or retired."""
    ours = next((key for key in public_keys() if key.multikey == multikey), None)
    if ours is None:
        return False
    try:
        Ed25519PublicKey.from_public_bytes(ours.raw).verify(signature, content)
    except InvalidSignature:
        return False
    return True


def public_keys() -> list[PublicKey]:
    """All keys that ever signed, the newest first."""
    rows = CredentialKey.objects.order_by("-active_from", "-pk")
    return [PublicKey(row.public_key, row.active_from, row.retired_at) for row in rows]


def load_key() -> Ed25519PrivateKey:
    """The key that the settings name, read from disk only when the file changed. Raises KeyNotUsable."""
    path = Path(settings.CREDENTIAL_KEY_FILE)
    try:
        changed = path.stat().st_mtime_ns
    except OSError as error:
        raise KeyMissing(_("There is no key for credentials. Run: manage.py make_signing_key")) from error
    return _read_key(path, changed, settings.SIGNING_KEY_PASSWORD)


def make_key() -> Ed25519PrivateKey:
    """Make a key and keep it, readable by us alone. Raises KeyExists rather than overwrite."""
    path = Path(settings.CREDENTIAL_KEY_FILE)
    key = Ed25519PrivateKey.generate()
    password = BestAvailableEncryption(settings.SIGNING_KEY_PASSWORD.encode())
    try:
        write_new(path, key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, password))
    except FileExistsError as error:
        raise KeyExists(_("There already is a key for credentials at %(path)s.") % {"path": path}) from error
    return key


def make_key_if_missing() -> bool:
    """Make a key where there is none; calling twice is harmless. True when one was made."""
    if Path(settings.CREDENTIAL_KEY_FILE).exists():
        return False
    try:
        make_key()
    except KeyExists:
        return False
    return True


def multikey_of(key: Ed25519PrivateKey) -> str:
    return "z" + base58.b58encode(ED25519 + key.public_key().public_bytes_raw()).decode()


@transaction.atomic
def activate_key(key: Ed25519PrivateKey, *, at: dt.datetime) -> CredentialKey:
    """The row of `key`, now the active one; another active key retires. Calling twice is harmless.

    Raises KeyNotUsable for a key that was retired: it never signs again.
    """
    row, created = CredentialKey.objects.get_or_create(public_key=multikey_of(key), defaults={"active_from": at})
    if created:
        CredentialKey.objects.exclude(pk=row.pk).filter(retired_at=None).update(retired_at=at)
    elif row.retired_at is not None:
        raise KeyNotUsable(_("The key for credentials in the file was retired. Put the new key in its place."))
    return row


@lru_cache(maxsize=1)
def _read_key(path: Path, changed: int, password: str) -> Ed25519PrivateKey:
    try:
        key = load_pem_private_key(path.read_bytes(), password.encode())
    except (OSError, ValueError, TypeError) as error:
        raise KeyNotUsable(_("The key for credentials cannot be opened: wrong password or damaged file.")) from error
    if not isinstance(key, Ed25519PrivateKey):
        raise KeyNotUsable(_("The key for credentials must be an Ed25519 key."))
    return key
