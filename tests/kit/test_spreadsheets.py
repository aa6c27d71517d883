import csv
import datetime as dt
import io
from decimal import Decimal

import pytest
from openpyxl import load_workbook

from kit.spreadsheets import FORMATS, Column, Table, Value, as_download, write_csv, write_xlsx

ATTACK = "=cmd|'/c calc'!A0"
DANGEROUS = [ATTACK, "+84912", "-1+2", "@SUM(A1)", "\t=1", "\r=1", "\n=1", "＝1+1", "＋1", "－1", "＠x"]


def table_of(*rows: list[Value]) -> Table:
    columns = [Column("Họ và tên", 30), Column("Ngày"), Column("Tỷ lệ"), Column("Số người")]
    return Table(
        title="Danh sách", columns=columns, rows=rows, about_title="Nguồn số liệu", about=[("Chỉ tiêu", ATTACK)]
    )


def csv_rows(content: bytes) -> list[list[str]]:
    return list(csv.reader(io.StringIO(content.decode("utf-8-sig"), newline="")))


@pytest.mark.parametrize("text", DANGEROUS)
def test_csv_cell_is_never_a_formula(text: str) -> None:
    assert csv_rows(write_csv(table_of([text, None, None, None])))[1] == [f"'{text}", "", "", ""]


def test_csv_header_is_never_a_formula() -> None:
    assert csv_rows(write_csv(Table("x", [Column(ATTACK)], []))) == [[f"'{ATTACK}"]]


@pytest.mark.parametrize("text", [*DANGEROUS, "#N/A", "0123", "TRUE", "1e5"])
def test_xlsx_cell_is_always_text(text: str) -> None:
    book = load_workbook(io.BytesIO(write_xlsx(table_of([text, None, None, None]))))
    cell = book["Danh sách"]["A2"]
    assert (cell.data_type, cell.value.replace("_x000D_", "\r")) == ("s", text)
    assert book["Nguồn số liệu"]["B1"].data_type == "s"


def test_csv_begins_with_the_mark_excel_needs_and_keeps_vietnamese() -> None:
    content = write_csv(table_of(["Đặng Thị Hồi", dt.date(2026, 11, 22), Decimal("41.1"), -3]))
    assert content.startswith(b"\xef\xbb\xbf")
    assert csv_rows(content) == [
        ["Họ và tên", "Ngày", "Tỷ lệ", "Số người"],
        ["Đặng Thị Hồi", "2026-11-22", "41.1", "-3"],
    ]


def test_xlsx_keeps_dates_and_numbers_and_freezes_the_header() -> None:
    content = write_xlsx(table_of(["Đặng Thị Hồi", dt.date(2026, 11, 22), Decimal("41.1"), 30]))
    sheet = load_workbook(io.BytesIO(content))["Danh sách"]
    assert [cell.value for cell in sheet[2]] == ["Đặng Thị Hồi", dt.datetime(2026, 11, 22), 41.1, 30]  # noqa: DTZ001
    assert (sheet["B2"].number_format, sheet["A1"].font.name) == ("dd/mm/yyyy", "Calibri")
    assert [sheet["B2"].is_date, sheet["C2"].data_type, sheet["D2"].data_type] == [True, "n", "n"]
    assert (sheet.freeze_panes, sheet["A1"].font.bold, sheet.column_dimensions["A"].width) == ("A2", True, 30)


def test_xlsx_drops_what_xml_cannot_hold_and_shortens_the_sheet_name() -> None:
    table = Table("Một tên rất dài [có / dấu] : không hợp lệ trong sổ", [Column("a")], [["x\x00\x0by\ufffe"]])
    sheet = load_workbook(io.BytesIO(write_xlsx(table))).worksheets[0]
    assert (sheet["A2"].value, len(sheet.title)) == ("xy", 31)


@pytest.mark.parametrize("form", ["xlsx", "csv"])
def test_download_names_its_kind(form: str) -> None:
    response = as_download(table_of(), form=form, name="do-phu-LS-334-02")
    assert response["Content-Type"] == FORMATS[form]
    assert response["Content-Disposition"] == f'attachment; filename="do-phu-LS-334-02.{form}"'
