"""A lesson kept with marks reads exactly like one rendered whole, and nobody sees another's name in it."""

import re
from typing import Any

import pytest
from django.test import Client

from accounts.models import User
from courses.enrolling import enrolment_of
from courses.models import CoursePage, Enrolment
from courses.outline import outline_of
from courses.placing import place_of, save_place
from courses.progress import complete_step
from courses.readers import reader_of
from kit.stencils import Stencil, marks_for
from tests.courses.study import NOW, after, join, our_queries, step

LESSON = "/khoa-hoc/khoa-thu/hai/"


@pytest.fixture
def reading(course: CoursePage, lan: User) -> Enrolment:
    enrolment = join(lan, course)
    complete_step(enrolment=enrolment, step=step(course, "mot"), at=NOW)
    save_place(
        enrolment=enrolment,
        step=step(course, "hai"),
        block="d-1",
        films={"f": 41},
        at=after(minutes=1),
        is_leaving=True,
    )
    return enrolment


def html_of(client: Client, address: str) -> str:
    page = client.get(address).content.decode()
    page = re.sub(r'name="csrfmiddlewaretoken" value="\w+"', "", page)
    return page.replace("?x=1", "").replace("%3Fx%3D1", "")


def test_kept_page_reads_like_the_whole_one(client: Client, reading: Enrolment, lan: User) -> None:
    client.force_login(lan)
    first, again = html_of(client, LESSON), html_of(client, LESSON)
    assert first == again == html_of(client, f"{LESSON}?x=1")  # with a question the page is rendered whole


def test_kept_page_names_its_own_reader_only(client: Client, reading: Enrolment, lan: User, hanh: User) -> None:
    client.force_login(lan)
    assert "Nông Thị Lan" in html_of(client, LESSON)
    complete_step(enrolment=join(hanh, reading.course), step=step(reading.course, "mot"), at=NOW)
    hanh.full_name = "<b>Hạnh</b> & Co"
    hanh.save()
    client.force_login(hanh)
    page = html_of(client, LESSON)
    assert ("Nông Thị Lan" in page, "<b>Hạnh" in page, "&lt;b&gt;Hạnh&lt;/b&gt; &amp; Co" in page) == (
        False,
        False,
        True,
    )
    assert page == html_of(client, f"{LESSON}?x=1")


def test_one_statement_says_what_the_doors_say(reading: Enrolment, lan: User) -> None:
    lesson = step(reading.course, "hai")
    asked: Any = {"session_key": "none", "at": NOW}
    assert reader_of(lan.pk, reading.course, lesson, may_go_on=lambda person, lives: lives, **asked) is None
    found = reader_of(lan.pk, reading.course, lesson, may_go_on=lambda person, lives: not lives, **asked)
    assert found is not None
    again = enrolment_of(lan, reading.course)
    assert again is not None
    assert (found.person, found.enrolment) == (lan, again)
    for mine, theirs in [(found.person, User.objects.get(pk=lan.pk)), (found.enrolment, again)]:
        assert {f.attname: getattr(mine, f.attname) for f in mine._meta.concrete_fields} == {
            f.attname: getattr(theirs, f.attname) for f in theirs._meta.concrete_fields
        }
    done = {one.page.pk for one in outline_of(reading.course, again).steps if one.is_done}
    assert (found.done, found.place) == (frozenset(done), place_of(again, lesson))


def test_lesson_takes_one_query(client: Client, reading: Enrolment, lan: User) -> None:
    client.force_login(lan)
    client.get(LESSON)
    with our_queries() as queries:
        assert client.get(LESSON).status_code == 200
    assert len(queries) == 1, "\n".join(queries)


def test_whoever_may_not_sign_in_any_more_sees_nothing(client: Client, reading: Enrolment, lan: User) -> None:
    client.force_login(lan)
    client.get(LESSON)
    User.objects.filter(pk=lan.pk).update(is_active=False)
    assert client.get(LESSON).status_code == 302
    User.objects.filter(pk=lan.pk).update(is_active=True, password="changed elsewhere")
    assert client.get(LESSON).status_code == 302


def test_withdrawn_learner_and_outsider_are_left_to_the_ordinary_page(
    client: Client, reading: Enrolment, lan: User, hanh: User
) -> None:
    client.force_login(hanh)
    assert client.get(LESSON).status_code == 302
    Enrolment.objects.update(withdrawn_at=NOW)
    client.force_login(lan)
    assert client.get(LESSON).status_code == 302


def test_message_is_told_once(client: Client, reading: Enrolment, lan: User) -> None:
    client.force_login(lan)
    client.get("/khoa-hoc/khoa-thu/bai-kiem-tra/")  # locked: a message, and the way to the lesson
    response: Any = client.get(LESSON)
    assert len(response.context["messages"]) == 1
    assert response.headers["Cache-Control"] == "private, no-store"


def test_stencil_fills_marks_that_stand_often_or_never() -> None:
    marks = marks_for(["a", "b", "c"])
    stencil = Stencil(f"{marks['a']}-{marks['b']}{marks['a']}.", marks)
    assert stencil.fill({"a": "1", "b": "2", "c": "3"}) == "1-21."
