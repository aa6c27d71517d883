"""From an author's draft to the site, as two people do it in the administration."""

import re
from collections.abc import Callable
from typing import Any

import pytest
from django.urls import reverse
from playwright.sync_api import Page, expect

from courses.models import CoursePage
from tests.browser import assert_accessible
from tests.courses.authors import in_group, save_draft, signed_in

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

BROKEN = '<p>Đọc thêm <a href="/khong-co/">bài cũ</a>.</p>'


def hand_in(page: Page) -> None:
    """The button of the editor that stands beside “save”; its words are Wagtail's."""
    page.locator("footer [data-w-dropdown-target=toggle], footer .w-dropdown__toggle").first.click()
    page.locator("button[name=action-submit]").click()


def test_author_hands_in_what_the_reviewer_compares_and_approves(
    transactional_db: None, course: CoursePage, page_at: Callable[..., Page], live_server: Any
) -> None:
    author = in_group("Editors", "duc", "Nguyễn Minh Đức")
    reviewer = in_group("Moderators", "binh", "Đàm Văn Bình")
    lesson = save_draft(course, author, body=BROKEN)
    edit = reverse("wagtailadmin_pages:edit", args=[lesson.pk])

    page = page_at(1280, user=author)
    page.goto(edit)
    page.get_by_role("tab", name="Kiểm tra").click()
    panel = page.locator("#tab-check")
    expect(panel).to_contain_text("không dẫn đến đâu cả")
    assert_accessible(page, within="#tab-check")
    page.get_by_role("tab", name="Nội dung").click()
    hand_in(page)
    expect(page.locator(".messages")).to_contain_text("chưa sẵn sàng")

    save_draft(course, author, body="<p>Chia thư mục theo năm, rồi theo việc.</p>")
    page.goto(edit)
    hand_in(page)
    page.wait_for_url("**/pages/*/")
    page.goto("/quan-tri/")
    expect(page.locator("#my-drafts-content, #my-drafts-section").first).to_contain_text("đang chờ duyệt")
    assert_accessible(page, within="#my-drafts-section")
    page.goto(reverse("course_check", args=[course.pk]))
    assert_accessible(page, within=".checks-page")

    desk = page_at(1280, user=reviewer)
    desk.goto("/viec-hoc/")
    expect(desk.locator("main")).to_contain_text("Chờ duyệt: Bài hai, bản mới")
    desk.goto("/quan-tri/")
    compare = desk.locator("a[href*='/compare/']").first.get_attribute("href")
    desk.goto(str(compare))
    expect(desk.locator("main")).to_contain_text("rồi theo việc")
    desk.goto(edit)
    desk.locator("footer .w-dropdown__toggle").first.click()
    desk.locator("[data-workflow-action-name=approve]").first.click()
    desk.wait_for_url(re.compile(r"/quan-tri/pages/\d+/$"))

    page.goto("/khoa-hoc/khoa-thu/")
    expect(page.locator("main")).to_contain_text("Bài hai, bản mới")
    assert signed_in(author).get("/viec-hoc/").content.decode().count("Đã xuất bản: Bài hai, bản mới") == 1
