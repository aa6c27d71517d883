import csv
import io
from datetime import datetime
from typing import Any

import pytest
from django.test import Client
from openpyxl import load_workbook
from wagtail.models import ModelLogEntry

from accounts.models import User
from courses.models import CoursePage
from coverage.models import Target
from tests.coverage import facts
from workforce.models import Agency

TARGET = "/don-vi/chi-tieu/LS-334-02/"
PEOPLE = f"{TARGET}danh-sach/"
ATTACK = "=cmd|'/c calc'!A0"


@pytest.fixture
def officer_client(client: Client, officer: User) -> Client:
    client.force_login(officer)
    return client


def csv_rows(response: Any) -> list[list[str]]:
    """The rows of a CSV, sent in one or in pieces."""
    content = response.getvalue()
    return list(csv.reader(io.StringIO(content.decode("utf-8-sig"), newline="")))


def xlsx_rows(response: Any) -> list[list[Any]]:
    sheet = load_workbook(io.BytesIO(response.content)).worksheets[0]
    return [[cell.value for cell in row] for row in sheet]


def logged() -> list[tuple[str, str, dict[str, Any]]]:
    entries = ModelLogEntry.objects.filter(action="coverage.export").order_by("pk")
    return [(entry.user.username, entry.label, entry.data) for entry in entries]


def test_figures_by_agency_as_csv_are_logged(
    officer_client: Client, target: Target, sen: User, outsider: User, course: CoursePage
) -> None:
    facts.certify(sen, course, on="2026-03-01")
    response = officer_client.get(TARGET, {"ngay": "2026-11-22", "dinh-dang": "csv"})
    assert csv_rows(response) == [
        ["Đơn vị", "Mã", "Thuộc diện", "Đã đạt", "Tỷ lệ", "Còn thiếu"],
        ["UBND xã Đồng Đăng", "06184", "1", "1", "100.0", "0"],
        ["UBND xã Thất Khê", "06001", "1", "0", "0.0", "1"],
    ]
    assert 'filename="LS-334-02-don-vi-20-2026-11-22.csv"' in response["Content-Disposition"]
    data = {"what": "agencies", "count": 2, "agency": "20", "date": "2026-11-22", "format": "csv"}
    assert logged() == [("anh", "LS-334-02", data)]


def test_people_as_xlsx_are_logged_and_hold_real_dates(
    officer_client: Client, target: Target, sen: User, outsider: User, course: CoursePage
) -> None:
    paper = facts.certify(sen, course, on="2026-03-01")
    response = officer_client.get(PEOPLE, {"ngay": "2026-11-22", "dinh-dang": "xlsx"})
    rows = xlsx_rows(response)
    assert [row[0] for row in rows] == ["Họ và tên", "Hoàng Thị Sen", "Lý Văn Ơn"]
    assert rows[1][5:] == ["có", datetime(2026, 3, 1), paper.number]  # noqa: DTZ001
    assert rows[2][5:] == ["chưa", None, None]
    data = {"what": "people", "count": 2, "agency": "20", "date": "2026-11-22", "format": "xlsx"}
    assert logged() == [("anh", "LS-334-02", data)]


def test_export_holds_what_the_page_shows(
    officer_client: Client, target: Target, sen: User, outsider: User, course: CoursePage
) -> None:
    facts.certify(sen, course, on="2026-03-01")
    rows = csv_rows(officer_client.get(PEOPLE, {"dinh-dang": "csv", "loc": "chua-dat", "tim": "ly"}))
    assert [row[0] for row in rows] == ["Họ và tên", "Lý Văn Ơn"]


@pytest.mark.parametrize("form", ["csv", "xlsx"])
def test_name_that_is_a_formula_stays_text(form: str, officer_client: Client, target: Target, commune: Agency) -> None:
    facts.employ(facts.make_person(ATTACK), commune, it=True)
    response = officer_client.get(PEOPLE, {"dinh-dang": form})
    if form == "csv":
        assert csv_rows(response)[1][0] == f"'{ATTACK}"
    else:
        cell = load_workbook(io.BytesIO(response.content)).worksheets[0]["A2"]
        assert (cell.value, cell.data_type) == (ATTACK, "s")


def test_unknown_kind_of_file_is_not_found_and_nothing_is_logged(
    officer_client: Client, target: Target, sen: User
) -> None:
    assert officer_client.get(TARGET, {"dinh-dang": "exe"}).status_code == 404
    assert logged() == []


def test_export_of_another_commune_is_refused_and_not_logged(
    client: Client, target: Target, sen: User, outsider: User
) -> None:
    client.force_login(outsider)
    assert client.get(PEOPLE, {"dinh-dang": "csv", "don-vi": "06184"}).status_code == 404
    assert [row[0] for row in csv_rows(client.get(PEOPLE, {"dinh-dang": "csv"}))] == ["Họ và tên", "Lý Văn Ơn"]
    assert [entry[2]["agency"] for entry in logged()] == ["06001"]
