"""The register as a transparency log: entries that only grow, the tree over them, its signed heads."""

import base64
from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from certificates.models.papers import Certificate
from certificates.models.row import Row
from kit.append_only import Guard
from kit.merkle import leaf_hash
from kit.signed_notes import Verifier


class RegisterHead(Row):
    """How long the log is, and its frontier (kit.merkle) in hexadecimal. One row, locked while an entry is added."""

    ONLY: ClassVar[int] = 1

    size = models.PositiveBigIntegerField(default=0)
    frontier = models.TextField(blank=True)

    class Meta:
        constraints = [models.CheckConstraint(name="register_head_one_row", condition=Q(pk=1))]


class LogEntry(Row):
    """One thing that happened to a paper, as leaf number `seq` (from zero) of the log.

    `data_sha256` is SHA-256(salt ‖ record) and stays for ever; `salt` and `record` (canonical JSON, which names a
    person) may be erased, both together, and the tree still stands.
    """

    class Kind(models.TextChoices):
        ISSUE = "issue", _("issued")
        REVOKE = "revoke", _("revoked")
        REPLACE = "replace", _("replaced")
        SUSPEND = "suspend", _("suspended")
        LIFT = "lift", _("suspension lifted")

    seq = models.PositiveBigIntegerField(_("number in the log"), primary_key=True)
    kind = models.CharField(_("what happened"), max_length=10, choices=Kind.choices)
    certificate = models.ForeignKey(Certificate, models.PROTECT, related_name="log_entries")
    data_sha256 = models.CharField(max_length=64)
    salt = models.CharField(max_length=64, blank=True)
    record = models.TextField(_("record"), blank=True)
    at = models.DateTimeField(_("at"))

    class Meta:
        verbose_name = _("entry of the log")
        verbose_name_plural = _("entries of the log")
        constraints = [
            models.CheckConstraint(
                name="log_entry_erased_whole", condition=Q(salt="", record="") | (~Q(salt="") & ~Q(record=""))
            ),
            models.UniqueConstraint(name="log_entry_issued_once", fields=["certificate"], condition=Q(kind="issue")),
        ]

    def __str__(self) -> str:
        return f"{self.seq}: {self.kind}"

    @property
    def leaf_hash(self) -> bytes:
        return leaf_hash(bytes.fromhex(self.data_sha256))


class LogTile(Row):
    """A full tile: 256 hashes side by side, at `level` 0 of leaves, above of full tiles (C2SP tlog-tiles)."""

    level = models.PositiveSmallIntegerField()
    number = models.PositiveBigIntegerField()
    hashes = models.BinaryField()
    root = models.CharField(max_length=64)

    class Meta:
        constraints = [models.UniqueConstraint(name="log_tile_once", fields=["level", "number"])]


class RegisterKey(Row):
    """The public side of a key that signs heads of the log. Rows stay: old heads still verify."""

    name = models.CharField(_("name"), max_length=200)
    public_key = models.CharField(_("public key"), max_length=64, unique=True)
    active_from = models.DateTimeField(_("active from"))
    retired_at = models.DateTimeField(_("retired at"), null=True, blank=True)

    class Meta:
        verbose_name = _("register key")
        verbose_name_plural = _("register keys")

    def __str__(self) -> str:
        return str(self.verifier)

    @property
    def verifier(self) -> Verifier:
        """The key as others are given it."""
        return Verifier(self.name, base64.b64decode(self.public_key))


class LogCheckpoint(Row):
    """A signed head: `note` says that the log had `size` entries and this root (C2SP tlog-checkpoint)."""

    size = models.PositiveBigIntegerField(_("entries"), unique=True)
    root = models.CharField(max_length=64)
    note = models.TextField()
    key = models.ForeignKey(RegisterKey, models.PROTECT, related_name="checkpoints")
    at = models.DateTimeField(_("at"))
    mailed_at = models.DateTimeField(_("mailed to the witnesses at"), null=True, blank=True)

    class Meta:
        verbose_name = _("checkpoint")
        verbose_name_plural = _("checkpoints")

    def __str__(self) -> str:
        return f"{self.size}: {self.root[:16]}"


GUARDS = (
    Guard(
        "certificates_logentry",
        frozen=("seq", "kind", "certificate_id", "data_sha256", "at"),
        erasable=("salt", "record"),
    ),
    Guard("certificates_logtile"),
    Guard("certificates_logcheckpoint", frozen=("id", "size", "root", "note", "key_id", "at")),
    Guard("certificates_epoch"),
    Guard("certificates_registerkey", frozen=("id", "name", "public_key", "active_from")),
    Guard(
        "certificates_certificate",
        frozen=(
            *("id", "completion_id", "person_id", "course_id", "issuer_id", "year", "serial", "number", "code"),
            *("words", "issued_at", "issued_on", "expires_on", "pdf_sha256", "pdf_name", "signing_key_id"),
            *("replaces_id", "renews_id"),
        ),
    ),
)
