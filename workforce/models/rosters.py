"""Lists of an agency's people that somebody brought: what was planned, confirmed and undone, row by row."""

from typing import Any

from django.db import models
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from workforce.models.agencies import Agency


class StaffCode(models.Model):
    """The number by which an agency knows a person. Each numbers for itself: NV001 here is not NV001 there."""

    person = models.ForeignKey(User, models.PROTECT, related_name="staff_codes")
    agency = models.ForeignKey(Agency, models.PROTECT, related_name="staff_codes")
    code = models.CharField(_("staff code"), max_length=40)
    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = _("staff code")
        verbose_name_plural = _("staff codes")
        constraints = [models.UniqueConstraint(name="staff_code_once", fields=["agency", "code"])]

    def __str__(self) -> str:
        return self.code


class RosterImport(models.Model):
    """A file with people of `agency` and below. `content` is dropped when it is no longer needed; the row stays.

    `header` are the titles found, `mapping` says which column means what ({"full_name": 1}); the next file of
    the same officer with the same titles is read the same way. `plan` is the digest of what was shown: another
    one by now means another look. `on` is the day from which changes without a day of their own hold.
    """

    class State(models.TextChoices):
        BROUGHT = "brought", _("being read")
        UNREADABLE = "unreadable", _("not readable")
        PREVIEWED = "previewed", _("to be confirmed")
        AGREED = "agreed", _("being written")
        CONFIRMED = "confirmed", _("confirmed")
        UNDOING = "undoing", _("being undone")
        UNDONE = "undone", _("undone")

    # Which wait for workforce.roster.working_off; and from where on the list has been written.
    AT_WORK = (State.BROUGHT, State.AGREED, State.UNDOING)
    WRITTEN = (State.CONFIRMED, State.UNDOING, State.UNDONE)

    agency = models.ForeignKey(Agency, models.PROTECT, related_name="+", verbose_name=_("agency"))
    name = models.CharField(_("file"), max_length=200)
    sha256 = models.CharField(max_length=64)
    content = models.BinaryField(_("content"))
    header: "models.JSONField[Any, Any]" = models.JSONField(default=list)
    mapping: "models.JSONField[Any, Any]" = models.JSONField(default=dict)
    is_complete_list = models.BooleanField(_("complete list of the agency"), default=False)
    on = models.DateField(_("holds from"))
    state = models.CharField(_("state"), max_length=12, choices=State.choices, default=State.BROUGHT)
    trouble = models.CharField(max_length=500, blank=True)
    counts: "models.JSONField[Any, Any]" = models.JSONField(default=dict)
    plan = models.CharField(max_length=64, blank=True)
    brought_by = models.ForeignKey(User, models.PROTECT, related_name="+", verbose_name=_("brought by"))
    brought_at = models.DateTimeField(_("brought at"))
    confirmed_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+", verbose_name=_("confirmed by"))
    confirmed_at = models.DateTimeField(_("confirmed at"), null=True)
    undone_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+", verbose_name=_("undone by"))
    undone_at = models.DateTimeField(_("undone at"), null=True)
    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = _("roster import")
        verbose_name_plural = _("roster imports")
        indexes = [models.Index(name="roster_newest", fields=["agency", "-brought_at"])]
        constraints = [
            models.CheckConstraint(
                name="roster_confirmed_whole",
                condition=~models.Q(state__in=["confirmed", "undoing", "undone"])
                | models.Q(confirmed_at__isnull=False, confirmed_by__isnull=False),
            ),
            models.CheckConstraint(
                name="roster_undone_whole",
                condition=~models.Q(state__in=["undoing", "undone"])
                | models.Q(undone_at__isnull=False, undone_by__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return self.name


class RosterRow(models.Model):
    """What a row of the file means, and once confirmed what it did. Kept as the facts of who changed what.

    `number` is the row of the sheet, null for who is missing from a complete list. `data` is what the file says,
    `candidates` who could be meant while that is in doubt, `done` what was written (workforce.roster.applying):
    all that undoing needs.
    """

    class Kind(models.TextChoices):
        NEW = "new", _("new")
        CHANGED = "changed", _("changed")
        MOVED = "moved", _("moved")
        LEFT = "left", _("left")
        UNCHANGED = "unchanged", _("unchanged")
        IN_DOUBT = "in_doubt", _("in doubt")
        WRONG = "wrong", _("wrong")

    roster = models.ForeignKey(RosterImport, models.PROTECT, related_name="rows")
    place = models.PositiveIntegerField()
    number = models.PositiveIntegerField(_("row"), null=True)
    kind = models.CharField(_("kind"), max_length=10, choices=Kind.choices)
    reason = models.TextField(_("reason"))
    data: "models.JSONField[Any, Any]" = models.JSONField(default=dict)
    person = models.ForeignKey(User, models.PROTECT, null=True, related_name="roster_rows")
    candidates: "models.JSONField[Any, Any]" = models.JSONField(default=list)
    done: "models.JSONField[Any, Any]" = models.JSONField(default=dict)
    decided_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    decided_at = models.DateTimeField(null=True)
    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = _("row of a roster")
        verbose_name_plural = _("rows of a roster")
        indexes = [models.Index(name="roster_row_kind", fields=["roster", "kind", "place"])]
        constraints = [models.UniqueConstraint(name="roster_row_once", fields=["roster", "place"])]

    def __str__(self) -> str:
        return f"{self.number or '–'}: {self.get_kind_display()}"
