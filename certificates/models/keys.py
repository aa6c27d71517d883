"""Keys that sign papers: what the register knows of each, and when it believes it."""

import datetime as dt
import re
from typing import Self

from django.db import models
from django.db.models import Q
from django.db.models.functions import Coalesce
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from certificates.models.issuers import Issuer
from certificates.models.row import Row


class SigningKeyQuerySet(models.QuerySet["SigningKey"]):
    def active(self) -> Self:
        return self.filter(retired_at=None)

    def of_server(self) -> Self:
        """Keys that this machine signs with, from a file or a device."""
        return self.exclude(kind=SigningKey.Kind.TOKEN)

    def of_officers(self) -> Self:
        """Tokens of officers, who sign on machines of their own."""
        return self.filter(kind=SigningKey.Kind.TOKEN)


class SigningKey(Row):
    """The public side of a key that signed papers. Rows stay when keys end: old papers still verify.

    A key is active until it is retired. A compromised key was in other hands from `compromised_since`
    on: papers that entered the register before stand, later ones and those outside of it do not.
    At any time one key of the server is active, and one token of an officer for an issuer.
    """

    class Kind(models.TextChoices):
        FILE = "file", _("file on the server")
        DEVICE = "device", _("device at the server (PKCS#11)")
        TOKEN = "token", _("token of an officer")

    class State(models.TextChoices):
        ACTIVE = "active", _("active")
        RETIRED = "retired", _("retired")
        COMPROMISED = "compromised", _("compromised")

    fingerprint = models.CharField(_("fingerprint (SHA-256)"), max_length=64, unique=True)
    algorithm = models.CharField(_("algorithm"), max_length=40)
    subject = models.CharField(_("subject"), max_length=300)
    certificate_pem = models.TextField(_("certificate"))
    has_legal_value = models.BooleanField(_("recognised by the state"), default=False)
    kind = models.CharField(_("where it is kept"), max_length=10, choices=Kind.choices, default=Kind.FILE)
    officer = models.ForeignKey(
        User, models.PROTECT, null=True, blank=True, related_name="signing_keys", verbose_name=_("officer")
    )
    issuer = models.ForeignKey(
        Issuer, models.PROTECT, null=True, blank=True, related_name="signing_keys", verbose_name=_("signs for")
    )
    certificate_ends_at = models.DateTimeField(_("certificate ends"), null=True, blank=True)
    active_from = models.DateTimeField(_("active from"))
    retired_at = models.DateTimeField(_("retired at"), null=True, blank=True)
    compromised_since = models.DateTimeField(_("compromised since"), null=True, blank=True)

    objects = SigningKeyQuerySet.as_manager()

    class Meta:
        verbose_name = _("signing key")
        verbose_name_plural = _("signing keys")
        constraints = [
            # The server's keys have neither officer nor issuer: they share the pair (0, 0).
            models.UniqueConstraint(
                Coalesce("officer", 0, output_field=models.BigIntegerField()),
                Coalesce("issuer", 0, output_field=models.BigIntegerField()),
                name="signing_key_one_active",
                condition=Q(retired_at=None),
            ),
            models.CheckConstraint(
                name="signing_key_of_whom",
                condition=Q(kind="token", officer__isnull=False, issuer__isnull=False)
                | (~Q(kind="token") & Q(officer=None, issuer=None)),
            ),
            models.CheckConstraint(
                name="signing_key_compromised_signs_no_more",
                condition=Q(compromised_since=None) | Q(retired_at__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.name} ({self.fingerprint[:8]})"

    @property
    def name(self) -> str:
        """The common name within `subject` (RFC 4514): what people call the key."""
        found = re.search(r"(?:^|,)CN=((?:\\.|[^,\\])+)", self.subject)
        return re.sub(r"\\(.)", r"\1", found[1]) if found else self.subject

    @property
    def state(self) -> "SigningKey.State":
        if self.compromised_since is not None:
            return self.State.COMPROMISED
        return self.State.ACTIVE if self.retired_at is None else self.State.RETIRED

    def answers_for(self, registered_at: dt.datetime) -> bool:
        """Whether a paper that entered the register at that moment still stands by this key."""
        return self.compromised_since is None or registered_at < self.compromised_since
