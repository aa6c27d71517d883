"""What a learner is told of a graded attempt: the key only when no other attempt can come."""

from accounts.models import User
from courses.attempting import standing, submit_attempt
from courses.models import Attempt, CoursePage, QuizPage
from courses.outline import outline_of
from courses.reviewing import Review, review_of
from tests.courses.study import NOW, after, begin, fail, quiz_of, ready, right_answers, succeed, wrong_answers


def reviewed(attempt: Attempt) -> Review:
    enrolment = attempt.enrolment
    quiz = quiz_of(enrolment.course)
    place = standing(enrolment.person, quiz, at=NOW)
    return review_of(attempt, quiz, outline_of(enrolment.course, enrolment), place, at=NOW)


def tells_the_key(review: Review) -> bool:
    told = {option.correct for item in review.items for option in item.options}
    assert (told == {None}) is (not any(item.explanation for item in review.items))
    assert review.key_shown is (told != {None})
    return review.key_shown


def test_failed_attempt_with_another_possible_tells_no_key(course: CoursePage, lan: User) -> None:
    review = reviewed(fail(ready(lan, course)))
    assert tells_the_key(review) is False
    assert [item.is_correct for item in review.items] == [False] * 4
    assert [item.position for item in review.items] == [1, 2, 3, 4]
    assert all(sum(option.chosen for option in item.options) == 1 for item in review.items)
    assert (review.percent, review.needed) == (0, 3)


def test_passed_attempt_tells_the_key_with_reasons(course: CoursePage, lan: User) -> None:
    review = reviewed(succeed(ready(lan, course)))
    assert tells_the_key(review) is True
    assert all(item.explanation.startswith("GIAI-THICH-") for item in review.items)
    assert all((option.correct is True) is option.chosen for item in review.items for option in item.options)
    assert (review.percent, review.lessons_to_read) == (100, [])


def test_earlier_attempts_tell_the_key_once_passed(course: CoursePage, lan: User) -> None:
    enrolment = ready(lan, course)
    first = fail(enrolment)
    assert tells_the_key(reviewed(first)) is False
    succeed(enrolment, at=after(hours=2))
    assert tells_the_key(reviewed(first)) is True


def test_last_attempt_tells_the_key_only_when_it_is_handed_in(course: CoursePage, lan: User) -> None:
    enrolment = ready(lan, course)
    graded = [fail(enrolment, at=after(hours=2 * number)) for number in (1, 2)]
    last = begin(enrolment, at=after(hours=6))
    assert [tells_the_key(reviewed(attempt)) for attempt in graded] == [False, False]
    submit_attempt(attempt=last, answers=wrong_answers(last), at=after(hours=6))
    last.refresh_from_db()
    assert [tells_the_key(reviewed(attempt)) for attempt in [*graded, last]] == [True, True, True]


def test_test_without_a_limit_of_attempts_tells_the_key_only_when_passed(course: CoursePage, lan: User) -> None:
    QuizPage.objects.update(attempts_allowed=0, cool_down_minutes=0)
    enrolment = ready(lan, course)
    assert [tells_the_key(reviewed(fail(enrolment))) for _try in range(5)] == [False] * 5
    assert tells_the_key(reviewed(succeed(enrolment))) is True


def test_lessons_of_wrong_answers_are_named_once_in_order(course: CoursePage, lan: User) -> None:
    enrolment = ready(lan, course)
    review = reviewed(fail(enrolment))
    taught = {item.lesson.page.slug for item in review.items if item.lesson}
    assert [step.page.slug for step in review.lessons_to_read] == sorted(taught, key=["mot", "hai"].index)


def test_unanswered_question_is_told_apart_from_a_wrong_one(course: CoursePage, lan: User) -> None:
    attempt = begin(ready(lan, course))
    answers = right_answers(attempt)
    del answers[1]
    answers[2] = wrong_answers(attempt)[2]
    graded = submit_attempt(attempt=attempt, answers=answers, at=NOW)
    assert [(item.is_answered, item.is_correct) for item in reviewed(graded).items] == [
        *[(False, False), (True, False), (True, True), (True, True)]
    ]


def test_lesson_that_is_gone_is_not_recommended(course: CoursePage, lan: User) -> None:
    attempt = fail(ready(lan, course))
    for lesson in ("mot", "hai"):
        course.get_children().get(slug=lesson).specific.unpublish()
    assert reviewed(attempt).lessons_to_read == []
