"""A supervised exam: when, where, which test, who watches over it, and the life it goes through."""

import secrets
from typing import ClassVar, Self

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from courses.models import CoursePage, QuizPage, Teaching
from workforce.lineage import body_on
from workforce.models import Agency


class Fact(models.Model):
    """A row that Wagtail need not index and nobody may delete by deleting something else."""

    wagtail_reference_index_ignore = True

    class Meta:
        abstract = True


def new_secret() -> str:
    return secrets.token_hex(32)


class ExamSessionQuerySet(models.QuerySet["ExamSession"]):
    def watched_by(self, person: User) -> Self:
        """Sessions that `person` is appointed to watch over."""
        return self.filter(pk__in=Invigilation.objects.running().filter(person=person).values("session"))

    def planned_by(self, person: User) -> Self:
        """Sessions of the courses that `person` teaches; all of them for a superuser."""
        if person.is_superuser:
            return self.all()
        return self.filter(course__in=Teaching.objects.held_by(person).values("course"))

    def visible_to(self, person: User) -> Self:
        """Sessions that `person` may run: as an invigilator or as a planner."""
        everything = self.model._default_manager.get_queryset()
        watched, planned = everything.watched_by(person), everything.planned_by(person)  # type: ignore[attr-defined]
        return self.filter(Q(pk__in=watched.values("pk")) | Q(pk__in=planned.values("pk")))


class ExamSession(Fact):
    """One sitting of a supervised test. Called off or closed, never deleted.

    Starts are possible from `opens_at` until `closes_at` while it is running; time for answers ends at
    `closes_at` too, but for those with extra minutes. `secret` makes the codes of the wall (classes.codes).
    """

    class State(models.TextChoices):
        PLANNED = "planned", _("planned")
        OPEN = "open", _("checking in")
        RUNNING = "running", _("under way")
        CLOSED = "closed", _("closed")
        CALLED_OFF = "called_off", _("called off")

    TRANSITIONS: ClassVar[dict[str, tuple[str, ...]]] = {
        State.PLANNED: (State.OPEN, State.CALLED_OFF),
        State.OPEN: (State.RUNNING, State.CLOSED, State.CALLED_OFF),
        State.RUNNING: (State.CLOSED,),
        State.CLOSED: (),
        State.CALLED_OFF: (),
    }

    quiz = models.ForeignKey(QuizPage, models.PROTECT, related_name="exam_sessions", verbose_name=_("test"))
    course = models.ForeignKey(CoursePage, models.PROTECT, related_name="exam_sessions", verbose_name=_("course"))
    title = models.CharField(_("title"), max_length=200)
    agency = models.ForeignKey(
        Agency, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("held by the agency")
    )
    place = models.CharField(_("place"), max_length=200)
    room = models.CharField(_("room"), max_length=60)
    opens_at = models.DateTimeField(_("begins"))
    closes_at = models.DateTimeField(_("ends"))
    seats = models.PositiveSmallIntegerField(_("seats"), validators=[MinValueValidator(1), MaxValueValidator(500)])
    state = models.CharField(_("state"), max_length=12, choices=State.choices, default=State.PLANNED)
    secret = models.CharField(max_length=64, default=new_secret, editable=False)
    created_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    created_at = models.DateTimeField(_("planned at"))
    opened_at = models.DateTimeField(_("opened at"), null=True)
    started_at = models.DateTimeField(_("started at"), null=True)
    closed_at = models.DateTimeField(_("closed at"), null=True)

    objects = ExamSessionQuerySet.as_manager()

    class Meta:
        verbose_name = _("exam session")
        verbose_name_plural = _("exam sessions")
        indexes = [models.Index(name="exam_session_day", fields=["opens_at"])]
        constraints = [
            models.CheckConstraint(name="exam_session_times_in_order", condition=Q(closes_at__gt=F("opens_at"))),
            models.CheckConstraint(
                name="exam_session_closed_whole",
                condition=Q(state__in=["closed", "called_off"], closed_at__isnull=False)
                | (~Q(state__in=["closed", "called_off"]) & Q(closed_at=None)),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.title}, {self.room}"

    def may_become(self, state: str) -> bool:
        return state in self.TRANSITIONS[self.state]

    @property
    def held_by(self) -> Agency | None:
        """The agency under the name it bears on the day of the session."""
        return body_on(self.agency, timezone.localdate(self.opens_at)) if self.agency else None

    @property
    def is_over(self) -> bool:
        return not self.TRANSITIONS[self.state]

    @property
    def is_running(self) -> bool:
        return self.state == self.State.RUNNING

    @property
    def takes_people(self) -> bool:
        """Whether people can be checked in: while it is open, and latecomers while it runs."""
        return self.state in (self.State.OPEN, self.State.RUNNING)


class InvigilationQuerySet(models.QuerySet["Invigilation"]):
    def running(self) -> Self:
        return self.filter(ended_at=None)


class Invigilation(Fact):
    """That a person watches over a session. Appointed and ended, never deleted."""

    session = models.ForeignKey(ExamSession, models.PROTECT, related_name="invigilations")
    person = models.ForeignKey(User, models.PROTECT, related_name="invigilations", verbose_name=_("invigilator"))
    appointed_by = models.ForeignKey(User, models.PROTECT, related_name="+", verbose_name=_("appointed by"))
    appointed_at = models.DateTimeField(_("appointed at"))
    ended_at = models.DateTimeField(_("ended at"), null=True)

    objects = InvigilationQuerySet.as_manager()

    class Meta:
        verbose_name = _("invigilator")
        verbose_name_plural = _("invigilators")
        constraints = [
            models.UniqueConstraint(name="invigilation_once", fields=["session", "person"], condition=Q(ended_at=None)),
        ]
