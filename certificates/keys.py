"""The keys of the register: which sign, which ended, which were in other hands and since when."""

import datetime as dt
from dataclasses import dataclass

from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from django.conf import settings
from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _
from wagtail.log_actions import log

from accounts.models import User
from certificates.models import Issuer, SigningKey
from certificates.signing import KeyMissing, KeyNotUsable, facts_of_certificate, load_key

SMALLEST_RSA = 2048  # bits


class CannotEnterKey(Exception):
    """The certificate cannot be that of an officer who signs."""


class CannotEndKey(Exception):
    """The key ended before, or the moment given cannot be."""


@dataclass(frozen=True)
class KeyHealth:
    """`days_left` of the certificate that signs now, None where there is none yet; `ends_soon`: see to a new one."""

    usable: bool
    days_left: int | None
    ends_soon: bool


@transaction.atomic
def enter_officer_key(
    *, certificate: bytes, officer: User, issuer: Issuer, has_legal_value: bool, by: User | None, at: dt.datetime
) -> SigningKey:
    """That `officer` signs papers of `issuer` with the token of this certificate (PEM or DER); an older one retires.

    Not harmless twice: raises CannotEnterKey.
    """
    read = read_certificate(certificate)
    if not read.not_valid_before_utc <= at <= read.not_valid_after_utc:
        raise CannotEnterKey(_("The certificate is not valid today."))
    older = SigningKey.objects.active().filter(officer=officer, issuer=issuer).select_for_update(of=("self",)).first()
    if older is not None:
        retire_key(key=older, by=by, at=at)
    try:
        with transaction.atomic():
            key = SigningKey.objects.create(
                fingerprint=read.fingerprint(hashes.SHA256()).hex(),
                kind=SigningKey.Kind.TOKEN,
                officer=officer,
                issuer=issuer,
                has_legal_value=has_legal_value,
                active_from=at,
                **facts_of_certificate(read),
            )
    except IntegrityError as error:
        raise CannotEnterKey(_("This certificate was entered before, or another was entered just now.")) from error
    log(key, "certificates.enter_key", user=by, data={"fingerprint": key.fingerprint})
    return key


@transaction.atomic
def retire_key(*, key: SigningKey, by: User | None, at: dt.datetime) -> SigningKey:
    """The key signs no more; papers that it signed stand. Not harmless twice: raises CannotEndKey."""
    locked = SigningKey.objects.select_for_update(of=("self",)).get(pk=key.pk)
    if locked.retired_at is not None:
        raise CannotEndKey(_("This key was retired before."))
    locked.retired_at = at
    locked.save(update_fields=["retired_at"])
    log(locked, "certificates.retire_key", user=by, data={"fingerprint": locked.fingerprint})
    return locked


@transaction.atomic
def mark_compromised(*, key: SigningKey, since: dt.datetime, by: User | None, at: dt.datetime) -> SigningKey:
    """The key was in other hands from `since` on. It signs no more, whether it was retired before or not.

    Papers registered before `since` stand, with a note; later ones, and signed files outside of the register,
    do not. Known better later, `since` may be moved to an earlier moment; never to a later one, for papers that
    were refused would stand again. Not harmless twice: raises CannotEndKey.
    """
    locked = SigningKey.objects.select_for_update(of=("self",)).get(pk=key.pk)
    if since > at:
        raise CannotEndKey(_("That moment has not come yet."))
    if locked.compromised_since is not None and since >= locked.compromised_since:
        raise CannotEndKey(_("This key was reported as compromised from an earlier moment on."))
    before = locked.compromised_since.isoformat() if locked.compromised_since else None
    locked.compromised_since, locked.retired_at = since, locked.retired_at or at
    locked.save(update_fields=["compromised_since", "retired_at"])
    data = {"fingerprint": locked.fingerprint, "since": since.isoformat(), "before": before}
    log(locked, "certificates.mark_compromised", user=by, data=data)
    return locked


def read_certificate(content: bytes) -> x509.Certificate:
    """An X.509 certificate from its file, PEM or DER. Raises CannotEnterKey when no key of it could sign papers."""
    try:
        pem = b"-----BEGIN" in content
        read = x509.load_pem_x509_certificate(content) if pem else x509.load_der_x509_certificate(content)
        public_key = read.public_key()
    except ValueError as error:
        raise CannotEnterKey(_("This file is no certificate (.cer, .crt, .pem).")) from error
    if isinstance(public_key, rsa.RSAPublicKey) and public_key.key_size >= SMALLEST_RSA:
        return read
    if isinstance(public_key, ec.EllipticCurvePublicKey):
        return read
    raise CannotEnterKey(_("The key of this certificate is of a kind that cannot sign papers, or too short."))


def key_health(*, at: dt.datetime) -> KeyHealth:
    """Whether the server can sign at `at`, and how long its certificate still lasts."""
    try:
        key = load_key()
    except KeyMissing:
        return KeyHealth(usable=not settings.PRODUCTION, days_left=None, ends_soon=False)
    except KeyNotUsable:
        return KeyHealth(usable=False, days_left=None, ends_soon=False)
    ended = SigningKey.objects.filter(fingerprint=key.fingerprint, retired_at__isnull=False).exists()
    days = (key.certificate.not_valid_after_utc - at).days
    return KeyHealth(usable=not ended, days_left=days, ends_soon=days < settings.SIGNING_WARN_DAYS)


def ends_soon(key: SigningKey, *, at: dt.datetime) -> bool:
    """Whether an active key's certificate ends within settings.SIGNING_WARN_DAYS, or has ended."""
    return (
        key.retired_at is None
        and key.certificate_ends_at is not None
        and (key.certificate_ends_at - at).days < settings.SIGNING_WARN_DAYS
    )
