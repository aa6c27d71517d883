"""Targets as the plans state them, and how each is counted."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from courses.models import CoursePage
from kit.confidence import Confidence
from workforce.models import Agency


class Target(models.Model):
    """A sentence of a plan, with the rules that make it countable.

    The columns from `categories` to `branch` narrow the population CHOSEN and nothing else; `categories` and
    `positions` hold codes, and an empty list means any. `excused` narrows every population: who is away on
    the day for one of these reasons (`workforce.Absence`) is not counted. `counted_since` is set when an officer
    changed how the target is counted: days before it go by an earlier `TargetVersion`.

    `population` and `numerator` are empty for a sentence that is kept as a fact but cannot be
    counted from what the platform knows. `counting_note` says what is our reading, not the plan's.
    """

    class Kind(models.TextChoices):
        TARGET = "target", _("target")
        TASK = "task_no_percent", _("task without a percentage")

    class Population(models.TextChoices):
        STAFF = "staff", _("cán bộ, công chức, viên chức")
        IT_STAFF = "it_staff", _("IT and digital-transformation staff")
        LEADERS = "leaders", _("leaders")
        CHOSEN = "chosen", _("chosen by category, position, mark and agency")

    class Numerator(models.TextChoices):
        """Four verbs of the plans, and one way to count that asks for less than the second."""

        TRAINED = "trained", _("trained (“được đào tạo”): completed a course")
        CERTIFIED = "certified", _("certified (“đạt chứng chỉ”): holds a valid paper")
        HELD = "held", _("was certified (“đã đạt chứng chỉ”): the paper may have run out since")
        SENT = "sent", _("sent (“được cử tham dự”): enrolled")
        REACHED = "reached", _("reached (“được tuyên truyền”)")

    class Unit(models.TextChoices):
        PEOPLE = "people", _("people, one by one")
        AGENCIES = "leaders per agency", _("agencies: each must reach the percentage")
        INSTITUTIONS = "institutions", _("institutions, such as schools")

    code = models.SlugField(_("code"), max_length=40, unique=True)
    document = models.CharField(_("document"), max_length=120)
    province = models.CharField(_("province"), max_length=60)
    issued = models.DateField(_("issued on"))
    kind = models.CharField(_("kind"), max_length=20, choices=Kind.choices)
    verbatim = models.TextField(_("sentence of the plan"))
    training = models.CharField(_("training"), max_length=300)
    percent = models.PositiveSmallIntegerField(_("percent"), null=True)
    deadline = models.DateField(_("by"), null=True)
    population = models.CharField(_("population"), max_length=20, choices=Population.choices, blank=True)
    numerator = models.CharField(_("counted when"), max_length=20, choices=Numerator.choices, blank=True)
    categories = models.JSONField(_("categories"), default=list, blank=True)
    positions = models.JSONField(_("positions"), default=list, blank=True)
    only_it_staff = models.BooleanField(_("only IT and digital-transformation staff"), default=False)
    only_leaders = models.BooleanField(_("only leaders"), default=False)
    branch = models.ForeignKey(
        Agency, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("only this branch")
    )
    excused = models.JSONField(_("not counted while away for"), default=list, blank=True)
    unit = models.CharField(_("unit of count"), max_length=40, choices=Unit.choices, default=Unit.PEOPLE)
    courses: "models.ManyToManyField[CoursePage, models.Model]" = models.ManyToManyField(
        CoursePage, blank=True, related_name="targets", verbose_name=_("courses that count")
    )
    confidence = models.CharField(_("how sure"), max_length=20, choices=Confidence.choices)
    counting_note = models.TextField(_("our reading"), blank=True)
    counted_since = models.DateField(_("counted in this way since"), null=True, blank=True)
    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = _("target")
        verbose_name_plural = _("targets")
        constraints = [
            models.CheckConstraint(
                name="target_percent_in_range", condition=Q(percent=None) | Q(percent__gte=1, percent__lte=100)
            ),
        ]

    def __str__(self) -> str:
        return self.code

    @property
    def is_countable(self) -> bool:
        return bool(self.population and self.numerator and self.percent)
