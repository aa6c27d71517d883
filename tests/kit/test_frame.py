"""What stands around every page, the sign-in pages, and the pages for when something is wrong."""

from collections.abc import Callable
from typing import Any

import pytest
from django.contrib.auth.models import AnonymousUser
from django.core import mail
from django.template.loader import render_to_string
from django.test import Client, RequestFactory
from playwright.sync_api import Page, expect

from accounts.models import User
from home.models import HomePage
from kit import errors
from tests.browser import assert_accessible, assert_no_overflow, assert_whole

OpenPage = Callable[..., Page]
PASSWORD = "hoa hồi tám cánh"


@pytest.fixture
def lan(db: None) -> User:
    return User.objects.create_user("lan", email="lan@example.com", full_name="Nông Thị Ánh Nguyệt", password=PASSWORD)


@pytest.mark.once
def test_entrance_pages_are_accessible_and_fit(page_at: OpenPage) -> None:
    page = page_at()
    for path in ("login/", "signup/", "password/reset/", "password/reset/done/", "confirm-email/"):
        page.goto(f"/tai-khoan/{path}")
        assert_whole(page)


@pytest.mark.once
def test_own_account_pages_are_accessible_and_fit(page_at: OpenPage, lan: User) -> None:
    page = page_at(360, user=lan)
    for path in ("logout/", "email/", "password/change/", "reauthenticate/"):
        page.goto(f"/tai-khoan/{path}")
        assert_no_overflow(page)
        assert_accessible(page)


def test_wrong_password_is_said_aloud_and_next_to_the_form(page_at: OpenPage, lan: User) -> None:
    page = page_at(360)
    page.goto("/tai-khoan/login/")
    page.get_by_label("Tên đăng nhập, e-mail hoặc số điện thoại").fill("lan")
    page.get_by_label("Mật khẩu").fill("sai rồi nhé")
    page.locator("main").get_by_role("button", name="Đăng nhập").click()
    expect(page.get_by_role("alert")).to_have_text("Tên đăng nhập hoặc mật khẩu chưa đúng.")
    assert_accessible(page)


def test_account_menu_opens_without_scripts_and_signs_out(page_at: OpenPage, site: HomePage, lan: User) -> None:
    page = page_at(360, user=lan, java_script_enabled=False)
    page.goto("/tai-khoan/email/")
    page.locator(".account summary").click()
    expect(page.get_by_text("Nông Thị Ánh Nguyệt")).to_be_visible()
    page.locator(".account").get_by_role("button", name="Đăng xuất").click()
    expect(page.locator(".notices")).to_contain_text("Bạn đã đăng xuất.")


@pytest.mark.once
def test_open_menus_are_accessible(page_at: OpenPage, lan: User) -> None:
    page = page_at(360, user=lan)
    page.goto("/tai-khoan/email/")
    page.locator(".account summary").click()
    assert_accessible(page)
    page.locator(".account summary").click()
    page.locator(".menu summary").click()
    assert_accessible(page)
    assert_no_overflow(page)


def test_administration_is_offered_to_those_who_may_enter(client: Client, lan: User) -> None:
    client.force_login(lan)
    assert "/quan-tri/" not in client.get("/tai-khoan/email/").content.decode()
    client.force_login(User.objects.create_superuser("goc", full_name="Người quản trị"))
    assert 'href="/quan-tri/"' in client.get("/tai-khoan/email/").content.decode()


def test_page_for_strangers_sets_no_cookie(client: Client, db: None) -> None:
    assert client.get("/bo-phan/").cookies == {}


def test_password_reset_mail_is_vietnamese_and_plain(client: Client, lan: User) -> None:
    client.post("/tai-khoan/password/reset/", {"email": "lan@example.com"})
    assert mail.outbox[0].subject == "[Hoa Hồi] Thư đặt lại mật khẩu"
    assert mail.outbox[0].body.startswith("Xin chào, đây là thư từ Hoa Hồi.")
    assert "Tên đăng nhập của bạn là lan." in mail.outbox[0].body


@pytest.mark.parametrize(
    ("status", "title"),
    [(400, "Yêu cầu này không đọc được"), (403, "Trang này chưa mở cho bạn"), (404, "Không có trang này")],
)
def test_error_page_says_what_happened(db: None, status: int, title: str) -> None:
    request: Any = RequestFactory().get("/")
    request.user = AnonymousUser()
    view = {400: errors.bad_request, 403: errors.forbidden, 404: errors.not_found}[status]
    response = view(request, Exception())
    assert response.status_code == status
    assert f"<h1>{title}</h1>" in response.content.decode()


@pytest.mark.parametrize("template", ["errors/500.html", "403_csrf.html"])
def test_page_for_a_broken_site_needs_nothing(template: str) -> None:
    assert "Về trang chủ" in render_to_string(template)


@pytest.mark.once
def test_missing_page_is_accessible(page_at: OpenPage, site: HomePage, lan: User) -> None:
    page = page_at(360, user=lan)
    page.goto("/khong-co-trang-nay/")
    expect(page.get_by_role("heading", level=1)).to_have_text("Không có trang này")
    assert_no_overflow(page)
    assert_accessible(page)
