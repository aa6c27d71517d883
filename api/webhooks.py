"""Which addresses are told of which news: made and ended, never deleted."""

import datetime as dt
import secrets
from collections.abc import Iterable
from typing import NamedTuple

from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext as _
from wagtail.log_actions import log

from accounts.models import User
from api.addresses import look_up
from api.clients import CannotConnect, refuse_all_but_administrators
from api.models import ApiClient, Event, Scope, Webhook
from certificates.models import LogEntry
from courses.models import Completion
from kit.sealing import seal

# Who is told of a thing may read it too.
NEEDS = {
    Event.COMPLETION_MADE: Scope.COMPLETIONS_READ,
    Event.CERTIFICATE_ISSUED: Scope.CERTIFICATES_READ,
    Event.CERTIFICATE_REVOKED: Scope.CERTIFICATES_READ,
    Event.CERTIFICATE_SUSPENDED: Scope.CERTIFICATES_READ,
    Event.CERTIFICATE_RESUMED: Scope.CERTIFICATES_READ,
}


class MadeWebhook(NamedTuple):
    """A new address and the secret that news to it is signed with, which is told this once."""

    webhook: Webhook
    secret: str


@transaction.atomic
def make_webhook(*, client: ApiClient, url: str, events: Iterable[str], by: User, at: dt.datetime) -> MadeWebhook:
    """Tell `url` of news in the branch of `client` from now on. Not harmless twice: the address is then taken.

    Raises CannotConnect, and AddressRefused (api.addresses).
    """
    refuse_all_but_administrators(by)
    look_up(url)
    locked = ApiClient.objects.select_for_update(of=("self",)).get(pk=client.pk)
    wanted = sorted({Event(event).value for event in events})
    _refuse(locked, url, wanted)
    newest = Completion.objects.aggregate(newest=Max("pk"))["newest"] or 0
    secret = secrets.token_urlsafe(32)
    webhook = Webhook.objects.create(
        client=locked,
        url=url,
        events=wanted,
        secret_sealed=seal(secret),
        made_by=by,
        made_at=at,
        completions_from=newest,
        completions_seen=newest,
        entries_seen=_entries(),
    )
    log(webhook, "api.make_webhook", user=by, timestamp=at, data={"url": url, "events": wanted})
    return MadeWebhook(webhook, secret)


@transaction.atomic
def end_webhook(*, webhook: Webhook, by: User, at: dt.datetime) -> Webhook:
    """Tell an address of nothing more; what waits is not sent. Harmless twice: the first end stays.

    Raises CannotConnect for anybody but an administrator.
    """
    refuse_all_but_administrators(by)
    locked = Webhook.objects.select_for_update(of=("self",)).get(pk=webhook.pk)
    if locked.ended_at is None:
        locked.ended_at, locked.ended_by = at, by
        locked.save(update_fields=["ended_at", "ended_by"])
        log(locked, "api.end_webhook", user=by, timestamp=at)
    return locked


def _refuse(client: ApiClient, url: str, wanted: list[str]) -> None:
    if client.ended_at is not None:
        raise CannotConnect(_("This system was ended."))
    if not wanted:
        raise CannotConnect(_("Choose at least one kind of news."))
    if not {NEEDS[Event(event)].value for event in wanted} <= set(client.scopes):
        raise CannotConnect(_("This system is told only of what it may read."))
    if client.webhooks.running().filter(url=url).exists():
        raise CannotConnect(_("This address is told already."))


def _entries() -> int:
    last = LogEntry.objects.aggregate(last=Max("seq"))["last"]
    return 0 if last is None else last + 1
