"""Links by which holders show a paper to others."""

from typing import Self

from django.db import models
from django.utils.translation import gettext_lazy as _

from certificates.models.papers import Certificate
from certificates.models.row import Row


class ShareLinkQuerySet(models.QuerySet["ShareLink"]):
    def open(self) -> Self:
        """Links that their holders have not switched off."""
        return self.filter(ended_at=None)


class ShareLink(Row):
    """A link that shows of a paper what its holder chose. Ended, never deleted: its address then says so.

    What it shows is fixed; other choices make another link. A score is never shown.
    """

    class Name(models.TextChoices):
        FULL = "full", _("my full name")
        INITIALS = "initials", _("only the initials of my name")

    certificate = models.ForeignKey(Certificate, models.PROTECT, related_name="share_links")
    token = models.CharField(max_length=26, unique=True)
    name_shown = models.CharField(_("what to show of my name"), max_length=10, choices=Name.choices, default=Name.FULL)
    shows_level = models.BooleanField(_("show the level"), default=True)
    shows_day = models.BooleanField(_("show the day it was issued"), default=True)
    may_be_found = models.BooleanField(_("search engines may find the page"), default=False)
    made_at = models.DateTimeField(_("made at"))
    ended_at = models.DateTimeField(_("ended at"), null=True, blank=True)

    objects = ShareLinkQuerySet.as_manager()

    class Meta:
        verbose_name = _("shared link")
        verbose_name_plural = _("shared links")
        constraints = [
            models.UniqueConstraint(
                name="share_link_one_open", fields=["certificate"], condition=models.Q(ended_at=None)
            ),
        ]

    @property
    def shows_all(self) -> bool:
        """Whether it shows all that the paper's face does, so that the paper's own code and files may go with it."""
        return self.name_shown == self.Name.FULL and self.shows_level and self.shows_day
