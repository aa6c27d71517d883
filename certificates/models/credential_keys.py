"""Keys that sign credentials."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from certificates.models.row import Row


class CredentialKey(Row):
    """The public side of an Ed25519 key that signed credentials.

    Rows are never deleted: the list of keys that the site publishes names old ones for ever, or what they
    signed would stop verifying. `public_key` is a multikey ("z6Mk…"): base 58 of 0xed01 and the key's 32 bytes.
    """

    public_key = models.CharField(_("public key"), max_length=60, unique=True)
    active_from = models.DateTimeField(_("active from"))
    retired_at = models.DateTimeField(_("retired at"), null=True, blank=True)

    class Meta:
        verbose_name = _("credential key")
        verbose_name_plural = _("credential keys")

    def __str__(self) -> str:
        return self.public_key
