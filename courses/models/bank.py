"""The question bank: questions with options, drafts and revisions, tagged by competency, level and difficulty."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from modelcluster.fields import ParentalKey
from modelcluster.models import ClusterableModel
from wagtail.admin.panels import FieldPanel, InlinePanel, MultiFieldPanel
from wagtail.models import DraftStateMixin, Orderable, RevisionMixin

from competency.models import Competency, Level
from courses.models.pages import CoursePage, Difficulty


class Question(DraftStateMixin, RevisionMixin, ClusterableModel):
    """A question of a course's bank. Only live questions are drawn.

    `code` is stable: a second import updates the question it names. An attempt keeps its own
    copy of what it showed, so changing a question never changes the past.
    """

    class Type(models.TextChoices):
        SINGLE = "single", _("one right answer")
        MULTIPLE = "multiple", _("several right answers")
        TRUE_FALSE = "true_false", _("true or false")

    code = models.SlugField(_("code"), max_length=40, unique=True)
    course = models.ForeignKey(CoursePage, models.PROTECT, related_name="questions", verbose_name=_("course"))
    type = models.CharField(_("type"), max_length=20, choices=Type.choices)
    competency = models.ForeignKey(Competency, models.PROTECT, related_name="+", verbose_name=_("competency"))
    level = models.ForeignKey(Level, models.PROTECT, related_name="+", verbose_name=_("level"))
    difficulty = models.CharField(_("difficulty"), max_length=20, choices=Difficulty.choices)
    lesson_slug = models.SlugField(_("taught in lesson"), max_length=255, blank=True)
    text = models.TextField(_("question"))
    explanation = models.TextField(_("why, shown after the test"))
    source = models.CharField(_("source"), max_length=300, blank=True)
    wagtail_reference_index_ignore = True

    panels = [
        MultiFieldPanel(
            [
                FieldPanel("code"),
                FieldPanel("course"),
                FieldPanel("type"),
                FieldPanel("difficulty"),
                FieldPanel("competency"),
                FieldPanel("level"),
                FieldPanel("lesson_slug"),
            ],
            _("Frame"),
        ),
        FieldPanel("text"),
        InlinePanel("options", heading=_("Options"), min_num=2),
        FieldPanel("explanation"),
        FieldPanel("source"),
    ]

    class Meta:
        verbose_name = _("question")
        verbose_name_plural = _("questions")
        indexes = [models.Index(name="question_draw", fields=["course", "difficulty", "live"])]

    def __str__(self) -> str:
        return f"{self.code}: {self.text[:60]}"


class Option(Orderable):
    """One answer that may be chosen."""

    question = ParentalKey(Question, on_delete=models.CASCADE, related_name="options")
    text = models.CharField(_("answer"), max_length=500)
    correct = models.BooleanField(_("right"), default=False)
