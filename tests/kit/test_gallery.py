"""The gallery, looked at by a browser: every component, at the width of a telephone and of a desk."""

import re
from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client
from playwright.sync_api import Page, expect

from accounts.models import User
from tests.browser import assert_accessible, assert_no_overflow, assert_whole, eventually

pytestmark = pytest.mark.once
OpenPage = Callable[..., Page]


@pytest.mark.parametrize("colours", ["light", "dark"])
def test_gallery_is_accessible_and_fits(page_at: OpenPage, colours: Any) -> None:
    page = page_at()
    page.goto("/bo-phan/")
    assert_whole(page, [(width, colours) for width in (320, 360, 1280)])


def test_gallery_fits_in_double_text(page_at: OpenPage) -> None:
    page = page_at()
    page.goto("/bo-phan/")
    page.evaluate("document.documentElement.style.fontSize = '212.5%'")
    for width in (360, 1280):
        page.set_viewport_size({"width": width, "height": 800})
        assert_no_overflow(page)


def test_menu_opens_on_a_phone_without_scripts(page_at: OpenPage) -> None:
    page = page_at(360, java_script_enabled=False)
    page.goto("/bo-phan/")
    courses = page.locator(".menu").get_by_text("Khóa học", exact=True)
    expect(courses).not_to_be_visible()
    page.locator(".menu summary").click()
    expect(courses).to_be_visible()


def test_menu_lies_open_on_a_desk(page_at: OpenPage) -> None:
    page = page_at(1280)
    page.goto("/bo-phan/")
    expect(page.locator(".menu nav a").first).to_be_visible()
    expect(page.locator(".menu summary")).not_to_be_visible()


def test_skip_link_is_the_first_stop_of_the_keyboard(page_at: OpenPage) -> None:
    page = page_at(1280)
    page.goto("/bo-phan/")
    page.keyboard.press("Tab")
    expect(page.locator(".skip")).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.locator("main")).to_be_focused()


def test_autosave_sends_the_question_that_changed(page_at: OpenPage) -> None:
    sent: list[str] = []

    def answer(route: Any) -> None:
        sent.append(route.request.post_data)
        route.fulfill(status=204)

    page = page_at(360)
    page.route("**/bo-phan/luu", answer)
    page.goto("/bo-phan/")
    page.get_by_label("Tên cơ quan").check()
    expect(page.locator("[data-autosave-state]")).to_have_text("Đã lưu")
    assert len(sent) == 1
    assert re.fullmatch(r"item=4&n=\d+&chosen=a&chosen=b", sent[0])


def test_autosave_keeps_trying_while_the_line_is_down(page_at: OpenPage) -> None:
    tries = []

    def answer(route: Any) -> None:
        tries.append(1)
        if len(tries) < 3:
            route.abort()
        else:
            route.fulfill(status=204)

    page = page_at(360)
    page.route("**/bo-phan/luu", answer)
    page.clock.install()
    page.goto("/bo-phan/")
    state = page.locator("[data-autosave-state]")
    page.get_by_label("Tên cơ quan").check()
    expect(state).to_have_text("Chưa lưu được, đang thử lại")
    page.clock.run_for(1000)
    eventually(lambda: len(tries), 2, page=page)
    expect(state).to_have_text("Chưa lưu được, đang thử lại")
    page.clock.run_for(2000)
    expect(state).to_have_text("Đã lưu")
    assert len(tries) == 3


def test_autosave_stops_when_the_server_refuses(page_at: OpenPage) -> None:
    page = page_at(360)
    page.route("**/bo-phan/luu", lambda route: route.fulfill(status=409))
    page.goto("/bo-phan/")
    page.get_by_label("Tên cơ quan").check()
    expect(page.locator("[data-autosave-state]")).to_have_text("Không lưu được nữa. Hãy tải lại trang.")


def test_handing_in_with_gaps_asks_once_more(page_at: OpenPage) -> None:
    page = page_at(360)
    page.goto("/bo-phan/")
    expect(page.locator("[data-answered]")).to_have_text("2 / 3 câu đã trả lời")
    page.get_by_role("button", name="Nộp bài", exact=True).click()
    expect(page.get_by_role("dialog")).to_contain_text("Còn 1 câu chưa trả lời.")
    assert_accessible(page)
    page.get_by_role("button", name="Làm tiếp").click()
    expect(page.locator("#q5")).to_be_focused()
    page.get_by_role("button", name="Nộp bài", exact=True).click()
    page.get_by_role("button", name="Vẫn nộp bài").click()
    page.wait_for_url("**/bo-phan/?**finish=1")


def test_timer_warns_and_hands_in(page_at: OpenPage) -> None:
    page = page_at(360)
    page.clock.install()
    page.goto("/bo-phan/")
    say = page.locator("[data-timer-say]")
    page.clock.fast_forward("19:30")
    expect(say).to_have_text("Còn 5 phút.")
    page.clock.fast_forward("04:00")
    expect(say).to_have_text("Còn 1 phút.")
    page.clock.fast_forward("02:00")
    page.wait_for_url("**/bo-phan/?**q3=b**")


@pytest.fixture
def production(settings: Any) -> None:
    settings.PRODUCTION = True


def test_gallery_in_production_is_for_superusers(db: None, production: None, client: Client) -> None:
    assert client.get("/bo-phan/").status_code == 404
    client.force_login(User.objects.create_user("lan", full_name="Nông Thị Lan"))
    assert client.get("/bo-phan/").status_code == 404
    client.force_login(User.objects.create_superuser("goc", full_name="Người quản trị"))
    assert client.get("/bo-phan/").status_code == 200


def test_language_is_remembered_in_a_cookie(db: None, client: Client, settings: Any) -> None:
    response = client.post("/ngon-ngu/", {"language": "en", "next": "/bo-phan/"})
    assert (response.status_code, response["Location"]) == (302, "/bo-phan/")
    assert client.cookies[settings.LANGUAGE_COOKIE_NAME].value == "en"
    assert '<html lang="en"' in client.get("/bo-phan/").content.decode()


@pytest.mark.parametrize("elsewhere", ["https://example.com/", "//example.com/", "javascript:alert(1)", ""])
def test_language_switch_leads_nowhere_else(db: None, client: Client, elsewhere: str) -> None:
    assert client.post("/ngon-ngu/", {"language": "en", "next": elsewhere})["Location"] == "/"


def test_unknown_language_changes_nothing(db: None, client: Client, settings: Any) -> None:
    client.post("/ngon-ngu/", {"language": "xx"})
    assert settings.LANGUAGE_COOKIE_NAME not in client.cookies


def test_language_switch_needs_a_post(db: None, client: Client) -> None:
    assert client.get("/ngon-ngu/").status_code == 405
