"""An officer takes papers along, signs them elsewhere and brings them back, on a telephone and in the dark."""

import zipfile
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from accounts.models import User
from certificates.issuing import decide_to_issue, drain
from certificates.models import Certificate
from tests.browser import assert_accessible, assert_no_overflow
from tests.certificates.conftest import (  # noqa: F401 - fixtures
    AT,
    Completes,
    agency,
    award,
    complete,
    governance,
    issuer,
    levels,
    make_person,
    nguyet,
    token,
    tuan,
)
from tests.certificates.tokens import Token

pytestmark = pytest.mark.django_db(transaction=True)

NAMES = ("Nông Thị Ánh Nguyệt", "Triệu Thị Phương Thảo Nguyên Hương", "Lý A")


def signed_elsewhere(token: Token, folder: Path, batch: Path) -> list[Path]:  # noqa: F811
    """What the officer's programme makes of a batch. In a thread of its own: the browser holds this one's loop."""
    with zipfile.ZipFile(batch) as file:
        file.extractall(folder)
    files = sorted(folder.glob("*.pdf"))
    with ThreadPoolExecutor(1) as elsewhere:
        for path in files[1:]:
            path.write_bytes(elsewhere.submit(token.sign, path.read_bytes()).result())
    return files


def test_officer_signs_a_batch(
    page_at: Callable[..., Page],
    tuan: User,  # noqa: F811
    token: Token,  # noqa: F811
    award: Any,  # noqa: F811
    complete: Completes,  # noqa: F811
    tmp_path: Path,
) -> None:
    for name in NAMES:
        decide_to_issue(completion=complete(make_person(name)), at=AT)
    drain(limit=5, at=AT)
    page = page_at(360, user=tuan)
    page.goto("/ky-giay/")
    expect(page.get_by_text("Có 3 giấy đang chờ bạn ký.")).to_be_visible()
    assert_no_overflow(page)
    assert_accessible(page)
    with page.expect_download() as download:
        page.get_by_role("button", name="Tải về một tệp zip").click()
    files = signed_elsewhere(token, tmp_path, download.value.path())
    page.get_by_label("Các tệp PDF đã ký").set_input_files(files)
    page.get_by_role("button", name="Kiểm tra và đưa vào sổ").click()
    expect(page.get_by_text("Tệp chưa được ký.")).to_be_visible()
    expect(page.get_by_text("Có 1 giấy đang chờ bạn ký.")).to_be_visible()
    assert Certificate.objects.count() == 2
    assert_no_overflow(page)
    assert_accessible(page)
    dark = page_at(1280, user=tuan, dark=True)
    dark.goto("/ky-giay/")
    assert_accessible(dark)
    light = page_at(1280, user=tuan)
    light.goto("/ky-giay/")
    light.get_by_label("Các tệp PDF đã ký").set_input_files(files)
    light.get_by_role("button", name="Kiểm tra và đưa vào sổ").click()
    expect(light.get_by_text("Đã có từ trước").first).to_be_visible()
