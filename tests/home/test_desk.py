"""The learner's desk: what goes on, what was earned, what one can do, what to learn next."""

import datetime as dt
from dataclasses import replace
from typing import Any

import pytest
from django.test import Client
from django.utils.translation import ngettext

from accounts.models import User
from accounts.telling import tell
from courses.models import CoursePage, Enrolment
from courses.progress import complete_step, note_visit
from courses.task_news import PASSED
from home.desk import Desk, desk_of
from home.models import HomePage
from tests.courses.study import (
    NOW,
    QUIZ,
    after,
    join,
    make_course,
    our_queries,
    read_lessons,
    ready,
    step,
    succeed,
)


def of(person: User) -> Desk:
    return desk_of(person, at=NOW)


def test_new_learner_has_an_empty_desk_with_suggestions(course: CoursePage, lan: User) -> None:
    public = make_course("mo")
    desk = of(lan)
    assert (desk.going, desk.finished, desk.certificates) == ([], [], [])
    assert [suggestion.course for suggestion in desk.suggestions] == [course, public]
    assert desk.employment is not None
    assert desk.employment.person == lan


def test_citizen_is_suggested_public_courses_only(course: CoursePage, tan: User) -> None:
    public = make_course("mo")
    desk = of(tan)
    assert ([suggestion.course for suggestion in desk.suggestions], desk.employment) == ([public], None)


def test_three_courses_are_suggested_at_most(site: HomePage, tan: User) -> None:
    courses = [make_course(f"khoa-{number}") for number in range(4)]
    assert [suggestion.course for suggestion in of(tan).suggestions] == courses[:3]


def test_course_under_way_stands_with_its_next_step(course: CoursePage, lan: User) -> None:
    ready(lan, course)
    (going,) = of(lan).going
    assert (going.enrolment.course, going.outline.done_count) == (course, 2)
    assert going.outline.next_step is not None
    assert going.outline.next_step.url == QUIZ
    assert of(lan).suggestions == []


def test_what_was_looked_at_last_stands_first(site: HomePage, tan: User) -> None:
    first, second, third = (make_course(name) for name in ("mot", "hai", "ba"))
    for minutes, course in ((1, first), (2, second), (3, third)):
        enrolment = join(tan, course, at=after(minutes=minutes))
        if course != third:
            note_visit(enrolment=enrolment, step=step(course, "bai-1"), at=after(hours=minutes))
    assert [going.enrolment.course for going in of(tan).going] == [second, first, third]


def test_finished_course_moves_to_what_was_earned(course: CoursePage, lan: User) -> None:
    succeed(ready(lan, course))
    desk = of(lan)
    assert (desk.going, [enrolment.course for enrolment in desk.finished]) == ([], [course])
    held = {domain.code: domain.held for domain in desk.profile}
    assert sorted(held.values()) == [0, 0, 0, 0, 0, 4]


def test_profile_is_shown_once_it_says_something(course: CoursePage, lan: User) -> None:
    (domain, *_others) = of(lan).profile
    shown = [
        replace(of(lan), profile=[replace(domain, held=held, required=required)]).shows_levels
        for held, required in ((0, 0), (4, 0), (0, 3))
    ]
    assert shown == [False, True, True]


def test_news_beyond_the_newest_two_are_folded(course: CoursePage, lan: User) -> None:
    words = {"task": "Lập danh mục", "teacher": "Lâm Thị Thảo", "total": "18", "most": "18"}
    for minutes in range(3):
        at = after(minutes=minutes)
        tell(people=[lan], kind=PASSED, key=f"task:{minutes}", url="/viec-hoc/", at=at, mail=False, **words)
    desk = of(lan)
    assert ([one.pk for one in desk.news + desk.older_news], len(desk.news)) == ([one.pk for one in desk.notices], 2)


def test_profile_is_that_of_the_day(course: CoursePage, lan: User) -> None:
    succeed(ready(lan, course))
    yesterday = desk_of(lan, at=NOW - dt.timedelta(days=1))
    assert [domain.held for domain in yesterday.profile] == [0] * 6


