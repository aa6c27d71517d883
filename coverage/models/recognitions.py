"""Papers that people earned elsewhere, and what an officer decided about each."""

import datetime as dt
from typing import Self

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from courses.models import CoursePage


class RecognitionQuerySet(models.QuerySet["Recognition"]):
    def counting(self, day: dt.date) -> Self:
        """Those that count at the end of `day`."""
        return self.filter(counts_on(day))


def held_on(day: dt.date) -> Q:
    """That a paper was accepted by the end of `day` and not taken back by then; it may have run out.

    It counts from the day of the decision, not of the paper: a figure that was reported does not change.
    """
    return Q(state=Recognition.State.ACCEPTED, decided_on__lte=day) & (Q(ended_on=None) | Q(ended_on__gt=day))


def counts_on(day: dt.date) -> Q:
    """That a paper counts at the end of `day`: accepted by then, not run out, and not taken back by then."""
    return held_on(day) & (Q(expires_on=None) | Q(expires_on__gt=day))


class Recognition(models.Model):
    """A paper of `person` from elsewhere, handed in to stand for `course`, and what became of it.

    What it says is kept as it was handed in. `minutes` is what its teaching periods came to when it was
    recognised. `criteria` holds the codes of what the officer looked at. An
    accepted paper may be ended when it turns out to be wrong; it counted until then.
    """

    class State(models.TextChoices):
        WAITING = "waiting", _("waits for an officer")
        ACCEPTED = "accepted", _("recognised")
        REFUSED = "refused", _("not recognised")

    person = models.ForeignKey(User, models.PROTECT, related_name="recognitions")
    course = models.ForeignKey(
        CoursePage, models.PROTECT, related_name="recognitions", verbose_name=_("stands for the course")
    )
    title = models.CharField(_("what the paper says"), max_length=200)
    issuer = models.CharField(_("issued by"), max_length=200)
    number = models.CharField(_("number of the paper"), max_length=60, blank=True)
    issued_on = models.DateField(_("issued on"))
    expires_on = models.DateField(_("valid until (first day it does not count)"), null=True, blank=True)
    periods = models.PositiveSmallIntegerField(_("teaching periods"), null=True, blank=True)
    minutes = models.PositiveIntegerField(_("minutes"), null=True)
    file_name = models.CharField(max_length=150)
    stored_name = models.CharField(max_length=100)
    file_sha256 = models.CharField(max_length=64)
    handed_in_by = models.ForeignKey(User, models.PROTECT, related_name="+", verbose_name=_("handed in by"))
    handed_in_at = models.DateTimeField(_("handed in at"))
    state = models.CharField(_("state"), max_length=10, choices=State.choices, default=State.WAITING)
    criteria: "models.JSONField[list[str], list[str]]" = models.JSONField(default=list, blank=True)
    decided_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+", verbose_name=_("decided by"))
    decided_at = models.DateTimeField(_("decided at"), null=True)
    decided_on = models.DateField(_("decided on"), null=True)
    reason = models.CharField(_("reason"), max_length=300, blank=True)
    ended_on = models.DateField(_("counts no longer from"), null=True, blank=True)
    ended_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+", verbose_name=_("ended by"))
    end_reason = models.CharField(_("why it counts no longer"), max_length=300, blank=True)
    wagtail_reference_index_ignore = True

    objects = RecognitionQuerySet.as_manager()

    class Meta:
        verbose_name = _("outside paper")
        verbose_name_plural = _("outside papers")
        indexes = [models.Index(name="recognition_course_person", fields=["course", "person", "decided_on"])]
        constraints = [
            models.UniqueConstraint(
                name="recognition_of_a_file_once",
                fields=["person", "course", "file_sha256"],
                condition=Q(state__in=["waiting", "accepted"], ended_on=None),
            ),
            models.CheckConstraint(
                name="recognition_decided_by_somebody",
                condition=Q(state="waiting", decided_by=None, decided_at=None, decided_on=None)
                | (
                    ~Q(state="waiting")
                    & Q(decided_by__isnull=False, decided_at__isnull=False, decided_on__isnull=False)
                ),
            ),
            models.CheckConstraint(
                name="recognition_refused_for_a_reason", condition=~Q(state="refused") | ~Q(reason="")
            ),
            models.CheckConstraint(
                name="recognition_ended_for_a_reason",
                condition=Q(ended_on=None, ended_by=None)
                | (Q(state="accepted", ended_on__isnull=False, ended_by__isnull=False) & ~Q(end_reason="")),
            ),
            models.CheckConstraint(
                name="recognition_dates_in_order", condition=Q(expires_on=None) | Q(expires_on__gt=F("issued_on"))
            ),
        ]

    def __str__(self) -> str:
        return f"{self.person}: {self.title}"
