"""Learning as it feels: going on where one was, by keyboard, aloud, in large print, with notes kept by themselves."""

import re
from collections.abc import Callable
from typing import Any

import pytest
from django.utils import timezone
from playwright.sync_api import Page, expect

from accounts.models import User
from courses.inquiring import ask, reply
from courses.models import CoursePage, LessonPage, Note, Place
from courses.teaching import appoint_teacher
from tests.browser import assert_accessible, assert_whole, eventually
from tests.courses.study import join, step

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

FIRST = "/khoa-hoc/khoa-thu/mot/"

# A device with a voice that says a sentence when it is told to: `said` holds what was read, `sayOne()` ends it.
VOICE = """
window.said = [];
let now;
window.sayOne = () => { const was = now; now = undefined; was?.onend?.(); };
window.SpeechSynthesisUtterance = class { constructor(text) { this.text = text; } };
Object.defineProperty(window, "speechSynthesis", {value: {
  getVoices: () => VOICES, addEventListener() {}, cancel() { now = undefined; },
  speak(words) { now = words; said.push(`${words.rate} ${words.voice.lang} ${words.text}`); },
}});
"""


@pytest.fixture
def long_lesson(course: CoursePage, lan: User) -> CoursePage:
    """The first lesson, long enough to be left in the middle; Lan takes the course."""
    lesson = LessonPage.objects.get(slug="mot")
    words = "".join(f"<p>Đoạn số {number}. Câu thứ hai của đoạn {number}.</p>" for number in range(1, 41))
    lesson.body = [{"type": "text", "value": f"<h2>Mở đầu</h2>{words}", "id": "0a1b2c3d-0000-4000-8000-000000000000"}]
    lesson.save_revision().publish()
    join(lan, course)
    return course


def test_learning_goes_on_where_it_was_left(
    long_lesson: CoursePage, lan: User, page_at: Callable[..., Page], settings: Any
) -> None:
    settings.PLACE_SECONDS = 1
    page: Any = page_at(360, user=lan)
    page.goto(FIRST)
    expect(page.locator(".resume")).to_have_count(0)
    page.locator("#d-0a1b2c3d-20").evaluate("block => block.scrollIntoView()")
    eventually(lambda: re.fullmatch("d-0a1b2c3d-2.", Place.objects.get().block))
    # To the notes: written, kept by themselves, and still there.
    page.locator("#ghi-chu summary").click()
    page.locator("#note-text").fill("Nhớ đặt tên tệp theo ngày")
    expect(page.locator("[data-note-state]")).to_have_text(
        page.locator("[data-note-state]").get_attribute("data-saved")
    )
    eventually(lambda: Note.objects.get().text, "Nhớ đặt tên tệp theo ngày")
    # Left the moment the lesson stands there, and the last word of the page is lost on its way.
    page.evaluate("""() => {
        navigator.sendBeacon = () => true;
        document.getElementById("d-0a1b2c3d-30").scrollIntoView();
        addEventListener("scroll", () => location.assign("/viec-hoc/"), { once: true });
    }""")
    page.wait_for_url("**/viec-hoc/")
    (block,) = page.evaluate("Object.values(localStorage).map(kept => JSON.parse(kept).block).filter(Boolean)")
    assert re.fullmatch("d-0a1b2c3d-3.", block), block
    page.locator(f'main a[href="{FIRST}"]').first.click()
    expect(page.locator(".resume")).to_be_in_viewport()
    expect(page.locator(f"#{block}")).to_be_in_viewport()
    page.locator(".resume a").click()
    expect(page.locator("h1")).to_be_in_viewport()


def test_keys_lead_on_and_never_disturb_typing(
    long_lesson: CoursePage, lan: User, page_at: Callable[..., Page]
) -> None:
    page: Any = page_at(1280, user=lan)
    page.goto(FIRST)
    page.keyboard.press("Tab")
    page.keyboard.press("Tab")
    page.keyboard.press("n")
    assert page.url.endswith(FIRST)  # not done: the way on is shown, not taken
    expect(page.locator(".player-next form button")).to_be_focused()
    page.keyboard.press("?")
    expect(page.locator("#phim-tat")).to_be_visible()
    assert_accessible(page, within="#phim-tat")
    page.keyboard.press("Escape")
    page.locator(".tools [data-opens=ghi-chu]").click()
    page.locator("#note-text").press_sequentially("n?p")
    assert page.locator("#note-text").input_value() == "n?p"
    expect(page.locator("#phim-tat")).to_be_hidden()
    page.locator("[data-note] button").click()
    expect(page.locator("[data-note-state]")).to_have_text(
        page.locator("[data-note-state]").get_attribute("data-saved")
    )
    page.locator(".player-next form button").click()
    page.wait_for_url("**/hai/")
    page.keyboard.press("ArrowLeft")
    page.wait_for_url(f"**{FIRST}")
    page.locator("[data-keys=open]").click()
    page.locator("[data-keys=switch]").click()
    page.keyboard.press("Escape")
    page.evaluate("addEventListener('keydown', (event) => { window.isTaken = event.defaultPrevented; })")
    page.keyboard.press("n")
    assert page.evaluate("window.isTaken") is False  # turned off
    assert page.url.endswith(FIRST)


