"""Papers that confirm a paper which was lost."""

from typing import Any

from django.db import models
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from certificates.models.issuers import Issuer
from certificates.models.keys import SigningKey
from certificates.models.row import Row


class Confirmation(Row):
    """A "giấy xác nhận": that the register holds a paper which its holder lost, as it stood on the day.

    It has a number and a signed file of its own; its QR code opens the page of the paper it confirms.
    A paper is issued once (Thông tư 01/2018/TT-BNV); who loses it gets this.
    """

    class Reason(models.TextChoices):
        LOST = "lost", _("lost")
        DAMAGED = "damaged", _("damaged")

    certificate = models.ForeignKey("Certificate", models.PROTECT, related_name="confirmations")
    issuer = models.ForeignKey(Issuer, models.PROTECT, related_name="confirmations")
    year = models.PositiveSmallIntegerField(_("year"))
    serial = models.PositiveIntegerField(_("serial"))
    number = models.CharField(_("number"), max_length=60)
    code = models.CharField(_("code"), max_length=26, unique=True)
    reason = models.CharField(_("what happened to the paper"), max_length=10, choices=Reason.choices)
    words: "models.JSONField[Any, Any]" = models.JSONField(_("words"))
    issued_at = models.DateTimeField(_("issued at"))
    issued_on = models.DateField(_("issued on"))
    by = models.ForeignKey(User, models.PROTECT, related_name="+", verbose_name=_("issued by"))
    pdf_sha256 = models.CharField(_("SHA-256 of the PDF"), max_length=64, db_index=True)
    pdf_name = models.CharField(max_length=200)
    signing_key = models.ForeignKey(SigningKey, models.PROTECT, related_name="confirmations")

    class Meta:
        verbose_name = _("confirmation of a paper")
        verbose_name_plural = _("confirmations of papers")
        constraints = [
            models.UniqueConstraint(name="confirmation_serial_once", fields=["issuer", "year", "serial"]),
            models.UniqueConstraint(name="confirmation_once_a_day", fields=["certificate", "issued_on"]),
        ]

    def __str__(self) -> str:
        return self.number
