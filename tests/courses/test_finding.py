"""Finding courses and steps by address and by words."""

import pytest
from django.http import Http404

from courses.finding import Found, find_course, find_quiz, full_step, lessons_for_everyone, open_courses, search
from courses.models import CoursePage, LessonPage, QuizPage
from home.models import HomePage
from tests.courses.study import make_course, our_queries, step


@pytest.mark.parametrize(
    ("words", "titles"),
    [
        ("khóa thử", ["Khóa thử"]),
        ("KHOA THU", ["Khóa thử"]),
        ("đặt tên tệp", ["Bài một: đặt tên tệp"]),
        ("dat ten tep", ["Bài một: đặt tên tệp"]),
        ("tep mot", ["Bài một: đặt tên tệp"]),
        ("chia thư mục", ["Bài hai"]),
        ("bài", ["Bài một: đặt tên tệp", "Bài hai", "Bài kiểm tra"]),
        ("lừa đảo", []),
        ("bài khóa", []),
        ("   ", []),
        ("", []),
        ("%", []),
    ],
)
def test_search_ignores_accents_and_needs_every_word(course: CoursePage, words: str, titles: list[str]) -> None:
    assert [found.title for found in search(words)] == titles


def test_search_says_where_a_lesson_belongs(course: CoursePage) -> None:
    assert search("khóa thử") == [
        Found("Khóa thử", "Một khóa nhỏ để kiểm thử.", "/khoa-hoc/khoa-thu/", "", 17),
    ]
    assert search("chia thư mục") == [
        Found("Bài hai", "Cách chia thư mục.", "/khoa-hoc/khoa-thu/hai/", "Khóa thử", 4),
    ]


def test_what_is_not_published_is_not_found(course: CoursePage) -> None:
    step(course, "hai").specific.unpublish()
    assert [found.title for found in search("bài")] == ["Bài một: đặt tên tệp", "Bài kiểm tra"]
    course.unpublish()
    assert (search("bài"), open_courses()) == ([], [])
    with pytest.raises(Http404):
        find_course("khoa-thu")


def test_draft_changes_are_not_shown(course: CoursePage) -> None:
    course.title = "Tên nháp"
    course.save_revision()
    assert [found.title for found in open_courses()] == ["Khóa thử"]
    assert search("nháp") == []


def test_open_courses_know_their_steps_and_minutes(course: CoursePage) -> None:
    make_course("mo", lessons=3)
    assert [(found.slug, found.step_count, found.minutes) for found in open_courses()] == [
        *[("khoa-thu", 3, 17), ("mo", 3, 15)]
    ]


def test_lessons_for_everyone_are_those_of_public_courses(course: CoursePage) -> None:
    make_course("mo", lessons=2)
    make_course("cho-can-bo", audience="staff")
    assert [(found.url, found.course_title) for found in lessons_for_everyone()] == [
        ("/khoa-hoc/mo/bai-1/", "Khóa mo"),
        ("/khoa-hoc/mo/bai-2/", "Khóa mo"),
    ]


def test_public_courses_take_turns_among_the_lessons_for_everyone(site: HomePage) -> None:
    make_course("dai", lessons=3)
    make_course("ngan", lessons=1)
    assert [found.url for found in lessons_for_everyone()] == [
        "/khoa-hoc/dai/bai-1/",
        "/khoa-hoc/ngan/bai-1/",
        "/khoa-hoc/dai/bai-2/",
        "/khoa-hoc/dai/bai-3/",
    ]


def test_tests_are_not_among_the_lessons_for_everyone(course: CoursePage) -> None:
    course.audience = CoursePage.Audience.CITIZEN
    course.save_revision().publish()
    assert [found.url for found in lessons_for_everyone()] == ["/khoa-hoc/khoa-thu/mot/", "/khoa-hoc/khoa-thu/hai/"]


def test_find_quiz_looks_in_its_own_course_only(course: CoursePage) -> None:
    other = make_course("mo")
    assert find_quiz(course, "bai-kiem-tra") == QuizPage.objects.get()
    for place, slug in ((other, "bai-kiem-tra"), (course, "mot"), (course, "khong-co")):
        with pytest.raises(Http404):
            find_quiz(place, slug)


def test_full_step_is_the_lesson_or_the_test(course: CoursePage) -> None:
    assert isinstance(full_step(step(course, "mot")), LessonPage)
    assert isinstance(full_step(step(course, "bai-kiem-tra")), QuizPage)


@pytest.mark.parametrize("courses", [1, 3])
def test_finding_asks_nothing_again(site: HomePage, courses: int) -> None:
    for number in range(courses):
        make_course(f"khoa-{number}")
    open_courses()
    with our_queries() as queries:
        assert len(search("khóa")) == courses
        assert len(lessons_for_everyone()) == 2 * courses
        assert find_course("khoa-0").title == "Khóa khoa-0"
    assert queries == []
