"""Many requests at the same moment, on real threads and real transactions, end as one after the other would."""

from collections.abc import Iterator
from typing import Any

import pytest
from django.test import Client

from accounts.models import User
from competency.models import Evidence
from courses.attempting import CannotStart, start_attempt, submit_attempt
from courses.models import Attempt, Completion, CoursePage, Enrolment, QuizPage, StepProgress
from courses.progress import complete_step
from courses.saving import AttemptClosed
from courses.signals import course_completed
from home.models import HomePage
from tests.courses.study import (
    NOW,
    QUIZ,
    after,
    at_once,
    begin,
    fail,
    join,
    keep,
    make_course,
    quiz_of,
    ready,
    right_answers,
    step,
    wrong_answers,
)

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def news() -> Iterator[list[int]]:
    """The completions that were announced."""
    heard: list[int] = []

    def listen(sender: type[Completion], completion: Completion, **_kwargs: object) -> None:
        heard.append(completion.pk)

    course_completed.connect(listen)
    yield heard
    course_completed.disconnect(listen)


def sort_out(outcomes: list[Any], kind: type) -> list[Any]:
    """The outcomes of `kind`; an error that nobody expects fails the test."""
    unexpected = [o for o in outcomes if isinstance(o, Exception) and not isinstance(o, CannotStart | AttemptClosed)]
    assert unexpected == []
    return [outcome for outcome in outcomes if isinstance(outcome, kind)]


def test_twenty_clicks_enrol_once(course: CoursePage, lan: User) -> None:
    outcomes = at_once(20, lambda _: join(lan, course))
    assert {enrolment.pk for enrolment in sort_out(outcomes, Enrolment)} == {Enrolment.objects.get().pk}
    assert len(outcomes) == 20


def test_twenty_starts_open_one_attempt(course: CoursePage, lan: User) -> None:
    enrolment, quiz = ready(lan, course), quiz_of(course)
    outcomes = at_once(20, lambda _: start_attempt(enrolment=enrolment, quiz=quiz, at=NOW))
    assert [attempt.pk for attempt in sort_out(outcomes, Attempt)] == [Attempt.objects.get().pk] * 20
    assert Attempt.objects.get().items.count() == 4


def test_racing_starts_never_pass_the_limit(course: CoursePage, lan: User) -> None:
    """Twenty runners start and hand in until they are refused: three attempts in all, twenty clear refusals."""
    QuizPage.objects.update(cool_down_minutes=0)
    enrolment, quiz = ready(lan, course), quiz_of(course)
    numbers: set[int] = set()

    def take_while_possible(_number: int) -> None:
        while True:
            attempt = start_attempt(enrolment=enrolment, quiz=quiz, at=NOW)
            submit_attempt(attempt=attempt, answers=wrong_answers(attempt), at=NOW)
            numbers.add(attempt.number)

    outcomes = at_once(20, take_while_possible)
    assert len(sort_out(outcomes, CannotStart)) == 20
    assert numbers == {1, 2, 3}
    assert list(Attempt.objects.order_by("number").values_list("number", "state")) == [
        *[(1, "graded"), (2, "graded"), (3, "graded")]
    ]


def test_racing_starts_respect_the_cool_down(course: CoursePage, lan: User) -> None:
    enrolment, quiz = ready(lan, course), quiz_of(course)
    fail(enrolment)
    outcomes = at_once(10, lambda _: start_attempt(enrolment=enrolment, quiz=quiz, at=after(minutes=5)))
    assert len(sort_out(outcomes, CannotStart)) == 10
    assert Attempt.objects.count() == 1


