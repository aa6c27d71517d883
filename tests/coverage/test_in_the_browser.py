from collections.abc import Callable

import pytest
from django.utils import timezone
from playwright.sync_api import Page, expect

from accounts.models import User
from courses.models import CoursePage
from coverage.models import Target
from tests.browser import PHONE_AND_DESK, assert_whole
from tests.coverage import facts

PAGES = ["/don-vi/", "/don-vi/chi-tieu/LS-334-03/", "/don-vi/chi-tieu/LS-334-03/danh-sach/"]

# Texts of the picture that is shown: those cut off, and pairs that lie on each other (3 units of line height apart).
FAULTY_LABELS = """() => {
  const shown = [...document.querySelectorAll('svg.trend')].find(svg => getComputedStyle(svg).display !== 'none');
  const paper = shown.viewBox.baseVal;
  const texts = [...shown.querySelectorAll('text')].map(text => [text.textContent, text.getBBox()]);
  const cut = ([, b]) => b.x < 0 || b.y < 0 || b.x + b.width > paper.width || b.y + b.height > paper.height;
  const meet = (a, b) => a.x < b.x + b.width && b.x < a.x + a.width
    && a.y + 3 < b.y + b.height - 3 && b.y + 3 < a.y + a.height - 3;
  const others = (i, a) => texts.slice(i + 1).filter(([, b]) => meet(a, b));
  const pairs = texts.flatMap(([s, a], i) => others(i, a).map(([t]) => s + ' / ' + t));
  return [...texts.filter(cut).map(([s]) => s), ...pairs];
}"""


@pytest.mark.once
def test_pages_are_readable_and_accessible(
    page_at: Callable[..., Page], target: Target, course: CoursePage, officer: User, sen: User, outsider: User
) -> None:
    facts.certify(sen, course, on="2026-03-01")
    facts.make_target(course, code="LS-334-03", percent=100, deadline=facts.day("2030-12-31"))
    facts.make_target(course, code="LS-206-05", deadline=facts.day("2022-12-31"))
    page = page_at(user=officer)
    for address in PAGES:
        page.goto(address)
        assert_whole(page, (*PHONE_AND_DESK, (360, "dark"), (1280, "dark")))
    page.goto(PAGES[1])
    for width in (360, 1280):
        page.set_viewport_size({"width": width, "height": 800})
        assert page.evaluate(FAULTY_LABELS) == []
        expect(page.locator("svg.trend:visible")).to_have_count(1)


@pytest.mark.once
def test_officer_goes_from_coverage_to_a_report(
    page_at: Callable[..., Page],
    in_process_tasks: None,
    target: Target,
    course: CoursePage,
    officer: User,
    sen: User,
    outsider: User,
) -> None:
    facts.certify(sen, course, on="2026-03-01")
    facts.make_target(course, code="LS-334-03", percent=100, deadline=facts.day("2030-12-31"))
    page = page_at(user=officer)
    page.goto("/don-vi/")
    page.locator(".unit summary").click()
    page.get_by_role("link", name="Báo cáo", exact=True).click()
    page.get_by_role("link", name="Lập báo cáo").click()
    page.get_by_label("Họ tên người ký").fill("Lương Thị Ánh")
    assert_whole(page)
    page.get_by_role("button", name="Lập báo cáo này").click()
    expect(page.get_by_role("heading", level=1)).to_have_text(f"Báo cáo năm {timezone.localdate().year}")
    page.get_by_role("button", name="Đếm lại và đối chiếu").click()
    expect(page.get_by_text("Đã đếm lại: mọi số liệu vẫn đúng")).to_be_visible()
    page.get_by_text("Xem văn bản như khi in").click()
    assert_whole(page, (*PHONE_AND_DESK, (360, "dark"), (1280, "dark")))
    with page.expect_download() as taken:
        page.get_by_role("link", name="Word").click()
    assert taken.value.suggested_filename == f"bao-cao-20-{timezone.localdate()}.docx"
    for address in ("/don-vi/bao-cao/", f"{PAGES[1]}?sap-xep=hinh", "/don-vi/vang-mat/", "/so-lieu-mo/"):
        page.goto(address)
        assert_whole(page, (*PHONE_AND_DESK, (1280, "dark")))
