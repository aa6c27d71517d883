"""One message for a person and a day, whoever asks and however often; never at night."""

from collections.abc import Iterator
from typing import Any

import pytest
from django.core import mail

from accounts.models import Notice, User
from accounts.telling import in_words, mail_notices
from courses.models import CoursePage
from coverage.assigning.finding import find_seen
from coverage.models import Reminder, ReminderDigest, ReminderRun, ReminderSending
from coverage.reminding.channels import CHANNELS, Message, register_channel
from coverage.reminding.rules import is_quiet, step_of
from coverage.reminding.sending import CannotRemind, remind, remind_now
from coverage.reminding.wanting import wanted_on
from tests.coverage import facts
from tests.coverage.assigning.conftest import Assign, morning
from tests.coverage.facts import day
from workforce.models import Agency, AgencyRole


@pytest.fixture(autouse=True)
def policy(settings: Any) -> None:
    settings.REMIND_BEFORE_DAYS, settings.REMIND_AFTER_DAYS, settings.REMIND_HEAD_DAYS = [30, 7], [1, 14], [7]
    settings.QUIET_FROM_HOUR, settings.QUIET_UNTIL_HOUR = 20, 7


@pytest.fixture
def head(commune: Agency) -> User:
    """Head of Đồng Đăng, not one of its IT staff."""
    person = facts.make_person("Hoàng Văn Thắng", username="thang")
    facts.employ(person, commune)
    facts.grant(person, commune, AgencyRole.Role.UNIT_HEAD)
    return person


def told() -> list[tuple[str, str, int | None, bool]]:
    """The log: on which day, about whom, at which step, whether to the head."""
    rows = Reminder.objects.order_by("pk").values_list("digest__day", "person__username", "step", "to_head")
    return [(str(on), username, step, to_head) for on, username, step, to_head in rows]


@pytest.mark.parametrize(
    ("today", "step"),
    [
        ("2026-05-30", None),
        ("2026-05-31", -30),
        ("2026-06-25", -7),
        ("2026-06-30", 0),
        ("2026-07-10", 1),
        ("2026-08-30", 14),
    ],
)
def test_the_latest_step_that_has_come(today: str, step: int | None) -> None:
    assert step_of(day("2026-06-30"), day(today), before=[30, 7], after=[1, 14]) == step


def test_quiet_hours_may_go_over_midnight() -> None:
    assert [hour for hour in range(24) if not is_quiet(hour, begins=20, ends=7)] == [*range(7, 20)]
    assert [hour for hour in range(24) if is_quiet(hour, begins=12, ends=14)] == [12, 13]
    assert not any(is_quiet(hour, begins=8, ends=8) for hour in range(24))


def test_before_on_and_after_the_date_then_the_head(assign: Assign, learner: User, head: User) -> None:
    assign()
    for text in ("2026-05-30", "2026-05-31", "2026-06-01", "2026-06-23", "2026-06-30", "2026-07-01", "2026-07-07"):
        remind(at=morning(text))
    assert told() == [
        ("2026-05-31", "lan", -30, False),
        ("2026-06-23", "lan", -7, False),
        ("2026-06-30", "lan", 0, False),
        ("2026-07-01", "lan", 1, False),
        ("2026-07-07", "lan", 7, True),
    ]
    assert [str(digest.recipient) for digest in ReminderDigest.objects.order_by("pk")][-1] == head.full_name


def test_nothing_at_night_and_nothing_twice(assign: Assign, learner: User) -> None:
    assign()
    night = morning("2026-06-30").replace(hour=22)
    assert [remind(at=night), remind(at=morning("2026-06-30")), remind(at=morning("2026-06-30"))] == [0, 1, 0]
    # Neither does a run that knows nothing of the first.
    ReminderRun.objects.all().delete()
    assert (remind(at=morning("2026-06-30")), Reminder.objects.count(), ReminderSending.objects.count()) == (0, 1, 1)


def test_who_has_done_it_or_is_exempt_or_has_left_hears_nothing(
    assign: Assign, course: CoursePage, learner: User, sen: User, commune: Agency
) -> None:
    assign()
    gone = facts.make_person("Vi Đi")
    facts.employ(gone, commune, until="2026-06-01", it=True)
    facts.complete(learner, course, on="2026-03-01")
    remind(at=morning("2026-06-30"))
    assert [username for _on, username, _step, _head in told()] == ["sen"]


