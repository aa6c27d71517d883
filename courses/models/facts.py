"""The dated facts of learning. Written once by one function each, never overwritten, protected from deletion."""

import datetime as dt
from typing import Any, Self

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from wagtail.models import Page, Revision

from accounts.models import User
from courses.models.bank import Question
from courses.models.pages import CoursePage, QuizPage


class Fact(models.Model):
    """A row that Wagtail need not index and nobody may delete by deleting something else."""

    wagtail_reference_index_ignore = True

    class Meta:
        abstract = True


class Enrolment(Fact):
    """That a person takes a course. One live enrolment per person and course."""

    person = models.ForeignKey(User, models.PROTECT, related_name="enrolments")
    course = models.ForeignKey(CoursePage, models.PROTECT, related_name="enrolments")
    enrolled_at = models.DateTimeField(_("enrolled at"))
    withdrawn_at = models.DateTimeField(_("withdrawn at"), null=True, blank=True)
    last_step = models.ForeignKey(Page, models.SET_NULL, null=True, related_name="+")
    last_seen_at = models.DateTimeField(_("last seen at"), null=True)

    class Meta:
        verbose_name = _("enrolment")
        verbose_name_plural = _("enrolments")
        indexes = [models.Index(name="enrolment_course", fields=["course", "enrolled_at"])]
        constraints = [
            models.UniqueConstraint(
                name="enrolment_one_live", fields=["person", "course"], condition=Q(withdrawn_at=None)
            ),
        ]

    def __str__(self) -> str:
        return f"{self.person}: {self.course}"


class StepProgress(Fact):
    """That a step of an enrolment is done, and when."""

    enrolment = models.ForeignKey(Enrolment, models.PROTECT, related_name="progress")
    step = models.ForeignKey(Page, models.PROTECT, related_name="+")
    completed_at = models.DateTimeField(_("done at"))

    class Meta:
        verbose_name = _("step done")
        verbose_name_plural = _("steps done")
        constraints = [models.UniqueConstraint(name="step_done_once", fields=["enrolment", "step"])]


class Accommodation(Fact):
    """That a person gets more time in every test, for a reason, from a day to a day. Ended, never deleted."""

    person = models.ForeignKey(User, models.PROTECT, related_name="accommodations", verbose_name=_("person"))
    extra_percent = models.PositiveSmallIntegerField(
        _("more time in percent"), validators=[MinValueValidator(1), MaxValueValidator(300)]
    )
    reason = models.CharField(_("reason"), max_length=300)
    valid_from = models.DateField(_("valid from"))
    valid_to = models.DateField(_("valid until before"), null=True, blank=True)
    granted_by = models.ForeignKey(User, models.PROTECT, related_name="+", verbose_name=_("granted by"))
    granted_at = models.DateTimeField(_("granted at"))

    class Meta:
        verbose_name = _("accommodation")
        verbose_name_plural = _("accommodations")
        constraints = [
            models.CheckConstraint(
                name="accommodation_dates_in_order", condition=Q(valid_to=None) | Q(valid_to__gt=F("valid_from"))
            ),
        ]

    def __str__(self) -> str:
        return f"{self.person}: +{self.extra_percent} %"


class AdmissionQuerySet(models.QuerySet["Admission"]):
    def usable(self, at: dt.datetime) -> Self:
        """Those with which an attempt may begin at this moment: in their time, not withdrawn, not used."""
        return self.filter(opens_at__lte=at, closes_at__gt=at, withdrawn_at=None, attempt=None)


class Admission(Fact):
    """That an invigilator lets a person into a supervised test: one attempt, between two moments.

    `place` is the session, room and seat in words, kept for the record. Withdrawn, never deleted.
    """

    enrolment = models.ForeignKey(Enrolment, models.PROTECT, related_name="admissions")
    quiz = models.ForeignKey(QuizPage, models.PROTECT, related_name="admissions")
    opens_at = models.DateTimeField(_("opens at"))
    closes_at = models.DateTimeField(_("closes at"))
    extra_minutes = models.PositiveSmallIntegerField(_("extra minutes"), default=0)
    place = models.CharField(_("place"), max_length=300)
    admitted_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    admitted_at = models.DateTimeField(_("admitted at"))
    withdrawn_at = models.DateTimeField(_("withdrawn at"), null=True)

    objects = AdmissionQuerySet.as_manager()

    class Meta:
        verbose_name = _("admission")
        verbose_name_plural = _("admissions")
        constraints = [
            models.CheckConstraint(name="admission_times_in_order", condition=Q(closes_at__gt=F("opens_at"))),
        ]

    def __str__(self) -> str:
        return f"{self.enrolment}: {self.place}"


