"""The main job, as a person does it: learn, pass, receive a paper that anyone can check, and count."""

import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings as site_settings
from django.utils import timezone
from playwright.sync_api import Page, expect

from certificates.models import Certificate
from courses.curriculum.importing import import_course
from courses.models import Attempt, CoursePage
from coverage.counting import count
from coverage.models import Target
from home.models import HomePage
from lms.demo.cast import Cast, demo_password, make_cast
from lms.demo.papers import prepare_papers
from tests.browser import assert_accessible, eventually

pytestmark = [pytest.mark.browser, pytest.mark.twice, pytest.mark.django_db(transaction=True)]

DATA_GOVERNANCE = "quan-tri-du-lieu-co-ban"
TARGET = "LS-334-02"


@pytest.fixture
def province(transactional_db: None, site: HomePage, frameworks: None) -> Cast:
    """The real agencies, the cast, the courses, the targets, and an issuer with its key."""
    from coverage.loading import load_targets
    from workforce.loading import load_agencies, load_positions

    load_agencies()
    load_positions()
    cast = make_cast(at=timezone.now())
    for folder in (DATA_GOVERNANCE, "an-toan-tren-mang", "dich-vu-cong-truc-tuyen", "ky-nang-so-co-ban"):
        import_course(Path(site_settings.BASE_DIR) / "curriculum" / folder)
    load_targets()
    prepare_papers(at=timezone.now())
    return cast


def sign_in(page: Page, username: str) -> None:
    page.goto("/tai-khoan/login/")
    page.get_by_label(re.compile("Tên đăng nhập")).fill(username)
    page.locator("input[name=password]").fill(demo_password())
    page.locator("main button[type=submit]").click()
    page.wait_for_url("**/viec-hoc/")
    expect(page.locator("h1")).to_contain_text("Chào")


def read_every_lesson(page: Page, lessons: int) -> None:
    """Every lesson, passing by the task that is only offered."""
    for _lesson in range(lessons):
        here = page.url
        page.get_by_role("button", name=re.compile("Đã hiểu")).click()
        expect(page).not_to_have_url(here)
        if page.url.endswith("/lap-danh-muc-du-lieu/"):
            page.get_by_role("link", name="Sang bước 5").click()


def answer_rightly(page: Page, attempt: Attempt) -> None:
    """Choose the right options by their words, as somebody who knows does."""
    for item in attempt.items.order_by("position"):
        question = page.locator(f'[data-item="{item.position}"]')
        for option in item.shown["options"]:
            if option["correct"]:
                question.locator(f'input[value="{option["key"]}"]').check()


def test_learner_earns_a_certificate_that_anyone_can_check_and_that_counts(
    province: Cast, worker: None, page_at: Callable[..., Page], settings: Any, live_server: Any
) -> None:
    target = Target.objects.get(code=TARGET)
    before = count(target, day=timezone.localdate())
    course = CoursePage.objects.get(slug=DATA_GOVERNANCE)

    page = page_at(360)
    sign_in(page, "lan")
    page.goto("/khoa-hoc/")
    page.get_by_role("link", name=course.title).click()
    page.get_by_role("button", name="Ghi danh và bắt đầu").click()
    assert_accessible(page)
    read_every_lesson(page, lessons=9)
    page.get_by_role("button", name="Bắt đầu làm bài").click()
    answer_rightly(page, eventually(Attempt.objects.get))
    expect(page.get_by_text("Đã lưu")).to_be_visible()
    assert_accessible(page)
    page.get_by_role("button", name="Nộp bài").click()
    expect(page.locator("h1")).to_contain_text("Bạn đã đạt")
    assert_accessible(page)

    page.get_by_role("link", name="Xem giấy chứng nhận").click()
    # In the web process the paper is there at once; from a worker it comes a moment later.
    certificate = eventually(Certificate.objects.get)
    page.reload()
    expect(page.get_by_text(certificate.number).first).to_be_visible()
    assert_accessible(page)

    stranger = page_at(360)
    stranger.goto(f"/c/{certificate.code}")
    expect(stranger.locator("h1")).to_contain_text("thật")
    expect(stranger.get_by_text("Nông Thị Lan")).to_be_visible()
    assert_accessible(stranger)

    after = count(target, day=timezone.localdate())
    assert (after.population, after.achieved) == (before.population, before.achieved + 1)
    officer = page_at(1280)
    sign_in(officer, "huong")
    officer.goto(f"/don-vi/chi-tieu/{TARGET}/")
    expect(officer.get_by_text("100").first).to_be_visible()
    assert_accessible(officer)
    officer.goto(f"/don-vi/chi-tieu/{TARGET}/danh-sach/")
    expect(officer.get_by_text("Nông Thị Lan")).to_be_visible()
    assert_accessible(officer)

    outsider = page_at(1280, user=province.outsider)
    refused = outsider.goto(f"/don-vi/chi-tieu/{TARGET}/danh-sach/?don-vi=06184")
    assert refused is not None
    assert refused.status == 404
    expect(outsider.get_by_text("Nông Thị Lan")).to_have_count(0)
