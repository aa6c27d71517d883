"""A task from both sides: handed in, returned with comments, handed in again, passed."""

from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from accounts.models import User
from courses.models import Completion, Marking, Submission, SubmissionFile
from home.models import HomePage
from tests.browser import assert_accessible, assert_no_overflow, eventually
from tests.courses.homework import TASK, course_of, docx, make_practice, picture, teach
from tests.courses.study import join

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def sound(page: Page) -> None:
    assert_no_overflow(page)
    assert_accessible(page)


def document(name: str, content: bytes) -> dict[str, Any]:
    return {"name": name, "mimeType": "application/octet-stream", "buffer": content}


def test_work_goes_back_and_forth_until_it_passes(
    site: HomePage, page_at: Callable[..., Page], lan: User, hanh: User
) -> None:
    task = make_practice()
    teach(hanh, task)
    join(lan, course_of(task))
    learner = page_at(360, user=lan)
    hand_in_for_the_first_time(learner)
    return_it(page_at(1280, user=hanh))

    learner.goto("/viec-hoc/")
    learner.click("button[value=open]")
    expect(learner.locator(".alert-warning")).to_contain_text("Thêm cột chủ dữ liệu.")
    sound(learner)
    learner.fill("#text", "Ba bộ dữ liệu, có chủ.")
    learner.click(".hand-in button")
    expect(learner.locator(".card-accent")).to_be_visible()

    pass_it_by_keyboard(page_at(360, user=hanh))
    learner.goto(TASK)
    expect(learner.locator(".alert-ok")).to_contain_text("10/10 điểm")
    sound(learner)
    assert list(Marking.objects.order_by("pk").values_list("passed", flat=True)) == [False, True]
    assert Completion.objects.get().person == lan


def hand_in_for_the_first_time(learner: Page) -> None:
    """The draft outlives a reload, a false document is refused with the text kept, the real one is taken."""
    learner.goto(TASK)
    sound(learner)
    learner.fill("#text", "Ba bộ dữ liệu của xã.")
    expect(learner.locator("#draft-state")).to_contain_text("Đã giữ tạm trên máy này")
    learner.reload()
    expect(learner.locator("#text")).to_have_value("Ba bộ dữ liệu của xã.")
    learner.set_input_files("#files", [document("bai.docx", b"MZ\x90 not a document")])
    learner.click(".hand-in button")
    expect(learner.locator(".hand-in [role=alert]")).to_contain_text("không phải là tệp .docx thật")
    expect(learner.locator("#text")).to_have_value("Ba bộ dữ liệu của xã.")
    sound(learner)
    learner.set_input_files("#files", [document("Danh mục.docx", docx()), document("bảng.png", picture())])
    learner.click(".hand-in button")
    expect(learner.locator(".card-accent")).to_contain_text("Lương Thị Hạnh sẽ chấm, chậm nhất")
    eventually(lambda: learner.evaluate("Object.keys(localStorage)"), [])
    sound(learner)
    assert SubmissionFile.objects.count() == 2


def return_it(teacher: Page) -> None:
    teacher.goto("/giang-day/")
    sound(teacher)
    teacher.click("text=Xem bài chờ chấm")
    sound(teacher)
    teacher.click(".queue-do button")
    expect(teacher.locator(".work-picture")).to_be_visible()
    assert teacher.evaluate("document.querySelector('.work-picture').decode().then(() => true)")
    sound(teacher)
    for row in teacher.locator(".criterion").all():
        row.locator("input").last.check()
    expect(teacher.locator("[data-total]")).to_have_text("0")
    teacher.fill("#comment", "Thêm cột chủ dữ liệu.")
    teacher.click("button[value=return]")
    expect(teacher.locator(".empty")).to_contain_text("Không còn bài nào chờ chấm")


def pass_it_by_keyboard(phone: Page) -> None:
    phone.goto(f"/giang-day/cham-bai/{Submission.objects.get(number=2).pk}/")
    sound(phone)
    phone.click("text=Bắt đầu chấm")
    # By keyboard alone: the first level of each criterion, then on to the decision.
    for row in phone.locator(".criterion").all():
        row.locator("input").first.focus()
        phone.keyboard.press("Space")
    expect(phone.locator("[data-total]")).to_have_text("10")
    sound(phone)
    phone.locator("button[value=pass]").press("Enter")
    expect(phone.locator(".empty")).to_be_visible()


def test_handing_in_works_without_javascript(site: HomePage, page_at: Callable[..., Page], lan: User) -> None:
    task = make_practice()
    join(lan, course_of(task))
    page = page_at(360, user=lan, java_script_enabled=False)
    page.goto(TASK)
    page.set_input_files("#files", [document("bai.docx", docx())])
    page.click(".hand-in button")
    expect(page.locator(".card-accent")).to_contain_text("bai.docx")
