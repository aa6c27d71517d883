"""What a device did without a signal: heard once, dated honestly, judged by the server."""

import datetime as dt
import json
import uuid
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from accounts.devices import device_tag
from accounts.models import User
from courses.models import Completion, CoursePage, Enrolment, OfflineEvent, StepProgress
from courses.offline.syncing import BadBatch, hear, standing_in
from courses.rules import counted_at
from home.models import HomePage
from tests.courses.study import NOW, after, at_once, join, make_course, ready, slugs_of, step

SYNC = "/mang-theo/gui/"
LATER = after(days=10)


def event(course: CoursePage, slug: str, *, at: dt.datetime = NOW, **more: Any) -> dict[str, Any]:
    return {
        "id": str(uuid.uuid4()),
        "course": course.slug,
        "step": step(course, slug).pk,
        "kind": "done",
        "at": at.isoformat(),
        **more,
    }


def states(person: User, *events: Any, at: dt.datetime = LATER) -> list[str]:
    return [answer.state.value for answer in hear(person=person, events=list(events), at=at)]


def words(person: User, *events: Any, at: dt.datetime = LATER) -> list[str]:
    return [answer.words for answer in hear(person=person, events=list(events), at=at)]


def post(client: Client, person: User, events: list[Any], courses: list[str] | None = None) -> Any:
    body = {"person": device_tag(person), "events": events, "courses": courses or []}
    return client.post(SYNC, json.dumps(body), content_type="application/json")


# ── Counting ──────────────────────────────────────────────────────────────────────────────────


def test_lessons_done_offline_count_as_of_when_they_were_done(course: CoursePage, lan: User) -> None:
    enrolment = join(lan, course)
    first, second = event(course, "mot", at=after(days=2)), event(course, "hai", at=after(days=3))
    assert states(lan, first, second) == ["taken", "taken"]
    dates = dict(enrolment.progress.values_list("step__slug", "completed_at"))
    assert dates == {"mot": after(days=2), "hai": after(days=3)}
    fact = OfflineEvent.objects.get(step__slug="mot")
    assert (fact.claimed_at, fact.received_at, fact.counted_at) == (after(days=2), after(days=10), after(days=2))


def test_the_same_batch_again_changes_nothing(course: CoursePage, lan: User) -> None:
    join(lan, course)
    batch = [event(course, "mot", at=after(days=2)), event(course, "hai", at=after(days=3))]
    assert states(lan, *batch) == ["taken", "taken"]
    assert states(lan, *batch, at=after(days=20)) == ["already", "already"]
    assert (OfflineEvent.objects.count(), StepProgress.objects.count()) == (2, 2)


def test_last_lesson_done_offline_completes_the_course_on_that_day(site: HomePage, tan: User) -> None:
    course = make_course("mo")
    join(tan, course)
    states(tan, event(course, "bai-1", at=after(days=1)), event(course, "bai-2", at=after(days=2)))
    assert Completion.objects.get().completed_at == after(days=2)


def test_step_done_elsewhere_keeps_its_first_date(course: CoursePage, lan: User) -> None:
    enrolment = ready(lan, course)
    assert states(lan, event(course, "mot", at=after(days=2))) == ["already"]
    assert enrolment.progress.get(step__slug="mot").completed_at == NOW


@pytest.mark.parametrize(
    ("skew", "counted"),
    [
        (dt.timedelta(days=-400), NOW),
        (dt.timedelta(days=5), after(days=5)),
        (dt.timedelta(days=400), after(days=10)),
        (dt.timedelta(days=-20000), NOW),
    ],
)
def test_a_wrong_clock_never_dates_before_the_enrolment_nor_ahead(
    course: CoursePage, lan: User, skew: dt.timedelta, counted: dt.datetime
) -> None:
    join(lan, course)
    assert states(lan, event(course, "mot", at=NOW + skew)) == ["taken"]
    fact = OfflineEvent.objects.get()
    assert (fact.claimed_at, fact.counted_at) == (NOW + skew, counted)
    assert StepProgress.objects.get().completed_at == counted


def test_a_clock_set_back_on_the_way_keeps_the_order(course: CoursePage, lan: User) -> None:
    enrolment = join(lan, course)
    states(lan, event(course, "mot", at=after(days=5)), event(course, "hai", at=after(days=1)))
    assert list(enrolment.progress.order_by("pk").values_list("completed_at", flat=True)) == [after(days=5)] * 2


