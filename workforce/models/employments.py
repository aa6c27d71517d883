"""Positions, and who held one where and when."""

import datetime as dt
from typing import Self

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from workforce.models.agencies import Agency, lies_in


class Position(models.Model):
    """A job position (vị trí việc làm)."""

    code = models.SlugField(_("code"), max_length=60, unique=True)
    name = models.CharField(_("name"), max_length=120)
    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = _("position")
        verbose_name_plural = _("positions")

    def __str__(self) -> str:
        return self.name


class EmploymentQuerySet(models.QuerySet["Employment"]):
    def at(self, day: dt.date) -> Self:
        """Employments that run on `day`."""
        return self.filter(starts_on__lte=day).filter(Q(ends_on=None) | Q(ends_on__gt=day))

    def within(self, agency: Agency) -> Self:
        """Employments in `agency` and everything below it."""
        return self.filter(lies_in(agency, "agency__"))

    def visible_to(self, user: User) -> Self:
        return self.filter(agency__in=Agency.objects.visible_to(user))


class Employment(models.Model):
    """That a person held a position in an agency from `starts_on` until the day before `ends_on`.

    One person has at most one employment on any day; the database refuses an overlap.
    """

    class Category(models.TextChoices):
        """Luật Cán bộ, công chức; Luật Viên chức: the words that targets count by."""

        OFFICIAL = "can_bo", _("elected or appointed official (cán bộ)")
        CIVIL_SERVANT = "cong_chuc", _("civil servant (công chức)")
        PUBLIC_EMPLOYEE = "vien_chuc", _("public employee (viên chức)")
        WORKER = "nguoi_lao_dong", _("contract worker (người lao động)")

    person = models.ForeignKey(User, models.PROTECT, related_name="employments")
    agency = models.ForeignKey(Agency, models.PROTECT, related_name="employments")
    position = models.ForeignKey(Position, models.PROTECT, related_name="employments")
    category = models.CharField(_("category"), max_length=20, choices=Category.choices)
    is_it_staff = models.BooleanField(_("IT and digital-transformation staff"), default=False)
    is_leader = models.BooleanField(_("leader"), default=False)
    starts_on = models.DateField(_("from"))
    ends_on = models.DateField(_("until (first day no longer held)"), null=True, blank=True)
    wagtail_reference_index_ignore = True

    objects = EmploymentQuerySet.as_manager()

    class Meta:
        verbose_name = _("employment")
        verbose_name_plural = _("employments")
        indexes = [
            models.Index(name="employment_agency_days", fields=["agency", "starts_on", "ends_on"]),
            models.Index(name="employment_person_days", fields=["person", "starts_on"]),
        ]
        constraints = [
            models.CheckConstraint(
                name="employment_dates_in_order", condition=Q(ends_on=None) | Q(ends_on__gt=F("starts_on"))
            ),
            models.UniqueConstraint(name="employment_one_open", fields=["person"], condition=Q(ends_on=None)),
        ]

    def __str__(self) -> str:
        return f"{self.person}: {self.position}, {self.agency}"
