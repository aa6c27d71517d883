"""Who must complete what by when, from which decision; and who is let off, and why."""

import datetime as dt
from typing import Self

from django.db import models
from django.db.models import Exists, F, OuterRef, Q
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from courses.models import CoursePage
from coverage.models.targets import Target
from workforce.models import Agency


class AssignmentQuerySet(models.QuerySet["Assignment"]):
    def running(self, day: dt.date) -> Self:
        """Assignments that bind people on `day`."""
        return self.filter(starts_on__lte=day).filter(Q(ended_on=None) | Q(ended_on__gt=day))


class Assignment(models.Model):
    """That people of `agency` and everything below it are bound to learn, from a day on until somebody ends it.

    What it asks stands in its versions; an assignment is ended, never deleted. `target` is the sentence of a
    plan that it serves, if any.
    """

    agency = models.ForeignKey(Agency, models.PROTECT, related_name="assignments", verbose_name=_("agency"))
    target = models.ForeignKey(Target, models.PROTECT, null=True, blank=True, related_name="assignments")
    starts_on = models.DateField(_("binds from"))
    made_by = models.ForeignKey(User, models.PROTECT, related_name="+", verbose_name=_("made by"))
    made_at = models.DateTimeField(_("made at"))
    ended_on = models.DateField(_("ended on (first day it binds nobody)"), null=True, blank=True)
    ended_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+", verbose_name=_("ended by"))
    ended_at = models.DateTimeField(_("ended at"), null=True)
    end_reason = models.CharField(_("why it ended"), max_length=300, blank=True)
    wagtail_reference_index_ignore = True

    objects = AssignmentQuerySet.as_manager()

    class Meta:
        verbose_name = _("assignment")
        verbose_name_plural = _("assignments")
        constraints = [
            models.CheckConstraint(
                name="assignment_dates_in_order", condition=Q(ended_on=None) | Q(ended_on__gte=F("starts_on"))
            ),
            models.CheckConstraint(
                name="assignment_end_says_why",
                condition=Q(ended_on=None, ended_by=None, ended_at=None)
                | (Q(ended_on__isnull=False, ended_by__isnull=False, ended_at__isnull=False) & ~Q(end_reason="")),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.agency}, {self.starts_on}"


class AssignmentVersionQuerySet(models.QuerySet["AssignmentVersion"]):
    def at(self, day: dt.date) -> Self:
        """Of every assignment the version that holds at the end of `day`."""
        later = AssignmentVersion.objects.filter(
            assignment=OuterRef("assignment"), from_on__lte=day, number__gt=OuterRef("number")
        )
        return self.filter(~Exists(later), from_on__lte=day)


class AssignmentVersion(models.Model):
    """What an assignment asks from the day `from_on` on, until a version with a higher number takes its place.

    The columns from `population` to `only_leaders` narrow whom it binds as they do for a `Target`; those people
    are asked for anew each day, so newcomers are included. `course` must be completed, or a valid certificate
    of it be held, by `due_on`, or within `due_days` after a person joined the group. With `repeat_months` the
    obligation returns so many months after the completion or the day of issue. Rows are never changed.
    """

    class Asks(models.TextChoices):
        COMPLETION = "completion", _("complete the course")
        CERTIFICATE = "certificate", _("hold a valid certificate of the course")

    assignment = models.ForeignKey(Assignment, models.PROTECT, related_name="versions")
    number = models.PositiveSmallIntegerField(_("version"))
    from_on = models.DateField(_("holds from"))
    population = models.CharField(_("population"), max_length=20, choices=Target.Population.choices)
    categories = models.JSONField(_("categories"), default=list, blank=True)
    positions = models.JSONField(_("positions"), default=list, blank=True)
    only_it_staff = models.BooleanField(_("only IT and digital-transformation staff"), default=False)
    only_leaders = models.BooleanField(_("only leaders"), default=False)
    course = models.ForeignKey(CoursePage, models.PROTECT, related_name="assignments", verbose_name=_("course"))
    asks = models.CharField(_("what is asked"), max_length=20, choices=Asks.choices)
    due_on = models.DateField(_("by"), null=True, blank=True)
    due_days = models.PositiveSmallIntegerField(_("days after joining the group"), null=True, blank=True)
    repeat_months = models.PositiveSmallIntegerField(_("again after so many months"), null=True, blank=True)
    document = models.CharField(_("decision document"), max_length=120)
    document_on = models.DateField(_("signed on"))
    sentence = models.TextField(_("sentence of the document"), blank=True)
    file_name = models.CharField(max_length=150, blank=True)
    stored_name = models.CharField(max_length=100, blank=True)
    reason = models.CharField(_("why it was changed"), max_length=300, blank=True)
    made_by = models.ForeignKey(User, models.PROTECT, related_name="+", verbose_name=_("made by"))
    made_at = models.DateTimeField(_("made at"))
    wagtail_reference_index_ignore = True

    # The branch is the assignment's agency; targets name theirs here.
    branch = None
    objects = AssignmentVersionQuerySet.as_manager()

    class Meta:
        verbose_name = _("version of an assignment")
        verbose_name_plural = _("versions of assignments")
        constraints = [
            models.UniqueConstraint(name="assignment_version_numbered", fields=["assignment", "number"]),
            models.CheckConstraint(
                name="assignment_due_in_one_way",
                condition=Q(due_on__isnull=False, due_days=None) | Q(due_on=None, due_days__isnull=False),
            ),
            models.CheckConstraint(
                name="assignment_repeats_after_months", condition=Q(repeat_months=None) | Q(repeat_months__gte=1)
            ),
            models.CheckConstraint(
                name="assignment_change_says_why", condition=Q(number=1) | (Q(number__gt=1) & ~Q(reason=""))
            ),
        ]

    def __str__(self) -> str:
        return f"{self.course}, {self.document} ({self.number})"


class ExemptionQuerySet(models.QuerySet["Exemption"]):
    def on(self, day: dt.date) -> Self:
        return self.filter(starts_on__lte=day).filter(Q(ended_on=None) | Q(ended_on__gt=day))


class Exemption(models.Model):
    """That a person need not do what an assignment asks, from a day until the day before `ended_on`.

    Given for a reason and ended, never deleted.
    """

    assignment = models.ForeignKey(Assignment, models.PROTECT, related_name="exemptions")
    person = models.ForeignKey(User, models.PROTECT, related_name="exemptions")
    reason = models.CharField(_("reason"), max_length=300)
    file_name = models.CharField(max_length=150, blank=True)
    stored_name = models.CharField(max_length=100, blank=True)
    starts_on = models.DateField(_("from"))
    given_by = models.ForeignKey(User, models.PROTECT, related_name="+", verbose_name=_("given by"))
    given_at = models.DateTimeField(_("given at"))
    ended_on = models.DateField(_("until (first day it no longer holds)"), null=True, blank=True)
    ended_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+", verbose_name=_("ended by"))
    ended_at = models.DateTimeField(_("ended at"), null=True)
    wagtail_reference_index_ignore = True

    objects = ExemptionQuerySet.as_manager()

    class Meta:
        verbose_name = _("exemption")
        verbose_name_plural = _("exemptions")
        constraints = [
            models.UniqueConstraint(
                name="exemption_one_open", fields=["assignment", "person"], condition=Q(ended_on=None)
            ),
            models.CheckConstraint(name="exemption_says_why", condition=~Q(reason="")),
            models.CheckConstraint(
                name="exemption_dates_in_order", condition=Q(ended_on=None) | Q(ended_on__gte=F("starts_on"))
            ),
        ]

    def __str__(self) -> str:
        return f"{self.person}: {self.reason}"
