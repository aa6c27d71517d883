"""Every rule has a page that breaks it; the page that stands, breaks none."""

import datetime as dt
import uuid
from typing import Any

import pytest
from django.utils import timezone
from wagtail.images.tests.utils import get_test_image_file

from courses.linting.checking import check, check_course, check_draft
from courses.models import CoursePage, DrawRule, LessonPage, Picture, Question, QuizPage
from courses.models.pages import Difficulty
from tests.courses.study import add_lesson, our_queries, quiz_of, step

WORDS = "<p>" + "chữ " * 800 + "</p>"


def block(kind: str, value: Any) -> dict[str, Any]:
    return {"type": kind, "value": value, "id": str(uuid.uuid4())}


def lesson(course: CoursePage, *blocks: dict[str, Any], **changes: Any) -> LessonPage:
    """Lesson “mot” with this body, in memory only: four minutes of reading, said to take four."""
    page: LessonPage = step(course, "mot").specific
    page.minutes = 4
    page.body = page.body.stream_block.to_python([block("text", WORDS), *blocks])
    for name, value in changes.items():
        setattr(page, name, value)
    return page


def rules_of(page: Any) -> list[tuple[str, bool]]:
    return [(finding.rule, finding.blocks) for finding in check(page).findings]


def text(html: str) -> dict[str, Any]:
    return block("text", html)


def picture(**words: str) -> dict[str, Any]:
    image = Picture.objects.create(title="Bản đồ", file=get_test_image_file(), **words)
    return block("picture", {"picture": image.pk, "caption": ""})


def table(header: list[str]) -> dict[str, Any]:
    return block("table", {"caption": "", "header": header, "rows": [["<p>1</p>", "<p>2</p>"]]})


# ── Lessons ───────────────────────────────────────────────────────────────────────────────────


def test_lesson_that_is_right_breaks_no_rule(course: CoursePage) -> None:
    page = lesson(
        course,
        text('<h2>Một</h2><h3>Hai</h3><p><a href="mailto:lan@example.com">Thư cho Lan</a></p>'),
        text('<p><a href="/khoa-hoc/khoa-thu/hai/">Bài hai</a> <a href="tel:+84 205 1900">Gọi 1900</a></p>'),
        text('<p><a href="https://langson.example/a">Trang của tỉnh</a> <a href="/viec-hoc/">Việc học</a></p>'),
        picture(alt_text="Bản đồ tỉnh"),
        table(["Nên", "Không nên"]),
    )
    assert rules_of(page) == []


def test_what_is_imported_may_be_published(course: CoursePage) -> None:
    assert [each.blocking for each in check_course(course)] == [[], [], [], []]


@pytest.mark.parametrize(
    ("html", "found"),
    [
        ('<p><a href="https://a.example">tại đây</a></p>', [("link_says_nothing", False)]),
        ('<p><a href="https://a.example">Xem thêm…</a></p>', [("link_says_nothing", False)]),
        ('<p><a linktype="page" id="99999">Bài cũ</a></p>', [("link_broken", True)]),
        ('<p><a linktype="document" id="99999">Mẫu đơn</a></p>', [("link_broken", True)]),
        ('<p><a href="/khoa-hoc/khoa-thu/ba/">Bài ba</a></p>', [("link_broken", True)]),
        ('<p><a href="/khoa-hoc/khoa-la/">Khóa lạ</a></p>', [("link_broken", True)]),
        ('<p><a href="/khong-co/">Không có</a></p>', [("link_broken", True)]),
        ('<p><a href="http://localhost:8000/khong-co/">Không có</a></p>', [("link_broken", True)]),
        ('<p><a href="mailto:lan">Thư</a></p>', [("link_broken", True)]),
        ('<p><a href="tel:abc">Gọi</a></p>', [("link_broken", True)]),
        ('<p><a href="https:///khong-ten">Trang</a></p>', [("link_broken", True)]),
        ('<p><a href="javascript:alert(1)">Bấm</a></p>', [("link_broken", True)]),
        ('<p><a href="http://[x">Bấm</a></p>', [("link_broken", True)]),
        ('<p><a href="">Trống</a></p>', [("link_broken", True)]),
        ('<p><a href="#muc-la">Mục lạ</a></p>', [("link_broken", True)]),
        ("<h2>Một</h2><h4>Ba</h4>", [("heading_skips", False)]),
        ("<h3>Hai</h3>", [("heading_skips", False)]),
    ],
)
def test_text_that_breaks_a_rule(course: CoursePage, html: str, found: list[tuple[str, bool]]) -> None:
    broken = text(html)
    checked = check(lesson(course, broken))
    assert [(finding.rule, finding.blocks) for finding in checked.findings] == found
    assert checked.findings[0].place == f"block-{broken['id']}-section"


def test_link_to_a_page_that_is_not_published_is_advice(course: CoursePage) -> None:
    other = step(course, "hai")
    page = lesson(course, text(f'<p><a linktype="page" id="{other.pk}">Bài hai</a></p>'))
    assert rules_of(page) == []
    other.specific.unpublish()
    assert rules_of(page) == [("link_unpublished", False)]


def test_broken_link_is_found_inside_every_block(course: CoursePage) -> None:
    bad = '<p><a href="/khong-co/">Không có</a></p>'
    blocks = [
        block("callout", {"kind": "tip", "title": "", "text": bad}),
        block("steps", {"title": "", "steps": [{"text": bad, "picture": None}]}),
        block("table", {"caption": "", "header": ["A"], "rows": [[bad]]}),
        block("practice", {"title": "", "minutes": None, "text": bad}),
    ]
    checked = check(lesson(course, *blocks))
    assert [finding.place for finding in checked.findings] == [f"block-{each['id']}-section" for each in blocks]


