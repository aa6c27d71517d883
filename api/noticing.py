"""News is noticed by looking at the facts themselves: nothing is asked of the request of a learner or an officer.

Entries of the register are numbered without gaps in the order of their commits, so none is overlooked. Numbers of
completions may become visible out of order, while a slower transaction is still open: the last WINDOW of them are
looked at again each time, and `delivery_once` sees to it that none is told twice.
"""

import datetime as dt
import json
import uuid
from collections.abc import Iterator
from typing import Any, NamedTuple

from django.conf import settings
from django.db import transaction
from django.db.models import Max
from django.utils import timezone

from api.branch import of_people_in
from api.models import Delivery, Event, Webhook
from certificates.models import Certificate, LogEntry
from courses.models import Completion
from courses.records import moment

WINDOW = 500
# The most news of one kind that one look takes in for one address; the next look goes on.
AT_ONCE = 1000
KINDS: dict[str, Event] = {
    LogEntry.Kind.ISSUE: Event.CERTIFICATE_ISSUED,
    LogEntry.Kind.REVOKE: Event.CERTIFICATE_REVOKED,
    LogEntry.Kind.REPLACE: Event.CERTIFICATE_REVOKED,
    LogEntry.Kind.SUSPEND: Event.CERTIFICATE_SUSPENDED,
    LogEntry.Kind.LIFT: Event.CERTIFICATE_RESUMED,
}


class News(NamedTuple):
    event: str
    about: str
    at: dt.datetime
    data: dict[str, Any]


def notice_news(*, at: dt.datetime) -> int:
    """Write down what each address is to be told that it was not yet; returns how much. Harmless twice."""
    numbers = list(Webhook.objects.running().order_by("pk").values_list("pk", flat=True))
    return sum(_notice_for(number, at) for number in numbers)


@transaction.atomic
def _notice_for(number: int, at: dt.datetime) -> int:
    rows = Webhook.objects.running().select_for_update(of=("self",)).select_related("client__agency")
    webhook = rows.filter(pk=number).first()
    if webhook is None:
        return 0
    news = [*_completions(webhook), *_entries(webhook)]
    known = set(
        Delivery.objects.filter(webhook=webhook, about__in=[one.about for one in news]).values_list("about", flat=True)
    )
    fresh = [_delivery(webhook, one, at) for one in news if one.about not in known and one.event in webhook.events]
    Delivery.objects.bulk_create(fresh)
    webhook.save(update_fields=["completions_seen", "entries_seen"])
    return len(fresh)


def _completions(webhook: Webhook) -> Iterator[News]:
    newest = Completion.objects.aggregate(newest=Max("pk"))["newest"] or 0
    first = max(webhook.completions_from, webhook.completions_seen - WINDOW)
    last = min(newest, webhook.completions_seen + AT_ONCE)
    made = Completion.objects.select_related("course").filter(pk__gt=first, pk__lte=last).order_by("pk")
    webhook.completions_seen = max(webhook.completions_seen, last)
    for row in of_people_in(webhook.client.agency, made, day=timezone.localdate()):
        read = f"{settings.BASE_URL}/api/v1/completions/{row.pk}"
        data = {"id": row.pk, "course": row.course.code, "agency": row.agency_code, "read": read}
        yield News(Event.COMPLETION_MADE, f"completion:{row.pk}", row.completed_at, data)


def _entries(webhook: Webhook) -> Iterator[News]:
    entries = list(
        LogEntry.objects.filter(seq__gte=webhook.entries_seen)
        .order_by("seq")
        .values_list("seq", "kind", "at", "certificate")[:AT_ONCE]
    )
    if not entries:
        return
    webhook.entries_seen = entries[-1][0] + 1
    papers = Certificate.objects.filter(pk__in={paper for *_rest, paper in entries}).select_related("course")
    found = {row.pk: row for row in of_people_in(webhook.client.agency, papers, day=timezone.localdate())}
    for seq, kind, at, paper in entries:
        if row := found.get(paper):
            read = f"{settings.BASE_URL}/api/v1/certificates?code={row.code}"
            data = {"number": row.number, "course": row.course.code, "agency": row.agency_code, "read": read}
            yield News(KINDS[kind], f"entry:{seq}", at, data)


def _delivery(webhook: Webhook, news: News, at: dt.datetime) -> Delivery:
    number = uuid.uuid4()
    body = {"id": str(number), "event": str(news.event), "at": moment(news.at), "data": news.data}
    return Delivery(
        number=number,
        webhook=webhook,
        event=news.event,
        about=news.about,
        body=json.dumps(body, ensure_ascii=False),
        noted_at=at,
        next_try_at=at,
    )
