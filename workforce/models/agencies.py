"""The tree of agencies over time, and the roles that let one person see the people of a branch."""

import datetime as dt
from collections.abc import Iterable
from typing import ClassVar, Self

from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from treebeard.mp_tree import MP_Node, MP_NodeManager, MP_NodeQuerySet

from accounts.models import User
from kit.confidence import Confidence
from workforce.models.verbs import VERBS_OF, Role, Verb, read, roles_with


def lies_in(agency: "Agency", at: str = "") -> Q:
    """Rows whose agency (reached by `at`, as in "agency__") is `agency` or below it, on any day.

    Where the body began anew under another name or in another place, its earlier places in the tree count too:
    people stood in one of them at a time, so no day is counted twice.
    """
    branch = Q(**{f"{at}path__startswith": agency.path})
    for path in agency.former_paths.split():
        branch |= Q(**{f"{at}path__startswith": path})
    return branch


class AgencyQuerySet(MP_NodeQuerySet):
    def at(self, day: dt.date) -> Self:
        """Agencies that exist on `day`."""
        return self.filter(valid_from__lte=day).filter(Q(valid_to=None) | Q(valid_to__gt=day))

    def visible_to(self, user: User) -> Self:
        """Agencies whose people `user` may see: the branches where a role is held today."""
        return self.where(user, Verb.SEE)

    def where(self, user: User, verb: str) -> Self:
        """Agencies over which `user` may do what `verb` says, today. One query, beside that of the agencies."""
        if user.is_superuser:
            return self.all()
        return self.granted(AgencyRole.objects.held_by(user).allowing(verb).select_related("agency"))

    def granted(self, grants: Iterable["AgencyRole"]) -> Self:
        """Agencies in the branches of `grants`, which come with their agency."""
        branches = Q(pk__in=[])
        for grant in grants:
            branches |= lies_in(grant.agency)
        return self.filter(branches)


class AgencyManager(MP_NodeManager.from_queryset(AgencyQuerySet)):  # type: ignore[misc]
    def get_queryset(self) -> AgencyQuerySet:
        # treebeard's own manager always answers with a plain MP_NodeQuerySet, in the order of the tree.
        return AgencyQuerySet(self.model, using=self._db).order_by("path")


class Agency(MP_Node):
    """A state body with its name and its place in the tree, from `valid_from` until the day before `valid_to`.

    Neither name nor place ever changes: a body that is renamed or moved ends here and begins anew, and
    `former_paths` says where it stood before (decision 0040). So no figure of the past can change.
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
    # Each between spaces, " 0001000A 0001000F ": one path is then never found within another.
    former_paths = models.TextField(_("earlier places in the tree"), blank=True, editable=False)
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

    @property
    def above(self) -> str:
        """The path of the agency above; empty for a root."""
        return self.path[: -self.steplen]

    @property
    def line(self) -> list[str]:
        """The paths from the root down to this agency, its own the last."""
        return [self.path[:end] for end in range(self.steplen, len(self.path) + 1, self.steplen)]


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


class AgencyRoleQuerySet(models.QuerySet["AgencyRole"]):
    def held_by(self, user: User, *, on: dt.date | None = None) -> Self:
        """What `user` holds on a day (today), neither ended nor run out."""
        return self.filter(person=user).in_force(on=on)

    def in_force(self, *, on: dt.date | None = None) -> Self:
        """Grants that hold on a day (today)."""
        day = on or timezone.localdate()
        begun, runs = Q(starts_on=None) | Q(starts_on__lte=day), Q(ends_on=None) | Q(ends_on__gt=day)
        return self.filter(begun, runs, ended_at=None)

    def allowing(self, verb: str) -> Self:
        """Grants whose role brings `verb` along and from which it is not withheld."""
        return self.filter(role__in=roles_with(verb)).exclude(withheld__contains=f",{verb},")


class AgencyRole(models.Model):
    """A grant: that a person looks after the people of an agency and of everything below it, with some verbs.

    Granted and ended, never deleted: who could see whom stays answerable. `given_from` is the grant out of
    which it was given on; when that one is taken back, so is this (decision 0041).
    """

    Role = Role

    person = models.ForeignKey(User, models.PROTECT, related_name="agency_roles")
    agency = models.ForeignKey(Agency, models.PROTECT, related_name="roles")
    role = models.CharField(_("role"), max_length=20, choices=Role.choices)
    withheld = models.CharField(_("without"), max_length=120, blank=True)
    starts_on = models.DateField(_("from"), null=True, blank=True)
    ends_on = models.DateField(_("until (first day no longer held)"), null=True, blank=True)
    given_from = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="given_on")
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
            models.CheckConstraint(
                name="agency_role_dates_in_order",
                condition=Q(starts_on=None) | Q(ends_on=None) | Q(ends_on__gt=F("starts_on")),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.person}: {self.get_role_display()}, {self.agency}"

    @property
    def verbs(self) -> frozenset[str]:
        """What the holder may do in the branch."""
        return VERBS_OF[self.role] - read(self.withheld)
