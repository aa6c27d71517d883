"""Short ways to study: a moment to start from, steps done, tests answered right or wrong."""

import datetime as dt
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from threading import Barrier, Thread
from typing import Any
from zoneinfo import ZoneInfo

from django.contrib.sessions.models import Session
from django.db import connection
from django.test.utils import CaptureQueriesContext

from accounts.models import User
from courses.attempting import start_attempt, submit_attempt
from courses.enrolling import enrol
from courses.models import Attempt, CourseIndexPage, CoursePage, Enrolment, LessonPage, QuizPage, StepPage
from courses.progress import complete_step
from courses.published import new_edition
from courses.saving import save_answer

HERE = ZoneInfo("Asia/Ho_Chi_Minh")
NOW = dt.datetime(2026, 11, 22, 9, 0, tzinfo=HERE)
QUIZ = "/khoa-hoc/khoa-thu/bai-kiem-tra/"
# Sessions and the cache are tables or Redis by setting: only questions to our own tables are counted.
NOT_OURS = ('"django_session"', '"cache"', "BEGIN", "SAVEPOINT")


def after(**time: int) -> dt.datetime:
    return NOW + dt.timedelta(**time)


def join(person: User, course: CoursePage, *, at: dt.datetime = NOW) -> Enrolment:
    return enrol(person=person, course=course, at=at, on=at.date())


def slugs_of(course: CoursePage) -> list[str]:
    """The published steps of `course` in order."""
    steps = StepPage.objects.descendant_of(CoursePage.objects.get(pk=course.pk)).live()
    return list(steps.order_by("path").values_list("slug", flat=True))


def step(course: CoursePage, slug: str) -> StepPage:
    return StepPage.objects.child_of(course).get(slug=slug)


def quiz_of(course: CoursePage) -> QuizPage:
    return QuizPage.objects.child_of(course).get()


def set_rules(course: CoursePage, **rules: Any) -> None:
    """The test of `course` goes by these rules from now on."""
    QuizPage.objects.filter(pk=quiz_of(course).pk).update(**rules)
    new_edition()


def read_lessons(enrolment: Enrolment, *, at: dt.datetime = NOW) -> Enrolment:
    """Finish every lesson, so that the test opens."""
    for lesson in LessonPage.objects.child_of(enrolment.course).live().order_by("path"):
        complete_step(enrolment=enrolment, step=lesson, at=at)
    return enrolment


def ready(person: User, course: CoursePage) -> Enrolment:
    return read_lessons(join(person, course))


def begin(enrolment: Enrolment, *, at: dt.datetime = NOW) -> Attempt:
    return start_attempt(enrolment=enrolment, quiz=quiz_of(enrolment.course), at=at)


def right_answer(shown: dict[str, Any]) -> list[str]:
    """What to send for a question of whatever type, to have it right."""
    options = shown["options"]
    if shown["type"] == "matching":
        return [f"{option['key']}:{option['match']}" for option in options]
    if shown["type"] == "ordering":
        return [f"{option['place']}:{option['key']}" for option in options]
    if shown["type"] == "number":
        return [shown["number"]]
    if shown["type"] == "short_text":
        return [shown["accepted"][0]["text"]]
    return [option["key"] for option in options if option["correct"]]


def wrong_answer(shown: dict[str, Any]) -> list[str]:
    options = shown["options"]
    if shown["type"] == "matching":
        return [f"{option['key']}:{shown['matches'][0]['key']}" for option in options]
    if shown["type"] == "ordering":
        return [f"{len(options) + 1 - option['place']}:{option['key']}" for option in options]
    if shown["type"] in ("number", "short_text"):
        return ["-987654321"]
    return [next(option["key"] for option in options if not option["correct"])]


def right_answers(attempt: Attempt) -> dict[int, list[str]]:
    return {item.position: right_answer(item.shown) for item in attempt.items.all()}


def wrong_answers(attempt: Attempt) -> dict[int, list[str]]:
    return {item.position: wrong_answer(item.shown) for item in attempt.items.all()}


def keep(
    attempt: Attempt, position: int, chosen: Sequence[str], *, at: dt.datetime = NOW, sequence: int | None = None
) -> None:
    """Save one answer of the attempt's own learner, in a session of theirs that this process knows."""
    person = attempt.enrolment.person
    ends = dt.datetime.max.replace(tzinfo=dt.UTC) - dt.timedelta(days=1)
    Session.objects.get_or_create(session_key=f"of {person.pk}", defaults={"expire_date": ends})
    save_answer(
        person_id=person.pk,
        quiz_id=attempt.quiz_id,
        number=attempt.number,
        position=position,
        chosen=chosen,
        sequence=sequence,
        at=at,
        session_key=f"of {person.pk}",
        password=person.password,
    )


def fail(enrolment: Enrolment, *, at: dt.datetime = NOW) -> Attempt:
    attempt = begin(enrolment, at=at)
    return submit_attempt(attempt=attempt, answers=wrong_answers(attempt), at=at)


def succeed(enrolment: Enrolment, *, at: dt.datetime = NOW) -> Attempt:
    attempt = begin(enrolment, at=at)
    return submit_attempt(attempt=attempt, answers=right_answers(attempt), at=at)


def make_course(slug: str, *, audience: str = "citizen", order: str = "free", lessons: int = 2) -> CoursePage:
    """A published course of short lessons without a test."""
    course = CourseIndexPage.objects.get(alias_of=None).add_child(
        instance=CoursePage(
            title=f"Khóa {slug}", slug=slug, code=slug.upper(), audience=audience, order=order, summary=f"Về {slug}."
        )
    )
    for number in range(1, lessons + 1):
        add_lesson(course, f"bai-{number}")
    new_edition()
    return course


def add_lesson(course: CoursePage, slug: str) -> LessonPage:
    course.refresh_from_db()
    lesson = LessonPage(title=f"Bài {slug}", slug=slug, minutes=5, summary_line=f"Nói về {slug}.", body=[])
    course.add_child(instance=lesson)
    new_edition()
    return lesson


def at_once(count: int, work: Callable[[int], Any]) -> list[Any]:
    """What `work(0)`, `work(1)` … return or raise, run in as many threads that start together."""
    outcomes: list[Any] = [None] * count
    gate = Barrier(count)

    def run(number: int) -> None:
        try:
            connection.ensure_connection()
            gate.wait()
            outcomes[number] = work(number)
        except Exception as error:
            outcomes[number] = error
        finally:
            connection.close()

    threads = [Thread(target=run, args=(number,)) for number in range(count)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return outcomes


@contextmanager
def our_queries() -> Iterator[list[str]]:
    """The SQL of the block, without sessions, cache and transactions."""
    found: list[str] = []
    with CaptureQueriesContext(connection) as captured:
        yield found
    found += [query["sql"] for query in captured if not any(name in query["sql"] for name in NOT_OURS)]
