"""The key that signs heads of the register: Ed25519, in a file of its own beside the key that signs papers.

Without a password: the password of the other key changes when the state gives us one, and this key must go on.
"""

import base64
import datetime as dt
import os
from functools import lru_cache
from pathlib import Path
from urllib.parse import urlsplit

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    load_pem_private_key,
)
from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext as _

from certificates.models import RegisterKey
from certificates.signing import KeyMissing, KeyNotUsable
from kit.private_files import write_new


def make_register_key_if_missing() -> bool:
    """Make the key where there is none; calling twice is harmless. True when one was made."""
    path = Path(settings.REGISTER_KEY_FILE)
    if path.exists():
        return False
    try:
        write_new(path, _file_of(new_register_key()))
    except FileExistsError:
        return False
    return True


def new_register_key() -> Ed25519PrivateKey:
    return Ed25519PrivateKey.generate()


def put_in_place(key: Ed25519PrivateKey) -> None:
    """Make `key` the one in the file; the one before it stays beside it, named for its public side. Raises OSError."""
    path = Path(settings.REGISTER_KEY_FILE)
    draft = path.with_name(f"{path.stem}-new{path.suffix}")
    draft.unlink(missing_ok=True)
    write_new(draft, _file_of(key))
    if path.exists():
        aside = path.with_name(f"{path.stem}-{register_key().public_key().public_bytes_raw().hex()[:8]}{path.suffix}")
        if not aside.exists():
            os.link(path, aside)
    os.replace(draft, path)  # at no moment is there no key


def _file_of(key: Ed25519PrivateKey) -> bytes:
    return key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())


def register_key() -> Ed25519PrivateKey:
    """The key to sign heads with. The embedded site makes its own; production never does. Raises KeyNotUsable."""
    if not settings.PRODUCTION:
        make_register_key_if_missing()
    path = Path(settings.REGISTER_KEY_FILE)
    try:
        changed = path.stat().st_mtime_ns
    except OSError as error:
        raise KeyMissing(_("The register has no key. Run: manage.py make_register_key")) from error
    return _read_key(path, changed)


@transaction.atomic
def activate_register_key(key: Ed25519PrivateKey, *, at: dt.datetime) -> RegisterKey:
    """The row of `key`, now the active one; another retires. Harmless twice. Raises KeyNotUsable for a retired one.

    A log keeps its name: who moves the site to another address goes on under the old one. Only after a restore
    from a backup it gets another (certificates.epochs).
    """
    row = row_of(key) or enter_register_key(key, name=register_name(), at=at)
    if row.retired_at is not None:
        raise KeyNotUsable(_("The register's key in the file was retired. Put the new key in its place."))
    return row


def register_name() -> str:
    """The name that the log has now, or would begin with."""
    newest = RegisterKey.objects.order_by("-active_from", "-pk").first()
    return newest.name if newest else first_register_name()


def first_register_name() -> str:
    """The name that the log began with, or would."""
    first = RegisterKey.objects.order_by("active_from", "pk").first()
    return first.name if first else f"{urlsplit(settings.BASE_URL).netloc}/so-cap"


def row_of(key: Ed25519PrivateKey) -> RegisterKey | None:
    return RegisterKey.objects.filter(public_key=_public_side(key)).first()


def enter_register_key(key: Ed25519PrivateKey, *, name: str, at: dt.datetime) -> RegisterKey:
    """A row for a key that has none, now the active one; another retires. Call it inside a transaction."""
    RegisterKey.objects.filter(retired_at=None).update(retired_at=at)
    return RegisterKey.objects.create(name=name, public_key=_public_side(key), active_from=at)


def _public_side(key: Ed25519PrivateKey) -> str:
    return base64.b64encode(key.public_key().public_bytes_raw()).decode()


@lru_cache(maxsize=1)
def _read_key(path: Path, changed: int) -> Ed25519PrivateKey:
    try:
        key = load_pem_private_key(path.read_bytes(), None)
    except (OSError, ValueError, TypeError) as error:
        raise KeyNotUsable(_("The register's key cannot be read.")) from error
    if not isinstance(key, Ed25519PrivateKey):
        raise KeyNotUsable(_("The register's key must be an Ed25519 key."))
    return key
