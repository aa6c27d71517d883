"""Where the register began anew after it was restored from a backup."""

from typing import Any

from django.db import models
from django.utils.translation import gettext_lazy as _

from certificates.models.row import Row


class Epoch(Row):
    """That the register was restored: from here on it has another name, and numbers that were never given before.

    The first epoch has no row; `number` counts from 2. `size`: entries that the backup had. `skipped`: numbers that
    nobody gets, for people may hold papers with them; each has the `kind` (paper or confirmation), the issuer's
    `symbol`, the `year`, and its `first` and `last` number.
    """

    PAPER, CONFIRMATION = "paper", "confirmation"

    number = models.PositiveSmallIntegerField(_("number"), unique=True)
    begun_at = models.DateTimeField(_("begun at"))
    reason = models.TextField(_("reason"))
    size = models.PositiveBigIntegerField(_("entries that were restored"))
    register_name = models.CharField(_("name of the register"), max_length=200)
    skipped: "models.JSONField[Any, Any]" = models.JSONField(_("numbers that are left out"), default=list)

    class Meta:
        verbose_name = _("epoch of the register")
        verbose_name_plural = _("epochs of the register")

    def __str__(self) -> str:
        return str(self.number)
