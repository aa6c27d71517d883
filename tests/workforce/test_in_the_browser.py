"""A provincial officer merges two communes after a look at what would happen, and takes it back."""

from collections.abc import Callable

from django.utils import timezone
from playwright.sync_api import Page, expect

from home.models import HomePage
from lms.demo.cast import Cast
from tests.browser import assert_whole
from workforce.models import Agency, AgencyOperation, Employment
from workforce.roles import may


def test_two_communes_are_merged_and_parted_again(page_at: Callable[..., Page], site: HomePage, cast: Cast) -> None:
    officer, today = cast.provincial_officer, timezone.localdate()
    page = page_at(1280, user=officer)
    page.goto("/co-quan/")
    assert_whole(page)
    page.get_by_label("Tên hoặc mã").fill("dong dang")
    page.get_by_role("button", name="Xem").click()
    expect(page.locator(".agency-tree li")).to_have_count(2)
    page.get_by_role("link", name="UBND xã Đồng Đăng", exact=True).click()
    assert_whole(page)
    page.get_by_role("link", name="Gộp").click()
    page.get_by_label("UBND xã Thất Khê", exact=True).check()
    page.get_by_label("Tên cơ quan mới").fill("UBND xã Đồng Khê")
    page.get_by_label("Mã cơ quan mới").fill("06999")
    page.get_by_label("Theo văn bản nào").fill("Nghị quyết thử")
    assert_whole(page)
    page.get_by_role("button", name="Xem trước").click()
    expect(page.locator(".foresight-sum")).to_contain_text("4 người")
    assert_whole(page)
    page.get_by_role("button", name="Xác nhận").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("UBND xã Đồng Khê")
    assert Employment.objects.at(today).filter(agency__code="06999").count() == 4
    page.get_by_role("link", name="Hoàn tác").click()
    assert_whole(page)
    page.get_by_role("button", name="Hoàn tác").click()
    expect(page.get_by_text("Mọi thứ trở lại như trước.")).to_be_visible()
    assert not Agency.objects.filter(code="06999").exists()
    assert AgencyOperation.objects.get().undone_by == officer
    page.goto("/co-quan/06184/quyen/")
    page.get_by_label("Tên đăng nhập").fill("phuong")
    page.get_by_label("cán bộ tổ chức").check()
    page.get_by_label("Lấy danh sách ra tệp").check()
    assert_whole(page)
    page.get_by_role("button", name="Giao").click()
    expect(page.get_by_role("heading", name="Vi Thị Phượng")).to_be_visible()
    commune = Agency.objects.get(code="06184")
    assert [may(cast.facilitator, verb, commune) for verb in ("staff", "export")] == [True, False]
    page.locator("summary", has_text="Vi Thị Phượng").click()
    page.get_by_role("button", name="Thu hồi các quyền này").click()
    expect(page.get_by_role("heading", name="Vi Thị Phượng")).to_have_count(0)
    assert not may(cast.facilitator, "staff", commune)