def test_desk_of_another_person_holds_nothing_of_mine(course: CoursePage, lan: User, hanh: User) -> None:
    succeed(ready(lan, course))
    desk = of(hanh)
    assert (desk.going, desk.finished, desk.certificates) == ([], [], [])
    assert {domain.held for domain in desk.profile} == {0}


def test_withdrawn_course_is_not_on_the_desk(course: CoursePage, lan: User) -> None:
    join(lan, course)
    Enrolment.objects.update(withdrawn_at=NOW)
    assert (of(lan).going, [suggestion.course for suggestion in of(lan).suggestions]) == ([], [course])


def test_unpublished_course_is_not_offered_to_go_on(client: Client, course: CoursePage, lan: User) -> None:
    join(lan, course)
    course.unpublish()
    assert of(lan).going == []
    client.force_login(lan)
    assert client.get("/viec-hoc/").status_code == 200


# ── The page ──────────────────────────────────────────────────────────────────────────────────


def test_desk_needs_to_sign_in(client: Client, site: HomePage) -> None:
    response = client.get("/viec-hoc/")
    assert (response.status_code, response.headers["Location"]) == (302, "/tai-khoan/login/?next=/viec-hoc/")


def test_desk_greets_by_the_given_name_and_leads_on(client: Client, course: CoursePage, lan: User) -> None:
    ready(lan, course)
    client.force_login(lan)
    page = client.get("/viec-hoc/").content.decode()
    greeting = ngettext(
        "Hello %(name)s, %(counter)s more step and you have finished %(course)s",
        "Hello %(name)s, %(counter)s more steps and you have finished %(course)s",
        1,
    )
    assert greeting % {"name": "Lan", "course": "Khóa thử", "counter": 1} in page
    assert f'href="{QUIZ}"' in page


def test_desk_of_a_beginner_leads_to_the_courses(client: Client, course: CoursePage, lan: User) -> None:
    client.force_login(lan)
    page = client.get("/viec-hoc/").content.decode()
    assert 'href="/khoa-hoc/"' in page
    assert 'href="/khoa-hoc/khoa-thu/"' in page


def test_desk_of_who_lacks_nothing_leads_to_the_course(client: Client, site: HomePage, tan: User) -> None:
    """A step taken out of the course leaves nothing to do; the course's page then completes it."""
    course = make_course("mo")
    complete_step(enrolment=join(tan, course), step=step(course, "bai-1"), at=NOW)
    step(course, "bai-2").specific.unpublish()
    client.force_login(tan)
    assert 'href="/khoa-hoc/mo/"' in client.get("/viec-hoc/").content.decode()
    client.get("/khoa-hoc/mo/")
    assert [enrolment.course for enrolment in of(tan).finished] == [course]


@pytest.mark.parametrize("courses", [1, 3])
def test_desk_takes_as_many_queries_for_three_courses_as_for_one(
    client: Client, course: CoursePage, lan: User, courses: int
) -> None:
    for number in range(courses):
        join(lan, make_course(f"dang-hoc-{number}"))
        read_lessons(join(lan, make_course(f"da-xong-{number}")))
    client.force_login(lan)
    client.get("/viec-hoc/")
    with our_queries() as queries:
        response = client.get("/viec-hoc/")
    assert (len(response.context["desk"].going), len(response.context["desk"].finished)) == (courses, courses)
    # The reader; enrolments, employment, certificates, three for the profile, what is done, notices, exams to come,
    # classes the reader is in, and leads; what the reader teaches, tests that close soon, questions that wait for a
    # teacher, questions of one's own, work to mark, work of one's own; whether the reader signs papers,
    # proposals that wait for a second officer; where the reader works and what is asked of people there.
    assert len(queries) == 23, "\n".join(queries)


def test_desk_is_not_kept_by_the_browser(client: Client, course: CoursePage, lan: User) -> None:
    client.force_login(lan)
    response: Any = client.get("/viec-hoc/")
    assert response.headers["Cache-Control"] == "private, no-store"
