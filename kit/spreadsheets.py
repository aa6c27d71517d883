"""Tables as XLSX and CSV files that are safe to open: no cell of ours ever becomes a formula."""

import csv
import datetime as dt
import io
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.http import HttpResponse, StreamingHttpResponse
from openpyxl import Workbook
from openpyxl.cell import Cell, WriteOnlyCell
from openpyxl.styles import Font
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.properties import PageSetupProperties

Value = str | int | float | Decimal | dt.date | None

FORMATS = {
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "csv": "text/csv; charset=utf-8",
}
# The type of the cells below it, as openpyxl writes them.
_HEAD = Font(name="Calibri", size=11, bold=True)
_DAY = "dd/mm/yyyy"
# What makes Excel, LibreOffice or Google read a CSV cell as a formula; the last four are full-width.
_FORMULA = tuple("=+-@\t\r\n＝＋－＠")
A4 = 9  # as the format of workbooks numbers sizes of paper
# Rows of a stream that are sent together.
ROWS_AT_ONCE = 500
_NOT_IN_NAMES = re.compile(r"[\[\]:*?/\\]")
# XML 1.0 knows no way to write these.
_UNWRITABLE = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")


@dataclass(frozen=True)
class Column:
    title: str
    width: int = 16


@dataclass(frozen=True)
class Table:
    """A header and rows. `about` says where the figures come from; in XLSX it is a sheet called `about_title`."""

    title: str
    columns: Sequence[Column]
    rows: Iterable[Sequence[Value]]
    about_title: str = "Source"
    about: Sequence[tuple[str, Value]] = ()


def as_download(table: Table, *, form: str, name: str) -> HttpResponse:
    """`table` as a file `name`.`form` for the browser to save; `form` is a key of FORMATS."""
    content = write_xlsx(table) if form == "xlsx" else write_csv(table)
    return HttpResponse(
        content,
        headers={"Content-Type": FORMATS[form], "Content-Disposition": f'attachment; filename="{name}.{form}"'},
    )


def write_csv(table: Table) -> bytes:
    """CSV in UTF-8 with a byte-order mark, which Excel needs to read Vietnamese; days as 2026-11-22."""
    text = io.StringIO()
    writer = csv.writer(text)
    writer.writerow([_defused(column.title) for column in table.columns])
    writer.writerows([_csv_cell(value) for value in row] for row in table.rows)
    return text.getvalue().encode("utf-8-sig")


def as_stream(table: Table, *, name: str) -> StreamingHttpResponse:
    """`table` as a CSV that is sent while its rows are read, however many: the memory it takes does not grow."""
    headers = {"Content-Type": FORMATS["csv"], "Content-Disposition": f'attachment; filename="{name}.csv"'}
    return StreamingHttpResponse(_csv_pieces(table), headers=headers)


def _csv_pieces(table: Table) -> Iterator[bytes]:
    text = io.StringIO()
    writer = csv.writer(text)
    text.write("\ufeff")
    writer.writerow([_defused(column.title) for column in table.columns])
    for number, row in enumerate(table.rows, start=1):
        writer.writerow([_csv_cell(value) for value in row])
        if number % ROWS_AT_ONCE == 0:
            yield text.getvalue().encode()
            text.seek(0)
            text.truncate()
    yield text.getvalue().encode()


def write_xlsx(table: Table) -> bytes:
    """XLSX: days are dates, numbers are numbers, everything else is text, and the header stays in view."""
    book = Workbook(write_only=True)
    add_sheet(book, table.title, table.columns, table.rows)
    if table.about:
        add_sheet(book, table.about_title, [Column("", 24), Column("", 80)], table.about)
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


def add_sheet(book: Workbook, title: str, columns: Sequence[Column], rows: Iterable[Sequence[Value]]) -> Any:
    """A sheet of `book`, which is being written; rows are taken one by one. The sheet, to lay charts on."""
    sheet = book.create_sheet(_NOT_IN_NAMES.sub(" ", title)[:31])
    # Printed, a sheet is as wide as its page.
    sheet.page_setup.orientation, sheet.page_setup.paperSize = "landscape", A4
    sheet.page_setup.fitToWidth, sheet.page_setup.fitToHeight = 1, 0
    sheet.sheet_properties.pageSetUpPr = PageSetupProperties(fitToPage=True)
    for index, column in enumerate(columns, start=1):
        sheet.column_dimensions[get_column_letter(index)].width = column.width
    if any(column.title for column in columns):
        sheet.freeze_panes = "A2"
        header = [text_cell(sheet, column.title) for column in columns]
        for cell in header:
            cell.font = _HEAD
        sheet.append(header)
    for row in rows:
        sheet.append([_xlsx_value(sheet, value) for value in row])
    return sheet


def _xlsx_value(sheet: Any, value: Value) -> Cell | Value:
    """Most text is safe as it is, and much quicker so; a day is written as people here write it."""
    if isinstance(value, dt.date):
        cell: Cell = WriteOnlyCell(sheet, dt.datetime.combine(value, dt.time.min))
        cell.number_format = _DAY
        return cell
    if not isinstance(value, str):
        return value
    return text_cell(sheet, value) if value.startswith(("=", "#")) else _UNWRITABLE.sub("", value)


def text_cell(sheet: Any, text: str) -> Cell:
    """A cell of `sheet`, which is being written, that holds `text` as text, however it begins."""
    cell: Cell = WriteOnlyCell(sheet, _UNWRITABLE.sub("", text))
    cell.data_type = "s"  # openpyxl would take "=1+1" for a formula and "#N/A" for an error
    return cell


def _csv_cell(value: Value) -> str | int | float | Decimal | None:
    if isinstance(value, dt.date):
        return value.isoformat()
    return _defused(value) if isinstance(value, str) else value


def _defused(text: str) -> str:
    return f"'{text}" if text.startswith(_FORMULA) else text
