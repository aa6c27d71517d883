"""What is kept ready in a process is never older than what was published last, and never one person's."""

import re
import uuid
from typing import Any

import pytest
from django.core.cache import cache
from django.test import Client

from accounts.models import User
from courses.finding import open_courses
from courses.models import CoursePage
from courses.published import STAMP, edition, new_edition
from home.models import HomePage
from tests.courses.study import make_course, our_queries, step


@pytest.mark.parametrize("courses", [1, 3])
def test_edition_is_read_in_four_queries_once(site: HomePage, courses: int) -> None:
    for number in range(courses):
        make_course(f"khoa-{number}")
    new_edition()
    with our_queries() as queries:
        assert len(edition().courses) == courses
    # Courses, steps, outcomes, are there translations.
    assert len(queries) == 4
    with our_queries() as queries:
        edition()
    assert queries == []


def test_publishing_is_seen_at_once(course: CoursePage) -> None:
    assert [found.title for found in open_courses()] == ["Khóa thử"]
    course.title = "Khóa đã sửa"
    course.save_revision().publish()
    assert [found.title for found in open_courses()] == ["Khóa đã sửa"]


def test_unpublishing_moving_and_deleting_are_seen_at_once(site: HomePage) -> None:
    course = make_course("mo", lessons=3)
    assert [page.slug for page in edition().steps[course.pk]] == ["bai-1", "bai-2", "bai-3"]
    step(course, "bai-3").move(step(course, "bai-1"), pos="left")
    assert [page.slug for page in edition().steps[course.pk]] == ["bai-3", "bai-1", "bai-2"]
    step(course, "bai-1").specific.unpublish()
    assert [page.slug for page in edition().steps[course.pk]] == ["bai-3", "bai-2"]
    step(course, "bai-2").delete()
    assert [page.slug for page in edition().steps[course.pk]] == ["bai-3"]


def test_another_process_publishing_is_seen_by_the_stamp(course: CoursePage) -> None:
    before = edition()
    CoursePage.objects.update(title="Khóa đã sửa")  # as another process would, whose signals we do not hear
    assert edition() is before
    cache.set(STAMP, uuid.uuid4().hex, 60)
    assert open_courses()[0].title == "Khóa đã sửa"


def test_stamp_is_looked_at_once_in_the_seconds_set_but_own_publishing_shows_at_once(
    course: CoursePage, settings: Any
) -> None:
    settings.EDITION_SECONDS = 3600
    before = edition()
    cache.set(STAMP, uuid.uuid4().hex, 60)
    assert edition() is before
    course.title = "Khóa đã sửa"
    course.save_revision().publish()
    assert open_courses()[0].title == "Khóa đã sửa"


@pytest.mark.parametrize("address", ["/", "/khoa-hoc/", "/khoa-hoc/khoa-thu/"])
def test_page_for_strangers_is_kept_and_the_same(client: Client, course: CoursePage, address: str) -> None:
    first = client.get(address)
    with our_queries() as queries:
        second = client.get(address)
    assert (first.status_code, second.status_code, second.content) == (200, 200, first.content)
    assert second.headers["Content-Security-Policy"] == first.headers["Content-Security-Policy"]
    assert (second.headers["Content-Type"], second.headers["Content-Language"]) == ("text/html; charset=utf-8", "vi")
    assert queries == []


def test_page_for_strangers_follows_what_is_published(client: Client, course: CoursePage) -> None:
    assert "Khóa thử" in client.get("/khoa-hoc/").content.decode()
    course.title = "Khóa đã sửa"
    course.save_revision().publish()
    assert "Khóa đã sửa" in client.get("/khoa-hoc/").content.decode()
    course.unpublish()
    assert client.get("/khoa-hoc/khoa-thu/").status_code == 404


def test_page_for_strangers_is_kept_by_language(client: Client, course: CoursePage, settings: Any) -> None:
    vietnamese = client.get("/khoa-hoc/").content.decode()
    client.cookies[settings.LANGUAGE_COOKIE_NAME] = "en"
    english = client.get("/khoa-hoc/").content.decode()
    assert ('lang="vi"' in vietnamese, 'lang="en"' in english) == (True, True)
    assert client.get("/khoa-hoc/").content.decode() == english


def test_page_of_a_person_is_not_kept_for_strangers(client: Client, course: CoursePage, lan: User) -> None:
    client.force_login(lan)
    shown = '<span class="account-name">Lan</span>'
    assert shown in client.get("/").content.decode()
    assert shown not in Client().get("/").content.decode()
    assert shown in client.get("/").content.decode()


def test_message_for_one_visitor_is_not_kept_for_others(
    client: Client, course: CoursePage, lan: User, settings: Any
) -> None:
    """Who signs out has no session left, but a message on the way."""
    client.force_login(lan)
    goodbye = client.post("/tai-khoan/logout/")
    del client.cookies[settings.SESSION_COOKIE_NAME]  # a browser forgets what has run out
    page = client.get(goodbye.headers["Location"]).content.decode()
    stranger = Client().get(goodbye.headers["Location"]).content.decode()
    assert re.findall('class="notices"', page) == ['class="notices"']
    assert 'class="notices"' not in stranger


def test_search_of_a_stranger_is_not_kept(client: Client, course: CoursePage) -> None:
    assert "một điều lạ" in client.get("/khoa-hoc/", {"tim": "một điều lạ"}).content.decode()
    assert "một điều lạ" not in client.get("/khoa-hoc/").content.decode()
