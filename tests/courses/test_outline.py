"""What is done, what is open, what comes next."""

import pytest

from accounts.models import User
from courses.models import CoursePage
from courses.outline import Outline, outline_of
from courses.progress import complete_step
from home.models import HomePage
from tests.courses.study import NOW, QUIZ, add_lesson, join, make_course, our_queries, ready, step, succeed


def flags(outline: Outline) -> dict[str, tuple[bool, bool]]:
    return {step.page.slug: (step.is_done, step.is_open) for step in outline.steps}


def test_without_an_enrolment_nothing_is_done_and_the_first_step_is_open(course: CoursePage) -> None:
    outline = outline_of(course, None)
    assert flags(outline) == {"mot": (False, True), "hai": (False, False), "bai-kiem-tra": (False, False)}
    assert [(step.number, step.is_quiz, step.url) for step in outline.steps] == [
        (1, False, "/khoa-hoc/khoa-thu/mot/"),
        (2, False, "/khoa-hoc/khoa-thu/hai/"),
        (3, True, "/khoa-hoc/khoa-thu/bai-kiem-tra/"),
    ]
    assert (outline.percent, outline.minutes, outline.minutes_left, outline.is_complete) == (0, 17, 17, False)


def test_locked_order_opens_one_step_after_the_other(course: CoursePage, lan: User) -> None:
    enrolment = join(lan, course)
    complete_step(enrolment=enrolment, step=step(course, "mot"), at=NOW)
    outline = outline_of(course, enrolment)
    assert flags(outline) == {"mot": (True, True), "hai": (False, True), "bai-kiem-tra": (False, False)}
    assert (outline.percent, outline.minutes_left, outline.done_count) == (33, 14, 1)
    assert outline.next_step == outline.find("hai")


def test_locked_step_names_what_it_waits_for(course: CoursePage, lan: User) -> None:
    outline = outline_of(course, join(lan, course))
    first, second, quiz = outline.steps
    assert outline.opens_after(quiz) == first
    assert outline.opens_after(first) is None
    assert (outline.before(first), outline.before(second), outline.after(second), outline.after(quiz)) == (
        *(None, first, quiz, None),
    )
    assert outline.find("khong-co") is None


def test_free_order_opens_everything(site: HomePage) -> None:
    course = make_course("tu-do", order="free", lessons=3)
    assert [step.is_open for step in outline_of(course, None).steps] == [True, True, True]


def test_complete_outline_misses_nothing(course: CoursePage, lan: User) -> None:
    enrolment = ready(lan, course)
    assert [step.page.slug for step in outline_of(course, enrolment).missing] == ["bai-kiem-tra"]
    succeed(enrolment)
    outline = outline_of(course, enrolment)
    assert (outline.missing, outline.is_complete, outline.next_step, outline.percent) == ([], True, None, 100)


def test_course_without_steps_is_never_complete(site: HomePage) -> None:
    outline = outline_of(make_course("trong", lessons=0), None)
    assert (outline.is_complete, outline.percent, outline.next_step) == (False, 0, None)


def test_unpublished_step_is_not_part_of_the_outline(course: CoursePage, lan: User) -> None:
    step(course, "hai").specific.unpublish()
    outline = outline_of(course, join(lan, course))
    assert [step.page.slug for step in outline.steps] == ["mot", "bai-kiem-tra"]


def test_progress_of_another_person_does_not_count(course: CoursePage, lan: User, hanh: User) -> None:
    ready(hanh, course)
    assert outline_of(course, join(lan, course)).done_count == 0


@pytest.mark.parametrize("added", [0, 2])
def test_outline_takes_one_query_however_long(course: CoursePage, lan: User, added: int) -> None:
    enrolment = join(lan, course)
    for number in range(added):
        add_lesson(course, f"them-{number}")
    outline_of(course, enrolment)
    with our_queries() as queries:
        assert len(outline_of(course, enrolment).steps) == 3 + added
    assert len(queries) == 1


def test_reasons_say_in_words_what_is_missing(course: CoursePage, lan: User) -> None:
    outline = outline_of(course, join(lan, course))
    first, second, third = outline.reasons
    assert [reason.url for reason in (first, second, third)] == [
        "/khoa-hoc/khoa-thu/mot/",
        "",
        "",
    ]  # locked ones lead nowhere
    assert "Bài hai" in second.sentence
    assert "Bài kiểm tra" in third.sentence
    assert outline_of(course, ready(lan, course)).reasons[0].url == QUIZ


def test_going_on_leads_to_what_was_looked_at_unless_it_is_done_or_locked(course: CoursePage, lan: User) -> None:
    enrolment = join(lan, course)
    outline = outline_of(course, enrolment)
    first, second, _test = outline.steps
    assert outline.go_on_from(None) == first
    assert outline.go_on_from(first.page.pk) == first
    assert outline.go_on_from(second.page.pk) == first  # locked
    assert outline_of(course, ready(lan, course)).go_on_from(first.page.pk) == outline_of(course, enrolment).steps[2]
