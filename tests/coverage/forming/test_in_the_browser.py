"""From “còn thiếu” to a class; attendance by thumb; the learner sees it. Every page whole, small and large."""

from collections.abc import Callable

from django.utils import timezone
from playwright.sync_api import Page, expect

from accounts.models import User
from classes.models import Attendance, Cohort
from courses.models import CoursePage
from coverage.models import Target
from tests.browser import PHONE_AND_DESK, assert_whole, eventually
from tests.classes.cohorts.conftest import minh, phuong  # noqa: F401 - fixtures

LOOKS = (*PHONE_AND_DESK, (1280, "dark"))


def test_from_still_missing_to_a_class_with_attendance(
    page_at: Callable[..., Page], target: Target, course: CoursePage, sen: User, learner: User, minh: User,  # noqa: F811
    phuong: User, outsider: User,  # noqa: F811
) -> None:  # fmt: skip
    today = timezone.localdate().isoformat()
    page = page_at(1280, user=sen)
    page.goto("/don-vi/chi-tieu/LS-334-02/danh-sach/?loc=chua-dat")
    page.get_by_role("link", name="Mở lớp cho họ").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Bước 1/2: mời những ai")
    page.get_by_label("Hoàng Thị Sen").uncheck()
    assert_whole(page, LOOKS)
    page.get_by_role("button", name="Tiếp tục với những người đã chọn").click()
    expect(page.get_by_role("heading", name="Mời 2 người")).to_be_visible()
    assert_whole(page, LOOKS)
    page.get_by_label("Người phụ trách lớp").fill("phuong")
    page.get_by_label("Ngày đầu").fill(today)
    page.get_by_label("Ngày cuối").fill(today)
    page.get_by_label("Địa điểm").fill("Nhà văn hóa xã Đồng Đăng")
    page.get_by_label("Cần mang theo").fill("Máy tính xách tay")
    page.get_by_role("textbox", name="Ngày", exact=True).fill(today)
    page.get_by_label("Từ giờ").fill("08:00")
    page.get_by_label("Đến giờ").fill("11:00")
    page.get_by_label("Số tiết").fill("4")
    page.get_by_role("button", name="Mở lớp và báo cho họ").click()
    expect(page.get_by_text("2 người có chỗ và đã được báo.")).to_be_visible()
    assert_whole(page, LOOKS)
    cohort = Cohort.objects.get()
    lan = cohort.memberships.get(person=learner).pk
    for address in ("/lop-hoc/", *[f"/lop-hoc/{cohort.pk}/{part}" for part in ("them/", "buoi/", f"hoc-vien/{lan}/")]):
        page.goto(address)
        assert_whole(page)

    page = page_at(360, user=phuong)
    page.goto("/viec-hoc/")
    page.get_by_role("link", name=cohort.title).click()
    page.get_by_role("group", name="Đinh Thị Lan").get_by_label("Đến muộn").check(force=True)
    page.get_by_role("button", name="Những người còn lại có mặt").click()
    expect(page.get_by_text("Đã lưu 2 lượt điểm danh.")).to_be_visible()
    eventually(lambda: sorted(Attendance.objects.values_list("state", flat=True)), ["late", "present"])
    assert_whole(page, LOOKS)

    page = page_at(360, user=learner)
    page.goto("/viec-hoc/")
    expect(page.get_by_text("Nhà văn hóa xã Đồng Đăng").first).to_be_visible()
    page.get_by_role("link", name="Vào trang lớp học").click()
    expect(page.get_by_text("Đến muộn")).to_be_visible()
    assert_whole(page, LOOKS)
    with page.expect_download() as taken:
        page.get_by_role("link", name="Thêm vào lịch của tôi").click()
    assert taken.value.suggested_filename == f"lop-{cohort.pk}.ics"

    page = page_at(360, user=outsider)
    answer = page.goto(f"/lop-hoc/{cohort.pk}/")
    assert answer is not None
    assert answer.status == 404
