"""Papers that were issued."""

import datetime as dt
from typing import Any, Self

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from certificates.models.designs import DesignVersion
from certificates.models.issuers import Issuer
from certificates.models.keys import SigningKey
from certificates.models.row import Row
from certificates.models.suspensions import Suspension
from courses.models import Completion, CoursePage


def in_force(day: dt.date) -> Q:
    """That a paper is in force at the end of `day`: issued, not expired, revoked or suspended, by a key that stands."""
    return (
        Q(issued_on__lte=day)
        & (Q(signing_key__compromised_since=None) | Q(signing_key__compromised_since__gt=F("issued_at")))
        & (Q(expires_on=None) | Q(expires_on__gt=day))
        & (Q(revoked_on=None) | Q(revoked_on__gt=day))
        # Asked once for all papers, not for each: few are ever suspended.
        & ~Q(pk__in=Suspension.objects.on(day).values("certificate"))
    )


class CertificateQuerySet(models.QuerySet["Certificate"]):
    def valid_at(self, day: dt.date) -> Self:
        """Certificates in force at the end of `day`."""
        return self.filter(in_force(day))

    def visible_to(self, user: User) -> Self:
        """A person's own papers."""
        return self.filter(person=user)

    def kept_by(self, user: User) -> Self:
        """Papers of the issuers whose register `user` keeps."""
        return self.filter(issuer__in=Issuer.objects.kept_by(user))


class Certificate(Row):
    """A paper that was issued, with every word on it frozen in `words`.

    `number` is what people say ("0042/2026/GCN-SKHCN"), `code` is what the QR holds. The PDF is
    stored under the SHA-256 of its bytes. `design_version` is empty for papers from before versions
    were kept. A mistake is mended by a new certificate that `replaces` this one; one that runs out is
    followed by a new one that `renews` it. Nothing here is edited or deleted. `issued_at` is when it
    entered the register; `issued_on` the day printed on it, earlier where an officer signs.
    """

    class Reason(models.TextChoices):
        """Why a paper is revoked: Thông tư 03/2023/TT-BNV, Điều 8."""

        FRAUD = "fraud", _("fraud in enrolment or study")
        INELIGIBLE = "ineligible", _("issued to a person who was not entitled, or without authority")
        ALTERED = "altered", _("altered or lent to others")
        ISSUER_ERROR = "issuer_error", _("error of the issuer")

    completion = models.ForeignKey(Completion, models.PROTECT, related_name="certificates")
    person = models.ForeignKey(User, models.PROTECT, related_name="certificates")
    course = models.ForeignKey(CoursePage, models.PROTECT, related_name="certificates")
    issuer = models.ForeignKey(Issuer, models.PROTECT, related_name="certificates")
    year = models.PositiveSmallIntegerField(_("year"))
    serial = models.PositiveIntegerField(_("serial"))
    number = models.CharField(_("number"), max_length=60, unique=True)
    code = models.CharField(_("code"), max_length=26, unique=True)
    design_version = models.ForeignKey(
        DesignVersion, models.PROTECT, null=True, related_name="certificates", verbose_name=_("design")
    )
    words: "models.JSONField[Any, Any]" = models.JSONField(_("words"))
    issued_at = models.DateTimeField(_("issued at"))
    issued_on = models.DateField(_("issued on"))
    expires_on = models.DateField(_("expires on (first day no longer valid)"), null=True, blank=True)
    pdf_sha256 = models.CharField(_("SHA-256 of the PDF"), max_length=64, db_index=True)
    pdf_name = models.CharField(max_length=200)
    signing_key = models.ForeignKey(SigningKey, models.PROTECT, related_name="certificates")
    revoked_at = models.DateTimeField(_("revoked at"), null=True, blank=True)
    revoked_on = models.DateField(_("revoked on"), null=True, blank=True)
    revoked_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+", verbose_name=_("revoked by"))
    revocation_reason = models.CharField(_("reason"), max_length=20, choices=Reason.choices, blank=True)
    replaces = models.OneToOneField("self", models.PROTECT, null=True, blank=True, related_name="replaced_by")
    renews = models.OneToOneField("self", models.PROTECT, null=True, blank=True, related_name="renewed_by")

    objects = CertificateQuerySet.as_manager()

    class Meta:
        verbose_name = _("certificate")
        verbose_name_plural = _("certificates")
        indexes = [
            models.Index(name="certificate_course_person", fields=["course", "person", "issued_on"]),
            models.Index(name="certificate_person", fields=["person", "issued_on"]),
            # The register book, the newest first: a page of it must not sort a million papers.
            models.Index(name="certificate_newest", fields=["-issued_on", "-id"]),
            models.Index(name="certificate_ended", fields=["revoked_on"], condition=Q(revoked_on__isnull=False)),
        ]
        permissions = [
            ("revoke_certificate", _("May revoke papers")),
            ("replace_certificate", _("May replace papers by corrected ones")),
            ("suspend_certificate", _("May suspend papers and lift suspensions")),
            ("renew_certificate", _("May renew papers")),
            ("confirm_certificate", _("May confirm lost papers")),
        ]
        constraints = [
            models.UniqueConstraint(name="certificate_serial_once", fields=["issuer", "year", "serial"]),
            models.UniqueConstraint(
                name="certificate_first_of_completion",
                fields=["completion"],
                condition=Q(replaces=None, renews=None),
            ),
            models.CheckConstraint(
                name="certificate_expires_later", condition=Q(expires_on=None) | Q(expires_on__gt=F("issued_on"))
            ),
            models.CheckConstraint(
                name="certificate_revoked_whole",
                condition=Q(revoked_at=None, revoked_on=None, revocation_reason="")
                | (Q(revoked_at__isnull=False, revoked_on__isnull=False) & ~Q(revocation_reason="")),
            ),
        ]

    def __str__(self) -> str:
        return self.number
