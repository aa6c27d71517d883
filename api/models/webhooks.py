"""Addresses of connected systems that are told of news, and what was sent to each."""

from typing import Any, Self

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from api.models.clients import ApiClient


class Event(models.TextChoices):
    """What a system may be told of. The values stand in what is sent: they never change."""

    COMPLETION_MADE = "completion.made", _("a course was completed")
    CERTIFICATE_ISSUED = "certificate.issued", _("a paper was issued")
    CERTIFICATE_REVOKED = "certificate.revoked", _("a paper was revoked or replaced")
    CERTIFICATE_SUSPENDED = "certificate.suspended", _("a paper was suspended")
    CERTIFICATE_RESUMED = "certificate.resumed", _("a suspended paper counts again")


class WebhookQuerySet(models.QuerySet["Webhook"]):
    def running(self) -> Self:
        """Addresses that are told of news."""
        return self.filter(ended_at=None)


class Webhook(models.Model):
    """That `url` of a connected system is told of `events` in the system's branch, signed with a shared secret.

    `secret_sealed` is read by kit.sealing. The last three fields say how far we have looked: completions with a
    number above `completions_from`, up to `completions_seen`, and entries of the register up to `entries_seen`
    (exclusive). `failures` counts attempts in a row that failed; too many end the address, and then nobody ended it.
    """

    client = models.ForeignKey(ApiClient, models.PROTECT, related_name="webhooks", verbose_name=_("connected system"))
    url = models.CharField(_("address"), max_length=500)
    events: "models.JSONField[Any, Any]" = models.JSONField(_("told of"), default=list)
    secret_sealed = models.TextField()
    made_by = models.ForeignKey(User, models.PROTECT, related_name="+", verbose_name=_("made by"))
    made_at = models.DateTimeField(_("made at"))
    ended_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+", verbose_name=_("ended by"))
    ended_at = models.DateTimeField(_("ended at"), null=True)
    failures = models.PositiveIntegerField(_("failures in a row"), default=0)
    completions_from = models.PositiveBigIntegerField(default=0)
    completions_seen = models.PositiveBigIntegerField(default=0)
    entries_seen = models.PositiveBigIntegerField(default=0)
    wagtail_reference_index_ignore = True

    objects = WebhookQuerySet.as_manager()

    class Meta:
        verbose_name = _("address that is told of news")
        verbose_name_plural = _("addresses that are told of news")
        constraints = [
            models.UniqueConstraint(name="webhook_url_once", fields=["client", "url"], condition=Q(ended_at=None)),
            models.CheckConstraint(
                name="webhook_ended_by_somebody_at", condition=Q(ended_by=None) | Q(ended_at__isnull=False)
            ),
        ]

    def __str__(self) -> str:
        return self.url


class DeliveryQuerySet(models.QuerySet["Delivery"]):
    def waiting(self) -> Self:
        """What is still to be sent, to addresses that are still told."""
        return self.filter(state=Delivery.State.WAITING, webhook__ended_at=None)


class Delivery(models.Model):
    """One piece of news for one address: the bytes that are sent (`body`), and how sending went.

    `about` names the fact, so that none is told twice: "completion:17", "entry:204".
    """

    class State(models.TextChoices):
        WAITING = "waiting", _("waiting")
        DELIVERED = "delivered", _("delivered")
        GIVEN_UP = "given_up", _("given up")

    number = models.UUIDField(_("number"), unique=True)
    webhook = models.ForeignKey(Webhook, models.PROTECT, related_name="deliveries", verbose_name=_("address"))
    event = models.CharField(_("event"), max_length=40, choices=Event.choices)
    about = models.CharField(max_length=40)
    body = models.TextField(_("what is sent"))
    noted_at = models.DateTimeField(_("noted at"))
    state = models.CharField(_("state"), max_length=10, choices=State.choices, default=State.WAITING)
    tries = models.PositiveSmallIntegerField(_("tries"), default=0)
    next_try_at = models.DateTimeField(_("next try at"))
    last_status = models.PositiveSmallIntegerField(_("last answer"), null=True)
    last_error = models.CharField(_("last error"), max_length=300, blank=True)
    delivered_at = models.DateTimeField(_("delivered at"), null=True)
    wagtail_reference_index_ignore = True

    objects = DeliveryQuerySet.as_manager()

    class Meta:
        verbose_name = _("delivery")
        verbose_name_plural = _("deliveries")
        indexes = [
            models.Index(name="delivery_due", fields=["next_try_at"], condition=Q(state="waiting")),
        ]
        constraints = [
            models.UniqueConstraint(name="delivery_once", fields=["webhook", "about"]),
        ]

    def __str__(self) -> str:
        return f"{self.event} {self.number}"
