"""Papers that have everything but a signature, and wait for an officer's token."""

from typing import Any, Self

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from certificates.models.confirmations import Confirmation
from certificates.models.designs import DesignVersion
from certificates.models.issuers import Issuer
from certificates.models.jobs import IssueJob
from certificates.models.papers import Certificate
from certificates.models.row import Row
from courses.models import Completion


class PreparedQuerySet(models.QuerySet[Any]):
    def waiting(self) -> Self:
        return self.filter(**{self.model.BECOMES: None})

    def to_sign_by(self, officer: User) -> Self:
        """Waiting papers of the issuers that `officer` holds an active token for."""
        return self.waiting().filter(
            issuer__in=officer.signing_keys.filter(retired_at=None, kind="token").values("issuer")
        )


class Prepared(Row):
    """A numbered paper with its frozen words and unsigned file, kept until its signed file is registered.

    `sha256` and `size` are those of the unsigned file: a signed file that begins with it is this paper.
    Rows stay: the field that BECOMES names tells what became of them.
    """

    BECOMES: str

    issuer = models.ForeignKey(Issuer, models.PROTECT, related_name="%(class)ss")
    year = models.PositiveSmallIntegerField(_("year"))
    serial = models.PositiveIntegerField(_("serial"))
    number = models.CharField(_("number"), max_length=60, unique=True)
    code = models.CharField(_("code"), max_length=26, unique=True)
    words: "models.JSONField[Any, Any]" = models.JSONField(_("words"))
    has_legal_value = models.BooleanField(_("recognised by the state"))
    prepared_at = models.DateTimeField(_("prepared at"))
    prepared_by = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+")
    issued_on = models.DateField(_("issued on"))
    sha256 = models.CharField(_("SHA-256 of the unsigned file"), max_length=64, unique=True)
    size = models.PositiveIntegerField(_("bytes of the unsigned file"))
    pdf_name = models.CharField(max_length=200)

    objects = PreparedQuerySet.as_manager()

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return self.number

    @property
    def file_name(self) -> str:
        return f"{self.number.replace('/', '-')}.pdf"

    @property
    def holder(self) -> str:
        return str(self.words["holder"])

    @property
    def about(self) -> str:
        """What the officer signs, in the words of the paper."""
        raise NotImplementedError


class PreparedPaper(Prepared):
    """A certificate that waits: of a completion, in the place of another (`replaces`), or following one (`renews`)."""

    BECOMES = "certificate"

    job = models.OneToOneField(IssueJob, models.PROTECT, null=True, blank=True, related_name="prepared")
    completion = models.ForeignKey(Completion, models.PROTECT, related_name="prepared_papers")
    replaces = models.OneToOneField(
        Certificate, models.PROTECT, null=True, blank=True, related_name="prepared_replacement"
    )
    renews = models.OneToOneField(Certificate, models.PROTECT, null=True, blank=True, related_name="prepared_renewal")
    design_version = models.ForeignKey(DesignVersion, models.PROTECT, related_name="+", verbose_name=_("design"))
    expires_on = models.DateField(_("expires on (first day no longer valid)"), null=True, blank=True)
    certificate = models.OneToOneField(
        Certificate, models.PROTECT, null=True, blank=True, related_name="prepared", verbose_name=_("certificate")
    )

    class Meta:
        verbose_name = _("prepared paper")
        verbose_name_plural = _("prepared papers")
        indexes = [
            models.Index(name="prepared_paper_waiting", fields=["issuer", "serial"], condition=Q(certificate=None))
        ]
        constraints = [
            models.UniqueConstraint(name="prepared_paper_serial_once", fields=["issuer", "year", "serial"]),
        ]

    @property
    def about(self) -> str:
        return str(self.words["course"])


class PreparedConfirmation(Prepared):
    """A confirmation of the lost paper `certificate` that waits."""

    BECOMES = "confirmation"

    certificate = models.ForeignKey(Certificate, models.PROTECT, related_name="prepared_confirmations")
    reason = models.CharField(_("what happened to the paper"), max_length=10, choices=Confirmation.Reason.choices)
    confirmation = models.OneToOneField(
        Confirmation, models.PROTECT, null=True, blank=True, related_name="prepared", verbose_name=_("confirmation")
    )

    class Meta:
        verbose_name = _("prepared confirmation")
        verbose_name_plural = _("prepared confirmations")
        constraints = [
            models.UniqueConstraint(name="prepared_confirmation_serial_once", fields=["issuer", "year", "serial"]),
            models.UniqueConstraint(
                name="prepared_confirmation_waits_once", fields=["certificate"], condition=Q(confirmation=None)
            ),
        ]

    @property
    def about(self) -> str:
        return f"{self.words['title'].capitalize()}: {self.words['paper_number']}"
