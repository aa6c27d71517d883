"""A whole test on a telephone, by keyboard, with the line lost in the middle: every answer counts."""

from collections.abc import Callable
from typing import Any

import pytest
from django.utils import timezone
from playwright.sync_api import Page, expect

from accounts.models import User
from courses.models import Attempt, AttemptItem, CoursePage, Question
from tests.browser import assert_accessible, assert_no_overflow, eventually
from tests.courses.kinds import ask_one_of_each, picture
from tests.courses.study import QUIZ, begin, ready

pytestmark = pytest.mark.django_db(transaction=True)
ATTEMPT = f"{QUIZ}luot/1/"
STATE = "[data-autosave-state]"


def by_type() -> dict[str, AttemptItem]:
    return {item.shown["type"]: item for item in AttemptItem.objects.all()}


def saved_answers() -> int:
    return AttemptItem.objects.exclude(chosen=None).count()


def answer_by_keyboard(page: Page, item: AttemptItem) -> None:
    """Give the right answer with keys only."""
    shown, name = item.shown, f"q{item.position}"
    if shown["type"] in ("single", "multiple", "true_false"):
        for option in shown["options"]:
            if option["correct"]:
                page.locator(f"input[value='{option['key']}']").focus()
                page.keyboard.press("Space")
    elif shown["type"] == "matching":
        texts = {match["key"]: match["text"] for match in shown["matches"]}
        for number, option in enumerate(shown["options"], start=1):
            page.locator(f"#{name}-{number}").focus()
            page.keyboard.type(texts[option["match"]])
    elif shown["type"] == "ordering":
        for thing in sorted(shown["options"], key=lambda option: -option["place"]):
            move = page.locator(f"li:has(option[value='1:{thing['key']}']) [data-move='-1']")
            while move.is_enabled():
                move.focus()
                page.keyboard.press("Enter")
    else:
        page.locator(f"#{name}-1").focus()
        page.keyboard.type("12,5" if shown["type"] == "number" else "dong dang")
        page.keyboard.press("Tab")


def test_every_answer_counts_though_the_line_was_lost(
    page_at: Callable[..., Page], course: CoursePage, lan: User
) -> None:
    ask_one_of_each(course)
    Question.objects.filter(type="single").update(picture=picture("dap-an-la-hai.png", alt="Hai con trâu"))
    ready(lan, course)
    page = page_at(360, user=lan)
    page.goto(QUIZ)
    page.locator("form[action$='bat-dau/'] button").click()
    expect(page.locator("img.question-picture")).to_have_js_property("complete", value=True)
    assert "dap-an" not in page.content()
    assert_no_overflow(page)
    assert_accessible(page)
    items = by_type()
    for kind in ("single", "matching", "number"):
        answer_by_keyboard(page, items[kind])
    eventually(saved_answers, 3)
    expect(page.locator(STATE)).to_have_text("Đã lưu mọi câu trả lời")
    page.context.set_offline(True)
    for kind in ("multiple", "true_false", "ordering", "short_text"):
        answer_by_keyboard(page, items[kind])
    expect(page.locator(STATE)).to_contain_text("4 câu")
    page.locator("#attempt > .form-actions button").click()
    expect(page.locator(STATE)).to_contain_text("Chưa nộp được")
    assert saved_answers() == 3
    assert_accessible(page)
    # The window is closed and opened again before anything could be sent.
    page.evaluate("window.stop()")
    page.route("**/luu/", lambda route: route.abort())
    page.context.set_offline(False)
    page.goto(ATTEMPT)
    expect(page.locator("[data-answered]")).to_contain_text("7")
    page.unroute("**/luu/")
    page.evaluate("window.dispatchEvent(new Event('online'))")
    expect(page.locator(STATE)).to_have_text("Đã lưu mọi câu trả lời")
    eventually(saved_answers, 7)
    page.locator("#attempt > .form-actions button").click()
    page.wait_for_selector(".result")
    attempt = Attempt.objects.get()
    assert (attempt.state, attempt.correct) == ("graded", 7)
    assert_no_overflow(page)
    assert_accessible(page)
    eventually(lambda: page.evaluate("localStorage.length"), 0)


def test_time_over_without_a_line_says_what_was_kept(
    page_at: Callable[..., Page], course: CoursePage, lan: User, settings: Any
) -> None:
    settings.QUIZ_GRACE_SECONDS = 0
    ask_one_of_each(course)
    begin(ready(lan, course), at=timezone.now())
    page = page_at(360, user=lan)
    page.goto(ATTEMPT)
    items = by_type()
    answer_by_keyboard(page, items["single"])
    eventually(saved_answers, 1)
    expect(page.locator(STATE)).to_have_text("Đã lưu mọi câu trả lời")
    page.context.set_offline(True)
    answer_by_keyboard(page, items["number"])
    over = timezone.now() - timezone.timedelta(seconds=30)
    Attempt.objects.update(due_at=over)
    page.evaluate("document.getElementById('attempt').dispatchEvent(new CustomEvent('time-over', {cancelable: true}))")
    expect(page.locator("[data-time-over]")).to_contain_text("1 câu")
    expect(page.locator("[data-time-over]")).to_contain_text(f"câu {items['number'].position}")
    page.context.set_offline(False)
    page.wait_for_selector(".result")
    expect(page.locator("[data-attempt-over]")).to_contain_text(f"Câu {items['number'].position}")
    assert Attempt.objects.get().correct == 1
