"""What stands on the desk to be done and to be learnt next, and why; kind words after a pause."""

import datetime as dt
from typing import Any

from django.test import Client
from django.utils import timezone

from accounts import obligations
from accounts.models import User
from accounts.obligations import Obligation, Whose, obligations_of, register_obligations
from competency.profiling import DomainProfile
from courses.models import CoursePage, Enrolment, QuizPage
from courses.progress import note_visit
from courses.published import edition, new_edition
from home.desk import desk_of
from home.models import HomePage
from home.recommending import suggest
from tests.courses.study import NOW, QUIZ, after, join, make_course, ready, step, succeed


def domain_of(course: CoursePage, *, held: int, required: int) -> DomainProfile:
    outcome = edition().outcomes[course.pk][0]
    return DomainProfile(
        domain_id=outcome.competency.domain_id, code="1", name="Khai thác dữ liệu", held=held, required=required
    )


def test_course_that_closes_a_gap_comes_first_with_its_reason(course: CoursePage) -> None:
    make_course("mo")
    level = edition().outcomes[course.pk][0].level.order
    first, second = suggest([domain_of(course, held=level - 1, required=8)], taken=(), is_staff=True, on=NOW.date())
    assert (first.course, first.gain, second.gain) == (course, 1, 0)
    assert "Khai thác dữ liệu" in first.reason
    assert str(level - 1) in first.reason


def test_course_below_what_was_shown_closes_no_gap(course: CoursePage) -> None:
    level = edition().outcomes[course.pk][0].level.order
    (only,) = suggest([domain_of(course, held=level, required=8)], taken=(), is_staff=True, on=NOW.date())
    assert only.gain == 0


def test_new_course_says_so_and_stands_before_old_ones(site: HomePage, settings: Any) -> None:
    old, new = make_course("cu"), make_course("moi")
    CoursePage.objects.filter(pk=old.pk).update(first_published_at=NOW - dt.timedelta(days=61))
    CoursePage.objects.filter(pk=new.pk).update(first_published_at=NOW - dt.timedelta(days=59))
    new_edition()
    found = suggest([], taken=(), is_staff=False, on=NOW.date())
    assert [(one.course, bool(one.reason)) for one in found] == [(new, True), (old, False)]
    assert suggest([], taken=[old.pk, new.pk], is_staff=False, on=NOW.date()) == []


def test_test_that_closes_soon_is_due_until_it_is_passed(course: CoursePage, lan: User, hanh: User) -> None:
    enrolment = ready(lan, course)
    QuizPage.objects.update(closes_at=after(days=3))
    (due,) = obligations_of(lan, at=NOW)
    assert (due.whose, due.url, due.due_at) == (Whose.MINE, QUIZ, after(days=3))
    assert obligations_of(hanh, at=NOW) == []  # not enrolled
    assert obligations_of(lan, at=after(days=4)) == []  # closed
    assert obligations_of(lan, at=after(days=-12)) == []  # far off
    succeed(enrolment)
    assert obligations_of(lan, at=NOW) == []


def test_apps_add_what_they_know_and_the_soonest_stands_first(
    client: Client, course: CoursePage, lan: User, monkeypatch: Any
) -> None:
    def tasks(person: User, at: dt.datetime) -> list[Obligation]:
        return [
            Obligation(whose=Whose.THEIRS, title="Bài thực hành đang chờ chấm", url="/a/"),
            Obligation(whose=Whose.MINE, title="Làm lại bài thực hành", url="/b/", due_at=at + dt.timedelta(days=1)),
        ]

    monkeypatch.setattr(obligations, "_PROVIDERS", [*obligations._PROVIDERS])
    register_obligations(tasks)
    register_obligations(tasks)
    ready(lan, course)
    QuizPage.objects.update(closes_at=timezone.now() + dt.timedelta(days=2))
    assert [one.url for one in obligations_of(lan, at=timezone.now())] == ["/b/", QUIZ, "/a/"]
    client.force_login(lan)
    page = client.get("/viec-hoc/").content.decode()
    assert page.index("Làm lại bài thực hành") < page.index("Bài thực hành đang chờ chấm")


def test_who_comes_back_after_a_pause_is_welcomed(course: CoursePage, lan: User) -> None:
    enrolment = join(lan, course)
    assert not desk_of(lan, at=NOW).is_back  # never was here
    note_visit(enrolment=enrolment, step=step(course, "mot"), at=NOW)
    assert not desk_of(lan, at=after(days=13)).is_back
    assert desk_of(lan, at=after(days=14)).is_back
    enrolment.refresh_from_db()
    note_visit(enrolment=enrolment, step=step(course, "mot"), at=after(days=14))  # the same step again
    assert not desk_of(lan, at=after(days=15)).is_back


def test_continue_leads_to_the_step_last_looked_at(client: Client, site: HomePage, tan: User) -> None:
    course = make_course("mo", lessons=3)
    note_visit(enrolment=join(tan, course), step=step(course, "bai-2"), at=NOW)
    going = desk_of(tan, at=NOW).going[0]
    assert going.step is not None
    assert going.step.url == "/khoa-hoc/mo/bai-2/"
    client.force_login(tan)
    assert 'class="button button-primary" href="/khoa-hoc/mo/bai-2/"' in client.get("/khoa-hoc/mo/").content.decode()
    client.post("/khoa-hoc/mo/bai-2/")
    Enrolment.objects.update(last_step=step(course, "bai-2").pk)
    going = desk_of(tan, at=NOW).going[0]
    assert going.step is not None
    assert going.step.url == "/khoa-hoc/mo/bai-1/"
