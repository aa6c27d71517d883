"""Times during which a paper does not count because it is being examined."""

import datetime as dt
from typing import Self

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from certificates.models.row import Row


class SuspensionQuerySet(models.QuerySet["Suspension"]):
    def on(self, day: dt.date) -> Self:
        """Suspensions that run at the end of `day`."""
        return self.filter(Q(lifted_on=None) | Q(lifted_on__gt=day), starts_on__lte=day)

    def running(self) -> Self:
        """Suspensions that nobody has lifted."""
        return self.filter(lifted_at=None)


class Suspension(Row):
    """That a paper does not count from `starts_on` until the day before `lifted_on`, while it is examined.

    A paper that is revoked during its examination keeps the suspension without an end. `reason` and
    `finding` are for the file; the public reads neither.
    """

    certificate = models.ForeignKey("Certificate", models.PROTECT, related_name="suspensions")
    reason = models.TextField(_("why it is examined"), max_length=1000)
    starts_at = models.DateTimeField(_("suspended at"))
    starts_on = models.DateField(_("suspended on"))
    by = models.ForeignKey(User, models.PROTECT, related_name="+", verbose_name=_("suspended by"))
    lifted_at = models.DateTimeField(_("lifted at"), null=True)
    lifted_on = models.DateField(_("lifted on"), null=True)
    lifted_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+", verbose_name=_("lifted by"))
    finding = models.TextField(_("what the examination found"), max_length=1000, blank=True)

    objects = SuspensionQuerySet.as_manager()

    class Meta:
        verbose_name = _("suspension")
        verbose_name_plural = _("suspensions")
        constraints = [
            models.UniqueConstraint(name="suspension_one_runs", fields=["certificate"], condition=Q(lifted_at=None)),
            models.CheckConstraint(
                name="suspension_lifted_whole",
                condition=Q(lifted_at=None, lifted_on=None, lifted_by=None)
                | Q(lifted_at__isnull=False, lifted_on__isnull=False, lifted_by__isnull=False),
            ),
            models.CheckConstraint(
                name="suspension_days_in_order", condition=Q(lifted_on=None) | Q(lifted_on__gte=F("starts_on"))
            ),
        ]

    def __str__(self) -> str:
        return f"{self.certificate}: {self.starts_on}"
