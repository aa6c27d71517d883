"""Work handed in and how it was marked: facts, added and never overwritten."""

from typing import Any

from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from wagtail.models import Revision

from accounts.models import User
from courses.models.facts import Enrolment, Fact
from courses.models.tasks import TaskPage


class Submission(Fact):
    """One piece of work: handed in, then taken back, returned with comments, or passed.

    `content_hash` is SHA-256 over text and files: handing in the same twice is told apart from handing in anew.
    `marking_due_on` is the last day of the promise made when it was handed in. A claim keeps a second teacher
    from marking the same work; it ends by itself at `claimed_until`.
    """

    class State(models.TextChoices):
        HANDED_IN = "handed_in", _("waiting to be marked")
        TAKEN_BACK = "taken_back", _("taken back")
        RETURNED = "returned", _("to be done again")
        PASSED = "passed", _("passed")

    enrolment = models.ForeignKey(Enrolment, models.PROTECT, related_name="submissions")
    task = models.ForeignKey(TaskPage, models.PROTECT, related_name="submissions", verbose_name=_("task"))
    task_revision = models.ForeignKey(Revision, models.PROTECT, null=True, related_name="+")
    number = models.PositiveSmallIntegerField(_("number"))
    state = models.CharField(_("state"), max_length=10, choices=State.choices, default=State.HANDED_IN)
    text = models.TextField(_("text"), blank=True)
    content_hash = models.CharField(max_length=64)
    handed_in_at = models.DateTimeField(_("handed in at"))
    due_on = models.DateField(_("due on"), null=True)
    marking_due_on = models.DateField(_("to be marked by"))
    taken_back_at = models.DateTimeField(_("taken back at"), null=True)
    claimed_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    claimed_until = models.DateTimeField(_("claimed until"), null=True)

    class Meta:
        verbose_name = _("work handed in")
        verbose_name_plural = _("work handed in")
        indexes = [
            models.Index(name="submission_to_mark", fields=["task", "handed_in_at"], condition=Q(state="handed_in")),
        ]
        constraints = [
            models.UniqueConstraint(name="submission_number_once", fields=["enrolment", "task", "number"]),
            models.UniqueConstraint(
                name="submission_one_open", fields=["enrolment", "task"], condition=Q(state="handed_in")
            ),
            models.UniqueConstraint(
                name="submission_one_passed", fields=["enrolment", "task"], condition=Q(state="passed")
            ),
            models.CheckConstraint(
                name="submission_taken_back_dated",
                condition=Q(state="taken_back", taken_back_at__isnull=False)
                | (~Q(state="taken_back") & Q(taken_back_at=None)),
            ),
            models.CheckConstraint(
                name="submission_claim_whole",
                condition=Q(claimed_by=None, claimed_until=None)
                | Q(claimed_by__isnull=False, claimed_until__isnull=False, state="handed_in"),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.enrolment} #{self.number}"

    @property
    def last_marking(self) -> "Marking | None":
        """The marking that counts; no query where markings were prefetched."""
        markings = list(self.markings.all())
        return markings[-1] if markings else None

    @property
    def is_late(self) -> bool:
        """Whether it was handed in after the day it was due."""
        return self.due_on is not None and timezone.localdate(self.handed_in_at) > self.due_on


class SubmissionFile(Fact):
    """A file of a piece of work. `name` is what the learner called it, `stored_name` a random one."""

    submission = models.ForeignKey(Submission, models.PROTECT, related_name="files")
    position = models.PositiveSmallIntegerField()
    name = models.CharField(_("name"), max_length=150)
    ending = models.CharField(max_length=8)
    content_type = models.CharField(max_length=100)
    size = models.PositiveIntegerField(_("size in bytes"))
    sha256 = models.CharField(max_length=64)
    stored_name = models.CharField(max_length=100, unique=True)

    class Meta:
        ordering = ["position"]
        constraints = [
            models.UniqueConstraint(name="submission_file_position_once", fields=["submission", "position"]),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def is_picture(self) -> bool:
        return self.content_type.startswith("image/")


class Marking(Fact):
    """What a teacher said about a piece of work. The one with the highest number counts; earlier ones stay.

    `points` holds the rubric's words as they were: [{"criterion", "level", "points", "most"}, …].
    """

    submission = models.ForeignKey(Submission, models.PROTECT, related_name="markings")
    number = models.PositiveSmallIntegerField()
    marked_by = models.ForeignKey(User, models.PROTECT, related_name="+", verbose_name=_("marked by"))
    marked_at = models.DateTimeField(_("marked at"))
    points: "models.JSONField[Any, Any]" = models.JSONField()
    total = models.PositiveSmallIntegerField(_("points"))
    most = models.PositiveSmallIntegerField(_("points possible"))
    needed = models.PositiveSmallIntegerField(_("points needed to pass"))
    passed = models.BooleanField(_("passed"))
    comment = models.TextField(_("comment"), blank=True)

    class Meta:
        verbose_name = _("marking")
        verbose_name_plural = _("markings")
        ordering = ["number"]
        constraints = [
            models.UniqueConstraint(name="marking_number_once", fields=["submission", "number"]),
            models.CheckConstraint(name="marking_points_in_range", condition=Q(total__lte=F("most"))),
            models.CheckConstraint(
                name="marking_pass_has_the_points", condition=Q(passed=False) | Q(total__gte=F("needed"))
            ),
        ]

    def __str__(self) -> str:
        return f"{self.submission}: {self.total}/{self.most}"
