"""Agencies, positions, employments over time, and the roles that let one person see others."""

import datetime as dt
from typing import ClassVar, Self

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from treebeard.mp_tree import MP_Node, MP_NodeManager, MP_NodeQuerySet

from accounts.models import User
from kit.confidence import Confidence


class AgencyQuerySet(MP_NodeQuerySet):
    def at(self, day: dt.date) -> Self:
        """Agencies that exist on `day`."""
        return self.filter(valid_from__lte=day).filter(Q(valid_to=None) | Q(valid_to__gt=day))

    def visible_to(self, user: User) -> Self:
        """Agencies whose people `user` may see: the branches where a role is held today."""
        if user.is_superuser:
            return self.all()
        paths = AgencyRole.objects.held_by(user).values_list("agency__path", flat=True)
        branches = Q(pk__in=[])
        for path in paths:
            branches |= Q(path__startswith=path)
        return self.filter(branches)


class AgencyManager(MP_NodeManager.from_queryset(AgencyQuerySet)):  # type: ignore[misc]
    def get_queryset(self) -> AgencyQuerySet:
        # treebeard's own manager always answers with a plain MP_NodeQuerySet, in the order of the tree.
        return AgencyQuerySet(self.model, using=self._db).order_by("path")


class Agency(MP_Node):
    """A state body with its place in the tree, from `valid_from` until the day before `valid_to`.

    The reform of 1 July 2025 ended the districts and made 65 communes out of 200
    (Nghị quyết 1672/NQ-UBTVQH15): ended agencies stay, with successors.
    """

    class Kind(models.TextChoices):
        PROVINCE = "province", _("province")
        OFFICE = "office", _("office")
        DEPARTMENT = "department", _("department")
        INSPECTORATE = "inspectorate", _("inspectorate")
        BOARD = "board", _("board")
        PUBLIC_UNIT = "public_unit", _("public unit")
        OUTSIDE = "outside_provincial_committee", _("body outside the provincial committee")
        DISTRICT = "district", _("district")
        WARD = "ward", _("ward")
        COMMUNE = "commune", _("commune")

    code = models.CharField(_("code"), max_length=40, unique=True)
    name = models.CharField(_("name"), max_length=200)
    kind = models.CharField(_("kind"), max_length=40, choices=Kind.choices)
    valid_from = models.DateField(_("from"))
    valid_to = models.DateField(_("until (first day it no longer exists)"), null=True, blank=True)
    successors: "models.ManyToManyField[Agency, Succession]" = models.ManyToManyField(
        "self", through="Succession", symmetrical=False, related_name="predecessors"
    )
    confidence = models.CharField(_("how sure"), max_length=20, choices=Confidence.choices)
    note = models.CharField(_("note"), max_length=300, blank=True)
    node_order_by: ClassVar[list[str]] = []
    wagtail_reference_index_ignore = True

    objects = AgencyManager()

    class Meta:
        verbose_name = _("agency")
        verbose_name_plural = _("agencies")
        constraints = [
            models.CheckConstraint(
                name="agency_dates_in_order", condition=Q(valid_to=None) | Q(valid_to__gt=F("valid_from"))
            ),
        ]

    def __str__(self) -> str:
        return self.name


class Succession(models.Model):
    """That `successor` took over from `predecessor` on a day, by a document."""

    predecessor = models.ForeignKey(Agency, models.PROTECT, related_name="succeeded_by")
    successor = models.ForeignKey(Agency, models.PROTECT, related_name="came_from")
    on = models.DateField(_("on"))
    document = models.CharField(_("document"), max_length=200)
    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = _("succession")
        verbose_name_plural = _("successions")
        constraints = [
            models.UniqueConstraint(name="succession_once", fields=["predecessor", "successor"]),
        ]

    def __str__(self) -> str:
        return f"{self.predecessor} → {self.successor}"


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
        return self.filter(agency__path__startswith=agency.path)

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
    agency = models.ForeignKey(Agency, models.PROTECT, related_name="roles")
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
