"""The key of credentials: made once, rotated, and named for ever."""

import datetime as dt
from pathlib import Path
from typing import Any

import pytest
from django.core.management import call_command

from certificates.credentials import keys
from certificates.models import CredentialKey
from certificates.signing import KeyExists, KeyMissing, KeyNotUsable
from tests.certificates.conftest import AT

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def own_file(settings: Any, tmp_path: Path) -> Path:
    settings.CREDENTIAL_KEY_FILE = tmp_path / "keys/credential.pem"
    return tmp_path / "keys/credential.pem"


def test_signature_verifies_with_the_published_key_and_no_other_content() -> None:
    signer = keys.signer()
    signature = signer.sign("Nguyệt".encode())
    assert keys.verifies("Nguyệt".encode(), signature, signer.multikey)
    assert not keys.verifies(b"Nguyet", signature, signer.multikey)
    assert [key.multikey for key in keys.public_keys()] == [signer.multikey]
    assert (len(signature), signer.multikey[:4]) == (64, "z6Mk")


def test_same_content_gives_the_same_signature() -> None:
    assert keys.signer().sign(b"x") == keys.signer().sign(b"x")


def test_old_key_still_verifies_and_never_signs_again(own_file: Path) -> None:
    old, old_file = keys.signer(), own_file.read_bytes()
    own_file.unlink()
    assert keys.signer().multikey != old.multikey
    assert keys.verifies(b"x", old.sign(b"x"), old.multikey)
    assert [key.retired_at is None for key in keys.public_keys()] == [True, False]
    own_file.write_bytes(old_file)
    with pytest.raises(KeyNotUsable):
        keys.signer()


def test_key_of_a_stranger_does_not_verify() -> None:
    stranger = keys.Ed25519PrivateKey.generate()
    assert not keys.verifies(b"x", stranger.sign(b"x"), keys.multikey_of(stranger))


def test_key_is_private_and_never_overwritten(own_file: Path) -> None:
    keys.make_key()
    assert (own_file.stat().st_mode & 0o777, own_file.parent.stat().st_mode & 0o777) == (0o600, 0o700)
    assert b"ENCRYPTED" in own_file.read_bytes()
    with pytest.raises(KeyExists):
        keys.make_key()
    assert keys.make_key_if_missing() is False


def test_production_makes_no_key_by_itself(settings: Any) -> None:
    settings.PRODUCTION = True
    with pytest.raises(KeyMissing):
        keys.signer()


def test_wrong_password_or_damaged_file_is_told(settings: Any, own_file: Path) -> None:
    keys.make_key()
    settings.SIGNING_KEY_PASSWORD = "wrong"
    with pytest.raises(KeyNotUsable):
        keys.load_key()
    own_file.write_bytes(b"-----BEGIN")
    with pytest.raises(KeyNotUsable):
        keys.load_key()


def test_activating_twice_changes_nothing() -> None:
    key = keys.make_key()
    first = keys.activate_key(key, at=AT)
    again = keys.activate_key(key, at=AT + dt.timedelta(days=1))
    assert (again.pk, again.active_from, CredentialKey.objects.count()) == (first.pk, AT, 1)


def test_set_up_makes_both_keys_and_may_run_again(capsys: Any, own_file: Path) -> None:
    call_command("make_signing_key")
    first = capsys.readouterr().out.splitlines()[-1]
    call_command("make_signing_key")
    assert capsys.readouterr().out.splitlines()[-1] == first
    assert first.startswith(f"{own_file}: Ed25519, z6Mk")
