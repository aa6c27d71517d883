"""Who is away from work for a reason that excuses from training, from when to when."""

import datetime as dt
from typing import Self

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from accounts.models import User


class AbsenceQuerySet(models.QuerySet["Absence"]):
    def at(self, day: dt.date) -> Self:
        """Absences that run on `day` and were not taken back."""
        running = Q(ends_on=None) | Q(ends_on__gt=day)
        return self.filter(running, starts_on__lte=day, withdrawn_at=None)


class Absence(models.Model):
    """That a person was away from `starts_on` until the day before `ends_on`, and why.

    The employment goes on meanwhile. A row is never deleted: one written by mistake is withdrawn.
    """

    class Reason(models.TextChoices):
        MATERNITY = "maternity", _("maternity leave")
        ILLNESS = "illness", _("long illness")
        UNPAID = "unpaid", _("unpaid leave")
        STUDY = "study", _("full-time study")
        MILITARY = "military", _("military service")

    person = models.ForeignKey(User, models.PROTECT, related_name="absences")
    reason = models.CharField(_("reason"), max_length=20, choices=Reason.choices)
    starts_on = models.DateField(_("from"))
    ends_on = models.DateField(_("until (first day back at work)"), null=True, blank=True)
    document = models.CharField(_("decision"), max_length=120, blank=True)
    recorded_by = models.ForeignKey(User, models.PROTECT, related_name="+", verbose_name=_("recorded by"))
    recorded_at = models.DateTimeField(_("recorded at"))
    withdrawn_at = models.DateTimeField(_("taken back at"), null=True)
    wagtail_reference_index_ignore = True

    objects = AbsenceQuerySet.as_manager()

    class Meta:
        verbose_name = _("absence")
        verbose_name_plural = _("absences")
        indexes = [models.Index(name="absence_days", fields=["reason", "starts_on", "ends_on"])]
        constraints = [
            models.CheckConstraint(
                name="absence_dates_in_order", condition=Q(ends_on=None) | Q(ends_on__gt=F("starts_on"))
            ),
            models.UniqueConstraint(
                name="absence_one_open", fields=["person"], condition=Q(ends_on=None, withdrawn_at=None)
            ),
        ]

    def __str__(self) -> str:
        return f"{self.person}: {self.get_reason_display()}"
