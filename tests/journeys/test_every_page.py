"""Every page, on a telephone and on a desk: whole, reachable for everyone, nothing wider than the screen."""

from collections.abc import Callable
from typing import Any

import pytest
from django.utils import timezone
from playwright.sync_api import Page

from courses.attempting import start_attempt, submit_attempt
from courses.enrolling import enrol
from courses.models import Attempt, CoursePage, QuizPage
from courses.outline import outline_of
from courses.progress import complete_step
from lms.demo.cast import Cast, make_cast
from tests.browser import PHONE_AND_DESK, Look, assert_whole

pytestmark = [pytest.mark.browser, pytest.mark.once, pytest.mark.django_db(transaction=True)]

STRANGER = [
    "/",
    "/khoa-hoc/",
    "/khoa-hoc/?tim=khong-co-gi-nhu-the",
    "/khoa-hoc/khoa-thu/",
    "/kiem-tra/",
    "/mang-theo/",
    "/c/00000000000000000000000000",
    "/tai-khoan/login/",
    "/tai-khoan/signup/",
    "/tai-khoan/password/reset/",
    "/khong-co-trang-nay/",
]
LEARNER = [
    "/viec-hoc/",
    "/khoa-hoc/khoa-thu/",
    "/khoa-hoc/khoa-thu/mot/",
    "/khoa-hoc/khoa-thu/bai-kiem-tra/",
    "/khoa-hoc/khoa-thu/bai-kiem-tra/luot/1/",
    "/khoa-hoc/khoa-thu/bai-kiem-tra/luot/2/",
    "/giay-chung-nhan/",
    "/don-vi/",
    "/tai-khoan/email/",
    "/tai-khoan/password/change/",
    "/tai-khoan/logout/",
]
OFFICER = ["/don-vi/", "/don-vi/chi-tieu/LS-334-02/", "/don-vi/chi-tieu/LS-334-01/danh-sach/", "/bo-phan/"]


@pytest.fixture
def cast_at_work(transactional_db: None, course: CoursePage) -> Cast:
    """The cast; the learner has failed the test once and has a second attempt open."""
    from coverage.loading import load_targets

    cast = make_cast(at=timezone.now())
    load_targets()
    now = timezone.now()
    enrolment = enrol(person=cast.learner, course=course, at=now, on=timezone.localdate())
    for step in outline_of(course, enrolment).steps[:2]:
        complete_step(enrolment=enrolment, step=step.page, at=now)
    quiz = QuizPage.objects.get()
    QuizPage.objects.update(cool_down_minutes=0)
    quiz.refresh_from_db()
    submit_attempt(attempt=start_attempt(enrolment=enrolment, quiz=quiz, at=now), answers={}, at=now)
    start_attempt(enrolment=enrolment, quiz=quiz, at=now)
    assert Attempt.objects.count() == 2
    return cast


def tour(page: Page, addresses: list[str], looks: tuple[Look, ...] = PHONE_AND_DESK) -> None:
    for address in addresses:
        page.goto(address)
        assert_whole(page, looks)


def test_pages_for_a_stranger(cast_at_work: Cast, page_at: Callable[..., Page]) -> None:
    tour(page_at(), STRANGER)


def test_pages_for_a_learner(cast_at_work: Cast, page_at: Callable[..., Page]) -> None:
    page = page_at(user=cast_at_work.learner)
    tour(page, LEARNER[:5], (*PHONE_AND_DESK, (360, "dark")))
    tour(page, LEARNER[5:])


def test_pages_for_an_officer(cast_at_work: Cast, page_at: Callable[..., Page]) -> None:
    tour(page_at(user=cast_at_work.provincial_officer), OFFICER)


def test_lesson_works_without_javascript(cast_at_work: Cast, page_at: Callable[..., Page]) -> None:
    page: Any = page_at(360, user=cast_at_work.learner, java_script_enabled=False)
    page.goto("/khoa-hoc/khoa-thu/mot/")
    page.locator(".check input[type=radio]").first.check()
    page.locator(".check button").click()
    page.wait_for_url("**kiem-tra=**")
    assert page.locator(".check-feedback").inner_text().strip() != ""
