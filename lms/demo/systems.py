"""The personnel system of a commune, connected, with the password of the cast as its secret.

What it was told before stands in the register; the address was ended since, so nothing is ever sent from the demo.
"""

import datetime as dt
import secrets

from django.db import transaction
from django.utils import timezone

from api.branch import of_people_in
from api.clients import make_client
from api.models import ApiClient, Delivery, Event, Scope, Webhook
from api.noticing import notice_news
from api.webhooks import end_webhook
from courses.models import Completion
from kit.sealing import seal
from lms.demo.cast import HOME_COMMUNE, Cast, demo_password
from workforce.models import Agency

SYSTEM = "Phần mềm quản lý cán bộ xã Đồng Đăng"
ADDRESS = "https://can-bo.dong-dang.example/tin"
NEWS = 6


def connected_system() -> ApiClient | None:
    return ApiClient.objects.filter(name=SYSTEM).first()


@transaction.atomic
def connect_a_system(cast: Cast, *, at: dt.datetime) -> int:
    """Connect the system of Đồng Đăng, which may do everything there. Returns how many; harmless twice."""
    if connected_system():
        return 0
    agency, since = Agency.objects.get(code=HOME_COMMUNE), at - dt.timedelta(days=90)
    client = make_client(
        name=SYSTEM, agency=agency, scopes=Scope.values, by=cast.admin, at=since, officer=cast.hr_officer
    ).client
    client.oauth.set_secret(demo_password())
    client.oauth.save(update_fields=["secret"])
    _tell_of_news(client, cast, since=since, at=at)
    return 1


def _tell_of_news(client: ApiClient, cast: Cast, *, since: dt.datetime, at: dt.datetime) -> None:
    """The newest completions, all but the last of which arrived; then the address was ended."""
    done = of_people_in(client.agency, Completion.objects.all(), day=timezone.localdate(at)).order_by("-pk")
    first = list(done.values_list("pk", flat=True)[:NEWS])
    webhook = Webhook.objects.create(
        client=client,
        url=ADDRESS,
        events=[Event.COMPLETION_MADE],
        secret_sealed=seal(secrets.token_urlsafe(32)),
        made_by=cast.admin,
        made_at=since,
        completions_from=min(first, default=1) - 1,
        completions_seen=min(first, default=1) - 1,
        entries_seen=2**31,
    )
    notice_news(at=at - dt.timedelta(days=2))
    told = Delivery.objects.filter(webhook=webhook)
    told.update(state=Delivery.State.DELIVERED, tries=1, last_status=204, delivered_at=at - dt.timedelta(days=2))
    if last := told.order_by("pk").last():
        told.filter(pk=last.pk).update(
            state=Delivery.State.GIVEN_UP, tries=8, last_status=503, last_error="HTTP 503", delivered_at=None
        )
    end_webhook(webhook=webhook, by=cast.admin, at=at - dt.timedelta(days=1))
