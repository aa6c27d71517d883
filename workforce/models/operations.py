"""What was done to the tree of agencies, on which day, by which document, and what that brought along."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from workforce.models.agencies import Agency, AgencyRole
from workforce.models.employments import Employment
from workforce.models.rosters import StaffCode
from workforce.models.stages import Posting


class AgencyOperation(models.Model):
    """That agencies were merged, split, renamed, moved or closed from the day `on`.

    The row stays when the operation is undone; `told` keeps the codes and names as they were, for what began by an
    operation that was undone has never been.
    """

    class Kind(models.TextChoices):
        MERGE = "merge", _("merge")
        SPLIT = "split", _("split")
        RENAME = "rename", _("rename")
        MOVE = "move", _("move under another")
        CLOSE = "close", _("close")

    kind = models.CharField(_("what was done"), max_length=10, choices=Kind.choices)
    on = models.DateField(_("from"))
    document = models.CharField(_("document"), max_length=200)
    told = models.JSONField(default=dict)
    made_by = models.ForeignKey(User, models.PROTECT, related_name="+", verbose_name=_("entered by"))
    made_at = models.DateTimeField(_("entered at"))
    undone_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+", verbose_name=_("undone by"))
    undone_at = models.DateTimeField(_("undone at"), null=True)
    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = _("agency operation")
        verbose_name_plural = _("agency operations")

    def __str__(self) -> str:
        return f"{self.get_kind_display()}, {self.on}"


class OperationAgency(models.Model):
    """That an operation ended an agency, began one, or brought people to one that was there."""

    class Part(models.TextChoices):
        ENDED = "ended", _("ended")
        BEGUN = "begun", _("begun")
        HEIR = "heir", _("took over")

    operation = models.ForeignKey(AgencyOperation, models.PROTECT, related_name="agencies")
    agency = models.ForeignKey(Agency, models.PROTECT, related_name="operations")
    part = models.CharField(max_length=10, choices=Part.choices)
    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = _("agency of an operation")
        verbose_name_plural = _("agencies of operations")
        constraints = [models.UniqueConstraint(name="operation_agency_once", fields=["operation", "agency"])]


class OperationPerson(models.Model):
    """That an operation closed one employment and began the next; `ended_on` is the end that was known before."""

    operation = models.ForeignKey(AgencyOperation, models.PROTECT, related_name="people")
    before = models.ForeignKey(Employment, models.PROTECT, related_name="+")
    after = models.OneToOneField(Employment, models.PROTECT, related_name="+")
    ended_on = models.DateField(null=True)
    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = _("person of an operation")
        verbose_name_plural = _("people of operations")
        constraints = [models.UniqueConstraint(name="operation_person_once", fields=["operation", "before"])]


class OperationRole(models.Model):
    """That a grant went along with a body that began anew; `ended_on` is the end that was known before."""

    operation = models.ForeignKey(AgencyOperation, models.PROTECT, related_name="roles")
    before = models.ForeignKey(AgencyRole, models.PROTECT, related_name="+")
    after = models.OneToOneField(AgencyRole, models.PROTECT, related_name="+")
    ended_on = models.DateField(null=True)
    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = _("role of an operation")
        verbose_name_plural = _("roles of operations")
        constraints = [models.UniqueConstraint(name="operation_role_once", fields=["operation", "before"])]


class OperationPosting(models.Model):
    """That an operation closed a post beside an employment and began the next; `ended_on` is the end known before.

    Without `after` the post ended for good: its holder has it there already, or works there now.
    """

    operation = models.ForeignKey(AgencyOperation, models.PROTECT, related_name="postings")
    before = models.ForeignKey(Posting, models.PROTECT, related_name="+")
    after = models.OneToOneField(Posting, models.PROTECT, null=True, related_name="+")
    ended_on = models.DateField(null=True)
    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = _("post of an operation")
        verbose_name_plural = _("posts of operations")
        constraints = [models.UniqueConstraint(name="operation_posting_once", fields=["operation", "before"])]


class OperationCode(models.Model):
    """That a staff code went along with its holder; where it was it stays, for it was so."""

    operation = models.ForeignKey(AgencyOperation, models.PROTECT, related_name="codes")
    before = models.ForeignKey(StaffCode, models.PROTECT, related_name="+")
    after = models.OneToOneField(StaffCode, models.PROTECT, related_name="+")
    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = _("staff code of an operation")
        verbose_name_plural = _("staff codes of operations")
        constraints = [models.UniqueConstraint(name="operation_code_once", fields=["operation", "before"])]
