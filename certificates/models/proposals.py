"""Acts that one officer proposes and another decides."""

import datetime as dt
from typing import Self

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from certificates.models.keys import SigningKey
from certificates.models.row import Row


class ProposalQuerySet(models.QuerySet["Proposal"]):
    def waiting(self, at: dt.datetime) -> Self:
        """Proposals that somebody may still decide at that moment."""
        return self.filter(outcome="", expires_at__gt=at)


class Proposal(Row):
    """That an officer wants something grave done to a paper or a key; it happens when a second one confirms it.

    `reason`, `since` (of a compromised key), `note` and the decision are those of the act itself. The row is
    written once and decided once.
    """

    class Kind(models.TextChoices):
        REVOKE_CERTIFICATE = "revoke_certificate", _("Revoke a paper")
        RETIRE_KEY = "retire_key", _("Retire a signing key")
        COMPROMISE_KEY = "compromise_key", _("Declare a signing key compromised")

    class Outcome(models.TextChoices):
        CONFIRMED = "confirmed", _("confirmed")
        DECLINED = "declined", _("declined")
        WITHDRAWN = "withdrawn", _("taken back")
        EXPIRED = "expired", _("expired")

    kind = models.CharField(_("what"), max_length=30, choices=Kind.choices)
    certificate = models.ForeignKey("Certificate", models.PROTECT, null=True, related_name="proposals")
    key = models.ForeignKey(SigningKey, models.PROTECT, null=True, related_name="proposals")
    reason = models.CharField(_("reason"), max_length=20, blank=True)
    since = models.DateTimeField(_("in other hands since"), null=True, blank=True)
    note = models.TextField(_("for the file"), max_length=1000)
    decision_number = models.CharField(_("number of the decision"), max_length=60, blank=True)
    decision_on = models.DateField(_("day of the decision"), null=True, blank=True)
    by = models.ForeignKey(User, models.PROTECT, related_name="+", verbose_name=_("proposed by"))
    at = models.DateTimeField(_("proposed at"))
    expires_at = models.DateTimeField(_("to be decided before"))
    decided_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+", verbose_name=_("decided by"))
    decided_at = models.DateTimeField(_("decided at"), null=True)
    outcome = models.CharField(_("outcome"), max_length=10, choices=Outcome.choices, blank=True)
    answer = models.TextField(_("words of the one who decided"), max_length=1000, blank=True)

    objects = ProposalQuerySet.as_manager()

    class Meta:
        verbose_name = _("proposal")
        verbose_name_plural = _("proposals")
        constraints = [
            models.CheckConstraint(
                name="proposal_has_one_subject",
                condition=Q(kind="revoke_certificate", certificate__isnull=False, key=None)
                | (~Q(kind="revoke_certificate") & Q(certificate=None, key__isnull=False)),
            ),
            models.CheckConstraint(
                name="proposal_since_of_lost_keys",
                condition=Q(kind="compromise_key", since__isnull=False) | (~Q(kind="compromise_key") & Q(since=None)),
            ),
            models.UniqueConstraint(
                name="proposal_of_paper_waits_once", fields=["kind", "certificate"], condition=Q(outcome="")
            ),
            models.UniqueConstraint(name="proposal_of_key_waits_once", fields=["kind", "key"], condition=Q(outcome="")),
            models.CheckConstraint(
                name="proposal_decided_whole",
                condition=Q(outcome="", decided_at=None, decided_by=None)
                | Q(outcome="expired", decided_at__isnull=False, decided_by=None)
                | Q(
                    outcome__in=["confirmed", "declined", "withdrawn"],
                    decided_at__isnull=False,
                    decided_by__isnull=False,
                ),
            ),
            # Two persons, whatever the code says.
            models.CheckConstraint(
                name="proposal_confirmed_by_another", condition=~Q(outcome="confirmed") | ~Q(decided_by=F("by"))
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()}: {self.subject}"

    @property
    def subject(self) -> "models.Model | None":
        """The paper or the key that it is about; the database holds that there is one."""
        return self.certificate or self.key
