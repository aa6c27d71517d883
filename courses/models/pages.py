"""Course and step pages. Drafts, review, preview, revisions and scheduling are Wagtail's own."""

from typing import Any, ClassVar

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.http import HttpRequest, HttpResponse
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _
from modelcluster.fields import ParentalKey, ParentalManyToManyField
from wagtail.admin.panels import FieldPanel, InlinePanel, MultiFieldPanel
from wagtail.fields import RichTextField, StreamField
from wagtail.models import Orderable, Page

from competency.models import Competency, Level
from courses.addresses import PlainAddress
from courses.blocks import LessonBody
from courses.previewing import PreviewedAsServed


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


class CoursePage(PlainAddress, PreviewedAsServed, Page):
    """A course: what it leads to, for whom, and its steps as child pages in order.

    `code` is stable for ever: the importer and the targets of the province find the course by it.
    """

    class Audience(models.TextChoices):
        STAFF = "staff", _("state staff")
        CITIZEN = "citizen", _("everyone")

    class Order(models.TextChoices):
        LOCKED = "locked", _("one step after the other")
        FREE = "free", _("in any order")

    code = models.SlugField(_("code"), max_length=40, unique=True)
    audience = models.CharField(_("for"), max_length=20, choices=Audience.choices)
    order = models.CharField(_("order of steps"), max_length=20, choices=Order.choices, default=Order.LOCKED)
    summary = models.CharField(_("what you will be able to do"), max_length=300)
    description = RichTextField(_("description"), blank=True)
    sources: "models.JSONField[Any, Any]" = models.JSONField(_("sources"), default=list, blank=True)

    parent_page_types: ClassVar[list[str]] = ["courses.CourseIndexPage"]
    subpage_types: ClassVar[list[str]] = ["courses.LessonPage", "courses.QuizPage"]
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

    def serve(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        from courses.views.catalogue import show_course

        return show_course(request, self)

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


class StepPage(PlainAddress, PreviewedAsServed, Page):
    """A step of a course, of whatever type: what an outline and a progress list need to know."""

    minutes = models.PositiveSmallIntegerField(_("minutes"), default=10, validators=[MinValueValidator(1)])
    summary_line = models.CharField(_("in one sentence"), max_length=300, blank=True)

    is_creatable = False
    parent_page_types: ClassVar[list[str]] = ["courses.CoursePage"]
    subpage_types: ClassVar[list[str]] = []

    @cached_property
    def course(self) -> CoursePage:
        return CoursePage.objects.get(pk=self.get_parent().pk)

    def serve(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        from courses.views.player import show_step_page

        return show_step_page(request, self)


class LessonPage(StepPage):
    """A lesson to read and try."""

    body = StreamField(LessonBody(), verbose_name=_("body"))
    competencies = ParentalManyToManyField(Competency, blank=True, verbose_name=_("competencies"))
    source_keys: "models.JSONField[Any, Any]" = models.JSONField(_("sources used"), default=list, blank=True)

    is_creatable = True
    content_panels = [
        *Page.content_panels,
        MultiFieldPanel([FieldPanel("minutes"), FieldPanel("summary_line")], _("Frame")),
        FieldPanel("body"),
        FieldPanel("competencies"),
    ]

    class Meta:
        verbose_name = _("lesson")
        verbose_name_plural = _("lessons")


class QuizPage(StepPage):
    """A test drawn from the course's question bank by rule, graded on the server."""

    intro = models.TextField(_("introduction"), blank=True)
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

    is_creatable = True
    content_panels = [
        *Page.content_panels,
        FieldPanel("intro"),
        MultiFieldPanel(
            [
                FieldPanel("time_limit_minutes"),
                FieldPanel("pass_percent"),
                FieldPanel("attempts_allowed"),
                FieldPanel("cool_down_minutes"),
            ],
            _("Rules"),
        ),
        InlinePanel("draw_rules", heading=_("Questions drawn"), min_num=1),
    ]

    class Meta:
        verbose_name = _("test")
        verbose_name_plural = _("tests")


class DrawRule(Orderable):
    """How many questions of a difficulty a test draws from the bank of its course."""

    quiz = ParentalKey(QuizPage, on_delete=models.CASCADE, related_name="draw_rules")
    difficulty = models.CharField(_("difficulty"), max_length=20, choices=Difficulty.choices)
    count = models.PositiveSmallIntegerField(_("how many"), validators=[MinValueValidator(1)])

    class Meta(Orderable.Meta):
        constraints = [models.UniqueConstraint(name="draw_rule_once", fields=["quiz", "difficulty"])]
