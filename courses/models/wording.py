"""A question in another language. The key stays the question's own."""

from typing import Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext_lazy as _
from modelcluster.fields import ParentalKey
from wagtail.models import Orderable

from courses.models.bank import Question


class QuestionWords(Orderable):
    """The words of a question in one language.

    `options` and `matches` hold a line for each of the question's options, in their order: its text, and what
    it belongs to. For a short text they are further accepted answers, in any number.
    """

    question = ParentalKey(Question, on_delete=models.CASCADE, related_name="translations")
    language = models.CharField(_("language"), max_length=10, choices=settings.WAGTAIL_CONTENT_LANGUAGES)
    text = models.TextField(_("question"))
    options = models.TextField(_("answers, one a line, in the same order"), blank=True)
    matches = models.TextField(_("what they belong to, one a line"), blank=True)
    explanation = models.TextField(_("why, shown after the test"), blank=True)

    class Meta(Orderable.Meta):
        verbose_name = _("translation of a question")
        verbose_name_plural = _("translations of questions")
        constraints = [models.UniqueConstraint(name="question_words_once", fields=["question", "language"])]

    def __str__(self) -> str:
        return f"{self.question_id} ({self.language})"

    def clean(self) -> None:
        super().clean()
        question: Any = self.question
        if question.type in (Question.Type.SHORT_TEXT, Question.Type.NUMBER):
            return
        wanted = sum(bool(option.text) for option in question.options.all())
        if len(self.option_lines) != wanted:
            raise ValidationError(
                {"options": _("Give one line for each answer of the question: %(count)s.") % {"count": wanted}}
            )

    @property
    def option_lines(self) -> list[str]:
        return [line.strip() for line in self.options.splitlines() if line.strip()]

    @property
    def match_lines(self) -> list[str]:
        return [line.strip() for line in self.matches.splitlines() if line.strip()]
