"""Frameworks as the documents give them, requirements of positions, and dated evidence."""

import datetime as dt
from typing import Self

from django.db import models
from django.db.models import F, Q
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from kit.confidence import Confidence
from workforce.models import Position


class Named(models.Model):
    """A thing the law names in Vietnamese; the English name is ours or the source's."""

    name_vi = models.CharField(_("Vietnamese name"), max_length=300)
    name_en = models.CharField(_("English name"), max_length=300, blank=True)
    wagtail_reference_index_ignore = True

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return self.name

    @property
    def name(self) -> str:
        """The name in the reader's language."""
        return self.name_en if self.name_en and get_language() == "en" else self.name_vi


class Framework(Named):
    """A competency framework, with the document that sets it and how sure we are of our copy."""

    code = models.SlugField(_("code"), max_length=60, unique=True)
    document = models.CharField(_("document"), max_length=300)
    issuer = models.CharField(_("issued by"), max_length=200, blank=True)
    issued = models.CharField(_("issued on"), max_length=20, blank=True)
    effective = models.CharField(_("in force from"), max_length=20, blank=True)
    confidence = models.CharField(_("how sure"), max_length=20, choices=Confidence.choices)
    confidence_note = models.TextField(_("what is and is not confirmed"), blank=True)

    class Meta:
        verbose_name = _("competency framework")
        verbose_name_plural = _("competency frameworks")


class Level(Named):
    """A proficiency level of a framework; `order` counts from 1."""

    framework = models.ForeignKey(Framework, models.PROTECT, related_name="levels")
    code = models.CharField(_("code"), max_length=20)
    order = models.PositiveSmallIntegerField(_("order"))
    descriptor_vi = models.TextField(blank=True)
    descriptor_en = models.TextField(blank=True)
    confidence = models.CharField(_("how sure"), max_length=20, choices=Confidence.choices)

    class Meta:
        verbose_name = _("level")
        verbose_name_plural = _("levels")
        constraints = [
            models.UniqueConstraint(name="level_code_once", fields=["framework", "code"]),
            models.UniqueConstraint(name="level_order_once", fields=["framework", "order"]),
        ]


class Domain(Named):
    """A group of competencies (miền năng lực)."""

    framework = models.ForeignKey(Framework, models.PROTECT, related_name="domains")
    code = models.CharField(_("code"), max_length=20)
    order = models.PositiveSmallIntegerField(_("order"))

    class Meta:
        verbose_name = _("competency domain")
        verbose_name_plural = _("competency domains")
        constraints = [models.UniqueConstraint(name="domain_code_once", fields=["framework", "code"])]


class Competency(Named):
    """A component competency (năng lực thành phần)."""

    domain = models.ForeignKey(Domain, models.PROTECT, related_name="competencies")
    code = models.CharField(_("code"), max_length=20)
    order = models.PositiveSmallIntegerField(_("order"))
    description_vi = models.TextField(blank=True)
    confidence = models.CharField(_("how sure"), max_length=20, choices=Confidence.choices)

    class Meta:
        verbose_name = _("competency")
        verbose_name_plural = _("competencies")
        constraints = [models.UniqueConstraint(name="competency_code_once", fields=["domain", "code"])]

    def __str__(self) -> str:
        return f"{self.code} {self.name}"


class Requirement(models.Model):
    """The level of a competency that a position asks for, from a day."""

    position = models.ForeignKey(Position, models.PROTECT, related_name="requirements")
    competency = models.ForeignKey(Competency, models.PROTECT, related_name="requirements")
    level = models.ForeignKey(Level, models.PROTECT, related_name="+")
    valid_from = models.DateField(_("from"))
    valid_to = models.DateField(_("until"), null=True, blank=True)
    source = models.CharField(_("source"), max_length=200)
    confidence = models.CharField(_("how sure"), max_length=20, choices=Confidence.choices)
    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = _("requirement")
        verbose_name_plural = _("requirements")
        constraints = [
            models.UniqueConstraint(
                name="requirement_one_open", fields=["position", "competency"], condition=Q(valid_to=None)
            ),
        ]


class EvidenceQuerySet(models.QuerySet["Evidence"]):
    def at(self, day: dt.date) -> Self:
        """Evidence that counts on `day`."""
        return self.filter(achieved_on__lte=day).filter(Q(valid_to=None) | Q(valid_to__gt=day))


class Evidence(models.Model):
    """That a person showed a competency at a level, on a day, by something named in `source`.

    `source` names the thing that proved it ("course-completion:<id>"); the pair (source,
    competency) is unique, so recording the same proof twice changes nothing. `valid_to` is the first day on which
    it counts no longer; what was taken back on the day itself counted on no day.
    """

    person = models.ForeignKey(User, models.PROTECT, related_name="evidence")
    competency = models.ForeignKey(Competency, models.PROTECT, related_name="evidence")
    level = models.ForeignKey(Level, models.PROTECT, related_name="+")
    source = models.CharField(max_length=100)
    statement = models.CharField(_("what was shown"), max_length=300)
    achieved_on = models.DateField(_("on"))
    valid_to = models.DateField(_("counts until"), null=True, blank=True)
    wagtail_reference_index_ignore = True

    objects = EvidenceQuerySet.as_manager()

    class Meta:
        verbose_name = _("evidence")
        verbose_name_plural = _("evidence")
        indexes = [models.Index(name="evidence_person", fields=["person", "competency"])]
        constraints = [
            models.UniqueConstraint(name="evidence_once", fields=["source", "competency"]),
            models.CheckConstraint(
                name="evidence_dates_in_order", condition=Q(valid_to=None) | Q(valid_to__gte=F("achieved_on"))
            ),
        ]
