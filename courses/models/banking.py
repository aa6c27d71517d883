"""What stands beside the questions of the bank: files somebody brings, and what answers say about each question."""

from typing import Any

from django.db import models
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from courses.models.bank import Question


class QuestionImport(models.Model):
    """A file of questions somebody brought, kept until it is confirmed or forgotten. Confirmed once.

    `content` is the file itself and is dropped when it is no longer needed; the row stays. `choices` are the
    importer's defaults, `plan` the digest of what was shown: another one by now means another look.
    """

    name = models.CharField(_("file"), max_length=200)
    sha256 = models.CharField(max_length=64)
    content = models.BinaryField(_("content"))
    choices: "models.JSONField[Any, Any]" = models.JSONField(default=dict)
    plan = models.CharField(max_length=64, blank=True)
    brought_by = models.ForeignKey(User, models.PROTECT, related_name="+", verbose_name=_("brought by"))
    brought_at = models.DateTimeField(_("brought at"))
    confirmed_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+", verbose_name=_("confirmed by"))
    confirmed_at = models.DateTimeField(_("confirmed at"), null=True)
    counts: "models.JSONField[Any, Any]" = models.JSONField(default=dict)
    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = _("import of questions")
        verbose_name_plural = _("imports of questions")
        constraints = [
            models.CheckConstraint(
                name="question_import_confirmed_whole",
                condition=models.Q(confirmed_at=None, confirmed_by=None)
                | models.Q(confirmed_at__isnull=False, confirmed_by__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return self.name


class QuestionStatistics(models.Model):
    """What graded attempts say about a question, counted at a moment; counting again replaces it.

    `answers` of `shown` were answered, `right` of them rightly. `discrimination` is null while it cannot be
    told. `choices` lists [{"ref", "text", "correct", "count"}] for questions with answers to choose from.
    `flags` are the names of `courses.bank.statistics.Flag`, in commas on both sides: ",too_easy,".
    """

    question = models.OneToOneField(Question, models.CASCADE, related_name="statistics")
    counted_at = models.DateTimeField(_("counted at"))
    shown = models.PositiveIntegerField(_("times shown"))
    answers = models.PositiveIntegerField(_("answers"))
    right = models.PositiveIntegerField(_("right answers"))
    discrimination = models.FloatField(_("discrimination"), null=True)
    choices: "models.JSONField[Any, Any]" = models.JSONField(default=list)
    flags = models.CharField(_("what stands out"), max_length=200, blank=True)
    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = _("statistics of a question")
        verbose_name_plural = _("statistics of questions")
        constraints = [
            models.CheckConstraint(
                name="question_statistics_in_range",
                condition=models.Q(right__lte=models.F("answers"), answers__lte=models.F("shown")),
            ),
        ]

    @property
    def share(self) -> float | None:
        """Right answers of all answers, 0 to 1; None without answers."""
        return self.right / self.answers if self.answers else None

    @property
    def flag_names(self) -> list[str]:
        return [name for name in self.flags.split(",") if name]
