"""How often papers were checked."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from certificates.models.papers import Certificate
from certificates.models.row import Row


class Check(Row):
    """That a paper was checked so many times within an hour in one way. By whom is not asked and not kept."""

    class Way(models.TextChoices):
        QR = "qr", _("QR code scanned, or its address opened")
        TYPED = "typed", _("code typed in")
        SHARED = "shared", _("link you shared")
        FILE = "file", _("PDF file handed in")
        CREDENTIAL = "credential", _("digital credential handed in")
        API = "api", _("another system asked")

    certificate = models.ForeignKey(Certificate, models.PROTECT, related_name="checks")
    way = models.CharField(max_length=10, choices=Way.choices)
    hour = models.DateTimeField()
    times = models.PositiveIntegerField()

    class Meta:
        verbose_name = _("check of a paper")
        verbose_name_plural = _("checks of papers")
        constraints = [models.UniqueConstraint(name="check_once_an_hour", fields=["certificate", "hour", "way"])]
