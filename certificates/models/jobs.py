"""Decisions to issue that wait for their paper, and the numbers that papers get."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from certificates.models.issuers import Award, Issuer
from certificates.models.row import Row
from courses.models import Completion


class IssueJob(Row):
    """A decision to issue that waits for its paper; written in the transaction that decides.

    `next_try_at` moves later after a failure; after settings.ISSUE_ATTEMPTS failures the job is
    `failed` and waits for a person. `signing`: the paper is prepared (PreparedPaper), an officer signs it.
    """

    class State(models.TextChoices):
        WAITING = "waiting", _("waiting")
        SIGNING = "signing", _("waiting for the officer's signature")
        DONE = "done", _("done")
        FAILED = "failed", _("failed")

    completion = models.OneToOneField(Completion, models.PROTECT, related_name="issue_job")
    award = models.ForeignKey(Award, models.PROTECT, related_name="jobs")
    state = models.CharField(_("state"), max_length=10, choices=State.choices, default=State.WAITING)
    decided_at = models.DateTimeField(_("decided at"))
    next_try_at = models.DateTimeField(_("next try"))
    attempts = models.PositiveSmallIntegerField(_("tries"), default=0)
    last_error = models.TextField(_("last error"), blank=True)

    class Meta:
        verbose_name = _("issue job")
        verbose_name_plural = _("issue jobs")
        indexes = [models.Index(name="issue_job_next", fields=["next_try_at"], condition=Q(state="waiting"))]


class SerialCounter(Row):
    """The last number an issuer gave in a year. A counter row, because a database sequence leaves gaps."""

    issuer = models.ForeignKey(Issuer, models.PROTECT, related_name="counters")
    year = models.PositiveSmallIntegerField(_("year"))
    last = models.PositiveIntegerField(_("last number"), default=0)

    class Meta:
        constraints = [models.UniqueConstraint(name="serial_counter_once", fields=["issuer", "year"])]
