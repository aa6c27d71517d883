"""News that waits is sent, tried again with growing patience, and given up; an address that never answers is ended.

A delivery is taken in one short transaction, sent outside of any, and its outcome written in another: a slow
receiver holds no lock. When a process dies in between, it is sent once more after LEASE; receivers know it by
its number.
"""

import datetime as dt

from django.conf import settings
from django.db import connection, transaction
from django.utils.translation import gettext as _
from wagtail.log_actions import log

from accounts.models import User
from api.clients import CannotConnect, refuse_all_but_administrators
from api.models import Delivery, Webhook
from api.notices import tell_of_ended_webhook
from api.sending import Outcome, send

LEASE = dt.timedelta(minutes=5)
ERROR_LENGTH = 300


def wait_after(tries: int) -> dt.timedelta:
    """How long news that failed `tries` times waits: 1, 4, 16, 64, 256… minutes, at most a day."""
    return dt.timedelta(minutes=min(4 ** max(tries - 1, 0), 24 * 60))


def deliver(*, limit: int, at: dt.datetime) -> int:
    """Send up to `limit` of what is due, oldest first; returns how many were taken by their receivers."""
    taken = 0
    for _turn in range(limit):
        delivery = _take_next(at)
        if delivery is None:
            break
        outcome = send(delivery, at=at)
        _note(delivery, outcome, at)
        taken += outcome.is_taken
    return taken


@transaction.atomic
def send_again(*, delivery: Delivery, by: User, at: dt.datetime) -> Delivery:
    """Let news that waits or was given up be sent now, with all its tries. Harmless twice; what arrived stays.

    Raises CannotConnect for anybody but an administrator, and where the address is told no more.
    """
    refuse_all_but_administrators(by)
    webhook = Webhook.objects.select_for_update(of=("self",)).get(pk=delivery.webhook_id)
    if webhook.ended_at is not None:
        raise CannotConnect(_("This address is told of nothing more. Enter it anew."))
    locked = Delivery.objects.select_for_update(of=("self",)).get(pk=delivery.pk)
    if locked.state != Delivery.State.DELIVERED:
        locked.state, locked.tries, locked.next_try_at = Delivery.State.WAITING, 0, at
        locked.save(update_fields=["state", "tries", "next_try_at"])
        log(locked, "api.send_again", user=by, timestamp=at)
    return locked


@transaction.atomic
def _take_next(at: dt.datetime) -> Delivery | None:
    lock = {"skip_locked": True} if connection.features.has_select_for_update_skip_locked else {}
    due = Delivery.objects.waiting().filter(next_try_at__lte=at).select_related("webhook")
    delivery = due.select_for_update(of=("self",), **lock).order_by("next_try_at", "pk").first()
    if delivery is None:
        return None
    delivery.tries += 1
    delivery.next_try_at = at + LEASE
    delivery.save(update_fields=["tries", "next_try_at"])
    return delivery


@transaction.atomic
def _note(delivery: Delivery, outcome: Outcome, at: dt.datetime) -> None:
    webhook = Webhook.objects.select_for_update(of=("self",)).get(pk=delivery.webhook_id)
    delivery.last_status, delivery.last_error = outcome.status, outcome.error[:ERROR_LENGTH]
    if outcome.is_taken:
        delivery.state, delivery.delivered_at = Delivery.State.DELIVERED, at
        webhook.failures = 0
    else:
        webhook.failures += 1
        delivery.next_try_at = at + wait_after(delivery.tries)
        if delivery.tries >= settings.WEBHOOK_TRIES:
            delivery.state = Delivery.State.GIVEN_UP
    delivery.save(update_fields=["state", "delivered_at", "last_status", "last_error", "next_try_at"])
    webhook.save(update_fields=["failures"])
    if webhook.failures >= settings.WEBHOOK_FAILURES and webhook.ended_at is None:
        _end(webhook, at)


def _end(webhook: Webhook, at: dt.datetime) -> None:
    """Nobody ended it: it did not answer for too long. Whoever made it is told."""
    webhook.ended_at = at
    webhook.save(update_fields=["ended_at"])
    log(webhook, "api.webhook_failed", timestamp=at, data={"failures": webhook.failures})
    tell_of_ended_webhook(webhook, at=at)
