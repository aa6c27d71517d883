"""Roles that let one person see others."""

from typing import Self

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from accounts.models import User


class AgencyRoleQuerySet(models.QuerySet["AgencyRole"]):
    def held_by(self, user: User) -> Self:
        return self.filter(person=user, ended_at=None)


class AgencyRole(models.Model):
    """That a person looks after the people of an agency and of everything below it.

    Granted and ended, never deleted: who could see whom stays answerable.
    """

    class Role(models.TextChoices):
        UNIT_HEAD = "unit_head", _("head of unit")
        HR_OFFICER = "hr_officer", _("HR officer")
        PROVINCIAL_OFFICER = "provincial_officer", _("provincial officer")

    person = models.ForeignKey(User, models.PROTECT, related_name="agency_roles")
    agency = models.ForeignKey("Agency", models.PROTECT, related_name="roles")
    role = models.CharField(_("role"), max_length=20, choices=Role.choices)
    granted_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+", verbose_name=_("granted by"))
    granted_at = models.DateTimeField(_("granted at"))
    ended_at = models.DateTimeField(_("ended at"), null=True, blank=True)
    wagtail_reference_index_ignore = True

    objects = AgencyRoleQuerySet.as_manager()

    class Meta:
        verbose_name = _("agency role")
        verbose_name_plural = _("agency roles")
        constraints = [
            models.UniqueConstraint(
                name="agency_role_held_once", fields=["person", "agency", "role"], condition=Q(ended_at=None)
            ),
        ]

    def __str__(self) -> str:
        return f"{self.person}: {self.get_role_display()}, {self.agency}"
