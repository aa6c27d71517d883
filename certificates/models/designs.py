"""Designs of papers, and every version that a design ever had."""

from typing import Any

from django.db import models
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from certificates.look import Look
from certificates.models.row import Row
from certificates.texts import Texts


class Design(Row):
    """How papers look and what they say around a person's words, under a name that awards choose.

    `house_key`: one that comes with the platform (`certificates.house_designs`); empty for those made here.
    """

    name = models.CharField(_("name"), max_length=80, unique=True)
    house_key = models.CharField(max_length=30, unique=True, null=True, editable=False)  # noqa: DJ001 - many have none

    class Meta:
        verbose_name = _("design")
        verbose_name_plural = _("designs")

    def __str__(self) -> str:
        return self.name

    @property
    def current(self) -> "DesignVersion":
        """The version that new papers are made with."""
        version: DesignVersion = self.versions.latest("number")
        return version


class DesignVersion(Row):
    """A design as it stood from one saving to the next. Never changed: papers are made again with it."""

    design = models.ForeignKey(Design, models.PROTECT, related_name="versions")
    number = models.PositiveSmallIntegerField(_("version"))
    look_kept: "models.JSONField[Any, Any]" = models.JSONField(_("look"))
    texts_kept: "models.JSONField[Any, Any]" = models.JSONField(_("texts"))
    logo = models.BinaryField(_("logo"), blank=True, default=b"")
    made_at = models.DateTimeField(_("made at"))
    made_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+", verbose_name=_("made by"))

    class Meta:
        verbose_name = _("version of a design")
        verbose_name_plural = _("versions of designs")
        constraints = [models.UniqueConstraint(name="design_version_once", fields=["design", "number"])]

    def __str__(self) -> str:
        return f"{self.design} ({self.number})"

    @property
    def look(self) -> Look:
        return Look.from_json(self.look_kept, logo=bytes(self.logo))

    @property
    def texts(self) -> Texts:
        return Texts.from_json(self.texts_kept)
