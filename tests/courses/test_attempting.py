"""One go at a test: the server draws, keeps, and grades by its own clock and its own key."""

import datetime as dt

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
from courses.models import Attempt, AttemptItem, Completion, CoursePage, Enrolment, Question, StepProgress
from courses.saving import AttemptClosed
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
    set_rules,
    succeed,
    wrong_answers,
)


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
