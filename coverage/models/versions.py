"""How a target was counted before somebody changed it."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from coverage.models.targets import Target


class TargetVersion(models.Model):
    """That `target` was counted by `rule` until the day before `until`, and why and by whom it was changed then.

    `rule` is what `coverage.ruling.rule_of` writes. The way it is counted now stands in the target itself.
    Rows only grow.
    """

    target = models.ForeignKey(Target, models.PROTECT, related_name="versions")
    until = models.DateField(_("until (first day counted in another way)"))
    rule = models.JSONField(_("rule"))
    reason = models.CharField(_("why it was changed"), max_length=300)
    changed_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    changed_at = models.DateTimeField(_("changed at"))
    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = _("earlier way of counting")
        verbose_name_plural = _("earlier ways of counting")
        constraints = [
            models.UniqueConstraint(name="target_version_a_day", fields=["target", "until"]),
            models.CheckConstraint(name="target_version_says_why", condition=~Q(reason="")),
        ]

    def __str__(self) -> str:
        return f"{self.target} < {self.until}"