def test_rule_of_the_date() -> None:
    early, late = after(days=1), after(days=3)
    assert counted_at(claimed=NOW, not_before=early, now=late) == early
    assert counted_at(claimed=after(days=2), not_before=early, now=late) == after(days=2)
    assert counted_at(claimed=after(days=9), not_before=early, now=late) == late
    assert counted_at(claimed=NOW, not_before=after(days=9), now=late) == late


def test_quick_check_and_place_are_written_down_and_finish_nothing(course: CoursePage, lan: User) -> None:
    enrolment = join(lan, course)
    check = event(course, "mot", kind="check", block="ab-12", option=1)
    assert states(lan, check, event(course, "mot", kind="place")) == ["taken", "taken"]
    assert OfflineEvent.objects.get(kind="check").detail == {"block": "ab-12", "option": 1}
    enrolment.refresh_from_db()
    assert enrolment.last_step_id == step(course, "mot").pk
    assert StepProgress.objects.count() == 0


def test_an_older_place_does_not_move_the_newer_one(course: CoursePage, lan: User) -> None:
    enrolment = ready(lan, course)
    Enrolment.objects.update(last_step=step(course, "hai").pk, last_seen_at=after(days=5))
    states(lan, event(course, "mot", kind="place", at=after(days=2)))
    enrolment.refresh_from_db()
    assert enrolment.last_step_id == step(course, "hai").pk


# ── Refusing, in words ────────────────────────────────────────────────────────────────────────


def test_locked_order_holds(course: CoursePage, lan: User) -> None:
    join(lan, course)
    assert words(lan, event(course, "hai")) == ["Bài “Bài hai” mở khi bạn học xong bài “Bài một: đặt tên tệp”."]
    assert (OfflineEvent.objects.count(), StepProgress.objects.count()) == (0, 0)


def test_a_test_is_never_passed_by_telling(course: CoursePage, lan: User) -> None:
    ready(lan, course)
    assert states(lan, event(course, "bai-kiem-tra")) == ["skipped"]
    assert (StepProgress.objects.filter(step__slug="bai-kiem-tra").count(), Completion.objects.count()) == (0, 0)


def test_course_withdrawn_meanwhile(course: CoursePage, lan: User) -> None:
    join(lan, course)
    told = event(course, "mot")
    course.unpublish()
    assert words(lan, told) == ["Khóa học này hiện chưa mở."]


def test_lesson_taken_out_meanwhile_does_not_hold_back_the_next(course: CoursePage, lan: User) -> None:
    join(lan, course)
    gone, there = event(course, "mot"), event(course, "hai")
    step(course, "mot").specific.unpublish()
    assert states(lan, gone, there) == ["skipped", "taken"]


def test_step_of_another_course_is_unknown(course: CoursePage, lan: User) -> None:
    join(lan, course)
    other = make_course("mo")
    assert states(lan, event(course, "mot", step=step(other, "bai-1").pk)) == ["skipped"]


def test_outsider_cannot_tell_of_a_staff_course(course: CoursePage, hanh: User, tan: User) -> None:
    for person in (hanh, tan):
        assert states(person, event(course, "mot")) == ["skipped"]
    assert Enrolment.objects.count() == 0


def test_who_left_the_course_is_not_enrolled_again(site: HomePage, tan: User) -> None:
    course = make_course("mo")
    join(tan, course)
    Enrolment.objects.update(withdrawn_at=after(days=1))
    assert states(tan, event(course, "bai-1")) == ["skipped"]
    assert Enrolment.objects.count() == 1


def test_reader_of_a_public_course_is_enrolled_when_claiming_and_dated_from_then(site: HomePage, tan: User) -> None:
    course = make_course("mo")
    assert states(tan, event(course, "bai-1")) == ["taken"]
    assert (Enrolment.objects.get().enrolled_at, StepProgress.objects.get().completed_at) == (after(days=10),) * 2


@pytest.mark.parametrize(
    "change",
    [
        {"id": "khong-phai"},
        {"id": 5},
        {"id": None},
        {"at": "hôm qua"},
        {"at": "2026-11-22T09:00:00"},
        {"at": "9999-12-31T23:59:59Z"},
        {"at": "0001-01-01T00:00:00+14:00"},
        {"at": 5},
        {"step": "1"},
        {"step": True},
        {"step": 1.5},
        {"step": None},
        {"course": ["khoa-thu"]},
        {"course": "\ud800"},
        {"kind": "passed"},
        {"kind": "check"},
        {"kind": "check", "block": "\x00", "option": 0},
        {"kind": "check", "block": "\ud800", "option": 0},
        {"kind": "check", "block": "a", "option": -1},
        {"kind": "check", "block": "a", "option": 10**30},
        {"kind": "check", "block": {}, "option": 0},
        {"step": 10**30},
    ],
)
def test_nonsense_is_skipped_and_the_rest_is_heard(course: CoursePage, lan: User, change: dict[str, Any]) -> None:
    join(lan, course)
    assert states(lan, {**event(course, "mot"), **change}, event(course, "mot")) == ["skipped", "taken"]
    assert OfflineEvent.objects.count() == 1