def test_one_mail_names_everything(assign: Assign, learner: User, head: User, commune: Agency) -> None:
    """The head must learn two courses herself and hears of Lan's: one message."""
    User.objects.filter(pk=head.pk).update(email="thang@example.com")
    other = facts.make_course("an-toan")
    facts.employ(facts.make_person("Vi Khác"), commune)
    assign()
    assign(course=other, population="staff", due_on=day("2026-07-07"))
    assign(population="staff", due_on=day("2026-08-06"))
    remind(at=morning("2026-07-07"))
    notice = Notice.objects.get(person=head)
    assert in_words(notice).text.startswith("an-toan (07/07/2026); quan-tri-du-lieu (06/08/2026)")
    assert "Đinh Thị Lan: quan-tri-du-lieu (30/06/2026)" in in_words(notice).text
    assert mail_notices(limit=10, at=morning("2026-07-07")) == 1
    assert [message.to for message in mail.outbox] == [["thang@example.com"]]


def test_an_officer_reminds_now_and_nobody_twice_a_day(
    assign: Assign, learner: User, sen: User, outsider: User, officer: User
) -> None:
    made = assign()
    at = morning("2026-04-01")
    mine = find_seen(sen, made.pk, day=day("2026-04-01"))
    first, again = remind_now(seen=mine, by=sen, at=at), remind_now(seen=mine, by=sen, at=at)
    assert [(first.told, first.told_already), (again.told, again.told_already)] == [(2, 0), (0, 2)]
    everyone = remind_now(seen=find_seen(officer, made.pk, day=day("2026-04-01")), by=officer, at=at)
    assert (everyone.told, everyone.told_already) == (1, 2)
    assert {username for _on, username, _step, _head in told()} == {"lan", "sen", "on"}
    with pytest.raises(CannotRemind):
        remind_now(seen=mine, by=outsider, at=at)
    with pytest.raises(CannotRemind):
        remind_now(seen=mine, by=sen, at=at.replace(hour=6))


def test_more_than_the_most_are_not_reminded_by_one_click(
    assign: Assign, sen: User, learner: User, settings: Any
) -> None:
    settings.REMIND_AT_ONCE = 1
    seen = find_seen(sen, assign().pk, day=day("2026-04-01"))
    with pytest.raises(CannotRemind):
        remind_now(seen=seen, by=sen, at=morning("2026-04-01"))
    assert Reminder.objects.count() == 0


@pytest.fixture
def telegraph() -> Iterator[list[Message]]:
    """Another channel, which reaches Lan alone."""
    sent: list[Message] = []

    class Telegraph:
        name = "telegraph"

        def __init__(self) -> None:
            self.sent = sent

        def reaches(self, person: User) -> bool:
            return person.username == "lan"

        def send(self, message: Message) -> None:
            self.sent.append(message)

    register_channel(Telegraph())
    yield sent
    del CHANNELS["telegraph"]


def test_one_message_that_fails_keeps_nobody_from_theirs(
    assign: Assign, learner: User, sen: User, telegraph: list[Message], caplog: pytest.LogCaptureFixture
) -> None:
    """What was half written down for Lan is undone; the next day it is tried again."""
    assign()

    class Broken(list[Message]):
        def append(self, message: Message) -> None:
            raise OSError

    channel: Any = CHANNELS["telegraph"]
    working, channel.sent = channel.sent, Broken()
    assert [remind(at=morning("2026-06-30")), [name for _on, name, _step, _head in told()]] == [1, ["sen"]]
    channel.sent = working
    assert [remind(at=morning("2026-07-01")), len(telegraph)] == [2, 1]
    assert caplog.messages == [f"the reminder of person {learner.pk} could not be made"]


def test_another_channel_is_used_and_logged(assign: Assign, learner: User, sen: User, telegraph: list[Message]) -> None:
    assign()
    remind(at=morning("2026-06-30"))
    assert [(message.recipient.username, message.url) for message in telegraph] == [("lan", "/viec-hoc/nhiem-vu/")]
    sent = ReminderSending.objects.order_by("channel", "digest").values_list("channel", "digest__recipient__username")
    assert sorted(sent) == [("desk-and-mail", "lan"), ("desk-and-mail", "sen"), ("telegraph", "lan")]


def test_queries_do_not_grow_with_people(
    assign: Assign, commune: Agency, learner: User, django_assert_num_queries: Any
) -> None:
    assign()
    for _turn in range(2):
        with django_assert_num_queries(4):
            wanted_on(day("2026-06-30"))
        facts.employ(facts.make_person("Một người nữa"), commune, it=True)
        facts.employ(facts.make_person("Hai người nữa"), commune, it=True)
