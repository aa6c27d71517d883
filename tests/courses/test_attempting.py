"""One go at a test: the server draws, keeps, and grades by its own clock and its own key."""

import datetime as dt
from typing import Any

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from wagtail.models import ModelLogEntry

from accounts.models import User
from courses import tasks
from courses.attempting import (
    CannotStart,
    attempts_of,
    close_overdue_attempts,
    standing,
    start_attempt,
    submit_attempt,
)
from courses.models import Attempt, AttemptItem, Completion, CoursePage, Enrolment, Question, QuizPage, StepProgress
from courses.published import new_edition
from courses.saving import AttemptClosed, BadAnswer, NoSuchAttempt, sequence_at
from tests.courses.study import (
    NOW,
    after,
    begin,
    fail,
    join,
    keep,
    quiz_of,
    ready,
    right_answers,
    succeed,
    wrong_answers,
)


def set_rules(course: CoursePage, **rules: Any) -> None:
    QuizPage.objects.filter(pk=quiz_of(course).pk).update(**rules)
    new_edition()


def refusal_to_start(enrolment: Enrolment, *, at: dt.datetime) -> str:
    with pytest.raises(CannotStart) as refusal:
        begin(enrolment, at=at)
    return str(refusal.value)


# ── Starting ──────────────────────────────────────────────────────────────────────────────────


def test_attempt_draws_by_the_rules_and_keeps_what_it_shows(course: CoursePage, lan: User) -> None:
    attempt = begin(ready(lan, course))
    assert (attempt.number, attempt.state, attempt.total, attempt.pass_percent) == (1, "open", 4, 75)
    assert (attempt.started_at, attempt.due_at, attempt.submitted_at) == (NOW, after(minutes=10), None)
    items = list(attempt.items.order_by("position").select_related("question"))
    assert [item.position for item in items] == [1, 2, 3, 4]
    assert sorted(item.question.difficulty for item in items) == ["basic", "basic", "basic", "intermediate"]
    for item in items:
        options = list(item.question.options.all())
        assert item.shown["text"] == item.question.text
        assert sorted(o["text"] for o in item.shown["options"]) == sorted(option.text for option in options)
        assert item.question_revision_id == item.question.latest_revision_id
        assert item.chosen is None


def test_option_names_are_opaque_and_new_each_time(course: CoursePage, lan: User, hanh: User) -> None:
    keys = [
        option["key"]
        for person in (lan, hanh)
        for item in begin(ready(person, course)).items.all()
        for option in item.shown["options"]
    ]
    assert len(set(keys)) == len(keys)
    assert {len(key) for key in keys} == {12}


def test_true_or_false_stands_in_its_own_order(course: CoursePage, lan: User, hanh: User) -> None:
    Question.objects.filter(difficulty="basic").exclude(code="THU-003").update(live=False)
    for person in (lan, hanh):
        item = begin(ready(person, course)).items.get(question__code="THU-003")
        assert [option["text"] for option in item.shown["options"]] == ["Đúng", "Sai"]


def test_orders_differ_between_attempts(course: CoursePage, lan: User) -> None:
    set_rules(course, attempts_allowed=0, cool_down_minutes=0)
    enrolment = ready(lan, course)
    seen = {tuple(fail(enrolment).items.order_by("position").values_list("question", flat=True)) for _try in range(12)}
    assert len(seen) > 1


def test_starting_twice_gives_the_open_attempt(course: CoursePage, lan: User) -> None:
    enrolment = ready(lan, course)
    assert begin(enrolment) == begin(enrolment, at=after(minutes=5))
    assert ModelLogEntry.objects.filter(action="courses.start_attempt").count() == 1


def test_test_does_not_open_before_its_lessons(course: CoursePage, lan: User) -> None:
    assert refusal_to_start(join(lan, course), at=NOW) == _("Finish the lessons before this test first.")
    assert Attempt.objects.count() == 0


def test_free_order_opens_the_test_at_once(course: CoursePage, lan: User) -> None:
    course.order = CoursePage.Order.FREE
    course.save_revision().publish()
    assert begin(join(lan, course)).number == 1


def test_test_without_questions_is_refused(course: CoursePage, lan: User) -> None:
    Question.objects.update(live=False)
    assert refusal_to_start(ready(lan, course), at=NOW) == _("This test has no questions yet.")
    assert Attempt.objects.count() == 0


