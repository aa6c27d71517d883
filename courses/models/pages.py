"""Course and step pages. Drafts, review, preview, revisions and scheduling are Wagtail's own."""

from typing import Any, ClassVar

from django import forms
from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.http import HttpRequest, HttpResponse
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _
from modelcluster.fields import ParentalKey, ParentalManyToManyField
from wagtail.admin.panels import FieldPanel, InlinePanel, MultiFieldPanel
from wagtail.fields import RichTextField, StreamField
from wagtail.models import Orderable, Page, Revision

from competency.models import Competency, Level
from courses.addresses import PlainAddress
from courses.blocks import TEXT_FEATURES, LessonBody
from courses.checking_panel import WithCheckTab
from courses.copying import CopiedAsDraft
from courses.previewing import PreviewedAsServed
from courses.publishing import CheckedBeforePublishing
from courses.timing import minutes_of
from kit.confidence import Confidence


class Difficulty(models.TextChoices):
    BASIC = "basic", _("basic")
    INTERMEDIATE = "intermediate", _("intermediate")


class CourseIndexPage(PreviewedAsServed, Page):
    """The catalogue. One per site, at /khoa-hoc/."""

    intro = models.TextField(_("introduction"), blank=True)

    max_count = 1
    subpage_types: ClassVar[list[str]] = ["courses.CoursePage"]
    content_panels = [*Page.content_panels, FieldPanel("intro")]

    class Meta:
        verbose_name = _("course catalogue")

    def serve(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        from courses.views.catalogue import show_catalogue

        return show_catalogue(request, self)


class Authored(CheckedBeforePublishing, WithCheckTab, CopiedAsDraft, PlainAddress, PreviewedAsServed):
    """What every page that authors write has in common (none of it a table)."""


class CoursePage(Authored, Page):
    """A course: what it leads to, for whom, and its steps as child pages in order.

    `code` is stable for ever: the importer and the targets of the province find the course by it. A
    translation has none: it is the same course in other words.
    """

    class Audience(models.TextChoices):
        STAFF = "staff", _("state staff")
        CITIZEN = "citizen", _("everyone")

    class Order(models.TextChoices):
        LOCKED = "locked", _("one step after the other")
        FREE = "free", _("in any order")

    code = models.SlugField(_("code"), max_length=40, unique=True, null=True, blank=True)
    audience = models.CharField(_("for"), max_length=20, choices=Audience.choices)
    order = models.CharField(_("order of steps"), max_length=20, choices=Order.choices, default=Order.LOCKED)
    summary = models.CharField(_("what you will be able to do"), max_length=300)
    description = RichTextField(_("description"), blank=True, features=TEXT_FEATURES)
    sources: "models.JSONField[Any, Any]" = models.JSONField(_("sources"), default=list, blank=True)

    parent_page_types: ClassVar[list[str]] = ["courses.CourseIndexPage"]
    subpage_types: ClassVar[list[str]] = ["courses.LessonPage", "courses.QuizPage", "courses.TaskPage"]
    content_panels = [
        *Page.content_panels,
        MultiFieldPanel([FieldPanel("code"), FieldPanel("audience"), FieldPanel("order")], _("Frame")),
        FieldPanel("summary"),
        FieldPanel("description"),
        InlinePanel("outcomes", heading=_("Outcomes"), min_num=1),
    ]

    class Meta:
        verbose_name = _("course")
        verbose_name_plural = _("courses")

    @cached_property
    def words_pk(self) -> int:
        """The page whose words this one wears: itself, unless courses.wording has dressed it in another language."""
        return int(self.pk)

    def copy(self, *args: Any, update_attrs: dict[str, Any] | None = None, **kwargs: Any) -> Any:
        """A copy, such as a translation, has no code unless it is given one."""
        return super().copy(*args, update_attrs={"code": None, **(update_attrs or {})}, **kwargs)

    def serve(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        from courses.views.catalogue import show_course

        return show_course(request, self)

    def get_admin_default_ordering(self) -> str:
        """The explorer shows steps in the order of learning."""
        return "ord"

    @property
    def is_public(self) -> bool:
        """Whether lessons may be read without an account (the citizens' track)."""
        return self.audience == self.Audience.CITIZEN


class Outcome(Orderable):
    """The competency and level that a course leads to."""

    course = ParentalKey(CoursePage, on_delete=models.CASCADE, related_name="outcomes")
    competency = models.ForeignKey(Competency, models.PROTECT, related_name="+", verbose_name=_("competency"))
    level = models.ForeignKey(Level, models.PROTECT, related_name="+", verbose_name=_("level"))
    statement = models.CharField(_("statement"), max_length=300)

    class Meta(Orderable.Meta):
        constraints = [models.UniqueConstraint(name="outcome_once", fields=["course", "competency"])]


class StepKind(models.TextChoices):
    """What one does at a step."""

    LESSON = "lesson", _("lesson")
    QUIZ = "quiz", _("test")
    TASK = "task", _("task")


class StepPage(Authored, Page):
    """A step of a course, of whatever type: what an outline and a progress list need to know."""

    kind: ClassVar[StepKind]

    minutes = models.PositiveSmallIntegerField(
        _("minutes"),
        default=10,
        blank=True,
        validators=[MinValueValidator(1)],
        help_text=_("Left empty in a lesson, it is counted from its words, films and exercises."),
    )
    summary_line = models.CharField(_("in one sentence"), max_length=300, blank=True)
    required = models.BooleanField(
        _("needed to complete the course"), default=True, help_text=_("Unticked, the step is an offer.")
    )

    is_creatable = False
    parent_page_types: ClassVar[list[str]] = ["courses.CoursePage"]
    subpage_types: ClassVar[list[str]] = []

    class Meta(Page.Meta):
        verbose_name = _("step of a course")
        verbose_name_plural = _("steps of courses")

    @cached_property
    def words_pk(self) -> int:
        """The page whose words this one wears, see CoursePage."""
        return int(self.pk)

    @cached_property
    def course(self) -> CoursePage:
        return CoursePage.objects.get(pk=self.get_parent().pk)

    def serve(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        from courses.views.player import show_step_page

        return show_step_page(request, self)


class LessonPage(StepPage):
    """A lesson to read and try."""

    kind = StepKind.LESSON

    body = StreamField(LessonBody(), verbose_name=_("body"))
    competencies = ParentalManyToManyField(Competency, blank=True, verbose_name=_("competencies"))
    source_keys: "models.JSONField[Any, Any]" = models.JSONField(_("sources used"), default=list, blank=True)

    is_creatable = True
    content_panels = [
        *Page.content_panels,
        MultiFieldPanel([FieldPanel("minutes"), FieldPanel("summary_line"), FieldPanel("required")], _("Frame")),
        FieldPanel("body"),
        FieldPanel("competencies"),
    ]

    class Meta:
        verbose_name = _("lesson")
        verbose_name_plural = _("lessons")

    def clean(self) -> None:
        super().clean()
        if self.minutes is None:
            self.minutes = minutes_of(self.body.get_prep_value())


class ReviewRule(models.TextChoices):
    """When a learner is told the right answers and the explanations."""

    NEVER = "never", _("never")
    WHEN_DONE = "when_done", _("after passing, or when no attempt is left")
    AFTER_SUBMITTING = "after_submitting", _("after each attempt")
    AFTER_CLOSING = "after_closing", _("after the test has closed for everybody")


class QuizRules(models.Model):
    """The numbers that decide a test. A document often gives them; a preset keeps them under its name."""

    time_limit_minutes = models.PositiveSmallIntegerField(
        _("time limit in minutes"), default=30, help_text=_("0 means no limit.")
    )
    pass_percent = models.PositiveSmallIntegerField(
        _("percent needed to pass"), default=70, validators=[MinValueValidator(1), MaxValueValidator(100)]
    )
    attempts_allowed = models.PositiveSmallIntegerField(
        _("attempts allowed"), default=0, help_text=_("0 means as many as one likes.")
    )
    cool_down_minutes = models.PositiveSmallIntegerField(_("minutes to wait between attempts"), default=0)
    review_rule = models.CharField(
        _("right answers are shown"), max_length=20, choices=ReviewRule.choices, default=ReviewRule.WHEN_DONE
    )
    shuffle_questions = models.BooleanField(_("shuffle questions"), default=True)
    shuffle_options = models.BooleanField(_("shuffle answers"), default=True)

    RULE_FIELDS: ClassVar[list[str]] = [
        "time_limit_minutes",
        "pass_percent",
        "attempts_allowed",
        "cool_down_minutes",
        "review_rule",
        "shuffle_questions",
        "shuffle_options",
    ]

    class Meta:
        abstract = True


class QuizPreset(QuizRules):
    """Rules of a document under its name, ready to be chosen for a test.

    `draw` is what the document says about the questions: [{"difficulty": "basic", "count": 35}, …].
    """

    code = models.SlugField(_("code"), max_length=40, unique=True)
    name = models.CharField(_("name"), max_length=120)
    document = models.CharField(_("document"), max_length=300)
    confidence = models.CharField(
        _("confidence"), max_length=20, choices=Confidence.choices, default=Confidence.UNCERTAIN
    )
    draw: "models.JSONField[Any, Any]" = models.JSONField(_("questions drawn"), default=list, blank=True)
    wagtail_reference_index_ignore = True

    panels = [
        FieldPanel("code"),
        FieldPanel("name"),
        FieldPanel("document"),
        FieldPanel("confidence"),
        *[FieldPanel(name) for name in QuizRules.RULE_FIELDS],
    ]

    class Meta:
        verbose_name = _("rules of a test")
        verbose_name_plural = _("rules of tests")

    def __str__(self) -> str:
        return self.name


class QuizPage(StepPage, QuizRules):  # type: ignore[django-manager-missing] # Wagtail's manager is untyped
    """A test drawn from the course's question bank by rule, graded on the server.

    With a `preset` the rules are the preset's, whatever the fields below say when the page is saved.
    A supervised test opens only to those whom an invigilator admits (courses.models.Admission).
    """

    kind = StepKind.QUIZ

    preset = models.ForeignKey(
        QuizPreset,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("rules"),
        help_text=_("Rules of a document. They replace the numbers below."),
    )
    supervised = models.BooleanField(
        _("supervised exam"),
        default=False,
        help_text=_("Can only be taken in an exam session, after the invigilator has let the person in."),
    )
    opens_at = models.DateTimeField(_("opens at"), null=True, blank=True)
    closes_at = models.DateTimeField(_("closes at"), null=True, blank=True)
    intro = models.TextField(_("introduction"), blank=True)

    is_creatable = True
    content_panels = [
        *Page.content_panels,
        FieldPanel("intro"),
        MultiFieldPanel(
            [
                FieldPanel("preset", widget=forms.Select),
                *[FieldPanel(name) for name in QuizRules.RULE_FIELDS],
                FieldPanel("opens_at"),
                FieldPanel("closes_at"),
                FieldPanel("supervised"),
            ],
            _("Rules"),
        ),
        InlinePanel(
            "draw_rules",
            heading=_("Questions drawn"),
            help_text=_("May stay empty when the rules of a document say what is drawn."),
        ),
    ]

    class Meta:
        verbose_name = _("test")
        verbose_name_plural = _("tests")

    def save(self, *args: Any, **kwargs: Any) -> None:
        self.take_over_preset()
        super().save(*args, **kwargs)

    def clean(self) -> None:
        super().clean()
        if self.opens_at and self.closes_at and self.opens_at >= self.closes_at:
            raise ValidationError({"closes_at": _("The test must close after it opens.")})

    def save_revision(self, *args: Any, **kwargs: Any) -> Revision:
        self.take_over_preset()
        return super().save_revision(*args, **kwargs)

    def take_over_preset(self) -> None:
        """The numbers are the preset's; so is what is drawn, unless the author says so themselves. Harmless twice."""
        if self.preset is None:
            return
        for name in QuizRules.RULE_FIELDS:
            setattr(self, name, getattr(self.preset, name))
        if not self.draw_rules.exists():
            self.draw_rules.set(DrawRule(**rule, sort_order=place) for place, rule in enumerate(self.preset.draw))


class DrawRule(Orderable):
    """How many questions a test draws from the bank of its course, and which: every filter that is set must fit."""

    quiz = ParentalKey(QuizPage, on_delete=models.CASCADE, related_name="draw_rules")
    count = models.PositiveSmallIntegerField(_("how many"), validators=[MinValueValidator(1)])
    difficulty = models.CharField(_("difficulty"), max_length=20, choices=Difficulty.choices, blank=True)
    competency = models.ForeignKey(
        Competency, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("competency")
    )
    level = models.ForeignKey(Level, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("level"))
    lesson_slug = models.SlugField(_("taught in lesson"), max_length=255, blank=True)
    tag = models.CharField(_("tag"), max_length=100, blank=True)
