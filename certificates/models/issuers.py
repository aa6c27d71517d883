"""Who issues, and what a course awards."""

from typing import Self

from django.db import models
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from certificates.models.designs import Design
from certificates.models.row import Row
from courses.models import CoursePage
from workforce.models import Agency, Verb
from workforce.taking_over import with_predecessors


class IssuerQuerySet(models.QuerySet["Issuer"]):
    def kept_by(self, user: User) -> Self:
        """Issuers whose register `user` keeps: of a branch where they are an officer, or taken over by it.

        Also where what took over was taken over in its turn (workforce.taking_over).
        """
        if user.is_superuser:
            return self.all()
        kept = Agency.objects.where(user, Verb.PAPERS)
        return self.filter(agency__in=with_predecessors(kept).order_by())


class Issuer(Row):
    """The body that issues, and the words that stand for it on paper (layout after Nghị định 30/2020/NĐ-CP).

    Only an issuer marked as authorised may head a paper "Chứng chỉ"; all others give a
    "Giấy chứng nhận hoàn thành".
    """

    class Signs(models.TextChoices):
        SERVER = "server", _("the server signs by itself")
        OFFICER = "officer", _("an officer signs with a token")

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
    signed_by = models.CharField(_("who signs"), max_length=10, choices=Signs.choices, default=Signs.SERVER)

    objects = IssuerQuerySet.as_manager()

    class Meta:
        verbose_name = _("issuer")
        verbose_name_plural = _("issuers")

    def __str__(self) -> str:
        return self.name_line


class Award(Row):
    """That completing a course earns an issuer's paper in a design, valid for so many months (empty: without end).

    `decided_by` says whether the completion itself decides, or an officer who looks at it first.
    """

    class DecidedBy(models.TextChoices):
        COMPLETION = "completion", _("at once, when the course is completed")
        OFFICER = "officer", _("after an officer has confirmed it")

    course = models.OneToOneField(CoursePage, models.PROTECT, related_name="award")
    issuer = models.ForeignKey(Issuer, models.PROTECT, related_name="awards")
    design = models.ForeignKey(
        Design,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="awards",
        verbose_name=_("design"),
        help_text=_("Empty: the solemn design."),
    )
    validity_months = models.PositiveSmallIntegerField(_("valid for months"), null=True, blank=True)
    renewable = models.BooleanField(
        _("an officer may renew the paper without learning again"),
        default=False,
        help_text=_("Otherwise the paper is renewed by completing the course again."),
    )
    decided_by = models.CharField(
        _("is issued"), max_length=20, choices=DecidedBy.choices, default=DecidedBy.COMPLETION
    )
    needs_birth_date = models.BooleanField(
        _("needs the date of birth"),
        default=False,
        help_text=_("Without it the paper waits, and the person is asked for it."),
    )

    class Meta:
        verbose_name = _("award")
        verbose_name_plural = _("awards")

    def __str__(self) -> str:
        return f"{self.course} · {self.issuer}"