def test_two_tabs_hand_in_one_result(course: CoursePage, lan: User) -> None:
    attempt = begin(ready(lan, course))
    right, wrong = right_answers(attempt), wrong_answers(attempt)
    outcomes = at_once(
        8, lambda number: submit_attempt(attempt=attempt, answers=wrong if number % 2 else right, at=NOW)
    )
    results = {(graded.correct, graded.passed) for graded in sort_out(outcomes, Attempt)}
    attempt.refresh_from_db()
    assert results == {(attempt.correct, attempt.passed)}
    assert results <= {(4, True), (0, False)}
    assert attempt.items.filter(is_correct=True).count() == attempt.correct
    assert Completion.objects.count() == int(attempt.passed or 0)


def test_answers_saved_while_handing_in_are_counted_or_refused(course: CoursePage, lan: User) -> None:
    """Whatever was acknowledged before the hand-in took the lock is in the grade; nothing changes after it."""
    attempt = begin(ready(lan, course))
    answers = right_answers(attempt)

    def work(number: int) -> Any:
        if number == 4:
            return submit_attempt(attempt=attempt, answers={}, at=NOW)
        keep(attempt, number + 1, answers[number + 1], at=NOW)
        return "saved"

    outcomes = at_once(5, work)
    saved = len(sort_out(outcomes, str))
    attempt.refresh_from_db()
    assert saved + len(sort_out(outcomes, AttemptClosed)) == 4
    assert (attempt.state, attempt.correct) == ("graded", saved)
    assert attempt.items.filter(is_correct=True).exclude(chosen=None).count() == saved


def test_every_acknowledged_answer_is_kept(course: CoursePage, lan: User) -> None:
    attempt = begin(ready(lan, course))
    answers = right_answers(attempt)
    outcomes = at_once(
        12,
        lambda number: keep(attempt, number % 4 + 1, answers[number % 4 + 1], at=NOW),
    )
    assert outcomes == [None] * 12
    assert {item.position: sorted(item.chosen) for item in attempt.items.all()} == {
        position: sorted(keys) for position, keys in answers.items()
    }


def test_last_step_clicked_many_times_completes_once(site: HomePage, tan: User, news: list[int]) -> None:
    course = make_course("mot-bai", lessons=1)
    enrolment, lesson = join(tan, course), step(course, "bai-1")
    outcomes = at_once(12, lambda _: complete_step(enrolment=enrolment, step=lesson, at=NOW))
    assert sorted(sort_out(outcomes, bool)) == [False] * 11 + [True]
    assert news == [Completion.objects.get().pk]
    assert StepProgress.objects.count() == 1


def test_last_two_steps_at_once_complete_once(course: CoursePage, lan: User, news: list[int]) -> None:
    course.order = CoursePage.Order.FREE
    course.save_revision().publish()
    enrolment = join(lan, course)
    steps = [step(course, slug) for slug in ("mot", "hai", "bai-kiem-tra")]
    outcomes = at_once(3, lambda number: complete_step(enrolment=enrolment, step=steps[number], at=NOW))
    assert sort_out(outcomes, bool) == [True, True, True]
    assert news == [Completion.objects.get().pk]
    assert (StepProgress.objects.count(), Evidence.objects.count()) == (3, 1)


def test_first_step_of_a_public_course_clicked_twice_enrols_and_counts_once(site: HomePage, tan: User) -> None:
    make_course("mo")
    clients = [Client() for _ in range(6)]
    for client in clients:
        client.force_login(tan)
    outcomes = at_once(6, lambda number: clients[number].post("/khoa-hoc/mo/bai-1/").status_code)
    assert outcomes == [302] * 6
    assert (Enrolment.objects.count(), StepProgress.objects.count()) == (1, 1)


def test_start_clicked_in_many_tabs_leads_all_to_the_same_attempt(course: CoursePage, lan: User) -> None:
    ready(lan, course)
    clients = [Client() for _ in range(6)]
    for client in clients:
        client.force_login(lan)
    outcomes = at_once(6, lambda number: clients[number].post(f"{QUIZ}bat-dau/").headers["Location"])
    assert outcomes == [f"{QUIZ}luot/1/"] * 6
    assert Attempt.objects.count() == 1
