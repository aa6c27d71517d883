"""From the officer's form to the learner's desk and the reminder on it; every page whole, small and large."""

import datetime as dt
from collections.abc import Callable
from typing import Any

import pytest
from django.utils import timezone
from playwright.sync_api import Page, expect

from accounts.models import User
from courses.models import CoursePage
from coverage.models import Assignment, Target
from tests.browser import PHONE_AND_DESK, assert_whole
from tests.coverage import facts

LOOKS = (*PHONE_AND_DESK, (1280, "dark"))


@pytest.fixture(autouse=True)
def by_day(settings: Any) -> None:
    settings.QUIET_FROM_HOUR = settings.QUIET_UNTIL_HOUR = 0


def test_an_officer_binds_people_and_reminds_them(
    page_at: Callable[..., Page], target: Target, course: CoursePage, sen: User, learner: User
) -> None:
    facts.certify(sen, course, on="2026-03-01")
    page = page_at(user=sen)
    page.goto("/don-vi/chi-tieu/LS-334-02/danh-sach/")
    page.get_by_role("link", name="Giao cho những người này học").click()
    page.get_by_label("Hoàn thành trước hết ngày").fill((timezone.localdate() + dt.timedelta(days=20)).isoformat())
    page.get_by_label("Hoàn thành trước hết ngày").blur()
    expect(page.get_by_role("status").filter(has_text="2 người hôm nay")).to_contain_text("1 người trong số đó đã xong")
    assert_whole(page, LOOKS)
    page.get_by_role("button", name="Giao nhiệm vụ").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text(course.title)
    number = Assignment.objects.get().pk
    page.get_by_role("button", name="Nhắc 1 người ngay").click()
    expect(page.get_by_text("Đã nhắc 1 người.", exact=True)).to_be_visible()
    for address in ("", "danh-sach/", "sua/", "ket-thuc/", "mien/lan/"):
        page.goto(f"/don-vi/nhiem-vu/{number}/{address}")
        assert_whole(page, LOOKS)
    for address in ("/don-vi/nhiem-vu/", "/don-vi/giay-to-ngoai/", "/don-vi/gio-dao-tao/"):
        page.goto(address)
        assert_whole(page, PHONE_AND_DESK)

    page = page_at(360, user=learner)
    page.goto("/viec-hoc/")
    expect(page.get_by_text("Khóa học bạn cần hoàn thành: 1")).to_be_visible()
    expect(page.get_by_text("còn 20 ngày")).to_be_visible()
    page.get_by_role("button", name="Mở").click()
    expect(page.get_by_role("heading", name="Nhiệm vụ học tập của tôi")).to_be_visible()
    for address in ("/viec-hoc/nhiem-vu/", "/viec-hoc/giay-to-ngoai/", "/viec-hoc/gio-dao-tao/"):
        page.goto(address)
        assert_whole(page, PHONE_AND_DESK)
