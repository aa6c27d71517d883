"""The place in a lesson: exactly where one left, on whatever device, and nobody else's business."""

import datetime as dt
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from accounts.models import User
from courses.models import CoursePage, Place
from courses.placing import NOWHERE, Where, in_milliseconds, moment_of, place_of, save_place
from courses.progress import complete_step
from home.models import HomePage
from tests.courses.study import NOW, after, at_once, join, make_course, our_queries, step

FIRST = "/khoa-hoc/khoa-thu/mot/"
SECOND = "/khoa-hoc/khoa-thu/hai/"


def save(person: User, course: CoursePage, block: str, *, at: dt.datetime, leaving: bool = False, **films: int) -> bool:
    return save_place(
        enrolment=join(person, course), step=step(course, "mot"), block=block, films=films, at=at, is_leaving=leaving
    )


def place(person: User, course: CoursePage) -> Where:
    return place_of(join(person, course), step(course, "mot"))


def test_place_is_kept_and_moves_on(course: CoursePage, lan: User) -> None:
    assert place(lan, course) == NOWHERE
    assert save(lan, course, "d-1", at=NOW, phim=12)
    assert save(lan, course, "d-2", at=after(minutes=1), phim=40, khac=3)
    assert place(lan, course) == Where("d-2", {"phim": 40, "khac": 3}, in_milliseconds(after(minutes=1)))


def test_film_that_is_not_named_stays_where_it_was(course: CoursePage, lan: User) -> None:
    save(lan, course, "d-1", at=NOW, phim=12)
    save(lan, course, "d-2", at=after(minutes=1))
    assert place(lan, course).films == {"phim": 12}


def test_places_come_no_more_often_than_set_but_for_who_leaves(course: CoursePage, lan: User, settings: Any) -> None:
    settings.PLACE_SECONDS = 15
    save(lan, course, "d-1", at=NOW)
    assert not save(lan, course, "d-2", at=after(seconds=14))
    assert save(lan, course, "d-3", at=after(seconds=14), leaving=True)
    assert save(lan, course, "d-4", at=after(seconds=29))
    assert place(lan, course).block == "d-4"


def test_older_word_of_another_device_does_not_win(course: CoursePage, lan: User) -> None:
    save(lan, course, "d-9", at=NOW)
    assert not save(lan, course, "d-1", at=after(hours=-1), leaving=True)
    assert not save(lan, course, "d-1", at=NOW, leaving=True)  # the same word again
    assert place(lan, course).block == "d-9"


@pytest.mark.parametrize(
    ("told", "moment"),
    [
        (str(int(after(minutes=-3).timestamp() * 1000)), after(minutes=-3)),
        (str(int(after(days=400).timestamp() * 1000)), NOW),  # a clock that runs ahead
        ("9" * 40, NOW),
        ("", NOW),
        ("hôm qua", NOW),
    ],
)
def test_readers_clock_is_bounded_by_ours(told: str, moment: dt.datetime) -> None:
    assert moment_of(told, now=NOW) == moment


def test_what_no_page_of_ours_calls_so_is_not_kept(course: CoursePage, lan: User) -> None:
    save(lan, course, "<script>", at=NOW, **{"a b": 3, "phim": -1, "lau": 10**9, "tot": 5})
    assert place(lan, course) == Where("", {"tot": 5}, in_milliseconds(NOW))


def test_finished_lesson_begins_anew_but_its_films_do_not(course: CoursePage, lan: User) -> None:
    save(lan, course, "d-5", at=NOW, phim=7)
    complete_step(enrolment=join(lan, course), step=step(course, "mot"), at=after(minutes=5))
    assert place(lan, course) == Where("", {"phim": 7}, in_milliseconds(NOW))


# ── In the browser's words ────────────────────────────────────────────────────────────────────


def test_browser_says_where_it_is_and_the_lesson_knows(client: Client, course: CoursePage, lan: User) -> None:
    join(lan, course)
    client.force_login(lan)
    now = str(int(timezone.now().timestamp() * 1000))
    response = client.post(f"{FIRST}cho-dang-doc/", {"block": "d-3", "at": now, "film-a1": "41", "film-b": "x"})
    assert response.status_code == 204
    page = client.get(FIRST).content.decode()
    assert 'data-place="d-3"' in page
    assert 'data-films="a1=41"' in page


def test_place_of_another_person_is_never_shown(client: Client, course: CoursePage, lan: User, hanh: User) -> None:
    save(lan, course, "d-3", at=NOW)
    join(hanh, course)
    client.force_login(hanh)
    assert 'data-place=""' in client.get(FIRST).content.decode()
    client.post(f"{FIRST}cho-dang-doc/", {"block": "d-7"})
    assert place(lan, course).block == "d-3"


def test_place_is_refused_where_one_may_not_read(client: Client, course: CoursePage, lan: User, hanh: User) -> None:
    address = f"{FIRST}cho-dang-doc/"
    assert client.post(address, {"block": "d-1"}).status_code == 302  # a stranger is sent to sign in
    client.force_login(hanh)
    assert client.post(address, {"block": "d-1"}).status_code == 404  # not enrolled
    join(lan, course)
    client.force_login(lan)
    assert client.post(f"{SECOND}cho-dang-doc/", {"block": "d-1"}).status_code == 404  # still locked
    assert client.get(address).status_code == 405
    assert Place.objects.count() == 0


def test_reader_of_a_public_course_has_no_place_on_the_server(client: Client, site: HomePage, tan: User) -> None:
    make_course("mo")
    client.force_login(tan)
    assert client.post("/khoa-hoc/mo/bai-1/cho-dang-doc/", {"block": "d-1"}).status_code == 204
    assert Place.objects.count() == 0
    assert "data-place-url" not in client.get("/khoa-hoc/mo/bai-1/").content.decode()


def test_keeping_a_place_is_cheap(client: Client, course: CoursePage, lan: User) -> None:
    save(lan, course, "d-1", at=NOW)
    client.force_login(lan)
    client.get("/khoa-hoc/khoa-thu/")
    with our_queries() as queries:
        client.post(f"{FIRST}cho-dang-doc/", {"block": "d-2"})
    # The reader, the enrolment, what is done; the place read and written.
    assert len(queries) == 5, "\n".join(queries)


@pytest.mark.django_db(transaction=True)
def test_two_devices_at_once_leave_the_later_place(course: CoursePage, lan: User) -> None:
    join(lan, course)
    moments = [after(minutes=number) for number in range(8)]
    outcomes = at_once(8, lambda n: save(lan, course, f"d-{n}", at=moments[n], leaving=True))
    assert [outcome for outcome in outcomes if isinstance(outcome, Exception)] == []
    assert place(lan, course).block == "d-7"
