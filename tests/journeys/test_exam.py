"""An exam from the plan to the paper: planner, invigilator, the wall, and a candidate with a telephone."""

import datetime as dt
import re
from collections.abc import Callable
from typing import Any

import pytest
from django.utils import timezone
from playwright.sync_api import Page, expect

from accounts.models import User
from classes.models import ExamSession
from courses.models import Attempt, AttemptSeal, CoursePage
from courses.verifying import faults_of_chain
from kit.pdf import read_pdf
from tests.browser import assert_accessible, assert_no_overflow, eventually
from tests.classes.exams import make_supervised, make_teacher
from tests.courses.study import join, read_lessons

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def plan_exam(page: Page, course: CoursePage) -> None:
    now = timezone.localtime()
    page.goto("/ca-thi/")
    assert_accessible(page)
    page.get_by_role("link", name="Lập ca thi").click()
    page.get_by_label("Bài thi").select_option(label="Bài kiểm tra")
    page.get_by_label("Tên ca thi").fill("Thi thử đợt 1")
    page.get_by_label("Bắt đầu lúc").fill((now - dt.timedelta(minutes=5)).strftime("%Y-%m-%dT%H:%M"))
    page.get_by_label("Kết thúc lúc").fill((now + dt.timedelta(hours=2)).strftime("%Y-%m-%dT%H:%M"))
    page.get_by_label("Địa điểm").fill("Trung tâm Chính trị")
    page.get_by_label("Phòng").fill("P.201")
    assert_accessible(page)
    page.get_by_role("button", name="Lưu").click()
    page.get_by_label("Danh sách").fill("lan\nkhông.ai")
    page.get_by_role("button", name="Ghi vào danh sách").click()
    expect(page.get_by_text("Dòng 2: không có ai là “không.ai”.")).to_be_visible()
    assert_accessible(page)
    page.get_by_label("Danh sách").fill("lan\nhanh")
    page.get_by_role("button", name="Ghi vào danh sách").click()


def open_and_check_in(page: Page) -> None:
    page.get_by_role("button", name="Mở ca thi, điểm danh").click()
    page.get_by_label("Tên hoặc số chỗ, không cần dấu").fill("nong thi")
    expect(page.locator("#roll > li:visible")).to_have_count(1)
    assert_accessible(page)
    page.locator("#cho-1").get_by_role("button", name="Có mặt").click()
    expect(page.locator("#cho-1")).to_contain_text("Có mặt, chưa làm bài")
    page.get_by_role("button", name="Bắt đầu cho cả phòng").click()


def read_the_papers(room: Page, session: ExamSession) -> None:
    paper = room.request.get(f"/ca-thi/{session.pk}/bien-ban.pdf").body()
    words = " ".join(read_pdf(paper).words)
    for part in ("BIÊN BẢN COI THI", "Nông Thị Lan", "Máy treo", AttemptSeal.objects.get().sha256[:32]):
        assert part in words
    room.get_by_role("link", name=re.compile("Hồ sơ bài thi")).click()
    expect(room.get_by_text("Niêm phong còn nguyên")).to_be_visible()
    assert_accessible(room)


def test_exam_is_planned_sat_on_a_telephone_and_put_on_paper(
    course: CoursePage, lan: User, hanh: User, page_at: Callable[..., Page], settings: Any
) -> None:
    settings.EXAM_CODE_SECONDS = 3600  # however slow the candidate is
    make_supervised(course)
    thao = make_teacher(course)
    read_lessons(join(lan, course, at=timezone.now()), at=timezone.now())

    room = page_at(1280, user=thao)
    plan_exam(room, course)
    session = eventually(ExamSession.objects.get)

    candidate = page_at(360, user=lan)
    candidate.goto("/viec-hoc/")
    candidate.get_by_role("link", name="Đến ca thi").click()
    expect(candidate.locator("#now")).to_contain_text("điểm danh")
    assert_no_overflow(candidate)
    assert_accessible(candidate)

    open_and_check_in(room)
    wall = page_at(1280, user=thao)
    wall.goto(f"/ca-thi/{session.pk}/man-hinh/")
    assert_no_overflow(wall)
    assert_accessible(wall)
    code = wall.locator(".wall-code").inner_text()

    candidate.reload()
    candidate.get_by_label("Mã trên màn hình phòng thi").fill("12")
    candidate.get_by_role("button", name="Vào làm bài").click()
    expect(candidate.get_by_text("Đây không phải mã trên màn hình")).to_be_visible()
    assert_accessible(candidate)
    candidate.get_by_label("Mã trên màn hình phòng thi").fill(code)
    candidate.get_by_role("button", name="Vào làm bài").click()
    attempt = eventually(Attempt.objects.get)
    candidate.locator('[data-item="1"] input').first.check()
    expect(candidate.get_by_text("Đã lưu mọi câu trả lời")).to_be_visible()
    assert_no_overflow(candidate)

    room.reload()
    expect(room.locator("#cho-1")).to_contain_text("đã làm 1/4 câu")
    room.locator("#cho-1 summary").click()
    room.locator("#cho-1").get_by_role("link", name="Thêm giờ").click()
    room.get_by_label("Lý do, để ghi biên bản").fill("Máy treo")
    assert_accessible(room)
    room.get_by_role("button", name="Thêm giờ").click()
    assert attempt.due_at is not None
    eventually(lambda: Attempt.objects.get().due_at, attempt.due_at + dt.timedelta(minutes=5))
    assert_accessible(room)

    room.get_by_role("link", name="Đóng ca thi").click()
    room.get_by_role("button", name="Đóng ca thi").click()
    expect(room.get_by_text("Mọi bài đã được máy chủ chấm và niêm phong")).to_be_visible()
    expect(room.locator("#cho-2")).to_contain_text("Vắng")

    read_the_papers(room, session)
    candidate.goto(f"/ca-thi/{session.pk}/du-thi/")
    expect(candidate.locator("#now")).to_contain_text("niêm phong")
    assert list(faults_of_chain()) == []
