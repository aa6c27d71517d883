"""Who is in a class, who waits for a seat, and who came to which meeting."""

import datetime as dt
from typing import Self

from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from classes.models.cohorts import Cohort, Meeting
from classes.models.corrections import Correction
from classes.models.sessions import Fact
from courses.models import CoursePage


class MembershipQuerySet(models.QuerySet["Membership"]):
    def running(self) -> Self:
        """Those who have a seat or wait for one."""
        return self.filter(ended_at=None)

    def seated(self) -> Self:
        """Those who have a seat."""
        return self.filter(ended_at=None, seated_at__isnull=False)

    def waiting(self) -> Self:
        """Those who wait for a seat, the longest first."""
        return self.filter(ended_at=None, seated_at=None).order_by("added_at", "pk")

    def on_the_roll(self) -> Self:
        """Those who have a seat, or had one when the class was closed; by name."""
        stayed = Q(ended_at=None) | Q(ending=Membership.Ending.CLOSED)
        return self.filter(stayed, seated_at__isnull=False).order_by("person__name_key", "pk")


class Membership(Fact):
    """That a person is in a class, or on its waiting list while `seated_at` is empty. Ended, never deleted.

    `course` is the class's: one person is in one open class of a course at most. `hint` tells people of one name
    apart on the roll. `opened_account`: the account was opened for this seat, by somebody who had none.
    """

    class Way(models.TextChoices):
        ADDED = "added", _("added by an officer")
        REGISTERED = "registered", _("registered")
        TURNED_UP = "turned_up", _("turned up")

    class Ending(models.TextChoices):
        WITHDRAWN = "withdrawn", _("withdrawn")
        MOVED = "moved", _("moved to another class")
        CLOSED = "closed", _("the class was closed")
        CALLED_OFF = "called_off", _("the class was called off")

    cohort = models.ForeignKey(Cohort, models.PROTECT, related_name="memberships")
    course = models.ForeignKey(CoursePage, models.PROTECT, related_name="+")
    person = models.ForeignKey(User, models.PROTECT, related_name="memberships")
    added_by = models.ForeignKey(User, models.PROTECT, related_name="+", verbose_name=_("added by"))
    added_at = models.DateTimeField(_("added at"))
    way = models.CharField(_("how they came"), max_length=12, choices=Way.choices, default=Way.ADDED)
    hint = models.CharField(_("village"), max_length=60, blank=True)
    opened_account = models.BooleanField(default=False)
    seated_at = models.DateTimeField(_("seat given at"), null=True)
    ended_at = models.DateTimeField(_("ended at"), null=True)
    ended_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+", verbose_name=_("ended by"))
    ending = models.CharField(_("how it ended"), max_length=12, choices=Ending.choices, blank=True)
    end_reason = models.CharField(_("reason"), max_length=300, blank=True)
    moved_to = models.OneToOneField("self", models.PROTECT, null=True, related_name="moved_from")

    objects = MembershipQuerySet.as_manager()

    class Meta:
        verbose_name = _("member of a class")
        verbose_name_plural = _("members of classes")
        constraints = [
            models.UniqueConstraint(
                name="membership_one_open", fields=["person", "course"], condition=Q(ended_at=None)
            ),
            models.CheckConstraint(
                name="membership_ended_whole",
                condition=Q(ended_at=None, ended_by=None, ending="", end_reason="", moved_to=None)
                | (Q(ended_at__isnull=False, ended_by__isnull=False) & ~Q(ending="")),
            ),
            models.CheckConstraint(
                name="membership_withdrawn_says_why",
                condition=~Q(ending__in=["withdrawn", "moved"]) | ~Q(end_reason=""),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.person}: {self.cohort}"

    @property
    def is_waiting(self) -> bool:
        return self.ended_at is None and self.seated_at is None


class AttendanceQuerySet(models.QuerySet["Attendance"]):
    def in_force(self, *, by: dt.date | None = None) -> Self:
        """The facts that hold, at the end of a day or now: of each member and meeting the last one written."""
        known = Attendance.objects.filter(noted_on__lte=by) if by else Attendance.objects.all()
        later = known.filter(
            meeting=OuterRef("meeting"), membership=OuterRef("membership"), number__gt=OuterRef("number")
        )
        facts = self.filter(noted_on__lte=by) if by else self
        return facts.filter(~Exists(later))

    def there(self) -> Self:
        """Those of people who came, in time or late."""
        return self.filter(state__in=Attendance.CAME)


class Attendance(Fact):
    """Whether a member came to a meeting, as somebody wrote it down on a day.

    The database refuses to change or delete one: a mistake is put right by the next `number`, once the class is closed
    within a `correction`.
    """

    class State(models.TextChoices):
        PRESENT = "present", _("present")
        LATE = "late", _("late")
        EXCUSED = "excused", _("excused")
        ABSENT = "absent", _("absent")

    CAME = (State.PRESENT.value, State.LATE.value)

    meeting = models.ForeignKey(Meeting, models.PROTECT, related_name="attendance")
    membership = models.ForeignKey(Membership, models.PROTECT, related_name="attendance")
    number = models.PositiveSmallIntegerField()
    state = models.CharField(_("state"), max_length=12, choices=State.choices)
    noted_by = models.ForeignKey(User, models.PROTECT, related_name="+", verbose_name=_("noted by"))
    noted_at = models.DateTimeField(_("noted at"))
    noted_on = models.DateField(_("noted on"))
    correction = models.ForeignKey(Correction, models.PROTECT, null=True, related_name="marks")

    objects = AttendanceQuerySet.as_manager()

    class Meta:
        verbose_name = _("attendance")
        verbose_name_plural = _("attendance")
        constraints = [
            models.UniqueConstraint(name="attendance_numbered", fields=["meeting", "membership", "number"]),
        ]
