"""Tasks: what to do, what to hand in, and the rubric a person marks it by."""

import datetime as dt
from typing import ClassVar

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.utils.translation import gettext_lazy as _
from modelcluster.fields import ParentalKey
from modelcluster.models import ClusterableModel
from wagtail.admin.panels import FieldPanel, InlinePanel, MultiFieldPanel
from wagtail.fields import StreamField
from wagtail.models import Orderable, Page

from courses.models.pages import StepKind, StepPage
from courses.task_body import TaskBody

# The kinds of files an author may allow, each by the names that such files end in.
FILE_KINDS: dict[str, tuple[str, ...]] = {
    "takes_documents": ("docx", "odt", "pdf"),
    "takes_sheets": ("xlsx", "ods"),
    "takes_slides": ("pptx", "odp"),
    "takes_pictures": ("jpg", "jpeg", "png", "webp"),
}


class TaskPage(StepPage):
    """A piece of work that a learner hands in and a teacher marks by the rubric.

    A number left empty is the site's (TASK_… in lms/policy.py). `due_days` counts from the enrolment; work
    handed in later is marked all the same and says so.
    """

    class Wanted(models.TextChoices):
        TEXT = "text", _("a text")
        FILES = "files", _("files")
        EITHER = "either", _("a text, files, or both")
        BOTH = "both", _("a text and files")

    kind = StepKind.TASK

    instructions = StreamField(TaskBody(), verbose_name=_("what to do"))
    wanted = models.CharField(_("what to hand in"), max_length=10, choices=Wanted.choices, default=Wanted.EITHER)
    takes_documents = models.BooleanField(_("documents (.docx, .odt, .pdf)"), default=True)
    takes_sheets = models.BooleanField(_("spreadsheets (.xlsx, .ods)"), default=True)
    takes_slides = models.BooleanField(_("slides (.pptx, .odp)"), default=False)
    takes_pictures = models.BooleanField(_("pictures (.jpg, .png, .webp)"), default=True)
    files_allowed = models.PositiveSmallIntegerField(
        _("files at most"),
        null=True,
        blank=True,
        validators=[MinValueValidator(1), MaxValueValidator(20)],
        help_text=_("Empty: as usual on this site."),
    )
    due_days = models.PositiveSmallIntegerField(
        _("to be handed in within so many days of enrolling"),
        null=True,
        blank=True,
        validators=[MinValueValidator(1)],
        help_text=_("Empty: at any time."),
    )
    marking_days = models.PositiveSmallIntegerField(
        _("marked within so many working days"),
        null=True,
        blank=True,
        validators=[MinValueValidator(1), MaxValueValidator(60)],
        help_text=_("Empty: as usual on this site."),
    )
    pass_percent = models.PositiveSmallIntegerField(
        _("percent of the points needed to pass"),
        default=50,
        validators=[MinValueValidator(1), MaxValueValidator(100)],
    )
    tries_allowed = models.PositiveSmallIntegerField(
        _("times it may be handed in"), default=0, help_text=_("0 means as many as one likes.")
    )

    is_creatable = True
    content_panels = [
        *Page.content_panels,
        MultiFieldPanel([FieldPanel("minutes"), FieldPanel("summary_line"), FieldPanel("required")], _("Frame")),
        FieldPanel("instructions"),
        MultiFieldPanel(
            [FieldPanel("wanted"), *[FieldPanel(name) for name in FILE_KINDS], FieldPanel("files_allowed")],
            _("What to hand in"),
        ),
        InlinePanel("criteria", heading=_("Rubric"), label=_("Criterion"), min_num=1),
        MultiFieldPanel(
            [
                FieldPanel("pass_percent"),
                FieldPanel("tries_allowed"),
                FieldPanel("due_days"),
                FieldPanel("marking_days"),
            ],
            _("Rules"),
        ),
    ]

    class Meta:
        verbose_name = _("task")
        verbose_name_plural = _("tasks")

    def clean(self) -> None:
        super().clean()
        if self.wanted != self.Wanted.TEXT and not self.endings:
            raise ValidationError({"wanted": _("Tick at least one kind of file, or ask for a text only.")})

    @property
    def takes_text(self) -> bool:
        return self.wanted != self.Wanted.FILES

    @property
    def takes_files(self) -> bool:
        return self.wanted != self.Wanted.TEXT

    @property
    def endings(self) -> list[str]:
        """What the names of allowed files end in, without the dot."""
        return [ending for name, endings in FILE_KINDS.items() if getattr(self, name) for ending in endings]

    @property
    def accept(self) -> str:
        """The kinds as a file input of a page names them."""
        return ",".join(f".{ending}" for ending in self.endings)

    @property
    def endings_in_words(self) -> str:
        return ", ".join(f".{ending}" for ending in self.endings if ending != "jpeg")

    @property
    def most_megabytes(self) -> int:
        """The largest file taken."""
        return int(settings.TASK_FILE_MEGABYTES)

    @property
    def most_bytes(self) -> int:
        return self.most_megabytes * 1024 * 1024

    @property
    def most_files(self) -> int:
        return self.files_allowed or int(settings.TASK_MOST_FILES)

    @property
    def promised_days(self) -> int:
        """Working days within which a teacher marks."""
        return self.marking_days or int(settings.TASK_MARKING_DAYS)

    def due_on(self, enrolled_on: dt.date) -> dt.date | None:
        """The last day to hand in without being late; None when there is none."""
        return enrolled_on + dt.timedelta(days=self.due_days) if self.due_days else None


class Criterion(ClusterableModel, Orderable):
    """One thing the teacher looks at, with its levels from best to weakest."""

    task = ParentalKey(TaskPage, on_delete=models.CASCADE, related_name="criteria")
    title = models.CharField(_("criterion"), max_length=200)

    panels: ClassVar[list[object]] = [
        FieldPanel("title"),
        InlinePanel("levels", heading=_("Levels"), label=_("Level"), min_num=2),
    ]

    class Meta(Orderable.Meta):
        verbose_name = _("criterion")

    def __str__(self) -> str:
        return self.title


class CriterionLevel(Orderable):
    """How well a criterion is met, in words the learner reads too, and the points for it."""

    criterion = ParentalKey(Criterion, on_delete=models.CASCADE, related_name="levels")
    points = models.PositiveSmallIntegerField(_("points"), validators=[MaxValueValidator(100)])
    text = models.CharField(_("what it looks like"), max_length=300)

    panels = [FieldPanel("points"), FieldPanel("text")]

    class Meta(Orderable.Meta):
        verbose_name = _("level of a criterion")

    def __str__(self) -> str:
        return f"{self.points}: {self.text}"
