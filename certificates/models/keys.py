"""Keys that sign papers."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from certificates.models.row import Row


class SigningKey(Row):
    """The public side of a key that signed papers. Rows stay when keys are retired: old papers still verify."""

    fingerprint = models.CharField(_("fingerprint (SHA-256)"), max_length=64, unique=True)
    algorithm = models.CharField(_("algorithm"), max_length=40)
    subject = models.CharField(_("subject"), max_length=300)
    certificate_pem = models.TextField(_("certificate"))
    has_legal_value = models.BooleanField(_("recognised by the state"), default=False)
    active_from = models.DateTimeField(_("active from"))
    retired_at = models.DateTimeField(_("retired at"), null=True, blank=True)

    class Meta:
        verbose_name = _("signing key")
        verbose_name_plural = _("signing keys")

    def __str__(self) -> str:
        return f"{self.subject} ({self.fingerprint[:8]})"
