"""What is kept in the file when a paper ends."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from certificates.models.row import Row


class EndingNote(Row):
    """Why a paper was revoked or replaced, in a sentence for the file, and the decision it rests on.

    Apart from the paper itself, so that no page or list which shows a paper can show this by mistake.
    """

    certificate = models.OneToOneField("Certificate", models.PROTECT, related_name="ending_note")
    note = models.TextField(_("for the file"), max_length=1000, blank=True)
    decision_number = models.CharField(_("number of the decision"), max_length=60, blank=True)
    decision_on = models.DateField(_("day of the decision"), null=True, blank=True)

    class Meta:
        verbose_name = _("note on an ending")
        verbose_name_plural = _("notes on endings")

    def __str__(self) -> str:
        return self.note
