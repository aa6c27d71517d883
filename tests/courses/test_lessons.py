"""A lesson as HTML: every block, its sources, and quick checks that keep their answers to themselves."""

import pytest
from django.http import Http404, QueryDict

from courses.lessons import Checked, checked_answer, reading_of, render_check
from courses.models import CoursePage, LessonPage
from tests.courses.study import our_queries, step

RIGHT = "DAU-HIEU-DUNG"
WRONG = "DAU-HIEU-SAI"


def check_of(course: CoursePage) -> str:
    """The address of the quick check in the first lesson."""
    lesson = LessonPage.objects.child_of(course).get(slug="mot")
    return next(str(block.id) for block in lesson.body if block.block_type == "check")


def test_every_block_is_rendered(course: CoursePage) -> None:
    body = reading_of(course, step(course, "mot")).body
    for expected in (
        ">Vì sao</h2>",
        "Tên tệp <b>rõ</b> thì dễ tìm.",
        '<th scope="col">Nên</th>',
        "Báo cáo <b>mới nhất</b>",
        'class="callout callout-tip"',
        "<b>Mở thư mục.</b> Chọn tệp.",
        "<li>Ghi chữ mới</li>",
        "Bạn đã trúng thưởng, bấm vào lienket.example",
        "<li>Giục bấm liên kết</li>",
        "Đổi tên một tệp.",
        "Tên nào rõ hơn?",
    ):
        assert expected in body


def test_quick_check_keeps_its_answer_until_one_is_chosen(course: CoursePage) -> None:
    body = reading_of(course, step(course, "mot")).body
    assert (RIGHT in body, WRONG in body) == (False, False)
    assert "correct" not in body


@pytest.mark.parametrize(("option", "said", "unsaid"), [(0, RIGHT, WRONG), (1, WRONG, RIGHT)])
def test_quick_check_tells_about_the_chosen_option_only(
    course: CoursePage, option: int, said: str, unsaid: str
) -> None:
    checked = Checked(check_of(course), option)
    for html in (reading_of(course, step(course, "mot"), checked).body, render_check(step(course, "mot"), checked)):
        assert (said in html, unsaid in html) == (True, False)
        assert html.count(" checked>") == 1


def test_option_that_is_not_there_tells_nothing(course: CoursePage) -> None:
    html = render_check(step(course, "mot"), Checked(check_of(course), 9))
    assert (RIGHT in html, WRONG in html, " checked>" in html) == (False, False, False)


def test_answered_check_is_not_kept_for_the_next_reader(course: CoursePage) -> None:
    reading_of(course, step(course, "mot"), Checked(check_of(course), 0))
    assert RIGHT not in reading_of(course, step(course, "mot")).body


@pytest.mark.parametrize("block", ["", "khong-co", "00000000-0000-0000-0000-000000000000"])
def test_check_that_is_not_there_is_not_found(course: CoursePage, block: str) -> None:
    with pytest.raises(Http404):
        render_check(step(course, "mot"), Checked(block, 0))


def test_block_that_is_no_check_is_not_found(course: CoursePage) -> None:
    lesson = LessonPage.objects.get(slug="mot")
    with pytest.raises(Http404):
        render_check(lesson, Checked(str(lesson.body[0].id), 0))


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("kiem-tra=a&chon=1", Checked("a", 1)),
        ("kiem-tra=a&chon=0", Checked("a", 0)),
        ("kiem-tra=a", None),
        ("chon=1", None),
        ("kiem-tra=a&chon=-1", None),
        ("kiem-tra=a&chon=x", None),
        ("kiem-tra=a&chon=", None),
        ("kiem-tra=a&chon=²", None),
        ("kiem-tra=a&chon=" + "9" * 5000, None),
        ("", None),
    ],
)
def test_answer_is_read_from_the_address(query: str, expected: Checked | None) -> None:
    assert checked_answer(QueryDict(query)) == expected


def test_sources_are_those_the_lesson_names(course: CoursePage) -> None:
    assert reading_of(course, step(course, "mot")).sources == [
        {"key": "ban-ghi", "title": "Bản ghi nội bộ", "confidence": "own_knowledge"}
    ]
    assert reading_of(course, step(course, "hai")).sources == []


def test_lesson_is_rendered_once_until_it_is_published_again(course: CoursePage) -> None:
    lesson = step(course, "hai")
    reading_of(course, lesson)
    with our_queries() as queries:
        assert "Chia thư mục theo năm." in reading_of(course, lesson).body
    assert queries == []
    page = LessonPage.objects.get(slug="hai")
    page.body = [{"type": "text", "value": "<p>Chia theo việc.</p>"}]
    page.save_revision()
    assert "theo năm" in reading_of(course, step(course, "hai")).body
    page.save_revision().publish()
    assert "Chia theo việc." in reading_of(course, step(course, "hai")).body


def test_draft_is_rendered_as_it_is_and_not_kept(course: CoursePage) -> None:
    page = LessonPage.objects.get(slug="hai")
    page.body = [{"type": "text", "value": "<p>Bản nháp.</p>"}]
    assert "Bản nháp." in reading_of(course, page, draft=True).body
    assert "Bản nháp." not in reading_of(course, step(course, "hai")).body


def test_words_of_authors_are_escaped(course: CoursePage) -> None:
    page = LessonPage.objects.get(slug="hai")
    page.body = [
        {
            "type": "message",
            "value": {"kind": "sms", "sender": "<b>x</b>", "text": "<script>x</script>", "signs": ["<i>y</i>"]},
        }
    ]
    body = reading_of(course, page, draft=True).body
    assert "&lt;script&gt;x&lt;/script&gt;" in body
    assert "&lt;b&gt;x&lt;/b&gt;" in body
    assert "&lt;i&gt;y&lt;/i&gt;" in body
    assert "<script>" not in body