def test_picture_without_words_blocks(course: CoursePage) -> None:
    assert rules_of(lesson(course, picture(alt_text=" "))) == [("picture_without_words", True)]


@pytest.mark.parametrize("header", [[], ["Nên", " "]])
def test_table_without_header_blocks(course: CoursePage, header: list[str]) -> None:
    assert rules_of(lesson(course, table(header))) == [("table_without_header", True)]


@pytest.mark.parametrize(
    ("minutes", "found"), [(2, [("minutes_far", False)]), (3, []), (10, []), (11, [("minutes_far", False)])]
)
def test_stated_minutes_are_compared_with_reading(course: CoursePage, minutes: int, found: list[Any]) -> None:
    assert rules_of(lesson(course, minutes=minutes)) == found


def test_practice_takes_the_minutes_it_says(course: CoursePage) -> None:
    practice = block("practice", {"title": "Thử", "minutes": 10, "text": "<p>Thử.</p>"})
    assert rules_of(lesson(course, practice, minutes=14)) == []
    assert rules_of(lesson(course, practice, minutes=4)) == [("minutes_far", False)]


def test_reading_speed_is_a_setting(course: CoursePage, settings: Any) -> None:
    settings.READING_WORDS_PER_MINUTE = 50
    assert rules_of(lesson(course)) == [("minutes_far", False)]


@pytest.mark.parametrize("blocks", [[], [text("<p> </p>")], [block("callout", {"kind": "tip"})]])
def test_empty_lesson_blocks(course: CoursePage, blocks: list[dict[str, Any]]) -> None:
    page = lesson(course)
    page.body = page.body.stream_block.to_python(blocks)
    assert rules_of(page) == [("lesson_empty", True)]


def test_lesson_without_competency_and_with_a_source_nobody_lists_is_advised(course: CoursePage) -> None:
    page = lesson(course, source_keys=["ban-ghi", "la"])
    page.competencies = []
    assert rules_of(page) == [("lesson_without_competency", False), ("source_unknown", False)]


# ── Tests ─────────────────────────────────────────────────────────────────────────────────────


def quiz(course: CoursePage, **changes: Any) -> QuizPage:
    page = quiz_of(course)
    for name, value in changes.items():
        setattr(page, name, value)
    return page


def test_test_that_is_right_breaks_no_rule(course: CoursePage) -> None:
    assert rules_of(quiz(course)) == []


@pytest.mark.parametrize("percent", [0, 101, None])
def test_impossible_percentage_blocks(course: CoursePage, percent: int | None) -> None:
    assert rules_of(quiz(course, pass_percent=percent)) == [("pass_percent_impossible", True)]


def test_closing_before_opening_blocks_and_closed_already_is_advice(course: CoursePage) -> None:
    now = timezone.now()
    hour = dt.timedelta(hours=1)
    assert rules_of(quiz(course, opens_at=now + hour, closes_at=now + hour)) == [("closes_before_opens", True)]
    assert rules_of(quiz(course, opens_at=now, closes_at=now + hour)) == []
    assert rules_of(quiz(course, closes_at=now - hour)) == [("closed_already", False)]


def test_test_without_draw_rules_blocks(course: CoursePage) -> None:
    page = quiz_of(course)
    page.draw_rules.set([])
    assert rules_of(page) == [("no_draw_rules", True)]


def test_only_live_questions_that_fit_the_rule_count(course: CoursePage) -> None:
    for question in Question.objects.filter(course=course, difficulty=Difficulty.INTERMEDIATE):
        question.unpublish()
    assert rules_of(quiz_of(course)) == [("too_few_questions", True)]


def test_earlier_rules_take_from_the_same_pool(course: CoursePage) -> None:
    page = quiz_of(course)
    basic = Question.objects.filter(course=course, difficulty="basic").count()
    page.draw_rules.set([DrawRule(count=basic), DrawRule(difficulty="basic", count=1)])
    assert rules_of(page) == [("too_few_questions", True)]
    page.draw_rules.set([DrawRule(count=basic - 1), DrawRule(difficulty="basic", count=1)])
    assert rules_of(page) == []


# ── Courses and addresses ─────────────────────────────────────────────────────────────────────


def test_course_without_outcome_or_code_blocks(course: CoursePage) -> None:
    course.code = ""
    course.outcomes = []
    assert rules_of(course) == [("code_missing", True), ("no_outcome", True)]


def test_course_with_a_broken_link_blocks(course: CoursePage) -> None:
    course.description = '<p><a href="/khong-co/">Không có</a></p>'
    assert rules_of(course) == [("link_broken", True)]


def test_course_without_steps_is_advised(course: CoursePage) -> None:
    course.get_children().delete()
    assert rules_of(CoursePage.objects.get()) == [("no_steps", False)]


@pytest.mark.parametrize("slug", ["hai", "ghi-danh"])
def test_address_of_another_step_or_of_the_site_itself_is_taken(course: CoursePage, slug: str) -> None:
    assert rules_of(lesson(course, slug=slug)) == [("address_taken", True)]


def test_draft_is_checked_as_it_was_saved_last(course: CoursePage) -> None:
    page = lesson(course)
    page.body = page.body.stream_block.to_python([])
    page.save_revision()
    assert [finding.rule for finding in check_draft(step(course, "mot")).blocking] == ["lesson_empty"]


@pytest.mark.parametrize("more", [0, 2])
def test_a_course_is_checked_in_one_query_more_for_each_page(course: CoursePage, more: int) -> None:
    for number in range(more):
        add_lesson(course, f"them-{number}")
    check_course(CoursePage.objects.get())
    with our_queries() as queries:
        check_course(CoursePage.objects.get())
    assert len(queries) == 20 + more