class Attempt(Fact):
    """One go at a test: opened, answered, then graded exactly once by the server's clock.

    `seed` drew the questions and shuffled them. `correct`, `total` and `passed` are null until graded.
    `from_address` is where it was started from; `admission` who let the person in, for a supervised test.
    """

    class State(models.TextChoices):
        OPEN = "open", _("open")
        GRADED = "graded", _("graded")

    enrolment = models.ForeignKey(Enrolment, models.PROTECT, related_name="attempts")
    quiz = models.ForeignKey(QuizPage, models.PROTECT, related_name="attempts")
    quiz_revision = models.ForeignKey(Revision, models.PROTECT, null=True, related_name="+")
    number = models.PositiveSmallIntegerField(_("number"))
    state = models.CharField(_("state"), max_length=10, choices=State.choices, default=State.OPEN)
    seed = models.CharField(max_length=40)
    pass_percent = models.PositiveSmallIntegerField(_("percent needed to pass"))
    started_at = models.DateTimeField(_("started at"))
    due_at = models.DateTimeField(_("due at"), null=True)
    admission = models.OneToOneField(Admission, models.PROTECT, null=True, related_name="attempt")
    from_address = models.GenericIPAddressField(_("started from the address"), null=True)
    submitted_at = models.DateTimeField(_("submitted at"), null=True)
    correct = models.PositiveSmallIntegerField(_("right answers"), null=True)
    total = models.PositiveSmallIntegerField(_("questions"))
    passed = models.BooleanField(_("passed"), null=True)

    class Meta:
        verbose_name = _("attempt")
        verbose_name_plural = _("attempts")
        indexes = [models.Index(name="attempt_overdue", fields=["due_at"], condition=Q(state="open"))]
        constraints = [
            models.UniqueConstraint(name="attempt_number_once", fields=["enrolment", "quiz", "number"]),
            models.UniqueConstraint(name="attempt_one_open", fields=["enrolment", "quiz"], condition=Q(state="open")),
            models.CheckConstraint(
                name="attempt_graded_whole",
                condition=Q(state="open", submitted_at=None, correct=None, passed=None)
                | Q(state="graded", submitted_at__isnull=False, correct__isnull=False, passed__isnull=False),
            ),
            models.CheckConstraint(
                name="attempt_score_in_range", condition=Q(correct=None) | Q(correct__lte=F("total"))
            ),
        ]

    def __str__(self) -> str:
        return f"{self.enrolment} #{self.number}"


class AttemptItem(Fact):
    """A question as this attempt showed it, and what was answered.

    `shown` (courses.drawing.show) holds the question and its key, in the order shown; it never leaves
    the server whole. `chosen`: what was answered as a list of strings, null until answered. `sequence` is
    when that answer was given (courses.saving.sequence_at), so that an older one never replaces it.
    """

    # No index of its own: two others begin with it, and each is written when an answer moves to another page.
    attempt = models.ForeignKey(Attempt, models.PROTECT, related_name="items", db_index=False)
    position = models.PositiveSmallIntegerField(_("position"))
    question = models.ForeignKey(Question, models.PROTECT, related_name="+")
    question_revision = models.ForeignKey(Revision, models.PROTECT, null=True, related_name="+")
    shown: "models.JSONField[Any, Any]" = models.JSONField()
    chosen: "models.JSONField[Any, Any]" = models.JSONField(null=True)
    answered_at = models.DateTimeField(_("answered at"), null=True)
    sequence = models.BigIntegerField(default=0)
    is_correct = models.BooleanField(_("right"), null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(name="attempt_item_position_once", fields=["attempt", "position"]),
            models.UniqueConstraint(name="attempt_item_question_once", fields=["attempt", "question"]),
        ]


class CompletionQuerySet(models.QuerySet["Completion"]):
    def by(self, day: dt.date) -> Self:
        """Completions on or before `day`."""
        return self.filter(completed_on__lte=day)


class Completion(Fact):
    """That a person completed a course: when, with which revision of it, with what score.

    `score_percent` is the best graded test; null for a course without a test. `completed_on` is
    the local date, which counting and certificates go by. `minutes` is how long the published steps took on
    that day, so that whoever changes the course changes no year before; null where that was not written down.
    """

    enrolment = models.OneToOneField(Enrolment, models.PROTECT, related_name="completion")
    person = models.ForeignKey(User, models.PROTECT, related_name="completions")
    course = models.ForeignKey(CoursePage, models.PROTECT, related_name="completions")
    course_revision = models.ForeignKey(Revision, models.PROTECT, null=True, related_name="+")
    score_percent = models.PositiveSmallIntegerField(_("score in percent"), null=True)
    minutes = models.PositiveIntegerField(_("minutes"), null=True)
    started_on = models.DateField(_("started on"))
    completed_at = models.DateTimeField(_("completed at"))
    completed_on = models.DateField(_("completed on"))

    objects = CompletionQuerySet.as_manager()

    class Meta:
        verbose_name = _("completion")
        verbose_name_plural = _("completions")
        indexes = [
            models.Index(name="completion_course_day", fields=["course", "completed_on", "person"]),
            models.Index(name="completion_person", fields=["person", "course", "completed_on"]),
        ]
        constraints = [
            models.CheckConstraint(
                name="completion_score_in_range",
                condition=Q(score_percent=None) | Q(score_percent__gte=0, score_percent__lte=100),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.person}: {self.course}, {self.completed_on:%d/%m/%Y}"