@pytest.mark.parametrize("nonsense", [None, 5, "x", [], {}, [[]]])
def test_events_that_are_no_events(course: CoursePage, lan: User, nonsense: Any) -> None:
    assert states(lan, nonsense) == ["skipped"]


@pytest.mark.parametrize("batch", [None, "x", {}, [{}] * 101])
def test_a_batch_that_is_none_is_refused(lan: User, batch: Any) -> None:
    with pytest.raises(BadBatch):
        hear(person=lan, events=batch, at=NOW)


# ── Over the line ─────────────────────────────────────────────────────────────────────────────


def test_answers_and_what_stands(client: Client, course: CoursePage, lan: User) -> None:
    join(lan, course)
    client.force_login(lan)
    told = event(course, "mot")
    answer = post(client, lan, [told], ["khoa-thu", "khong-co"])
    assert answer.json() == {
        "events": [{"id": told["id"], "state": "taken", "words": ""}],
        "standing": {"khoa-thu": {"done": [step(course, "mot").pk], "complete": False}},
    }
    assert "no-store" in answer.headers["Cache-Control"]


def test_sent_under_another_name_is_refused(client: Client, course: CoursePage, lan: User, hanh: User) -> None:
    for person in (lan, hanh):
        join(person, course)
    client.force_login(hanh)
    assert post(client, lan, [event(course, "mot")]).status_code == 409
    assert StepProgress.objects.count() == 0


def test_the_same_event_id_of_two_people_is_two_events(course: CoursePage, lan: User, hanh: User) -> None:
    told = event(course, "mot")
    for person in (lan, hanh):
        join(person, course)
        assert states(person, told) == ["taken"]
    assert OfflineEvent.objects.count() == 2


def test_stranger_sends_nothing(client: Client, course: CoursePage, lan: User) -> None:
    join(lan, course)
    assert post(client, lan, [event(course, "mot")]).status_code == 302
    assert client.get("/mang-theo/ai-day/").json() == {"person": "", "token": ""}
    assert client.get("/mang-theo/ai-day/").cookies == {}


def test_a_token_asked_for_after_days_opens_the_line(course: CoursePage, lan: User) -> None:
    join(lan, course)
    client = Client(enforce_csrf_checks=True)
    client.force_login(lan)
    assert post(client, lan, []).status_code == 403
    here = client.get("/mang-theo/ai-day/").json()
    body = json.dumps({"person": here["person"], "events": [event(course, "mot", at=timezone.now())]})
    answer = client.post(SYNC, body, content_type="application/json", headers={"X-CSRFToken": here["token"]})
    assert (answer.status_code, StepProgress.objects.count()) == (200, 1)


@pytest.mark.parametrize("body", ["", "[]", "{", '{"courses": 5}', "null", "[" * 100_000])
def test_a_body_that_is_none_is_refused(client: Client, lan: User, body: str) -> None:
    client.force_login(lan)
    assert client.post(SYNC, body, content_type="application/json").status_code == 400


def test_standing_is_of_one_person(course: CoursePage, lan: User, hanh: User) -> None:
    ready(lan, course)
    assert standing_in(hanh, ["khoa-thu"]) == {}
    done = [step(course, slug).pk for slug in slugs_of(course)[:2]]
    assert standing_in(lan, ["khoa-thu"]) == {"khoa-thu": {"done": done, "complete": False}}


@pytest.mark.django_db(transaction=True)
def test_twenty_deliveries_of_one_batch_leave_one_fact_each(course: CoursePage, lan: User) -> None:
    join(lan, course)
    batch = [event(course, "mot"), event(course, "hai")]
    clients = [Client() for _ in range(20)]
    for client in clients:
        client.force_login(lan)
    answers = at_once(20, lambda number: post(clients[number], lan, batch, ["khoa-thu"]))
    assert [answer.status_code for answer in answers] == [200] * 20
    said = sorted(told["state"] for answer in answers for told in answer.json()["events"])
    assert said == ["already"] * 38 + ["taken"] * 2
    assert (OfflineEvent.objects.count(), StepProgress.objects.count()) == (2, 2)
