"""What was learnt without a signal, as the device told it afterwards."""

from typing import Any

from django.db import models
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from courses.models.facts import Enrolment, Fact
from courses.models.pages import StepPage


class OfflineEvent(Fact):
    """That a device claims its owner did something at a step, at a moment by the device's own clock.

    `claimed_at` is what the device said, `received_at` when we heard it, `counted_at` the date we put to it.
    The device names each event, so the same one sent again is the same row.
    """

    class Kind(models.TextChoices):
        DONE = "done", _("lesson done")
        CHECK = "check", _("quick check tried")
        PLACE = "place", _("lesson opened")

    person = models.ForeignKey(User, models.PROTECT, related_name="offline_events")
    event_id = models.UUIDField(_("name given by the device"))
    enrolment = models.ForeignKey(Enrolment, models.PROTECT, related_name="offline_events")
    step = models.ForeignKey(StepPage, models.PROTECT, related_name="+")
    kind = models.CharField(_("kind"), max_length=10, choices=Kind.choices)
    detail: "models.JSONField[Any, Any]" = models.JSONField(default=dict)
    claimed_at = models.DateTimeField(_("when, by the device's clock"))
    received_at = models.DateTimeField(_("received at"))
    counted_at = models.DateTimeField(_("counted as of"))

    class Meta:
        verbose_name = _("event of a device")
        verbose_name_plural = _("events of devices")
        constraints = [
            models.UniqueConstraint(name="offline_event_once", fields=["person", "event_id"]),
            models.CheckConstraint(
                name="offline_event_not_ahead", condition=models.Q(counted_at__lte=models.F("received_at"))
            ),
        ]
