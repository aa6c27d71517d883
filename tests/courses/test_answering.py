"""Answers in a test: what is kept, what is refused, and until when they count."""

from typing import Any

import pytest
from wagtail.models import ModelLogEntry

from accounts.models import User
from courses.attempting import (
    submit_attempt,
)
from courses.models import Completion, CoursePage
from courses.saving import AttemptClosed, BadAnswer, NoSuchAttempt, sequence_at
from tests.courses.study import (
    NOW,
    after,
    begin,
    keep,
    ready,
    right_answers,
    set_rules,
    wrong_answers,
)


def test_answer_is_kept_as_it_is_given(course: CoursePage, lan: User) -> None:
    attempt = begin(ready(lan, course))
    first, second = wrong_answers(attempt)[1], right_answers(attempt)[1]
    for chosen in (first, second, second):
        keep(attempt, 1, chosen, at=after(minutes=1))
    item = attempt.items.get(position=1)
    assert (sorted(item.chosen), item.answered_at, item.is_correct) == (sorted(second), after(minutes=1), None)


def test_answer_may_be_taken_back(course: CoursePage, lan: User) -> None:
    attempt = begin(ready(lan, course))
    keep(attempt, 1, right_answers(attempt)[1], at=NOW)
    keep(attempt, 1, [], at=NOW)
    assert attempt.items.get(position=1).chosen == []


def test_option_of_another_question_or_attempt_is_wrong_and_logged(
    course: CoursePage, lan: User, hanh: User, caplog: pytest.LogCaptureFixture
) -> None:
    attempt, foreign = begin(ready(lan, course)), begin(ready(hanh, course))
    right = right_answers(attempt)
    keep(attempt, 1, [*right[1], right[2][0]])
    keep(attempt, 2, right_answers(foreign)[2])
    graded = submit_attempt(attempt=attempt, answers={3: ["khong-co"], 4: right[4]}, at=NOW)
    assert (graded.correct, graded.passed) == (1, False)
    assert ModelLogEntry.objects.get(action="courses.submit_attempt").data["foreign"] == [1, 2, 3]
    assert [record.getMessage() for record in caplog.records] == [
        f"Attempt {attempt.pk} names options of other questions in [1, 2, 3]."
    ]


def test_two_options_where_one_is_asked_are_wrong(course: CoursePage, lan: User) -> None:
    attempt = begin(ready(lan, course))
    item = next(item for item in attempt.items.all() if item.shown["type"] != "multiple")
    keep(attempt, item.position, [o["key"] for o in item.shown["options"]])
    graded = submit_attempt(attempt=attempt, answers={}, at=NOW)
    assert graded.items.get(position=item.position).is_correct is False


@pytest.mark.parametrize(
    ("position", "refusal"), [(0, NoSuchAttempt), (5, BadAnswer), (10**6, NoSuchAttempt), (-1, NoSuchAttempt)]
)
def test_question_outside_the_attempt_is_refused(
    course: CoursePage, lan: User, position: int, refusal: type[Exception]
) -> None:
    attempt = begin(ready(lan, course))
    with pytest.raises(refusal):
        keep(attempt, position, [])


@pytest.mark.parametrize("chosen", [["x" * 201], ["x"] * 61, ["a\0b"]], ids=["long", "many", "nought"])
def test_answer_that_no_database_should_keep_is_refused(course: CoursePage, lan: User, chosen: list[str]) -> None:
    attempt = begin(ready(lan, course))
    with pytest.raises(BadAnswer):
        keep(attempt, 1, chosen)
    with pytest.raises(BadAnswer):
        submit_attempt(attempt=attempt, answers={1: chosen}, at=NOW)
    attempt.refresh_from_db()
    assert (attempt.state, attempt.items.exclude(chosen=None).count()) == ("open", 0)


def test_older_answer_arriving_late_never_replaces_a_newer_one(course: CoursePage, lan: User) -> None:
    attempt = begin(ready(lan, course))
    older, newer = sequence_at(after(seconds=10)), sequence_at(after(seconds=20))
    for chosen, sequence in ((["moi"], newer), (["cu"], older), (["moi"], newer)):
        keep(attempt, 1, chosen, at=after(minutes=1), sequence=sequence)
        assert attempt.items.values_list("chosen", "sequence").get(position=1) == (["moi"], newer)


def test_answer_from_the_future_is_dated_now(course: CoursePage, lan: User) -> None:
    """A telephone that claims tomorrow must not shut out what is answered today."""
    attempt = begin(ready(lan, course))
    keep(attempt, 1, ["mai"], at=NOW, sequence=sequence_at(after(days=1)))
    keep(attempt, 1, ["nay"], at=after(seconds=1), sequence=sequence_at(after(seconds=1)))
    assert attempt.items.get(position=1).chosen == ["nay"]


def test_form_of_an_older_window_does_not_undo_a_newer_answer(course: CoursePage, lan: User) -> None:
    attempt = begin(ready(lan, course))
    right, wrong = right_answers(attempt), wrong_answers(attempt)
    old, new = sequence_at(NOW), sequence_at(after(minutes=2))
    keep(attempt, 1, right[1], at=after(minutes=2), sequence=new)
    keep(attempt, 2, wrong[2], at=NOW, sequence=old)
    graded = submit_attempt(
        attempt=attempt,
        answers={1: wrong[1], 2: right[2], 3: right[3]},
        sequences={1: old, 2: new},
        at=after(minutes=3),
    )
    assert list(graded.items.order_by("position").values_list("is_correct", flat=True)) == [True, True, True, False]


@pytest.mark.parametrize(("grace", "seconds", "kept"), [(5, 5, True), (5, 6, False), (0, 0, True), (0, 1, False)])
def test_answers_count_until_the_end_and_their_way(
    course: CoursePage, lan: User, settings: Any, grace: int, seconds: int, kept: bool
) -> None:
    settings.QUIZ_GRACE_SECONDS = grace
    attempt = begin(ready(lan, course))
    answers, late = right_answers(attempt), after(minutes=10, seconds=seconds)
    if kept:
        keep(attempt, 1, answers[1], at=late)
    else:
        with pytest.raises(AttemptClosed):
            keep(attempt, 1, answers[1], at=late)
    graded = submit_attempt(attempt=attempt, answers=answers, at=late)
    assert (graded.correct, graded.passed) == ((4, True) if kept else (0, False))
    assert graded.submitted_at == after(minutes=10)


def test_late_hand_in_counts_what_was_saved_in_time(course: CoursePage, lan: User) -> None:
    attempt = begin(ready(lan, course))
    answers = right_answers(attempt)
    for position in (1, 2, 3):
        keep(attempt, position, answers[position], at=after(minutes=9))
    graded = submit_attempt(attempt=attempt, answers=answers, at=after(hours=5))
    assert (graded.correct, graded.passed, graded.submitted_at) == (3, True, after(minutes=10))
    assert Completion.objects.get().score_percent == 75


def test_test_without_a_limit_is_never_late(course: CoursePage, lan: User) -> None:
    set_rules(course, time_limit_minutes=0)
    attempt = begin(ready(lan, course))
    assert attempt.due_at is None
    keep(attempt, 1, right_answers(attempt)[1], at=after(days=30))
    graded = submit_attempt(attempt=attempt, answers=right_answers(attempt), at=after(days=31))
    assert (graded.passed, graded.submitted_at) == (True, after(days=31))
