"""Issuers, what a course awards, the issue queue, gapless numbers, certificates and signing keys."""

import datetime as dt
from typing import Any, Self

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from courses.models import Completion, CoursePage
from workforce.models import Agency


class Row(models.Model):
    wagtail_reference_index_ignore = True

    class Meta:
        abstract = True


class Issuer(Row):
    """The body that issues, and the words that stand for it on paper (layout after Nghị định 30/2020/NĐ-CP).

    Only an issuer marked as authorised may head a paper "Chứng chỉ"; all others give a
    "Giấy chứng nhận hoàn thành".
    """

    agency = models.OneToOneField(Agency, models.PROTECT, related_name="issuer")
    parent_line = models.CharField(_("superior body, as printed"), max_length=120)
    name_line = models.CharField(_("name, as printed"), max_length=120)
    place = models.CharField(_("place"), max_length=60)
    symbol = models.CharField(
        _("symbol in the number"), max_length=30, unique=True, help_text=_("For example GCN-SKHCN.")
    )
    signatory_title = models.CharField(_("title of the signatory"), max_length=60)
    signatory_name = models.CharField(_("name of the signatory"), max_length=120)
    may_issue_chung_chi = models.BooleanField(_("authorised to issue “Chứng chỉ”"), default=False)

    class Meta:
        verbose_name = _("issuer")
        verbose_name_plural = _("issuers")

    def __str__(self) -> str:
        return self.name_line


class Award(Row):
    """That completing a course earns a paper of an issuer, valid for so many months (empty: without end)."""

    course = models.OneToOneField(CoursePage, models.PROTECT, related_name="award")
    issuer = models.ForeignKey(Issuer, models.PROTECT, related_name="awards")
    validity_months = models.PositiveSmallIntegerField(_("valid for months"), null=True, blank=True)

    class Meta:
        verbose_name = _("award")
        verbose_name_plural = _("awards")

    def __str__(self) -> str:
        return f"{self.course} · {self.issuer}"


class IssueJob(Row):
    """A decision to issue that waits for its paper; written in the transaction that decides.

    `next_try_at` moves later after a failure; after settings.ISSUE_ATTEMPTS failures the job is
    `failed` and waits for a person.
    """

    class State(models.TextChoices):
        WAITING = "waiting", _("waiting")
        DONE = "done", _("done")
        FAILED = "failed", _("failed")

    completion = models.OneToOneField(Completion, models.PROTECT, related_name="issue_job")
    award = models.ForeignKey(Award, models.PROTECT, related_name="jobs")
    state = models.CharField(_("state"), max_length=10, choices=State.choices, default=State.WAITING)
    decided_at = models.DateTimeField(_("decided at"))
    next_try_at = models.DateTimeField(_("next try"))
    attempts = models.PositiveSmallIntegerField(_("tries"), default=0)
    last_error = models.TextField(_("last error"), blank=True)

    class Meta:
        verbose_name = _("issue job")
        verbose_name_plural = _("issue jobs")
        indexes = [models.Index(name="issue_job_next", fields=["next_try_at"], condition=Q(state="waiting"))]


class SerialCounter(Row):
    """The last number an issuer gave in a year. A counter row, because a database sequence leaves gaps."""

    issuer = models.ForeignKey(Issuer, models.PROTECT, related_name="counters")
    year = models.PositiveSmallIntegerField(_("year"))
    last = models.PositiveIntegerField(_("last number"), default=0)

    class Meta:
        constraints = [models.UniqueConstraint(name="serial_counter_once", fields=["issuer", "year"])]


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


class CertificateQuerySet(models.QuerySet["Certificate"]):
    def valid_at(self, day: dt.date) -> Self:
        """Certificates in force at the end of `day`: issued, not expired, not revoked by then."""
        return self.filter(
            Q(expires_on=None) | Q(expires_on__gt=day),
            Q(revoked_on=None) | Q(revoked_on__gt=day),
            issued_on__lte=day,
        )

    def visible_to(self, user: User) -> Self:
        """A person's own papers."""
        return self.filter(person=user)


class Certificate(Row):
    """A paper that was issued, with every word on it frozen in `words`.

    `number` is what people say ("0042/2026/GCN-SKHCN"), `code` is what the QR holds. The PDF is
    stored under the SHA-256 of its bytes. A mistake is mended by a new certificate that
    `replaces` this one; nothing here is edited or deleted.
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

    objects = CertificateQuerySet.as_manager()

    class Meta:
        verbose_name = _("certificate")
        verbose_name_plural = _("certificates")
        indexes = [
            models.Index(name="certificate_course_person", fields=["course", "person", "issued_on"]),
            models.Index(name="certificate_person", fields=["person", "issued_on"]),
        ]
        constraints = [
            models.UniqueConstraint(name="certificate_serial_once", fields=["issuer", "year", "serial"]),
            models.UniqueConstraint(
                name="certificate_first_of_completion", fields=["completion"], condition=Q(replaces=None)
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
