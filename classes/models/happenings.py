"""What happened in the room, as it was written down."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from classes.models.roll import RollEntry
from classes.models.sessions import ExamSession, Fact


class Incident(Fact):
    """Something that belongs in the record of the session. The database refuses to change or delete one:
    a mistake is put right by a further one."""

    class Kind(models.TextChoices):
        LINE = "line", _("line or power failed")
        DEVICE = "device", _("a device failed")
        RULES = "rules", _("rules were broken")
        HEALTH = "health", _("someone fell ill")
        EXTRA_TIME = "extra_time", _("more time given")
        EXCLUDED = "excluded", _("excluded from the exam")
        ENDED = "ended", _("ended by the invigilator")
        OTHER = "other", _("something else")

    session = models.ForeignKey(ExamSession, models.PROTECT, related_name="incidents")
    at = models.DateTimeField(_("when"))
    noted_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    about = models.ForeignKey(RollEntry, models.PROTECT, null=True, related_name="incidents")
    kind = models.CharField(_("kind"), max_length=12, choices=Kind.choices)
    words = models.CharField(_("in words"), max_length=1000)

    class Meta:
        verbose_name = _("incident")
        verbose_name_plural = _("incidents")

    def __str__(self) -> str:
        return f"{self.get_kind_display()}: {self.words[:60]}"
