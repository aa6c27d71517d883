"""The question bank: questions with options, drafts, review and revisions, tagged by what they test."""

from decimal import Decimal
from typing import Any

from django.contrib.contenttypes.fields import GenericRelation
from django.core.validators import MinValueValidator
from django.db import models
from django.utils.translation import gettext_lazy as _
from modelcluster.contrib.taggit import ClusterTaggableManager
from modelcluster.fields import ParentalKey
from modelcluster.models import ClusterableModel
from taggit.models import ItemBase, TagBase
from wagtail.admin.panels import FieldPanel, InlinePanel, MultiFieldPanel
from wagtail.models import DraftStateMixin, LockableMixin, Orderable, RevisionMixin, WorkflowMixin

from competency.models import Competency, Level
from courses.models.media import Picture
from courses.models.pages import CoursePage, Difficulty
from kit.text import fold


class QuestionTag(TagBase):
    """A word that authors sort questions by, such as “tình huống”."""

    free_tagging = True

    class Meta:
        verbose_name = _("question tag")
        verbose_name_plural = _("question tags")


class TaggedQuestion(ItemBase):
    tag = models.ForeignKey(QuestionTag, models.CASCADE, related_name="questions")
    content_object = ParentalKey("courses.Question", on_delete=models.CASCADE, related_name="tagged")


class Question(WorkflowMixin, DraftStateMixin, LockableMixin, RevisionMixin, ClusterableModel):
    """A question of a course's bank. Only live questions are drawn.

    `code` is stable: a second import updates the question it names. Whether a question is whole is for
    `courses.bank.checking` to say. An attempt keeps its own
    copy of what it showed, so changing a question never changes the past.

    What an option is depends on the type. Single, multiple, true or false: an answer, right or not.
    Matching: `text` belongs to `match`; one without `text` is a distractor on the right side. Ordering: the
    options stand in the right order. Short text: each option is an accepted answer. Number: there are no
    options; `number` within `tolerance` is right.
    """

    class Type(models.TextChoices):
        SINGLE = "single", _("one right answer")
        MULTIPLE = "multiple", _("several right answers")
        TRUE_FALSE = "true_false", _("true or false")
        MATCHING = "matching", _("pairs to match")
        ORDERING = "ordering", _("things to put in order")
        NUMBER = "number", _("a number")
        SHORT_TEXT = "short_text", _("a word or a few")

    code = models.SlugField(_("code"), max_length=40, unique=True)
    course = models.ForeignKey(
        CoursePage,
        models.PROTECT,
        related_name="questions",
        verbose_name=_("course"),
        limit_choices_to={"code__isnull": False},
    )
    type = models.CharField(_("type"), max_length=20, choices=Type.choices)
    competency = models.ForeignKey(Competency, models.PROTECT, related_name="+", verbose_name=_("competency"))
    level = models.ForeignKey(Level, models.PROTECT, related_name="+", verbose_name=_("level"))
    difficulty = models.CharField(_("difficulty"), max_length=20, choices=Difficulty.choices)
    lesson_slug = models.SlugField(_("taught in lesson"), max_length=255, blank=True)
    text = models.TextField(_("question"))
    picture = models.ForeignKey(
        Picture, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("picture")
    )
    number = models.DecimalField(_("right number"), max_digits=20, decimal_places=6, null=True, blank=True)
    tolerance = models.DecimalField(
        _("how far off is still right"),
        max_digits=20,
        decimal_places=6,
        default=Decimal(0),
        validators=[MinValueValidator(Decimal(0))],
    )
    unit = models.CharField(_("unit shown beside the number"), max_length=20, blank=True)
    explanation = models.TextField(_("why, shown after the test"))
    source = models.CharField(_("source"), max_length=300, blank=True)
    folded = models.TextField(editable=False, default="")
    tags = ClusterTaggableManager(through=TaggedQuestion, blank=True, verbose_name=_("tags"))
    workflow_states = GenericRelation(
        "wagtailcore.WorkflowState",
        content_type_field="base_content_type",
        object_id_field="object_id",
        related_query_name="question",
        for_concrete_model=False,
    )
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
                FieldPanel("tags"),
            ],
            _("Frame"),
        ),
        FieldPanel("text"),
        FieldPanel("picture"),
        InlinePanel(
            "options",
            heading=_("Options"),
            help_text=_(
                "Pairs: the left side, and what it belongs to; without a left side it fits nothing. Things to put "
                "in order: in the right order. A word or a few: every answer that is accepted; accents, capital "
                "letters and double spaces do not matter."
            ),
        ),
        MultiFieldPanel([FieldPanel("number"), FieldPanel("tolerance"), FieldPanel("unit")], _("For a number")),
        FieldPanel("explanation"),
        FieldPanel("source"),
        InlinePanel("translations", heading=_("In other languages")),
    ]

    class Meta:
        verbose_name = _("question")
        verbose_name_plural = _("questions")
        indexes = [models.Index(name="question_draw", fields=["course", "difficulty", "live"])]

    def __str__(self) -> str:
        return f"{self.code}: {self.text[:60]}"

    def save(self, *args: Any, **kwargs: Any) -> None:
        self.fold()
        if kwargs.get("update_fields") and "text" in kwargs["update_fields"]:
            kwargs["update_fields"] = {*kwargs["update_fields"], "folded"}
        super().save(*args, **kwargs)

    def fold(self) -> None:
        """Keep the words as they are searched for: without accents."""
        self.folded = fold(f"{self.code} {self.text}")


class Option(Orderable):
    """One answer; what `text`, `match` and `correct` mean depends on the question's type, see there."""

    question = ParentalKey(Question, on_delete=models.CASCADE, related_name="options")
    text = models.CharField(_("answer"), max_length=500, blank=True)
    match = models.CharField(_("belongs to"), max_length=500, blank=True)
    correct = models.BooleanField(_("right"), default=False)
