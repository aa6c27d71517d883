"""Which roster came under which key, so that a question asked twice is done once."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from api.models.clients import ApiClient
from workforce.models import RosterImport


class BroughtRoster(models.Model):
    """That a connected system brought `roster` under the key it chose (Idempotency-Key)."""

    client = models.ForeignKey(ApiClient, models.PROTECT, related_name="rosters", verbose_name=_("connected system"))
    key = models.CharField(max_length=100)
    roster = models.OneToOneField(RosterImport, models.PROTECT, related_name="brought_by_system")
    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = _("roster of a connected system")
        verbose_name_plural = _("rosters of connected systems")
        constraints = [models.UniqueConstraint(name="brought_roster_key_once", fields=["client", "key"])]

    def __str__(self) -> str:
        return self.key
