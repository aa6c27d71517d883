"""What a device said of somebody's attendance after it had been without a signal."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from classes.models.cohorts import Meeting
from classes.models.membership import Attendance, Membership
from classes.models.sessions import Fact


class DeviceMark(Fact):
    """A mark made on a device without a signal, as it was sent afterwards. The database refuses to change one.

    `claimed_at` is the device's clock, `received_at` ours. The device names each mark, so that the same one sent again
    is the same row. `attendance` is the fact it became; none where somebody else's newer mark stood already, or where
    the same was written down before.
    """

    class Outcome(models.TextChoices):
        WRITTEN = "written", _("written down")
        SAME = "same", _("stood there already")
        OVERTAKEN = "overtaken", _("somebody else marked meanwhile")

    sent_by = models.ForeignKey(User, models.PROTECT, related_name="device_marks", verbose_name=_("sent by"))
    mark_id = models.UUIDField(_("name given by the device"))
    meeting = models.ForeignKey(Meeting, models.PROTECT, related_name="device_marks")
    membership = models.ForeignKey(Membership, models.PROTECT, related_name="device_marks")
    state = models.CharField(_("state"), max_length=12, choices=Attendance.State.choices)
    claimed_at = models.DateTimeField(_("when, by the device's clock"))
    received_at = models.DateTimeField(_("received at"))
    outcome = models.CharField(_("what became of it"), max_length=10, choices=Outcome.choices)
    attendance = models.OneToOneField(Attendance, models.PROTECT, null=True, related_name="device_mark")

    class Meta:
        verbose_name = _("mark of a device")
        verbose_name_plural = _("marks of devices")
        constraints = [
            models.UniqueConstraint(name="device_mark_once", fields=["sent_by", "mark_id"]),
            models.CheckConstraint(
                name="device_mark_became_a_fact",
                condition=models.Q(outcome="written", attendance__isnull=False)
                | (~models.Q(outcome="written") & models.Q(attendance=None)),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.membership}: {self.state}"
