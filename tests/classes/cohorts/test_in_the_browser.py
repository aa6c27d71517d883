"""A class in a village: registered on a phone, attendance without a signal, closed, corrected; small and large."""

import datetime as dt
from collections.abc import Callable

import pytest
from django.utils import timezone
from playwright.sync_api import Page, expect

from accounts.models import User
from classes.cohorts.closing import close_class
from classes.models import Attendance, Cohort, Correction, DeviceMark
from courses.models import CourseIndexPage, CoursePage
from tests.browser import PHONE_AND_DESK, assert_whole, eventually
from tests.classes.cohorts.together import hold, morning
from tests.coverage import facts
from workforce.models import Agency

LOOKS = (*PHONE_AND_DESK, (1280, "dark"))


@pytest.fixture
def course(catalogue: CourseIndexPage) -> CoursePage:
    found = facts.make_course("ky-nang-so")
    found.audience = CoursePage.Audience.CITIZEN
    found.save_revision().publish()
    return CoursePage.objects.get(pk=found.pk)


@pytest.fixture
def village(course: CoursePage, commune: Agency, sen: User, phuong: User) -> Cohort:
    today = timezone.localdate()
    days = {"first_on": today, "last_on": today + dt.timedelta(days=7), "meetings": [morning(today)]}
    return hold(course, commune, leader=phuong, by=sen, capacity=2, for_everyone=True, **days)


def test_a_village_registers_is_marked_without_a_signal_and_corrected(
    page_at: Callable[..., Page], village: Cohort, sen: User, phuong: User
) -> None:
    page = page_at(360)
    page.goto("/lop-cong-dong/")
    assert_whole(page, LOOKS)
    page.get_by_role("link", name=village.title).click()
    assert_whole(page, LOOKS)
    page.get_by_label("Họ và tên").fill("Triệu Mùi Nhàn")
    page.get_by_role("button", name="Đăng ký").click()
    expect(page.get_by_text("Triệu Mùi Nhàn đã có chỗ trong lớp")).to_be_visible()
    assert_whole(page)

    sheet = f"/lop-hoc/{village.pk}/buoi/{village.meetings.get().pk}/diem-danh/"
    page = page_at(360, user=phuong)
    page.goto(sheet)
    page.get_by_label("Họ và tên").fill("Hoàng Văn Páo")
    page.get_by_role("button", name="Thêm vào và ghi có mặt").click()
    expect(page.get_by_text("Hoàng Văn Páo đã có trong danh sách")).to_be_visible()
    page.get_by_role("button", name="Lưu danh sách này vào máy").click()
    expect(page.get_by_text("Danh sách đã lưu trên máy")).to_be_visible()
    page.context.set_offline(True)
    nhan = page.get_by_role("group", name="Triệu Mùi Nhàn")
    nhan.get_by_label("Đến muộn").check(force=True)
    page.get_by_role("button", name="Lưu", exact=True).click()
    expect(page.get_by_text("Mất sóng: 1 lượt điểm danh")).to_be_visible()
    assert_whole(page, LOOKS)
    page.goto(sheet)
    expect(nhan.get_by_label("Đến muộn")).to_be_checked()
    page.context.set_offline(False)
    expect(page.get_by_text("Đã gửi 1 lượt")).to_be_visible()
    eventually(lambda: DeviceMark.objects.get().outcome, "written")
    assert sorted(Attendance.objects.values_list("state", flat=True)) == ["late", "present"]

    close_class(cohort=village, note="", by=sen, at=timezone.now())
    page.goto(f"/lop-hoc/{village.pk}/")
    page.get_by_role("link", name="Đính chính").click()
    page.get_by_role("group", name="Hoàng Văn Páo").get_by_label("Vắng", exact=True).check(force=True)
    page.get_by_label("Vì sao đính chính").fill("Nhầm với người khác trong thôn")
    assert_whole(page, LOOKS)
    page.get_by_role("button", name="Lưu đính chính").click()
    expect(page.get_by_text("Đã đính chính 1 lượt điểm danh.")).to_be_visible()
    eventually(lambda: Correction.objects.get().figures["attended"], 1)
    page.goto(f"/lop-hoc/{village.pk}/")
    expect(page.get_by_text("Nhầm với người khác trong thôn")).to_be_visible()
    assert_whole(page, LOOKS)
