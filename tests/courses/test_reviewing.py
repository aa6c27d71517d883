"""What a learner is told of a graded attempt: the key only when no other attempt can come."""

from accounts.models import User
from courses.attempting import standing, submit_attempt
from courses.models import Attempt, CoursePage, QuizPage, ReviewRule
from courses.outline import outline_of
from courses.reviewing import Review, review_of
from tests.courses.kinds import ask_one_of_each
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


def test_every_type_tells_what_was_answered_and_what_is_right(course: CoursePage, lan: User) -> None:
    ask_one_of_each(course)
    QuizPage.objects.update(cool_down_minutes=0)
    enrolment = ready(lan, course)
    before = {item.type: item for item in reviewed(fail(enrolment)).items}
    assert [pair.right for pair in before["matching"].pairs] == [None, None, None]
    assert {(tuple(item.right), item.explanation) for item in before.values()} == {((), "")}
    assert (before["number"].given, before["short_text"].given) == (["-987654321 km"], ["-987654321"])
    assert before["ordering"].given == ["Gửi", "Soạn thư", "Đăng nhập", "Mở máy"]
    told = {item.type: item for item in reviewed(succeed(enrolment)).items}
    assert told["ordering"].given == told["ordering"].right == ["Mở máy", "Đăng nhập", "Soạn thư", "Gửi"]
    assert {(pair.left, pair.given) for pair in told["matching"].pairs} == {
        *[("Lạng Sơn", "hoa hồi"), ("Cao Lộc", "hoa hồi"), ("Thái Nguyên", "chè")]
    }
    assert all(pair.given == pair.right and not pair.is_wrong for pair in told["matching"].pairs)
    assert told["number"].right == ["12,5 km (± 0,1)"]
    assert told["short_text"].right == ["Đồng Đăng", "thị trấn Đồng Đăng"]
    assert all(item.is_correct and item.explanation for item in told.values())


def test_rule_decides_when_the_key_is_told(course: CoursePage, lan: User, hanh: User) -> None:
    QuizPage.objects.update(cool_down_minutes=0, closes_at=None)
    attempt = fail(ready(lan, course))
    told = {}
    for rule in ReviewRule:
        QuizPage.objects.update(review_rule=rule)
        told[rule] = tells_the_key(reviewed(attempt))
    assert told == {
        ReviewRule.NEVER: False,
        ReviewRule.WHEN_DONE: False,
        ReviewRule.AFTER_SUBMITTING: True,
        ReviewRule.AFTER_CLOSING: False,
    }
    other = begin(ready(hanh, course), at=after(minutes=-20))
    QuizPage.objects.update(review_rule=ReviewRule.AFTER_CLOSING, closes_at=after(minutes=-5))
    assert tells_the_key(reviewed(attempt)) is False  # Hạnh is still at it
    submit_attempt(attempt=other, answers={}, at=NOW)
    assert tells_the_key(reviewed(attempt)) is True
