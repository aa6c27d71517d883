"""An HR officer brings the list of her commune, confirms it, lets a newcomer in, and records a leave."""

from collections.abc import Callable
from typing import Any

import pytest
from django.utils import timezone
from playwright.sync_api import Page, expect

from accounts.models import User
from lms.demo.cast import make_cast
from tests.browser import assert_whole
from tests.workforce.rosters import as_xlsx, people
from workforce.models import Employment, Leave

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def test_hr_officer_brings_a_list(
    transactional_db: None, page_at: Callable[..., Page], in_process_tasks: None, live_server: Any
) -> None:
    cast = make_cast(at=timezone.now())
    page = page_at(1280, user=cast.hr_officer)
    page.goto("/nhan-su/")
    assert_whole(page)
    listed = [*people(2), ["", "Nông Thị Lan", "", "lan.khac@example.com", "", "chuyen-vien", "Công chức", ""]]
    listed[1][3] = ""
    mime = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
    page.locator("input[type=file]").set_input_files(
        {"name": "danh-sach.xlsx", "mimeType": mime, "buffer": as_xlsx(listed)}
    )
    page.get_by_role("button", name="Xem trước thay đổi").click()
    expect(page.locator("main")).to_contain_text("Hoàng Thị Ánh Nguyệt")
    assert_whole(page)
    page.get_by_role("button", name="Xác nhận 2 thay đổi").click()
    expect(page.locator("main")).to_contain_text("2 người chưa vào hệ thống")
    assert_whole(page)
    assert Employment.objects.at(timezone.localdate()).filter(agency__code="06184").count() == 5
    address = page.url

    page.get_by_role("button", name="In phiếu cho người không có thư điện tử").click()
    expect(page.locator(".roster-sheets > li")).to_have_count(1)
    assert_whole(page)
    code, username = page.locator(".roster-code").inner_text(), User.objects.get(phone="+84912000002").username
    newcomer = page_at(360)
    newcomer.goto(f"/kich-hoat/?ten={username}")
    assert_whole(newcomer)
    newcomer.get_by_label("Mã kích hoạt").fill(code.lower())
    newcomer.get_by_label("Mật khẩu mới").fill("hoa hồi tháng mười")
    newcomer.get_by_role("button").filter(has_text="Đặt mật khẩu").click()
    newcomer.wait_for_url("**/viec-hoc/")

    page.goto("/nhan-su/nguoi/?tim=lan")
    assert_whole(page)
    page.get_by_role("link", name="Nông Thị Lan").click()
    page.get_by_text("Nghỉ (thai sản, ốm, đi học…)").click()
    page.locator("#nghi-phep_kind").select_option("thai_san")
    assert_whole(page)
    page.locator("form[action$='/nghi-phep/'] button").click()
    expect(page.locator("main")).to_contain_text("Đã ghi")
    assert Leave.objects.get().person == cast.learner

    outsider = page_at(360, user=cast.outsider)
    for closed in (address, "/nhan-su/nguoi/lan/"):
        answer = outsider.goto(closed)
        assert answer is not None
        assert answer.status == 404
