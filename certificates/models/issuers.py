"""Who issues, and what a course awards."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from certificates.models.designs import Design
from certificates.models.row import Row
from courses.models import CoursePage
from workforce.models import Agency


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
    """That completing a course earns an issuer's paper in a design, valid for so many months (empty: without end)."""

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

    class Meta:
        verbose_name = _("award")
        verbose_name_plural = _("awards")

    def __str__(self) -> str:
        return f"{self.course} · {self.issuer}"
