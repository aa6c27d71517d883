"""That attendance was put right after the class was closed: why, by whom, and what the figures are since."""

from typing import Any

from django.db import models
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from classes.models.cohorts import Meeting
from classes.models.sessions import Fact


class Correction(Fact):
    """One putting right of the sheet of a meeting whose class is closed. What was wrong stays beside what is right.

    `figures` are those of the whole class from then on, the ones it was closed with stay with the class.
    The database refuses to change or delete one; only the `reason` may be emptied, when somebody is erased.
    """

    meeting = models.ForeignKey(Meeting, models.PROTECT, related_name="corrections")
    reason = models.CharField(_("reason"), max_length=300, blank=True)
    made_by = models.ForeignKey(User, models.PROTECT, related_name="+", verbose_name=_("corrected by"))
    made_at = models.DateTimeField(_("corrected at"))
    figures: "models.JSONField[Any, Any]" = models.JSONField(_("figures since"))

    class Meta:
        verbose_name = _("correction of attendance")
        verbose_name_plural = _("corrections of attendance")

    def __str__(self) -> str:
        return f"{self.meeting}: {self.made_at:%Y-%m-%d}"
