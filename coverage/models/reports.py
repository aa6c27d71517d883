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


class InTheBackground(models.Model):
    """Work that somebody asked for, done in the background, `done` of `steps` as far as it is.

    `taken_at`: since when somebody is at it; who takes too long has died, and another takes it.
    """

    class State(models.TextChoices):
        WAITING = "waiting", _("waiting")
        MAKING = "making", _("being made")
        DONE = "done", _("done")
        FAILED = "failed", _("failed")

    state = models.CharField(_("state"), max_length=10, choices=State.choices, default=State.WAITING)
    done = models.PositiveSmallIntegerField(_("steps done"), default=0)
    steps = models.PositiveSmallIntegerField(_("steps"), default=1)
    attempts = models.PositiveSmallIntegerField(_("tries"), default=0)
    last_error = models.CharField(_("last error"), max_length=500, blank=True)
    by = models.ForeignKey(User, models.PROTECT, related_name="+", verbose_name=_("ordered by"))
    at = models.DateTimeField(_("ordered at"))
    taken_at = models.DateTimeField(_("taken at"), null=True)

    class Meta:
        abstract = True

    @property
    def is_open(self) -> bool:
        return self.state in (self.State.WAITING, self.State.MAKING)


class ReportJobQuerySet(models.QuerySet["ReportJob"]):
    def visible_to(self, user: User) -> Self:
        """Those about agencies of which `user` may take figures and lists out today: a report is made to be sent."""
        return self.filter(agency__in=Agency.objects.where(user, Verb.EXPORT).order_by())


class ReportQuerySet(models.QuerySet["Report"]):
    def visible_to(self, user: User) -> Self:
        """Those about agencies of which `user` may take figures and lists out today: a report is made to be sent."""
        return self.filter(agency__in=Agency.objects.where(user, Verb.EXPORT).order_by())


class ReportJob(_AboutAnAgency, InTheBackground):
    """A report that somebody ordered.

    `head` is what the officer typed for the top and the foot of the document (`coverage.reporting.heading.Head`).
    """

    head = models.JSONField(_("head and foot"))
    with_people = models.BooleanField(_("with the names of people"))

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


class ReportCheck(InTheBackground):
    """That somebody had the figures of a report counted again from the facts of that moment.

    `figures` is what was counted then, of the shape of the report's own: beside them it says what differs, in
    anybody's language. Rows only grow; one at a time is open for a report.
    """

    report = models.ForeignKey(Report, models.PROTECT, related_name="checks")
    figures = models.JSONField(_("figures"), null=True)
    counted_at = models.DateTimeField(_("counted at"), null=True)
    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = _("report counted again")
        verbose_name_plural = _("reports counted again")
        constraints = [
            models.UniqueConstraint(
                name="report_check_one_open", fields=["report"], condition=Q(state__in=["waiting", "making"])
            ),
            models.CheckConstraint(
                name="report_check_done_whole",
                condition=~Q(state="done") | Q(figures__isnull=False, counted_at__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.report}: {self.get_state_display()}"
