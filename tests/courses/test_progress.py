"""Steps done, and a completion that is recorded once and stays."""

import datetime as dt
from collections.abc import Iterator

import pytest
from wagtail.models import ModelLogEntry

from accounts.models import User
from competency.models import Evidence
from courses.models import Completion, CoursePage, Enrolment, StepProgress
from courses.outline import outline_of
from courses.progress import best_score, complete_step, note_visit
from courses.signals import course_completed
from home.models import HomePage
from tests.courses.study import (
    HERE,
    NOW,
    add_lesson,
    after,
    begin,
    fail,
    join,
    make_course,
    read_lessons,
    ready,
    right_answers,
    step,
    submit_attempt,
    succeed,
)


@pytest.fixture
def news() -> Iterator[list[Completion]]:
    """The completions that were announced."""
    heard: list[Completion] = []

    def listen(sender: type[Completion], completion: Completion, **_kwargs: object) -> None:
        heard.append(completion)

    course_completed.connect(listen)
    yield heard
    course_completed.disconnect(listen)


def test_step_done_twice_keeps_its_first_date(course: CoursePage, lan: User) -> None:
    enrolment = join(lan, course)
    assert complete_step(enrolment=enrolment, step=step(course, "mot"), at=NOW) is True
    assert complete_step(enrolment=enrolment, step=step(course, "mot"), at=after(days=3)) is False
    assert StepProgress.objects.get().completed_at == NOW
    assert ModelLogEntry.objects.filter(action="courses.complete_step").count() == 1


def test_lessons_alone_do_not_complete_a_course_with_a_test(
    course: CoursePage, lan: User, news: list[Completion]
) -> None:
    ready(lan, course)
    assert (Completion.objects.count(), Evidence.objects.count(), news) == (0, 0, [])


def test_failed_test_does_not_complete_the_course(course: CoursePage, lan: User, news: list[Completion]) -> None:
    fail(ready(lan, course))
    assert (Completion.objects.count(), news) == (0, [])


def test_last_step_completes_the_course(course: CoursePage, lan: User, news: list[Completion]) -> None:
    enrolment = ready(lan, course)
    succeed(enrolment, at=after(hours=1))
    completion = Completion.objects.get()
    assert (completion.enrolment, completion.person, completion.course) == (enrolment, lan, course)
    assert (completion.score_percent, completion.completed_at) == (100, after(hours=1))
    assert (completion.started_on, completion.completed_on) == (dt.date(2026, 11, 22), dt.date(2026, 11, 22))
    course.refresh_from_db()
    assert completion.course_revision_id == course.live_revision_id
    assert news == [completion]
    entry = ModelLogEntry.objects.get(action="courses.complete")
    assert (entry.user_id, entry.data) == (lan.pk, {"course": "KHOA-THU"})


def test_completion_is_evidence_of_the_outcomes(course: CoursePage, lan: User) -> None:
    succeed(ready(lan, course))
    evidence = Evidence.objects.get()
    assert (evidence.person, evidence.competency.code, evidence.level.code) == (lan, "1.3", "TC2")
    assert evidence.source == f"course-completion:{Completion.objects.get().pk}"
    assert (evidence.statement, evidence.achieved_on) == (
        *("Sắp xếp được tệp theo một cách chung.", dt.date(2026, 11, 22)),
    )


def test_completion_is_dated_by_the_local_day(site: HomePage, tan: User) -> None:
    enrolment = join(tan, make_course("nua-dem", lessons=1), at=dt.datetime(2026, 12, 31, 10, 0, tzinfo=HERE))
    read_lessons(enrolment, at=dt.datetime(2026, 12, 31, 17, 30, tzinfo=dt.UTC))
    completion = Completion.objects.get()
    assert (completion.started_on, completion.completed_on) == (dt.date(2026, 12, 31), dt.date(2027, 1, 1))


def test_course_without_a_test_has_no_score(site: HomePage, tan: User) -> None:
    read_lessons(join(tan, make_course("khong-thi")))
    assert Completion.objects.get().score_percent is None


def test_score_is_that_of_the_passed_test(course: CoursePage, lan: User) -> None:
    enrolment = ready(lan, course)
    fail(enrolment)
    attempt = begin(enrolment, at=after(hours=2))
    answers = right_answers(attempt)
    del answers[4]
    submit_attempt(attempt=attempt, answers=answers, at=after(hours=2))
    assert (best_score(enrolment), Completion.objects.get().score_percent) == (75, 75)


def test_completing_again_changes_nothing(course: CoursePage, lan: User, news: list[Completion]) -> None:
    enrolment = ready(lan, course)
    succeed(enrolment)
    before = Completion.objects.values().get()
    for slug in ("mot", "hai", "bai-kiem-tra"):
        complete_step(enrolment=enrolment, step=step(course, slug), at=after(days=9))
    assert Completion.objects.values().get() == before
    assert (len(news), Evidence.objects.count()) == (1, 1)


def test_lesson_added_later_never_undoes_a_completion(course: CoursePage, lan: User, news: list[Completion]) -> None:
    enrolment = ready(lan, course)
    succeed(enrolment)
    before = Completion.objects.values().get()
    lesson = add_lesson(course, "bai-moi")
    course.refresh_from_db()
    assert outline_of(course, enrolment).is_complete is False
    complete_step(enrolment=enrolment, step=lesson, at=after(days=9))
    assert Completion.objects.values().get() == before
    assert len(news) == 1


def test_lesson_added_before_the_end_must_be_done(site: HomePage, tan: User) -> None:
    course = make_course("them-bai", lessons=1)
    enrolment = join(tan, course)
    add_lesson(course, "bai-moi")
    complete_step(enrolment=enrolment, step=step(course, "bai-1"), at=NOW)
    assert Completion.objects.count() == 0
    complete_step(enrolment=enrolment, step=step(course, "bai-moi"), at=NOW)
    assert Completion.objects.count() == 1


def test_refused_transaction_announces_and_keeps_nothing(course: CoursePage, lan: User, news: list[Completion]) -> None:
    enrolment = ready(lan, course)

    def refuse(sender: type[Completion], **_kwargs: object) -> None:
        raise RuntimeError

    course_completed.connect(refuse)
    try:
        with pytest.raises(RuntimeError):
            complete_step(enrolment=enrolment, step=step(course, "bai-kiem-tra"), at=NOW)
    finally:
        course_completed.disconnect(refuse)
    assert (Completion.objects.count(), Evidence.objects.count(), StepProgress.objects.count()) == (0, 0, 2)


def test_visit_is_noted_once_a_step(course: CoursePage, lan: User) -> None:
    enrolment = join(lan, course)
    note_visit(enrolment=enrolment, step=step(course, "mot"), at=NOW)
    enrolment.refresh_from_db()
    assert (enrolment.last_step_id, enrolment.last_seen_at) == (step(course, "mot").pk, NOW)
    note_visit(enrolment=enrolment, step=step(course, "mot"), at=after(hours=1))
    assert Enrolment.objects.get().last_seen_at == NOW
    note_visit(enrolment=enrolment, step=step(course, "hai"), at=after(hours=1))
    assert Enrolment.objects.get().last_seen_at == after(hours=1)
