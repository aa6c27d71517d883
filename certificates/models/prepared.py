"""Papers that have everything but a signature, and wait for an officer's token."""

from typing import Any

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from certificates.models.designs import DesignVersion
from certificates.models.issuers import Issuer
from certificates.models.jobs import IssueJob
from certificates.models.papers import Certificate
from certificates.models.row import Row
from courses.models import Completion


class PreparedPaperQuerySet(models.QuerySet["PreparedPaper"]):
    def waiting(self) -> "PreparedPaperQuerySet":
        return self.filter(certificate=None)

    def to_sign_by(self, officer: User) -> "PreparedPaperQuerySet":
        """Waiting papers of the issuers that `officer` holds an active token for."""
        return self.waiting().filter(
            issuer__in=officer.signing_keys.filter(retired_at=None, kind="token").values("issuer")
        )


class PreparedPaper(Row):
    """A numbered paper with its frozen words and unsigned file, kept until its signed file is registered.

    `sha256` and `size` are those of the unsigned file: a signed file that begins with it is this paper.
    Rows stay: `certificate` names what became of them.
    """

    job = models.OneToOneField(IssueJob, models.PROTECT, null=True, blank=True, related_name="prepared")
    completion = models.ForeignKey(Completion, models.PROTECT, related_name="prepared_papers")
    issuer = models.ForeignKey(Issuer, models.PROTECT, related_name="prepared_papers")
    replaces = models.OneToOneField(
        Certificate, models.PROTECT, null=True, blank=True, related_name="prepared_replacement"
    )
    year = models.PositiveSmallIntegerField(_("year"))
    serial = models.PositiveIntegerField(_("serial"))
    number = models.CharField(_("number"), max_length=60, unique=True)
    code = models.CharField(_("code"), max_length=26, unique=True)
    words: "models.JSONField[Any, Any]" = models.JSONField(_("words"))
    design_version = models.ForeignKey(DesignVersion, models.PROTECT, related_name="+", verbose_name=_("design"))
    has_legal_value = models.BooleanField(_("recognised by the state"))
    prepared_at = models.DateTimeField(_("prepared at"))
    prepared_by = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+")
    issued_on = models.DateField(_("issued on"))
    expires_on = models.DateField(_("expires on (first day no longer valid)"), null=True, blank=True)
    sha256 = models.CharField(_("SHA-256 of the unsigned file"), max_length=64, unique=True)
    size = models.PositiveIntegerField(_("bytes of the unsigned file"))
    pdf_name = models.CharField(max_length=200)
    certificate = models.OneToOneField(
        Certificate, models.PROTECT, null=True, blank=True, related_name="prepared", verbose_name=_("certificate")
    )

    objects = PreparedPaperQuerySet.as_manager()

    class Meta:
        verbose_name = _("prepared paper")
        verbose_name_plural = _("prepared papers")
        indexes = [
            models.Index(name="prepared_paper_waiting", fields=["issuer", "serial"], condition=Q(certificate=None))
        ]
        constraints = [
            models.UniqueConstraint(name="prepared_paper_serial_once", fields=["issuer", "year", "serial"]),
        ]

    def __str__(self) -> str:
        return self.number

    @property
    def file_name(self) -> str:
        return f"{self.number.replace('/', '-')}.pdf"
