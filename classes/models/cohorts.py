"""A cohort: people who learn a course together, its meetings, and who leads it."""

from typing import ClassVar, Self

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from classes.models.sessions import ExamSession, Fact
from courses.models import CoursePage
from workforce.models import Agency, Verb


class CohortQuerySet(models.QuerySet["Cohort"]):
    def running(self) -> Self:
        """Those neither closed nor called off."""
        return self.filter(state=Cohort.State.OPEN)

    def for_citizens(self) -> Self:
        """Those that everybody finds and may register for."""
        return self.filter(for_everyone=True)

    def led_by(self, person: User) -> Self:
        """Classes that `person` leads as a facilitator."""
        return self.filter(pk__in=Facilitation.objects.running().filter(person=person).values("cohort"))

    def organised_by(self, person: User) -> Self:
        """Classes held by agencies whose people `person` may bind to learn."""
        return self.filter(agency__in=Agency.objects.where(person, Verb.ASSIGN))

    def visible_to(self, person: User) -> Self:
        """Classes that `person` leads, and those of the branches where `person` sees people."""
        led = Facilitation.objects.running().filter(person=person).values("cohort")
        return self.filter(Q(pk__in=led) | Q(agency__in=Agency.objects.where(person, Verb.SEE)))


class Cohort(Fact):
    """A class of a course, held by an agency between two days. Closed or called off, never deleted.

    `for_everyone`: citizens find it without signing in, and register themselves (classes.cohorts.registering).
    `figures` are frozen when it is closed (classes.cohorts.closing), and stay when attendance is corrected later.
    """

    class State(models.TextChoices):
        OPEN = "open", _("going on")
        CLOSED = "closed", _("closed")
        CALLED_OFF = "called_off", _("called off")

    LARGEST: ClassVar[int] = 500

    course = models.ForeignKey(CoursePage, models.PROTECT, related_name="cohorts", verbose_name=_("course"))
    agency = models.ForeignKey(Agency, models.PROTECT, related_name="cohorts", verbose_name=_("held by the agency"))
    code = models.CharField(_("code"), max_length=40, unique=True)
    title = models.CharField(_("title"), max_length=200)
    for_everyone = models.BooleanField(_("open to everyone"), default=False)
    document = models.CharField(_("decision document"), max_length=120)
    place = models.CharField(_("place"), max_length=200, blank=True)
    online_link = models.URLField(_("link to meet online"), max_length=500, blank=True)
    bring = models.CharField(_("what to bring"), max_length=300, blank=True)
    capacity = models.PositiveSmallIntegerField(
        _("seats"), validators=[MinValueValidator(1), MaxValueValidator(LARGEST)]
    )
    first_on = models.DateField(_("first day"))
    last_on = models.DateField(_("last day"))
    exam = models.ForeignKey(
        ExamSession, models.PROTECT, null=True, blank=True, related_name="cohorts", verbose_name=_("exam session")
    )
    state = models.CharField(_("state"), max_length=12, choices=State.choices, default=State.OPEN)
    made_by = models.ForeignKey(User, models.PROTECT, related_name="+", verbose_name=_("made by"))
    made_at = models.DateTimeField(_("made at"))
    ended_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+", verbose_name=_("ended by"))
    ended_at = models.DateTimeField(_("ended at"), null=True)
    ending_note = models.CharField(_("note at the end"), max_length=1000, blank=True)
    figures = models.JSONField(_("figures at the end"), null=True)

    objects = CohortQuerySet.as_manager()

    class Meta:
        verbose_name = _("class")
        verbose_name_plural = _("classes")
        indexes = [models.Index(name="cohort_first_day", fields=["first_on"])]
        constraints = [
            models.CheckConstraint(name="cohort_days_in_order", condition=Q(last_on__gte=F("first_on"))),
            models.CheckConstraint(name="cohort_is_somewhere", condition=~Q(place="") | ~Q(online_link="")),
            models.CheckConstraint(
                name="cohort_ended_whole",
                condition=Q(state="open", ended_at=None, ended_by=None)
                | (~Q(state="open") & Q(ended_at__isnull=False, ended_by__isnull=False)),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.title} ({self.code})"

    @property
    def is_open(self) -> bool:
        return self.state == self.State.OPEN

    @property
    def where(self) -> str:
        """The place, or the link when it meets online only."""
        return self.place or self.online_link


class FacilitationQuerySet(models.QuerySet["Facilitation"]):
    def running(self) -> Self:
        return self.filter(ended_at=None)


class Facilitation(Fact):
    """That a person leads a class. Appointed and ended, never deleted: who could see whom stays answerable."""

    cohort = models.ForeignKey(Cohort, models.PROTECT, related_name="facilitations")
    person = models.ForeignKey(User, models.PROTECT, related_name="facilitations", verbose_name=_("facilitator"))
    appointed_by = models.ForeignKey(User, models.PROTECT, related_name="+", verbose_name=_("appointed by"))
    appointed_at = models.DateTimeField(_("appointed at"))
    ended_at = models.DateTimeField(_("ended at"), null=True)

    objects = FacilitationQuerySet.as_manager()

    class Meta:
        verbose_name = _("facilitator")
        verbose_name_plural = _("facilitators")
        constraints = [
            models.UniqueConstraint(name="facilitation_once", fields=["cohort", "person"], condition=Q(ended_at=None)),
        ]


class MeetingQuerySet(models.QuerySet["Meeting"]):
    def held(self) -> Self:
        """Those that were not called off."""
        return self.filter(called_off_at=None)

    def in_order(self) -> Self:
        return self.order_by("on", "begins", "pk")


class Meeting(Fact):
    """One coming together of a class. Its day and periods stay once attendance was taken; it may be called off.

    `periods` are teaching periods (tiết) and count as training for whoever attended: 0 where the time is spent
    in the course itself, whose minutes count already. `version` counts the changes, for calendars.
    """

    cohort = models.ForeignKey(Cohort, models.PROTECT, related_name="meetings")
    on = models.DateField(_("day"))
    begins = models.TimeField(_("from"))
    ends = models.TimeField(_("until"))
    room = models.CharField(_("room"), max_length=60, blank=True)
    periods = models.PositiveSmallIntegerField(_("teaching periods"), validators=[MaxValueValidator(12)])
    topic = models.CharField(_("topic"), max_length=200, blank=True)
    version = models.PositiveSmallIntegerField(default=0)
    called_off_at = models.DateTimeField(_("called off at"), null=True)

    objects = MeetingQuerySet.as_manager()

    class Meta:
        verbose_name = _("meeting")
        verbose_name_plural = _("meetings")
        constraints = [
            models.CheckConstraint(name="meeting_times_in_order", condition=Q(ends__gt=F("begins"))),
            models.UniqueConstraint(
                name="meeting_once", fields=["cohort", "on", "begins"], condition=Q(called_off_at=None)
            ),
        ]

    def __str__(self) -> str:
        return f"{self.on:%d/%m/%Y} {self.begins:%H:%M}"

    @property
    def is_called_off(self) -> bool:
        return self.called_off_at is not None


class Letter(Fact):
    """What a facilitator or an officer wrote to everybody in a class. The database refuses to change or delete one."""

    cohort = models.ForeignKey(Cohort, models.PROTECT, related_name="letters")
    subject = models.CharField(_("subject"), max_length=120)
    text = models.TextField(_("message"), max_length=2000)
    written_by = models.ForeignKey(User, models.PROTECT, related_name="+", verbose_name=_("written by"))
    written_at = models.DateTimeField(_("written at"))
    told = models.PositiveSmallIntegerField(_("so many were told"))

    class Meta:
        verbose_name = _("letter to a class")
        verbose_name_plural = _("letters to classes")

    def __str__(self) -> str:
        return self.subject
