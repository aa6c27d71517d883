"""A holder shows a paper and stops showing it; a stranger looks on a telephone; the officer has it in the book."""

from collections.abc import Callable
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Page, expect

from accounts.models import User
from certificates.counting_checks import write_down
from certificates.models import Award, Certificate
from certificates.rights import Verb
from tests.browser import assert_accessible, assert_no_overflow
from tests.certificates.conftest import (  # noqa: F401 - fixtures
    Completes,
    agency,
    award,
    complete,
    governance,
    issuer,
    levels,
    nguyet,
)
from tests.certificates.rows import make_officer, row_of
from workforce.models import Agency

pytestmark = pytest.mark.django_db(transaction=True)
NAME = "Nông Thị Ánh Nguyệt"


@pytest.fixture
def issued(award: Award, complete: Completes, nguyet: User) -> Certificate:  # noqa: F811
    return row_of(complete(nguyet), award.issuer)


def test_holder_shares_a_paper_and_switches_it_off(
    issued: Certificate,
    page_at: Callable[..., Page],
    nguyet: User,  # noqa: F811
    agency: Agency,  # noqa: F811
) -> None:
    holder = page_at(360, user=nguyet)
    holder.goto("/giay-chung-nhan/")
    expect(holder.get_by_text("Tháng này chưa ai kiểm tra giấy này.")).to_be_visible()
    looked_at(holder)
    holder.get_by_role("link", name="Chia sẻ").first.click()
    holder.get_by_role("button", name="Tạo liên kết").click()
    link = urlsplit(holder.get_by_label("Liên kết của bạn").input_value()).path
    looked_at(holder)

    stranger = page_at(360, dark=True)
    stranger.goto(link)
    expect(stranger.get_by_text(NAME).first).to_be_visible()
    looked_at(stranger)
    holder.get_by_role("button", name="Tắt liên kết").click()
    expect(holder.get_by_role("button", name="Tạo liên kết")).to_be_visible()
    stranger.goto(link)
    expect(stranger.get_by_role("heading", name="Không còn được chia sẻ")).to_be_visible()
    expect(stranger.get_by_text(NAME)).to_have_count(0)
    looked_at(stranger)
    write_down()
    holder.goto("/giay-chung-nhan/")
    expect(holder.get_by_text("Đường dẫn bạn chia sẻ: 1")).to_be_visible()
    holder.get_by_role("link", name="Xem từng lần kiểm tra").click()
    expect(holder.get_by_role("cell", name="Đường dẫn bạn chia sẻ")).to_be_visible()
    looked_at(holder)

    keeper = make_officer("Vy Thị Hòa", agency, Verb.REVOKE)
    pocket = page_at(360, user=keeper)
    pocket.goto("/so-goc/")
    expect(pocket.get_by_role("table").get_by_text("còn hiệu lực").locator("visible=true")).to_have_count(1)
    looked_at(pocket)
    officer = page_at(1280, user=keeper)
    officer.goto("/so-goc/")
    officer.get_by_label("Họ tên, số giấy hoặc mã").fill("anh nguyet")
    officer.get_by_role("button", name="Tìm").click()
    expect(officer.get_by_role("cell", name=NAME)).to_be_visible()
    with officer.expect_download() as download:
        officer.get_by_role("link", name="CSV").click()
    assert NAME in download.value.path().read_text("utf-8-sig")
    looked_at(officer)


def looked_at(page: Page) -> None:
    assert_no_overflow(page)
    assert_accessible(page)
