"""Reports to whoever asked for them: what was ordered, and what was written, for good."""

from typing import Self

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from workforce.models import Agency, Verb


class ReportKind(models.TextChoices):
    YEARLY = "yearly", _("yearly report")
    MONTHLY = "monthly", _("monthly report")
    AD_HOC = "ad_hoc", _("report over days of your choice")


class _AboutAnAgency(models.Model):
    """What a report is about: an agency with everything below it, from the end of `since` to the end of `day`."""

    kind = models.CharField(_("kind"), max_length=10, choices=ReportKind.choices)
    agency = models.ForeignKey(Agency, models.PROTECT, related_name="+", verbose_name=_("agency"))
    since = models.DateField(_("counted from the end of"))
    day = models.DateField(_("counted at the end of"))
    wagtail_reference_index_ignore = True

    class Meta:
        abstract = True


class ReportJobQuerySet(models.QuerySet["ReportJob"]):
    def visible_to(self, user: User) -> Self:
        """Those about agencies of which `user` may take figures and lists out today: a report is made to be sent."""
        return self.filter(agency__in=Agency.objects.where(user, Verb.EXPORT).order_by())


class ReportQuerySet(models.QuerySet["Report"]):
    def visible_to(self, user: User) -> Self:
        """Those about agencies of which `user` may take figures and lists out today: a report is made to be sent."""
        return self.filter(agency__in=Agency.objects.where(user, Verb.EXPORT).order_by())


class ReportJob(_AboutAnAgency):
    """A report that somebody ordered; made in the background, `done` of `steps` as far as it is.

    `head` is what the officer typed for the top and the foot of the document (`coverage.reporting.heading.Head`).
    `taken_at`: since when somebody is at it; who takes too long has died, and another takes it.
    """

    class State(models.TextChoices):
        WAITING = "waiting", _("waiting")
        MAKING = "making", _("being made")
        DONE = "done", _("done")
        FAILED = "failed", _("failed")

    head = models.JSONField(_("head and foot"))
    with_people = models.BooleanField(_("with the names of people"))
    state = models.CharField(_("state"), max_length=10, choices=State.choices, default=State.WAITING)
    done = models.PositiveSmallIntegerField(_("steps done"), default=0)
    steps = models.PositiveSmallIntegerField(_("steps"), default=1)
    attempts = models.PositiveSmallIntegerField(_("tries"), default=0)
    last_error = models.CharField(_("last error"), max_length=500, blank=True)
    by = models.ForeignKey(User, models.PROTECT, related_name="+", verbose_name=_("ordered by"))
    at = models.DateTimeField(_("ordered at"))
    taken_at = models.DateTimeField(_("taken at"), null=True)

    objects = ReportJobQuerySet.as_manager()

    class Meta:
        verbose_name = _("report in the making")
        verbose_name_plural = _("reports in the making")
        constraints = [
            models.CheckConstraint(name="report_job_days_in_order", condition=Q(day__gt=F("since"))),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()}, {self.agency}, {self.day}"


class Report(_AboutAnAgency):
    """A report as it was written: its figures, its words and its files, never changed again.

    `figures` is what `coverage.reporting.figures` gathered, `words` every sentence and cell as printed, `files`
    for each form (docx, xlsx, csv, pdf) the SHA-256 and the size of what is stored. Rows only grow.
    """

    job = models.OneToOneField(ReportJob, models.PROTECT, related_name="report")
    figures = models.JSONField(_("figures"))
    words = models.JSONField(_("words"))
    files = models.JSONField(_("files"))
    made_at = models.DateTimeField(_("made at"))

    objects = ReportQuerySet.as_manager()

    class Meta:
        verbose_name = _("report")
        verbose_name_plural = _("reports")
        constraints = [
            models.CheckConstraint(name="report_days_in_order", condition=Q(day__gt=F("since"))),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()}, {self.agency}, {self.day}"
