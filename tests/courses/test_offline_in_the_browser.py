"""A telephone in the mountains: save, lose the signal, learn, come back, and leave nothing to the next person."""

import gc
import io
import json
import re
import warnings
from collections.abc import Callable
from typing import Any

import pytest
from django.conf import settings as site_settings
from django.core.files.base import ContentFile
from django.test import Client
from PIL import Image
from playwright.sync_api import Page, expect

from accounts.models import User
from courses.lessons import reading_of
from courses.models import CoursePage, Enrolment, OfflineEvent, Picture, StepProgress
from tests.browser import assert_accessible, assert_no_overflow, eventually
from tests.courses.study import join, make_course, right_answers, step

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

COURSE = "/khoa-hoc/khoa-thu/"
OpenPage = Callable[..., Page]


def look_at(page: Page) -> None:
    assert_no_overflow(page)
    assert_accessible(page)


def save_course(page: Page, address: str) -> None:
    page.goto(address)
    page.get_by_role("button", name="Tải về máy này").click()
    expect(page.locator(".take-along-saved")).to_contain_text(re.compile(r"Đã lưu, \d+([,.]\d+)? [KM]B, \d+/\d+/\d+"))


@pytest.fixture
def uploads_here(live_server: Any, settings: Any) -> None:
    """The content origin of the server that runs, so that pictures are really fetched from there."""
    before, here = site_settings.CONTENT_ORIGIN, live_server.url.replace("//localhost", "//noidung.localhost")
    settings.BASE_URL, settings.CONTENT_ORIGIN, settings.MEDIA_URL = live_server.url, here, f"{here}/media/"
    policy = json.dumps(site_settings.CONTENT_SECURITY_POLICY).replace(before, here)
    settings.CONTENT_SECURITY_POLICY = json.loads(policy)


def add_picture(course: CoursePage, slug: str) -> None:
    """Put a picture at the top of a lesson."""
    file = io.BytesIO()
    Image.new("RGB", (1200, 600), "#23694a").save(file, "PNG")
    picture = Picture.objects.create(
        title="Chợ", alt_text="Chợ phiên", file=ContentFile(file.getvalue(), "cho.png"), width=1200, height=600
    )
    lesson = step(course, slug).specific
    lesson.body = [("picture", {"picture": picture, "caption": "Chợ phiên vùng cao"})]
    lesson.save_revision().publish()
    with warnings.catch_warnings():
        # Wagtail leaves the temporary files of its renditions to the garbage collector.
        warnings.simplefilter("ignore", ResourceWarning)
        reading_of(course, lesson, draft=True)
        gc.collect()


def finish(page: Page) -> None:
    page.get_by_role("button", name=re.compile("Đã hiểu")).click()


def kept_caches(page: Page) -> list[str]:
    names: list[str] = page.evaluate("caches.keys()")
    return [name for name in names if name.startswith("course:")]


def learn_without_a_signal(page: Page, site: str) -> None:
    """The second lesson waits for the first, as it does online; then both are read and finished, and the test waits."""
    page.goto(f"{COURSE}hai/")
    expect(page).to_have_url(f"{site}{COURSE}mot/")
    expect(page.locator("[data-device]")).to_contain_text("mất sóng")
    look_at(page)
    page.locator(".check input[value='1']").check()
    page.get_by_role("button", name="Xem đúng chưa").click()
    expect(page.locator(".check-feedback")).to_contain_text("DAU-HIEU-SAI")
    finish(page)
    expect(page.locator("h1")).to_have_text("Bài hai")
    page.reload()
    expect(page.locator("h1")).to_have_text("Bài hai")
    finish(page)
    expect(page.get_by_text("Bài kiểm tra cần có mạng")).to_be_visible()
    expect(page.locator("[data-device] strong")).to_have_text("3")
    look_at(page)


def look_around_without_a_signal(page: Page) -> None:
    """Opened from the home screen: the shelf. What was done stays done."""
    page.goto("/viec-hoc/")
    expect(page.locator("h1")).to_have_text("Khóa đã tải")
    expect(page.locator(".shelf .progress-text")).to_contain_text("2 / 3")
    look_at(page)
    page.goto(COURSE)
    expect(page.locator(".outline .done")).to_have_count(2)
    look_at(page)


def pass_the_test(page: Page, enrolment: Enrolment) -> None:
    page.goto(f"{COURSE}bai-kiem-tra/")
    page.get_by_role("button", name="Bắt đầu làm bài").click()
    page.locator("[data-item]").first.wait_for()
    for position, keys in right_answers(enrolment.attempts.get()).items():
        for key in keys:
            page.locator(f'[data-item="{position}"] input[value="{key}"]').check()
    page.get_by_role("button", name="Nộp bài").click()
    expect(page.locator("h1")).to_contain_text("Bạn đã đạt")


