"""A learner hands in a paper from elsewhere on a telephone; an officer looks and recognises it; it counts, once, as
hours too. Another commune's officer finds nothing of it."""

import datetime as dt
from collections.abc import Callable

import pytest
from django.utils import timezone
from playwright.sync_api import Page, expect

from accounts.models import User
from courses.models import CoursePage, LessonPage
from courses.published import new_edition
from coverage.counting import count
from coverage.models import Recognition, Target
from tests.browser import PHONE_AND_DESK, assert_whole
from tests.coverage import facts
from tests.coverage.assigning.conftest import PDF
from tests.coverage.conftest import *  # noqa: F403 - its people and places
from workforce.models import Agency

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
OWN, LISTED = "/viec-hoc/giay-to-ngoai/", "/don-vi/giay-to-ngoai/"
TITLE = "Chứng chỉ quản trị dữ liệu cơ bản dành cho cán bộ, công chức cấp xã"


def figure(target: Target, agency: Agency) -> tuple[int, int]:
    counted = count(target, day=timezone.localdate(), agency=agency)
    return counted.achieved, counted.population


def hand_in_by_telephone(page: Page, course: CoursePage) -> None:
    """A paper of this year, without its file first."""
    today = timezone.localdate()
    issued = max(dt.date(today.year, 1, 1), today - dt.timedelta(days=30))
    page.goto(OWN)
    page.get_by_label("Thay cho khóa học").select_option(str(course.pk))
    page.get_by_label("Giấy ghi gì").fill(TITLE)
    page.get_by_label("Nơi cấp").fill("Học viện Chính trị khu vực")
    page.get_by_label("Ngày cấp").fill(issued.isoformat())
    page.get_by_label("Số tiết").fill("16")
    # Without the file it says so, and what was typed stays.
    page.get_by_role("button", name="Nộp giấy").click()
    expect(page.get_by_label("Giấy ghi gì")).to_have_value(TITLE)
    assert_whole(page, PHONE_AND_DESK)
    page.get_by_label("Ảnh hoặc tệp của giấy").set_input_files(
        {"name": "giay.pdf", "mimeType": "application/pdf", "buffer": PDF}
    )
    page.get_by_role("button", name="Nộp giấy").click()
    expect(page.get_by_text(TITLE)).to_be_visible()


def test_from_the_telephone_to_the_figure_and_back(
    page_at: Callable[..., Page],
    target: Target,
    course: CoursePage,
    learner: User,
    sen: User,
    outsider: User,
    commune: Agency,
) -> None:
    today = timezone.localdate()
    course.add_child(instance=LessonPage(title="Bài một", slug="mot", minutes=90, summary_line="…"))
    new_edition()

    mine = page_at(360, user=learner)
    hand_in_by_telephone(mine, course)
    made = Recognition.objects.get()
    assert figure(target, commune) == (0, 2)

    stranger = page_at(user=outsider)
    stranger.goto(LISTED)
    expect(stranger.get_by_text(TITLE)).to_have_count(0)
    for address in (f"{LISTED}{made.pk}/", f"{OWN}{made.pk}/tep/"):
        assert stranger.request.get(address).status == 404

    officer = page_at(user=sen)
    officer.goto(LISTED)
    assert_whole(officer, PHONE_AND_DESK)
    officer.get_by_role("link", name=TITLE).click()
    # Nothing is recognised before everything was looked at.
    officer.get_by_role("button", name="Công nhận", exact=True).click()
    expect(officer.get_by_role("alert")).to_be_visible()
    assert_whole(officer, (*PHONE_AND_DESK, (1280, "dark")))
    for box in officer.get_by_role("checkbox").all():
        box.check()
    officer.get_by_role("button", name="Công nhận", exact=True).click()
    expect(officer.get_by_text("Giấy được tính từ hôm nay.")).to_be_visible()
    assert figure(target, commune) == (1, 2)
    # Who completes our course too is counted once, and has trained for both.
    facts.certify(learner, course, on=today.isoformat())
    facts.complete(learner, course, on=today.isoformat())
    assert figure(target, commune) == (1, 2)

    mine.goto("/viec-hoc/gio-dao-tao/")
    expect(mine.get_by_text("18 tiết").first).to_be_visible()
    expect(mine.get_by_role("row").filter(has_text=TITLE)).to_contain_text("16")
    assert_whole(mine, PHONE_AND_DESK)
    officer.goto("/don-vi/gio-dao-tao/")
    expect(officer.get_by_role("row").filter(has_text=learner.full_name)).to_contain_text("18")
    assert_whole(officer, PHONE_AND_DESK)
    stranger.goto("/don-vi/gio-dao-tao/")
    expect(stranger.get_by_text(learner.full_name)).to_have_count(0)

    officer.goto(f"{LISTED}{made.pk}/")
    officer.get_by_label("Lý do").fill("Nơi cấp báo giấy không có thật")
    officer.get_by_role("button", name="Thu lại việc công nhận").click()
    expect(officer.get_by_text("Giấy không còn được tính.")).to_be_visible()
    mine.goto(OWN)
    expect(mine.get_by_text("Nơi cấp báo giấy không có thật")).to_be_visible()
