"""Names of a lesson's parts, and how long it takes."""

import gzip
import re
from pathlib import Path
from typing import Any

import pytest
from django.contrib.staticfiles import finders
from django.test import Client

from accounts.models import User
from courses.anchors import headings_in, name_parts
from courses.models import CoursePage, LessonPage
from courses.timing import CHECK_SECONDS, minutes_of
from tests.courses.study import join

BLOCK = "0a1b2c3d-0000-4000-8000-000000000000"
FIRST = "/khoa-hoc/khoa-thu/mot/"


@pytest.mark.parametrize(
    ("html", "named"),
    [
        ("<p>a</p>\n<h2>b</h2>", '<p id="d-0a1b2c3d-0">a</p>\n<h2 id="d-0a1b2c3d-1">b</h2>'),
        ('<p data-block-key="x">a</p>', '<p data-block-key="x" id="d-0a1b2c3d-0">a</p>'),
        ("<pre>a</pre>", '<pre id="d-0a1b2c3d">a</pre>'),
        ('\n<figure class="picture"><p>a</p></figure>', '\n<figure class="picture" id="d-0a1b2c3d"><p>a</p></figure>'),
        ('<form id="kiem-tra-1"><p>a</p></form>', '<form id="kiem-tra-1"><p>a</p></form>'),
        ("chữ không", "chữ không"),
        ("", ""),
    ],
)
def test_parts_are_named_after_their_block(html: str, named: str) -> None:
    assert name_parts(html, BLOCK) == named


def test_block_without_a_name_of_its_own_is_left_alone() -> None:
    assert name_parts("<p>a</p>", "") == "<p>a</p>"


def test_headings_are_found_with_their_words() -> None:
    html = name_parts("<h2>Đặt <b>tên</b> &amp; lưu</h2><p>a</p><h3>Hai</h3>", BLOCK)
    assert headings_in(html) == [("d-0a1b2c3d-0", "Đặt tên & lưu"), ("d-0a1b2c3d-2", "Hai")]


def test_text_without_headings_is_marked_by_its_paragraphs() -> None:
    html = name_parts("<p>một hai ba bốn năm sáu bảy tám chín mười mười một</p><p>ngắn</p>", BLOCK)
    first, second = headings_in(html)
    assert (first[0], first[1]) == ("d-0a1b2c3d-0", "một hai ba bốn năm sáu bảy tám chín mười…")
    assert second == ("d-0a1b2c3d-1", "ngắn")


def test_names_stay_when_the_lesson_is_published_again(client: Client, course: CoursePage, lan: User) -> None:
    join(lan, course)
    client.force_login(lan)
    before = client.get(FIRST).context["reading"].headings
    lesson = LessonPage.objects.get(slug="mot")
    lesson.title = "Tên khác"
    lesson.save_revision().publish()
    assert (client.get(FIRST).context["reading"].headings, len(before) > 0) == (before, True)


@pytest.mark.parametrize(
    ("blocks", "minutes"),
    [
        ([], 1),
        ([{"type": "text", "value": f"<p>{'chữ ' * 100}</p>"}], 1),
        ([{"type": "text", "value": f"<p>{'chữ ' * 101}</p>"}], 2),
        ([{"type": "film", "value": {"title": "Phim", "seconds": 290}}], 5),
        ([{"type": "practice", "value": {"title": "Tập", "minutes": 7, "text": ""}}], 8),
        ([{"type": "check", "value": {"question": "Gì?", "options": []}}] * 2, 2),
        ([{"type": "callout", "value": {"kind": "chữ " * 500, "title": "", "text": "<p>một</p>"}}], 1),
    ],
)
def test_time_is_counted_from_words_films_and_exercises(blocks: list[Any], minutes: int, settings: Any) -> None:
    settings.READING_WORDS_PER_MINUTE = 100
    assert CHECK_SECONDS == 45
    assert minutes_of(blocks) == minutes


def test_author_may_leave_the_minutes_to_be_counted(course: CoursePage) -> None:
    lesson = LessonPage.objects.get(slug="mot")
    lesson.minutes = None
    lesson.save()
    lesson.refresh_from_db()
    assert lesson.minutes == minutes_of(lesson.body.get_prep_value())


def test_lesson_with_all_it_loads_stays_under_100_kb_on_the_wire(client: Client, course: CoursePage, lan: User) -> None:
    """HTML, styles and scripts, compressed as the proxy sends them; fonts are kept by the browser for ever."""
    join(lan, course)
    client.force_login(lan)
    page = client.get(FIRST).content
    loaded = set(re.findall(r'(?:src|href)="/static/([^"#]+\.(?:css|js|svg))', page.decode()))
    assert "js/place.js" in loaded
    files = [Path(str(finders.find(name))).read_bytes() for name in sorted(loaded)]
    assert sum(len(gzip.compress(content)) for content in [page, *files]) < 100 * 1024