def become(page: Page, person: User, site: str) -> None:
    """Another session in the same browser."""
    client = Client()
    client.force_login(person)
    cookie = client.cookies[site_settings.SESSION_COOKIE_NAME]
    page.context.add_cookies([{"name": cookie.key, "value": cookie.value, "url": site}])


def test_a_course_is_learnt_without_a_signal_and_counted_afterwards(
    page_at: OpenPage, course: CoursePage, lan: User, hanh: User, live_server: Any
) -> None:
    enrolment = join(lan, course)
    page = page_at(360, user=lan)
    save_course(page, COURSE)
    look_at(page)
    page.context.set_offline(True)
    learn_without_a_signal(page, live_server.url)
    look_around_without_a_signal(page)
    assert StepProgress.objects.count() == 0

    # Back: everything arrives, once, and the test opens.
    page.context.set_offline(False)
    expect(page.locator("[data-device]")).to_contain_text("Đã gửi hết")
    assert list(enrolment.progress.order_by("pk").values_list("step__slug", flat=True)) == ["mot", "hai"]
    kinds = OfflineEvent.objects.exclude(kind="place").order_by("pk").values_list("kind", flat=True)
    assert list(kinds) == ["check", "done", "done"]
    page.goto("/viec-hoc/")
    expect(page.locator("[data-saved-mark]")).to_be_visible()
    look_at(page)
    pass_the_test(page, enrolment)

    # Somebody else on the same telephone sees nothing of it.
    become(page, hanh, live_server.url)
    page.goto("/mang-theo/")
    expect(page.get_by_text("Máy này chưa tải khóa nào")).to_be_visible()
    eventually(lambda: kept_caches(page), [])
    page.context.set_offline(True)
    page.goto(f"{COURSE}mot/")
    expect(page.get_by_text("Máy này chưa tải khóa nào")).to_be_visible()
    look_at(page)


def test_signing_out_clears_and_what_a_visitor_learnt_is_offered(
    page_at: OpenPage, course: CoursePage, lan: User, uploads_here: None, live_server: Any
) -> None:
    add_picture(make_course("mo", order="locked"), "bai-1")
    join(lan, course)
    page = page_at(360, user=lan)
    context = page.context
    save_course(page, COURSE)

    # A lesson opened with the signal and finished without it.
    page.goto(f"{COURSE}mot/")
    context.set_offline(True)
    finish(page)
    expect(page.locator("h1")).to_have_text("Bài hai")
    expect(page.locator("[data-device]")).to_contain_text("Đang chờ gửi")
    context.set_offline(False)
    expect(page.locator("[data-device]")).to_contain_text("Đã gửi hết")
    page.goto("/viec-hoc/")
    page.locator(".account summary").click()
    page.locator(".account").get_by_role("button", name="Đăng xuất").click()
    expect(page.locator(".notices")).to_contain_text("Bạn đã đăng xuất.")
    eventually(lambda: kept_caches(page), [])

    # A visitor takes a public course along, learns, and signs in later.
    save_course(page, "/khoa-hoc/mo/")
    context.set_offline(True)
    page.goto("/khoa-hoc/mo/bai-1/")
    eventually(lambda: page.evaluate("document.querySelector('.picture img').naturalWidth"), 960)
    look_at(page)
    finish(page)
    expect(page.locator("h1")).to_have_text("Bài bai-2")
    context.set_offline(False)
    become(page, lan, live_server.url)
    page.goto("/viec-hoc/")
    expect(page.locator("[data-device]")).to_contain_text("Có phải bạn đã học không?")
    look_at(page)
    assert StepProgress.objects.filter(step__slug="bai-1").count() == 0
    page.get_by_role("button", name="Đúng, tính vào tiến độ của tôi").click()
    expect(page.get_by_role("heading", name="Khóa mo", exact=True)).to_be_visible()
    eventually(lambda: StepProgress.objects.get(step__slug="bai-1").enrolment.person, lan)

    # The session ends while there is no signal: what was done waits for the same person.
    context.set_offline(True)
    page.goto("/khoa-hoc/mo/bai-2/")
    finish(page)
    expect(page.locator(".outline .done")).to_have_count(2)
    context.clear_cookies()
    context.set_offline(False)
    page.goto("/mang-theo/")
    expect(page.locator("[data-device]")).to_contain_text("Hãy đăng nhập lại để gửi")
    page.get_by_role("button", name="Xóa khỏi máy").click()
    expect(page.get_by_text("Máy này chưa tải khóa nào")).to_be_visible()