def test_small_bank_draws_what_it_has(course: CoursePage, lan: User) -> None:
    Question.objects.exclude(code__in=["THU-001", "THU-005"]).update(live=False)
    assert begin(ready(lan, course)).total == 2


def test_next_attempt_waits_for_the_cool_down(course: CoursePage, lan: User) -> None:
    enrolment = ready(lan, course)
    fail(enrolment)
    moment = date_format(timezone.localtime(after(hours=1)), "DATETIME_FORMAT")
    sentence = _("Read the lessons once more. You can try again from %(moment)s.") % {"moment": moment}
    assert refusal_to_start(enrolment, at=after(minutes=59, seconds=59)) == sentence
    assert begin(enrolment, at=after(hours=1)).number == 2


def test_limit_of_attempts_holds(course: CoursePage, lan: User) -> None:
    enrolment = ready(lan, course)
    for number in (1, 2, 3):
        assert fail(enrolment, at=after(hours=2 * number)).number == number
    assert refusal_to_start(enrolment, at=after(days=9)) == _(
        "You have used all attempts. Ask the course's organiser for help."
    )
    assert Attempt.objects.count() == 3


def test_limits_of_one_person_are_not_those_of_another(course: CoursePage, lan: User, hanh: User) -> None:
    for number in (1, 2, 3):
        fail(ready(lan, course), at=after(hours=2 * number))
    assert begin(ready(hanh, course), at=after(days=1)).number == 1


def test_passed_test_is_not_taken_again(course: CoursePage, lan: User) -> None:
    enrolment = ready(lan, course)
    succeed(enrolment)
    assert refusal_to_start(enrolment, at=after(days=9)) == _("You have passed this test.")


def test_start_after_the_end_grades_what_was_left_open(course: CoursePage, lan: User) -> None:
    set_rules(course, cool_down_minutes=0)
    enrolment = ready(lan, course)
    first = begin(enrolment)
    assert begin(enrolment, at=after(minutes=11)).number == 2
    first.refresh_from_db()
    assert (first.state, first.submitted_at, first.correct) == ("graded", after(minutes=10), 0)


def test_refused_start_keeps_the_grade_of_what_was_left_open(course: CoursePage, lan: User) -> None:
    enrolment = ready(lan, course)
    first = begin(enrolment)
    refusal_to_start(enrolment, at=after(minutes=11))
    first.refresh_from_db()
    assert (first.state, first.correct) == ("graded", 0)


def test_standing_tells_where_one_is(course: CoursePage, lan: User) -> None:
    enrolment, quiz = ready(lan, course), quiz_of(course)
    before = standing(lan, quiz, at=NOW)
    assert (before.attempts, before.open_attempt, before.left, before.refusal) == ([], None, 3, "")
    attempt = begin(enrolment)
    during = standing(lan, quiz, at=NOW)
    assert (during.attempts, during.open_attempt, during.left, during.refusal) == ([], attempt, 2, "")
    submit_attempt(attempt=attempt, answers=right_answers(attempt), at=NOW)
    passed = standing(lan, quiz, at=NOW)
    assert (passed.attempts, passed.open_attempt, passed.has_passed) == ([attempt], None, True)
    assert passed.refusal == _("You have passed this test.")


# ── Answering ─────────────────────────────────────────────────────────────────────────────────


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


# ── Grading ───────────────────────────────────────────────────────────────────────────────────


def test_grade_is_all_or_nothing_by_question(course: CoursePage, lan: User) -> None:
    attempt = begin(ready(lan, course))
    answers = right_answers(attempt)
    multiple = (
        next(position for position, keys in answers.items() if len(keys) == 2)
        if any(len(keys) == 2 for keys in answers.values())
        else 1
    )
    answers[multiple] = answers[multiple][:1] if len(answers[multiple]) == 2 else wrong_answers(attempt)[multiple]
    graded = submit_attempt(attempt=attempt, answers=answers, at=NOW)
    assert (graded.correct, graded.passed) == (3, True)
    assert list(graded.items.filter(is_correct=False).values_list("position", flat=True)) == [multiple]


def test_one_right_answer_too_few_does_not_pass(course: CoursePage, lan: User) -> None:
    attempt = begin(ready(lan, course))
    answers = {**right_answers(attempt), 1: wrong_answers(attempt)[1], 2: []}
    graded = submit_attempt(attempt=attempt, answers=answers, at=NOW)
    assert (graded.correct, graded.passed) == (2, False)
    assert StepProgress.objects.filter(step=quiz_of(course)).count() == 0


