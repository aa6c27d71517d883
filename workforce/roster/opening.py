"""Opening a roster that somebody brought: its titles and its rows, from .xlsx or .csv, within bounds."""

import csv
import datetime as dt
import io
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import Any

from django.conf import settings
from django.utils.translation import gettext as _
from openpyxl import load_workbook

from kit.archives import BadArchive, Limits, count_unpacked, look_through, read_part
from kit.text import nfc
from workforce.roster.columns import guess
from workforce.roster.encodings import UnknownLetters, decoded, refuse_old_letters

ENDINGS = (".xlsx", ".csv")
_MEGABYTE = 1024 * 1024
LIMITS = Limits(files=500, bytes=200 * _MEGABYTE, bytes_of_one=120 * _MEGABYTE, ratio=100, harmless=20 * _MEGABYTE)
# A sheet may be declared a million columns wide, and formatted a million rows long.
_MOST_COLUMNS = 60
_BLANK_ROWS = 1_000
_HEADER_WITHIN = 20
_LONGEST_CELL = 500
_SEPARATORS = (",", ";", "\t")

Cell = str | dt.date


class CannotRead(Exception):
    """The file is too large, dangerous, or no list of people; the sentence says what to do."""


@dataclass
class Sheet:
    """The titles of the columns, and rows with their number in the file. Cells are text or days."""

    header: list[str]
    rows: list[tuple[int, list[Cell]]]


def open_sheet(name: str, content: bytes) -> Sheet:
    """What the file holds. Raises CannotRead."""
    ending = f".{name.rpartition('.')[2].lower()}"
    if ending not in ENDINGS:
        raise CannotRead(_("This kind of file is not read. Save it as .xlsx or .csv."))
    if not content.strip():
        raise CannotRead(_("The file is empty."))
    check_size(content)
    if (content[:2] == b"PK") != (ending == ".xlsx"):
        raise CannotRead(_("The file is not what its name says. Save it anew in the right format."))
    try:
        rows = _numbered(_rows_of_book(content) if ending == ".xlsx" else _rows_of_text(decoded(content)))
        sheet = _with_header(rows)
        if ending == ".xlsx":
            refuse_old_letters(" ".join(str(cell) for _number, cells in sheet.rows[:500] for cell in cells))
    except UnknownLetters as error:
        raise CannotRead(str(error)) from None
    return sheet


def check_size(content: bytes) -> None:
    """Raises CannotRead when the file is larger than the settings allow."""
    if len(content) > settings.ROSTER_MOST_BYTES:
        raise CannotRead(
            _("The file is larger than %(count)d MB. Split it.") % {"count": settings.ROSTER_MOST_BYTES // _MEGABYTE}
        )


def _numbered(rows: Iterator[Sequence[Any]]) -> list[tuple[int, list[Cell]]]:
    """Rows that say something. Raises CannotRead when there are too many."""
    kept: list[tuple[int, list[Cell]]] = []
    last = 0
    for number, values in enumerate(rows, start=1):
        cells = [_cell(value) for value in islice(values, _MOST_COLUMNS)]
        while cells and not cells[-1]:
            cells.pop()
        if cells:
            kept.append((number, cells))
            last = number
        elif number - last > _BLANK_ROWS:
            break
        if len(kept) > settings.ROSTER_MOST_ROWS + _HEADER_WITHIN:
            raise CannotRead(
                _("The file has more than %(count)d rows. Split it.") % {"count": settings.ROSTER_MOST_ROWS}
            )
    return kept


def _with_header(rows: list[tuple[int, list[Cell]]]) -> Sheet:
    """The header is the row near the top that names most columns we know; else the first row."""
    if len(rows) < 2:
        raise CannotRead(_("The file has no row of people below its titles. Start from the template."))
    known = [len(guess([str(cell) for cell in cells])) for _number, cells in rows[:_HEADER_WITHIN]]
    place = known.index(max(known))
    return Sheet([str(cell) for cell in rows[place][1]], rows[place + 1 :])


def _cell(value: Any) -> Cell:
    if value is None:
        return ""
    if isinstance(value, dt.datetime):
        return value.date()
    if isinstance(value, dt.date):
        return value
    if isinstance(value, bool):
        return "1" if value else "0"
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    text = nfc(str(value)[:_LONGEST_CELL])
    # Our CSV puts an apostrophe before what a spreadsheet would take for a formula.
    return text[1:] if text[:1] == "'" and text[1:2] in tuple("=+-@") else text


def _rows_of_text(text: str) -> Iterator[Sequence[str]]:
    if "\0" in text:
        raise CannotRead(_("The file is not text. Save it as .xlsx or .csv."))
    text = text.replace("\r\n", "\n").replace("\r", "\n").lstrip("\ufeff")
    separator = ""
    if text[:4].lower() == "sep=" and text[4:5] in _SEPARATORS:
        separator, text = text[4], text.partition("\n")[2]
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=separator or _separator_of(text))
    try:
        yield from reader
    except csv.Error:
        raise CannotRead(_("Row %(line)d of the file cannot be read.") % {"line": reader.line_num}) from None


def _separator_of(text: str) -> str:
    """The sign that stands most often in the row of titles; titles are told by the words we know."""
    lines = [line for line in text.split("\n", _HEADER_WITHIN)[:_HEADER_WITHIN] if line.strip()]
    return max(
        _SEPARATORS,
        key=lambda sign: max((len(guess(line.replace('"', "").split(sign))), line.count(sign)) for line in lines),
    )


def _rows_of_book(content: bytes) -> Iterator[Sequence[Any]]:
    """Values of the first sheet: of a formula, what it came to when it was last saved. Nothing is computed."""
    try:
        archive = look_through(content, LIMITS)
        count_unpacked(archive, LIMITS)
        names = archive.namelist()
        for name in names:
            if name.endswith((".xml", ".rels")) and b"<!DOCTYPE" in read_part(archive, name, LIMITS)[:4096]:
                raise CannotRead(
                    _("The file defines entities (a DTD). Such files are not read, since they can do harm.")
                )
    except BadArchive:
        raise CannotRead(_("The Excel file is damaged, locked, or unpacks to more than is allowed.")) from None
    damaged = _("The Excel file is damaged. Save it anew and try again.")
    try:
        book = load_workbook(io.BytesIO(content), read_only=True, data_only=True)
    except Exception:  # openpyxl lets whatever a broken part raises through
        raise CannotRead(damaged) from None
    try:
        page = book.worksheets[0]
        page.reset_dimensions()
        yield from page.iter_rows(max_col=_MOST_COLUMNS, values_only=True)
    except (KeyError, TypeError, ValueError, AttributeError, IndexError):
        raise CannotRead(damaged) from None
    finally:
        book.close()
