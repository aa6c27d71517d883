"""News reaches who may read it: signed, once, over https, never into our own networks; who never answers is ended."""

import datetime as dt
import hashlib
import hmac
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from accounts.models import Notice, User
from api.addresses import AddressRefused, look_up, may_be_called
from api.clients import CannotConnect, Made, end_client
from api.delivering import LEASE, deliver, send_again, wait_after
from api.models import Delivery, Event, Scope, Webhook
from api.noticing import notice_news
from api.tasks import tell_systems
from api.webhooks import MadeWebhook, end_webhook, make_webhook
from certificates.models import Certificate
from certificates.register import append
from courses.models import CoursePage
from tests.api.conftest import Ask, connect, later
from tests.api.receiver import Receiver, listening, make_certificate
from tests.coverage import facts
from tests.database import unguarded
from workforce.models import Agency


@pytest.fixture(scope="session")
def keys(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    return make_certificate(tmp_path_factory.mktemp("receiver"))


@pytest.fixture
def receiver(keys: tuple[Path, Path], settings: Any) -> Iterator[Receiver]:
    """A receiver here, in a network that the operator opened, vouched for by an authority that he named."""
    settings.WEBHOOK_NETWORKS, settings.WEBHOOK_CA_FILE = ["127.0.0.0/8", "::1/128"], str(keys[0])
    with listening(*keys) as found:
        yield found


@pytest.fixture
def hook(made: Made, admin: User, receiver: Receiver, papers: list[Certificate]) -> MadeWebhook:
    """All news of Đồng Đăng goes to the receiver, from now on."""
    return make_webhook(client=made.client, url=receiver.url, events=Event.values, by=admin, at=timezone.now())


def complete(papers: list[Certificate], course: CoursePage) -> None:
    """Lan of Đồng Đăng and Ơn of Thất Khê complete the course once more."""
    for paper in papers:
        facts.complete(paper.person, course, on="2026-04-01")


def test_news_of_the_branch_is_sent_signed_and_once(
    hook: MadeWebhook, receiver: Receiver, papers: list[Certificate], course: CoursePage, ask: Ask
) -> None:
    complete(papers, course)
    now = timezone.now()
    assert (notice_news(at=now), notice_news(at=now)) == (1, 0)
    assert (deliver(limit=5, at=now), deliver(limit=5, at=now)) == (1, 0)
    [(path, headers, body)] = receiver.heard
    told = json.loads(body)
    assert (path, told["event"], headers["Hoa-Hoi-Event"]) == ("/tin?tu=hoa-hoi", "completion.made", told["event"])
    assert headers["Hoa-Hoi-Delivery"] == told["id"]
    assert {name: told["data"][name] for name in ("course", "agency")} == {
        "course": "quan-tri-du-lieu",
        "agency": "06184",
    }
    # Who it was is read with a token, by the address that the news names.
    assert set(told["data"]) == {"id", "course", "agency", "read"}
    row = ask(told["data"]["read"].partition("/api/v1/")[2]).json()
    assert (row["id"], row["person"]["username"]) == (told["data"]["id"], "lan")
    stamp, _, given = headers["Hoa-Hoi-Signature"].partition(",v1=")
    signed = f"{stamp.removeprefix('t=')}.".encode() + body
    assert given == hmac.new(hook.secret.encode(), signed, hashlib.sha256).hexdigest()
    assert abs(int(stamp.removeprefix("t=")) - now.timestamp()) < 2
    assert hook.secret not in Webhook.objects.get().secret_sealed


def test_life_of_a_paper_is_told(hook: MadeWebhook, receiver: Receiver, papers: list[Certificate]) -> None:
    with unguarded("certificates_certificate"):
        Certificate.objects.update(words={"title": "", "holder": "", "course": "", "issuer": ""})
    for paper in Certificate.objects.all():
        for kind in ("issue", "suspend", "lift", "revoke"):
            append(kind=kind, certificate=paper, at=timezone.now())
    tell_systems.apply()
    notice_news(at=timezone.now())
    deliver(limit=9, at=timezone.now())
    told = [json.loads(body) for _path, _headers, body in receiver.heard]
    assert [one["event"] for one in told] == [
        "certificate.issued",
        "certificate.suspended",
        "certificate.resumed",
        "certificate.revoked",
    ]
    assert {one["data"]["number"] for one in told} == {papers[0].number}


def test_what_fails_is_tried_again_with_patience_and_given_up(
    hook: MadeWebhook, receiver: Receiver, papers: list[Certificate], course: CoursePage, settings: Any
) -> None:
    settings.WEBHOOK_TRIES = 2
    receiver.status = 500
    complete(papers, course)
    now = timezone.now()
    notice_news(at=now)
    assert deliver(limit=5, at=now) == 0
    delivery = Delivery.objects.get()
    assert (delivery.state, delivery.tries, delivery.last_status) == ("waiting", 1, 500)
    assert delivery.next_try_at == now + wait_after(1)
    assert deliver(limit=5, at=delivery.next_try_at) == 0
    delivery.refresh_from_db()
    assert (delivery.state, delivery.tries, len(receiver.heard)) == ("given_up", 2, 2)
    assert [wait_after(tries) for tries in (1, 2, 3)] == [dt.timedelta(minutes=minutes) for minutes in (1, 4, 16)]
    assert wait_after(9) == dt.timedelta(days=1)


def test_what_was_given_up_is_sent_again_when_somebody_says_so(
    hook: MadeWebhook, receiver: Receiver, papers: list[Certificate], course: CoursePage, admin: User, client: Client
) -> None:
    complete(papers, course)
    now = timezone.now()
    notice_news(at=now)
    delivery = Delivery.objects.get()
    Delivery.objects.update(state="given_up", tries=8, next_try_at=later(days=9))
    with pytest.raises(CannotConnect):
        send_again(delivery=delivery, by=papers[0].person, at=now)
    client.force_login(admin)
    page = f"/quan-tri/api_deliveries/again/{delivery.pk}/"
    assert page in client.get("/quan-tri/api_deliveries/").content.decode()
    assert client.post(page).status_code == 302
    assert (deliver(limit=5, at=timezone.now()), len(receiver.heard)) == (1, 1)
    assert send_again(delivery=delivery, by=admin, at=now).state == "delivered"
    assert page not in client.get(f"/quan-tri/api_deliveries/inspect/{delivery.pk}/").content.decode()
    end_webhook(webhook=hook.webhook, by=admin, at=now)
    with pytest.raises(CannotConnect):
        send_again(delivery=delivery, by=admin, at=now)


def test_redirects_are_not_followed(
    hook: MadeWebhook, receiver: Receiver, papers: list[Certificate], course: CoursePage
) -> None:
    receiver.status, receiver.location = 302, receiver.url
    complete(papers, course)
    notice_news(at=timezone.now())
    assert (deliver(limit=1, at=timezone.now()), len(receiver.heard)) == (0, 1)
    assert Delivery.objects.get().last_status == 302


def test_address_that_never_answers_is_ended_and_its_maker_told(
    hook: MadeWebhook, receiver: Receiver, papers: list[Certificate], course: CoursePage, settings: Any
) -> None:
    settings.WEBHOOK_FAILURES = 1
    receiver.status = 404
    complete(papers, course)
    notice_news(at=timezone.now())
    deliver(limit=5, at=timezone.now())
    ended = Webhook.objects.get()
    assert (ended.ended_at is not None, ended.ended_by, ended.failures) == (True, None, 1)
    assert Notice.objects.get(kind="api.webhook_failed").person == ended.made_by
    assert deliver(limit=5, at=later(days=2)) == 0
    assert len(receiver.heard) == 1


def test_process_that_died_while_sending_loses_nothing(
    hook: MadeWebhook, receiver: Receiver, papers: list[Certificate], course: CoursePage
) -> None:
    complete(papers, course)
    now = timezone.now()
    notice_news(at=now)
    Delivery.objects.update(tries=1, next_try_at=now + LEASE)
    assert (deliver(limit=5, at=now), deliver(limit=5, at=now + LEASE)) == (0, 1)


def test_receiver_whose_certificate_nobody_vouches_for_hears_nothing(
    hook: MadeWebhook, receiver: Receiver, papers: list[Certificate], course: CoursePage, settings: Any
) -> None:
    settings.WEBHOOK_CA_FILE = ""
    complete(papers, course)
    notice_news(at=timezone.now())
    assert (deliver(limit=1, at=timezone.now()), receiver.heard) == (0, [])


def test_network_that_was_closed_since_is_not_called(
    hook: MadeWebhook, receiver: Receiver, papers: list[Certificate], course: CoursePage, settings: Any
) -> None:
    settings.WEBHOOK_NETWORKS = []
    complete(papers, course)
    notice_news(at=timezone.now())
    assert (deliver(limit=1, at=timezone.now()), receiver.heard) == (0, [])
    assert Delivery.objects.get().last_status is None


@pytest.mark.parametrize(
    "address",
    [
        *("127.0.0.1", "10.1.2.3", "172.16.0.1", "192.168.1.1", "169.254.169.254", "100.64.0.1", "0.0.0.0"),
        *("::1", "fe80::1", "fd00::1", "::ffff:10.0.0.1", "64:ff9b::a00:1", "2002:7f00:1::", "224.0.0.1", "ff02::1"),
    ],
)
def test_private_addresses_are_not_called(address: str) -> None:
    assert not may_be_called(address)


def test_public_addresses_are_called() -> None:
    assert [may_be_called(address) for address in ("8.8.8.8", "2001:4860:4860::8888")] == [True, True]


@pytest.mark.parametrize(
    "url",
    [
        *("http://localhost/", "https://127.0.0.1/", "https://localhost/", "https://[::1]/", "https://2130706433/"),
        *("ftp://localhost/", "https://", "https://a:b@localhost/", "https://localhost:99999/", "javascript:1", ""),
    ],
)
def test_addresses_of_our_own_and_odd_ones_are_refused(url: str) -> None:
    with pytest.raises(AddressRefused):
        look_up(url)


def test_a_system_is_told_only_of_what_it_may_read(
    admin: User, commune: Agency, receiver: Receiver, hook: MadeWebhook
) -> None:
    narrow = connect(commune, admin, scopes=[Scope.COVERAGE_READ]).client
    at, told = timezone.now(), [Event.COMPLETION_MADE.value]
    for client, events, by in (
        (narrow, told, admin),
        (hook.webhook.client, [], admin),
        (hook.webhook.client, told, admin),
        (narrow, told, facts.make_person("Ai đó")),
    ):
        with pytest.raises(CannotConnect):
            make_webhook(client=client, url=receiver.url, events=events, by=by, at=at)
    assert Webhook.objects.count() == 1


def test_ended_address_and_ended_system_are_told_nothing(
    hook: MadeWebhook, receiver: Receiver, papers: list[Certificate], course: CoursePage, admin: User, made: Made
) -> None:
    complete(papers, course)
    notice_news(at=timezone.now())
    ended = end_webhook(webhook=hook.webhook, by=admin, at=timezone.now())
    assert end_webhook(webhook=hook.webhook, by=admin, at=later(days=1)).ended_at == ended.ended_at
    assert (deliver(limit=5, at=timezone.now()), receiver.heard) == (0, [])
    again = make_webhook(client=made.client, url=receiver.url, events=Event.values, by=admin, at=timezone.now())
    end_client(client=made.client, by=admin, at=timezone.now())
    again.webhook.refresh_from_db()
    assert again.webhook.ended_by == admin
    with pytest.raises(CannotConnect):
        make_webhook(client=made.client, url=receiver.url, events=Event.values, by=admin, at=timezone.now())