def test_handing_in_twice_is_one_result(course: CoursePage, lan: User) -> None:
    attempt = begin(ready(lan, course))
    submit_attempt(attempt=attempt, answers=wrong_answers(attempt), at=NOW)
    before = Attempt.objects.values().get()
    again = submit_attempt(attempt=attempt, answers=right_answers(attempt), at=after(seconds=1))
    assert (again.correct, Attempt.objects.values().get()) == (0, before)
    assert ModelLogEntry.objects.filter(action="courses.submit_attempt").count() == 1


def test_answer_arriving_after_the_hand_in_changes_nothing(course: CoursePage, lan: User) -> None:
    attempt = begin(ready(lan, course))
    submit_attempt(attempt=attempt, answers=wrong_answers(attempt), at=NOW)
    before = list(AttemptItem.objects.order_by("position").values())
    with pytest.raises(AttemptClosed):
        keep(attempt, 1, right_answers(attempt)[1], at=NOW)
    assert list(AttemptItem.objects.order_by("position").values()) == before


def test_changed_question_leaves_old_attempts_as_they_were(course: CoursePage, lan: User) -> None:
    attempt = begin(ready(lan, course))
    answers = right_answers(attempt)
    before = list(AttemptItem.objects.order_by("position").values())
    for question in Question.objects.all():
        question.text = "Đã đổi"
        for option in question.options.all():
            option.correct = not option.correct
            option.save()
        question.save_revision().publish()
    Question.objects.get(code="THU-001").unpublish()
    assert list(AttemptItem.objects.order_by("position").values()) == before
    assert submit_attempt(attempt=attempt, answers=answers, at=NOW).correct == 4


def test_changed_rules_leave_an_open_attempt_as_it_was(course: CoursePage, lan: User) -> None:
    attempt = begin(ready(lan, course))
    set_rules(course, pass_percent=100, time_limit_minutes=1)
    answers = right_answers(attempt)
    del answers[1]
    graded = submit_attempt(attempt=attempt, answers=answers, at=after(minutes=9))
    assert (graded.correct, graded.passed) == (3, True)


def test_attempts_of_another_person_are_not_found(course: CoursePage, lan: User, hanh: User) -> None:
    begin(ready(lan, course))
    assert len(attempts_of(lan, quiz_of(course))) == 1
    assert attempts_of(hanh, quiz_of(course)) == []


def test_overdue_attempts_are_graded_by_the_sweep(course: CoursePage, lan: User, hanh: User) -> None:
    mine, hers = begin(ready(lan, course)), begin(ready(hanh, course), at=after(minutes=8))
    answers = right_answers(mine)
    for position, chosen in answers.items():
        keep(mine, position, chosen, at=after(minutes=9))
    assert close_overdue_attempts(at=after(minutes=10, seconds=5)) == 0
    assert close_overdue_attempts(at=after(minutes=10, seconds=6)) == 1
    assert close_overdue_attempts(at=after(minutes=10, seconds=6)) == 0
    mine.refresh_from_db()
    hers.refresh_from_db()
    assert (mine.state, mine.correct, mine.submitted_at) == ("graded", 4, after(minutes=10))
    assert hers.state == "open"
    assert Completion.objects.get().person == lan


def test_background_task_grades_what_is_overdue(course: CoursePage, lan: User) -> None:
    attempt = begin(ready(lan, course))
    Attempt.objects.update(due_at=timezone.now() - dt.timedelta(hours=1))
    for _run in range(2):
        tasks.close_overdue_attempts()
    attempt.refresh_from_db()
    assert (attempt.state, attempt.correct) == ("graded", 0)


def test_database_refuses_a_second_open_attempt_and_a_half_graded_one(course: CoursePage, lan: User) -> None:
    attempt = begin(ready(lan, course))
    values = {"enrolment": attempt.enrolment, "quiz": attempt.quiz, "pass_percent": 75, "started_at": NOW, "total": 4}
    for broken in ({"number": 2}, {"number": 1, "state": "graded"}, {"number": 2, "state": "graded", "correct": 1}):
        with pytest.raises(IntegrityError), transaction.atomic():
            Attempt.objects.create(**values, **broken)
    assert start_attempt(enrolment=attempt.enrolment, quiz=attempt.quiz, at=NOW) == attempt
