"""The sealed records of supervised attempts: a chain of hashes that only grows."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from courses.models.facts import Attempt, Fact


class SealChain(Fact):
    """How long the chain is and how it ends. One row, locked while a seal is added."""

    ONLY = 1

    length = models.PositiveBigIntegerField(default=0)
    last_sha256 = models.CharField(max_length=64, blank=True)

    class Meta:
        constraints = [models.CheckConstraint(name="seal_chain_one_row", condition=models.Q(pk=1))]


class AttemptSeal(Fact):
    """What a supervised attempt showed, was answered and was graded, as it was at grading (courses.records).

    `record` is canonical JSON. `sha256` covers the sequence number, the seal before and the record, so that
    none can be changed, taken out or put in between. The database refuses to change or delete a row.
    """

    sequence = models.PositiveBigIntegerField(_("number"), unique=True)
    attempt = models.OneToOneField(Attempt, models.PROTECT, related_name="seal")
    record = models.TextField()
    previous_sha256 = models.CharField(max_length=64, blank=True)
    sha256 = models.CharField(max_length=64, unique=True)
    sealed_at = models.DateTimeField(_("sealed at"))

    class Meta:
        verbose_name = _("sealed exam record")
        verbose_name_plural = _("sealed exam records")

    def __str__(self) -> str:
        return f"{self.sequence}: {self.sha256[:16]}"
