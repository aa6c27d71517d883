"""Decisions to issue that wait for their paper, and the numbers that papers get."""

from typing import Any, Self

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from certificates.models.issuers import Award, Issuer
from certificates.models.row import Row
from courses.models import Completion


class IssueBatch(Row):
    """Papers that one officer confirmed together, so that their making can be watched."""

    by = models.ForeignKey(User, models.PROTECT, related_name="+", verbose_name=_("confirmed by"))
    at = models.DateTimeField(_("confirmed at"))

    class Meta:
        verbose_name = _("batch of papers")
        verbose_name_plural = _("batches of papers")


class IssueJobQuerySet(models.QuerySet["IssueJob"]):
    def kept_by(self, user: User) -> Self:
        """Jobs for papers of the issuers whose register `user` keeps."""
        return self.filter(award__issuer__in=Issuer.objects.kept_by(user))


class IssueJob(Row):
    """A decision to issue that waits for its paper; written in the transaction that decides.

    `next_try_at` moves later after a failure; after settings.ISSUE_ATTEMPTS failures the job is
    `failed` and waits for a person. A job that `lacks` something about the holder is no failure: it
    goes on by itself when the datum is there (certificates.lacking). `signing`: the paper is prepared
    (PreparedPaper), an officer signs it.
    """

    class State(models.TextChoices):
        UNCONFIRMED = "unconfirmed", _("waits for an officer")
        DECLINED = "declined", _("declined")
        LACKING = "lacking", _("waits for a datum of the holder")
        WAITING = "waiting", _("waiting")
        SIGNING = "signing", _("waiting for the officer's signature")
        DONE = "done", _("done")
        FAILED = "failed", _("failed")

    completion = models.OneToOneField(Completion, models.PROTECT, related_name="issue_job")
    award = models.ForeignKey(Award, models.PROTECT, related_name="jobs")
    state = models.CharField(_("state"), max_length=12, choices=State.choices, default=State.WAITING)
    decided_at = models.DateTimeField(_("decided at"))
    next_try_at = models.DateTimeField(_("next try"))
    attempts = models.PositiveSmallIntegerField(_("tries"), default=0)
    last_error = models.TextField(_("last error"), blank=True)
    lacks: "models.JSONField[Any, Any]" = models.JSONField(_("lacks"), default=list, blank=True)
    batch = models.ForeignKey(IssueBatch, models.PROTECT, null=True, related_name="jobs", verbose_name=_("batch"))
    declined_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+", verbose_name=_("declined by"))
    declined_at = models.DateTimeField(_("declined at"), null=True)
    decline_reason = models.CharField(_("reason"), max_length=300, blank=True)

    objects = IssueJobQuerySet.as_manager()

    class Meta:
        verbose_name = _("issue job")
        verbose_name_plural = _("issue jobs")
        indexes = [
            models.Index(name="issue_job_next", fields=["next_try_at"], condition=Q(state="waiting")),
            models.Index(
                name="issue_job_held", fields=["state", "decided_at"], condition=~Q(state__in=["done", "waiting"])
            ),
        ]


class SerialCounter(Row):
    """The last number an issuer gave in a year. A counter row, because a database sequence leaves gaps."""

    issuer = models.ForeignKey(Issuer, models.PROTECT, related_name="counters")
    year = models.PositiveSmallIntegerField(_("year"))
    last = models.PositiveIntegerField(_("last number"), default=0)

    class Meta:
        constraints = [models.UniqueConstraint(name="serial_counter_once", fields=["issuer", "year"])]
