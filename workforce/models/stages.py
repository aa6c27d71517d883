"""What stands beside an employment: leave, posts elsewhere or besides, and why somebody left. Dated, never deleted."""

import datetime as dt
from typing import Self, TypeVar

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from workforce.models.agencies import Agency
from workforce.models.employments import Employment, Position

Row = TypeVar("Row", bound=models.Model)


class DatedQuerySet(models.QuerySet[Row]):
    """Rows that hold from `starts_on` until the day before `ends_on`."""

    def at(self, day: dt.date) -> Self:
        """Those that hold on `day`."""
        return self.filter(starts_on__lte=day).filter(Q(ends_on=None) | Q(ends_on__gt=day))

    def meeting(self, starts_on: dt.date, ends_on: dt.date | None) -> Self:
        """Those that share a day with the time from `starts_on` until before `ends_on`."""
        later = self.filter(Q(ends_on=None) | Q(ends_on__gt=starts_on))
        return later if ends_on is None else later.filter(starts_on__lt=ends_on)


class LeaveQuerySet(DatedQuerySet["Leave"]):
    """Leaves by days."""


class PostingQuerySet(DatedQuerySet["Posting"]):
    """Postings by days."""


class Leave(models.Model):
    """That a person was away from `starts_on` until the day before `ends_on`; the employment goes on."""

    class Kind(models.TextChoices):
        """Bộ luật Lao động and Luật Bảo hiểm xã hội know these; study is sending somebody to school for long."""

        MATERNITY = "thai_san", _("maternity leave")
        SICK = "om_dau", _("sick leave")
        STUDY = "di_hoc", _("long study")
        UNPAID = "khong_luong", _("unpaid leave")
        WAITING = "cho_huu", _("awaiting retirement")
        OTHER = "khac", _("other leave")

    person = models.ForeignKey(User, models.PROTECT, related_name="leaves")
    kind = models.CharField(_("kind"), max_length=20, choices=Kind.choices)
    starts_on = models.DateField(_("from"))
    ends_on = models.DateField(_("until (first day back)"), null=True, blank=True)
    document = models.CharField(_("by which decision"), max_length=200, blank=True)
    wagtail_reference_index_ignore = True

    objects = LeaveQuerySet.as_manager()

    class Meta:
        verbose_name = _("leave")
        verbose_name_plural = _("leaves")
        indexes = [models.Index(name="leave_person_days", fields=["person", "starts_on"])]
        constraints = [
            models.CheckConstraint(
                name="leave_dates_in_order", condition=Q(ends_on=None) | Q(ends_on__gt=F("starts_on"))
            ),
            models.UniqueConstraint(name="leave_one_open", fields=["person"], condition=Q(ends_on=None)),
        ]

    def __str__(self) -> str:
        return f"{self.person}: {self.get_kind_display()}"


class Posting(models.Model):
    """That a person worked at `agency` beside the primary employment, or was lent there; targets count the primary."""

    class Kind(models.TextChoices):
        """Luật Cán bộ, công chức: biệt phái; kiêm nhiệm."""

        SECONDED = "biet_phai", _("seconded")
        CONCURRENT = "kiem_nhiem", _("second post")

    person = models.ForeignKey(User, models.PROTECT, related_name="postings")
    kind = models.CharField(_("kind"), max_length=20, choices=Kind.choices)
    agency = models.ForeignKey(Agency, models.PROTECT, related_name="postings", verbose_name=_("agency"))
    position = models.ForeignKey(Position, models.PROTECT, related_name="postings", verbose_name=_("position"))
    starts_on = models.DateField(_("from"))
    ends_on = models.DateField(_("until (first day no longer held)"), null=True, blank=True)
    document = models.CharField(_("by which decision"), max_length=200, blank=True)
    wagtail_reference_index_ignore = True

    objects = PostingQuerySet.as_manager()

    class Meta:
        verbose_name = _("posting")
        verbose_name_plural = _("postings")
        indexes = [models.Index(name="posting_agency_days", fields=["agency", "starts_on", "ends_on"])]
        constraints = [
            models.CheckConstraint(
                name="posting_dates_in_order", condition=Q(ends_on=None) | Q(ends_on__gt=F("starts_on"))
            ),
            models.UniqueConstraint(
                name="posting_once_open", fields=["person", "agency", "position"], condition=Q(ends_on=None)
            ),
        ]

    def __str__(self) -> str:
        return f"{self.person}: {self.position}, {self.agency}"


class Departure(models.Model):
    """Why an employment ended for good; its `ends_on` says when."""

    class Reason(models.TextChoices):
        RETIRED = "nghi_huu", _("retired")
        RESIGNED = "thoi_viec", _("resigned")
        ENDED = "het_hop_dong", _("end of the contract")
        DISMISSED = "buoc_thoi_viec", _("dismissed")
        DIED = "tu_tran", _("died")
        AWAY = "chuyen_di", _("went to an employer outside")

    employment = models.OneToOneField(Employment, models.PROTECT, related_name="departure")
    reason = models.CharField(_("reason"), max_length=20, choices=Reason.choices)
    document = models.CharField(_("by which decision"), max_length=200, blank=True)
    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = _("departure")
        verbose_name_plural = _("departures")

    def __str__(self) -> str:
        return f"{self.employment}: {self.get_reason_display()}"
