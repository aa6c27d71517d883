"""Systems of others that may ask us, each for one branch of the agencies."""

from typing import Any, Self

from allauth.idp.oidc.models import Client
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from workforce.models import Agency


class Scope(models.TextChoices):
    """What a system may do. The values stand in tokens and in the agreements with others: they never change."""

    ROSTERS_WRITE = "rosters:write", _("bring rosters of staff")
    COMPLETIONS_READ = "completions:read", _("read who completed which course")
    CERTIFICATES_READ = "certificates:read", _("read papers and their state")
    COVERAGE_READ = "coverage:read", _("read how far targets are reached")
    REPORTS_READ = "reports:read", _("read reports")


class ApiClientQuerySet(models.QuerySet["ApiClient"]):
    def running(self) -> Self:
        """Systems that nobody has ended."""
        return self.filter(ended_at=None)


class ApiClient(models.Model):
    """That a system of others may ask about `agency` and everything below it, within `scopes`.

    What it writes it writes in the name of `officer`, and only while she may do so herself.
    `oauth` holds its number and the digest of its secret. Made and ended, never deleted: who could read what
    stays answerable. Other rights are another client. `last_used_at` is true to the minute; None: it never asked.
    """

    oauth = models.OneToOneField(Client, models.PROTECT, related_name="api_client", verbose_name=_("client"))
    name = models.CharField(_("name of the system"), max_length=100)
    agency = models.ForeignKey(Agency, models.PROTECT, related_name="api_clients", verbose_name=_("agency"))
    officer = models.ForeignKey(
        User, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("officer who answers for rosters")
    )
    scopes: "models.JSONField[Any, Any]" = models.JSONField(_("what it may do"), default=list)
    made_by = models.ForeignKey(User, models.PROTECT, related_name="+", verbose_name=_("made by"))
    made_at = models.DateTimeField(_("made at"))
    ended_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+", verbose_name=_("ended by"))
    ended_at = models.DateTimeField(_("ended at"), null=True)
    last_used_at = models.DateTimeField(_("last used"), null=True)
    wagtail_reference_index_ignore = True

    objects = ApiClientQuerySet.as_manager()

    class Meta:
        verbose_name = _("connected system")
        verbose_name_plural = _("connected systems")
        constraints = [
            models.CheckConstraint(
                name="api_client_ended_whole",
                condition=Q(ended_at=None, ended_by=None) | Q(ended_at__isnull=False, ended_by__isnull=False),
            ),
            models.CheckConstraint(name="api_client_named", condition=~Q(name="")),
        ]

    def __str__(self) -> str:
        return f"{self.name} ({self.agency})"
