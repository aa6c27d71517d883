from collections.abc import Callable

import pytest
from playwright.sync_api import Page

from accounts.models import User
from courses.models import CoursePage
from coverage.models import Target
from tests.browser import assert_accessible, assert_no_overflow
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


@pytest.mark.parametrize("dark", [False, True])
@pytest.mark.parametrize("width", [360, 1280])
def test_pages_are_readable_and_accessible(
    width: int,
    dark: bool,
    page_at: Callable[..., Page],
    target: Target,
    course: CoursePage,
    officer: User,
    sen: User,
    outsider: User,
) -> None:
    facts.certify(sen, course, on="2026-03-01")
    facts.make_target(course, code="LS-334-03", percent=100, deadline=facts.day("2030-12-31"))
    facts.make_target(course, code="LS-206-05", deadline=facts.day("2022-12-31"))
    page = page_at(width, user=officer, dark=dark)
    for address in PAGES:
        page.goto(address)
        assert_no_overflow(page)
        assert_accessible(page)
    page.goto(PAGES[1])
    assert page.evaluate(FAULTY_LABELS) == []
    assert page.locator("svg.trend:visible").count() == 1