def test_lesson_is_read_aloud_sentence_by_sentence(
    long_lesson: CoursePage, lan: User, page_at: Callable[..., Page]
) -> None:
    page: Any = page_at(360, user=lan)
    page.add_init_script(VOICE.replace("VOICES", '[{lang: "en-US"}, {lang: "vi-VN"}]'))
    page.goto(FIRST)
    page.locator("[data-aloud=start]").click()
    page.evaluate("sayOne()")
    page.evaluate("sayOne()")
    assert page.evaluate("said") == ["1 vi-VN Mở đầu", "1 vi-VN Đoạn số 1.", "1 vi-VN Câu thứ hai của đoạn 1."]
    assert page.evaluate("[...CSS.highlights.get('being-read')][0].toString()") == "Câu thứ hai của đoạn 1."
    page.locator("[data-aloud=speed]").select_option("1.5")
    page.locator("[data-aloud=pause]").click()
    page.evaluate("sayOne()")
    assert page.evaluate("said.at(-1)") == "1.5 vi-VN Câu thứ hai của đoạn 1."
    page.locator("[data-aloud=pause]").click()
    page.evaluate("sayOne()")
    assert page.evaluate("said.at(-1)") == "1.5 vi-VN Đoạn số 2."
    assert_accessible(page)
    page.locator("[data-aloud=stop]").click()
    expect(page.locator("[data-aloud=bar]")).to_be_hidden()
    assert page.evaluate("CSS.highlights.has('being-read')") is False


def test_device_without_a_vietnamese_voice_says_so(
    long_lesson: CoursePage, lan: User, page_at: Callable[..., Page]
) -> None:
    page: Any = page_at(360, user=lan)
    page.add_init_script(VOICE.replace("VOICES", '[{lang: "en-US"}]'))
    page.goto(FIRST)
    page.locator("[data-aloud=start]").click()
    expect(page.locator("[data-aloud=none]")).to_be_visible()
    assert page.evaluate("said") == []


@pytest.mark.once
@pytest.mark.parametrize(("look", "widths"), [("light.4.2", [360]), ("dark.4.2", [360, 1280]), ("light.1.1", [1280])])
def test_pages_of_learning_are_whole_in_every_look(
    course: CoursePage,
    lan: User,
    author: User,
    page_at: Callable[..., Page],
    live_server: Any,
    look: str,
    widths: list[int],
) -> None:
    looks: list[Any] = [(width, "light") for width in widths]  # the colours are those of the cookie
    now = timezone.now()
    appoint_teacher(person=author, course=course, by=None, at=now)
    enrolment = join(lan, course)
    inquiry = ask(enrolment=enrolment, step=step(course, "mot"), text="Vì sao ạ?", is_private=False, at=now)
    reply(inquiry=inquiry, by=author, text="Vì https://vi.du/ nói vậy.", at=now)
    ask(enrolment=enrolment, step=step(course, "mot"), text="Còn nữa ạ?", is_private=True, at=now)
    for user, addresses in (
        (lan, ["/", "/viec-hoc/", "/khoa-hoc/khoa-thu/", f"{FIRST}ghi-chu/", f"{FIRST}hoi-dap/", "/hien-thi/"]),
        (lan, ["/khoa-hoc/khoa-thu/ghi-chu/", f"/hoi-dap/{inquiry.pk}/", FIRST]),
        (author, ["/giang-day/cau-hoi/", f"/hoi-dap/{inquiry.pk}/"]),
    ):
        page: Any = page_at(user=user)
        page.context.add_cookies([{"name": "hien_thi", "value": look, "url": live_server.url}])
        for address in addresses:
            page.goto(address)
            assert_whole(page, looks)
        if page.url.endswith(FIRST):
            for panel in ("ghi-chu", "hoi-dap"):
                page.locator(f"#{panel} summary").click()
                page.locator(f"#{panel} textarea").wait_for()
            page.locator(".tool summary").click()
            assert_whole(page, looks)
