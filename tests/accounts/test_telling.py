"""A notice is told once, kept when mail fails, and shown to nobody else."""

import datetime as dt
from collections.abc import Iterator
from typing import Any

import pytest
from django.core import mail
from django.test import Client
from django.utils import timezone
from pytest_django import DjangoCaptureOnCommitCallbacks

from accounts import telling
from accounts.models import Notice, User
from accounts.telling import mail_notices, register_words, tell, unseen_by

KIND = "test.hello"


@pytest.fixture(autouse=True)
def words() -> Iterator[None]:
    register_words(KIND, "Bài %(task)s đã về", "Cô %(teacher)s đã xem bài %(task)s.")
    yield
    del telling._WORDS[KIND]


def tell_of(person: User, **more: Any) -> None:
    tell(
        people=[person],
        kind=KIND,
        key="task:1",
        url="/viec-hoc/",
        at=timezone.now(),
        task="mật khẩu",
        teacher="Thảo",
        **more,
    )


def with_mail(person: User) -> User:
    person.email = f"{person.username}@example.com"
    person.save()
    return person


def test_notice_is_told_once_and_in_words(lan: User) -> None:
    tell_of(lan)
    tell_of(lan)
    assert [(told.title, told.text) for told in unseen_by(lan)] == [
        ("Bài mật khẩu đã về", "Cô Thảo đã xem bài mật khẩu.")
    ]


def test_notice_of_a_kind_nobody_registered_is_refused(lan: User) -> None:
    with pytest.raises(KeyError):
        tell(people=[lan], kind="no.such", key="x", url="/", at=timezone.now())
    assert Notice.objects.count() == 0


def test_mail_is_sent_once_with_words_and_link(lan: User) -> None:
    tell_of(with_mail(lan))
    now = timezone.now()
    assert (mail_notices(limit=10, at=now), mail_notices(limit=10, at=now)) == (1, 0)
    letter = mail.outbox[0]
    assert (letter.subject, letter.to) == ("[Hoa Hồi] Bài mật khẩu đã về", ["lan@example.com"])
    assert "http://localhost:8000/viec-hoc/" in letter.body
    assert Notice.objects.get().mailed_at == now


def test_nobody_without_address_is_mailed(lan: User) -> None:
    tell_of(lan)
    assert mail_notices(limit=10, at=timezone.now()) == 0
    assert len(unseen_by(lan)) == 1


def test_mail_that_fails_is_tried_again_and_then_left(lan: User, settings: Any, monkeypatch: Any) -> None:
    settings.MAIL_TRIES = 2
    tell_of(with_mail(lan))

    def fail(_notice: Notice) -> None:
        raise ConnectionRefusedError

    monkeypatch.setattr(telling, "_send", fail)  # the network's edge
    assert [mail_notices(limit=1, at=timezone.now()) for _ in range(3)] == [0, 0, 0]
    notice = Notice.objects.get()
    assert (notice.mail_tries, notice.mailed_at) == (2, None)


def test_open_and_put_away_mark_as_seen(client: Client, lan: User) -> None:
    tell_of(lan)
    pk = Notice.objects.get().pk
    client.force_login(lan)
    assert "Bài mật khẩu đã về" in client.get("/viec-hoc/").content.decode()
    response = client.post(f"/viec-hoc/tin/{pk}/", {"put": "open"})
    assert response.headers["Location"] == "/viec-hoc/"
    assert unseen_by(lan) == []


def test_outsider_cannot_open_the_notice_of_another(client: Client, lan: User, hanh: User) -> None:
    tell_of(lan)
    client.force_login(hanh)
    assert client.post(f"/viec-hoc/tin/{Notice.objects.get().pk}/").status_code == 404
    assert len(unseen_by(lan)) == 1


def test_notice_may_be_old(lan: User) -> None:
    """Newest first."""
    for days in (3, 1):
        at = timezone.now() - dt.timedelta(days=days)
        tell(people=[lan], kind=KIND, key=f"task:{days}", url="/", at=at, task=str(days), teacher="Thảo")
    assert [told.title for told in unseen_by(lan)] == ["Bài 1 đã về", "Bài 3 đã về"]


def test_broker_that_does_not_answer_breaks_nothing(
    lan: User, broken_broker: None, django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks
) -> None:
    with django_capture_on_commit_callbacks(execute=True) as called:
        tell_of(with_mail(lan))
    assert len(called) == 1
    assert mail_notices(limit=5, at=timezone.now()) == 1
