"""Reading our sheet of questions (courses.bank.sheet) out of an Excel file."""

import datetime as dt
import re
import zipfile
from collections.abc import Iterator
from decimal import Decimal
from typing import IO, Any, cast

from django.conf import settings
from django.utils.translation import gettext as _
from openpyxl import load_workbook

from courses.bank import sheet
from courses.bank.drafts import (
    CannotMap,
    CannotRead,
    OptionDraft,
    QuestionDraft,
    Reading,
    lines_of,
    number_of,
    true_or_false,
    truth,
)
from courses.bank.opening import content_of
from courses.models.bank import Question
from kit.text import fold

Type = Question.Type
_KINDS = {fold(label): value for value, label in sheet.TYPES.items()} | {value: value for value in sheet.TYPES}
_DIFFICULTIES = {fold(label): value for value, label in sheet.DIFFICULTIES.items()} | {
    value: value for value in sheet.DIFFICULTIES
}
_OPTION = re.compile(rf"^{fold(sheet.OPTION)} (\d+)$")
_FORBIDDEN = ("<!DOCTYPE", "<!ENTITY")
# A sheet may be declared a million columns wide.
_MOST_COLUMNS = 60
_HEADER_WITHIN = 20
Row = dict[str, str]


def read_xlsx(archive: zipfile.ZipFile) -> Reading:
    """The questions of the sheet “Câu hỏi”, or of the first. Raises CannotRead when no header is found."""
    _refuse_entities(archive)
    try:
        book = load_workbook(cast(IO[bytes], archive.fp), read_only=True, data_only=False)
    except Exception:  # openpyxl lets whatever a broken part raises through
        raise CannotRead(_("The Excel file is damaged. Save it anew and try again.")) from None
    try:
        names = [name for name in book.sheetnames if fold(name) == fold(sheet.SHEET)] or book.sheetnames[:1]
        if not names:
            raise CannotRead(_("The file is empty."))
        return _read_rows(_rows_of(book[names[0]]))
    except (KeyError, TypeError, ValueError, AttributeError, IndexError):
        raise CannotRead(_("The Excel file is damaged. Save it anew and try again.")) from None
    finally:
        book.close()


def _refuse_entities(archive: zipfile.ZipFile) -> None:
    """Excel writes no DTD; whoever does means harm."""
    for name in archive.namelist():
        if name.endswith((".xml", ".rels")):
            content = content_of(archive, name)
            wide = content[:2] in (b"\xff\xfe", b"\xfe\xff") or b"\0" in content[:4]
            text = content.decode("utf-16" if wide else "utf-8", errors="ignore")
            if any(word in text for word in _FORBIDDEN):
                raise CannotRead(
                    _("The file defines entities (a DTD). Such files are not read, since they can do harm.")
                )


def _rows_of(page: Any) -> Iterator[tuple[int, tuple[Any, ...]]]:
    """Row numbers with cells. One row more than may be is asked for, so that too many are told."""
    last = settings.IMPORT_MOST_QUESTIONS + _HEADER_WITHIN + 1
    page.reset_dimensions()
    yield from enumerate(page.iter_rows(max_row=last, max_col=_MOST_COLUMNS), start=1)


def _read_rows(rows: Iterator[tuple[int, tuple[Any, ...]]]) -> Reading:
    titles = _header(rows)
    reading = Reading()
    for number, cells in rows:
        row: Row = {}
        try:
            row = {titles[place]: text for place, cell in enumerate(cells) if place in titles and (text := _text(cell))}
            if row:
                reading.drafts.append(_question(number, row))
        except CannotMap as error:
            reading.fault(number, str(error), row.get(sheet.CODE, ""))
    return reading


def _header(rows: Iterator[tuple[int, tuple[Any, ...]]]) -> dict[int, str]:
    """Which column is where: the first row that names both the question and its type."""
    known = {fold(title): title for title in sheet.columns()}
    for number, cells in rows:
        found = {}
        for place, cell in enumerate(cells):
            name = fold(str(cell.value or ""))
            if name in known or _OPTION.match(name):
                found[place] = known.get(name, f"{sheet.OPTION} {name.rpartition(' ')[2]}")
        if {sheet.TYPE, sheet.TEXT} <= set(found.values()):
            return found
        if number >= _HEADER_WITHIN:
            break
    raise CannotRead(
        _("No row of headings was found. Start from the template: it has the columns “%(type)s” and “%(text)s”.")
        % {"type": sheet.TYPE, "text": sheet.TEXT}
    )


def _text(cell: Any) -> str:
    """What a cell says, as text. A formula or a day is refused: what Excel makes of it nobody can see here."""
    value = cell.value
    if value is None:
        return ""
    if cell.data_type == "f":
        raise CannotMap(_("Cell %(cell)s holds a formula. Write the text itself.") % {"cell": cell.coordinate})
    if isinstance(value, dt.date | dt.time | dt.timedelta):
        raise CannotMap(_("Excel made a date of cell %(cell)s. Format it as text.") % {"cell": cell.coordinate})
    if cell.data_type == "e":
        raise CannotMap(_("Cell %(cell)s holds an error of Excel.") % {"cell": cell.coordinate})
    if isinstance(value, bool):
        return "Đúng" if value else "Sai"
    if isinstance(value, int | float):
        return format(Decimal(repr(value)).normalize(), "f")
    return lines_of(str(value))


def _question(number: int, row: Row) -> QuestionDraft:
    kind = _known(row.get(sheet.TYPE, ""), _KINDS, _("Column “%(column)s” does not know “%(value)s”."), sheet.TYPE)
    if not kind:
        raise CannotMap(_("Column “%(column)s” is empty.") % {"column": sheet.TYPE})
    return QuestionDraft(
        line=number,
        type=kind,
        text=row.get(sheet.TEXT, ""),
        options=_options(kind, row),
        code=row.get(sheet.CODE, ""),
        number=_number(row, sheet.NUMBER),
        tolerance=_number(row, sheet.TOLERANCE) or Decimal(0),
        unit=row.get(sheet.UNIT, ""),
        explanation=row.get(sheet.EXPLANATION, ""),
        source=row.get(sheet.SOURCE, ""),
        tags=tuple(dict.fromkeys(tag.strip() for tag in row.get(sheet.TAGS, "").split(",") if tag.strip())),
        course=_first_word(row.get(sheet.COURSE, "")),
        competency=_first_word(row.get(sheet.COMPETENCY, "")),
        level=_first_word(row.get(sheet.LEVEL, "")),
        difficulty=_known(
            row.get(sheet.DIFFICULTY, ""),
            _DIFFICULTIES,
            _("Column “%(column)s” does not know “%(value)s”."),
            sheet.DIFFICULTY,
        ),
        lesson=row.get(sheet.LESSON, ""),
    )


def _first_word(text: str) -> str:
    """The code of an entry of a drop-down list: “tt02-2025/1.3 Quản lý dữ liệu”."""
    return text.split()[0] if text else ""


def _known(text: str, words: dict[str, str], refusal: str, column: str) -> str:
    """Empty stays empty."""
    if text and fold(text) not in words:
        raise CannotMap(refusal % {"column": column, "value": text})
    return words.get(fold(text), "")


def _number(row: Row, column: str) -> Decimal | None:
    if column not in row:
        return None
    found = number_of(row[column])
    if found is None:
        raise CannotMap(_("Column “%(column)s” must hold a number.") % {"column": column})
    return found


def _options(kind: str, row: Row) -> tuple[OptionDraft, ...]:
    numbered = sorted(
        (int(found[1]), text) for title, text in row.items() if (found := _OPTION.match(fold(title))) and text
    )
    right = row.get(sheet.RIGHT, "")
    if kind == Type.TRUE_FALSE:
        return _true_false(numbered, right)
    if kind == Type.MATCHING:
        return tuple(_pair(text) for _place, text in numbered)
    if kind == Type.SHORT_TEXT:
        return tuple(OptionDraft(text, correct=True) for _place, text in numbered)
    if kind in (Type.SINGLE, Type.MULTIPLE):
        marked = _marked(right, {place for place, _text_ in numbered})
        return tuple(OptionDraft(text, correct=place in marked) for place, text in numbered)
    return tuple(OptionDraft(text) for _place, text in numbered)


def _pair(text: str) -> OptionDraft:
    sides = sheet.pair_in(text)
    if sides is None:
        raise CannotMap(
            _("A pair is written with a bar between its sides: left | right. Here: “%(text)s”.") % {"text": text}
        )
    return OptionDraft(sides[0], match=sides[1])


def _true_false(numbered: list[tuple[int, str]], right: str) -> tuple[OptionDraft, ...]:
    """The options may be left out: “Đúng” or “Sai” in the column of the right answer is enough."""
    if word := truth(right):
        return true_or_false(word == truth("true"))
    marked = _marked(right, {place for place, _text_ in numbered})
    return tuple(OptionDraft(text, correct=place in marked) for place, text in numbered)


def _marked(right: str, places: set[int]) -> set[int]:
    """Which options are right: “2” or “1, 3”, or letters, “A, C”."""
    marked = set()
    for word in re.split(r"[\s,;]+", right.strip()):
        if not word:
            continue
        place = int(word) if word.isdecimal() else ord(word.upper()) - 64 if len(word) == 1 else 0
        if place not in places:
            raise CannotMap(
                _("Column “%(column)s” names “%(value)s”, which is not there.") % {"column": sheet.RIGHT, "value": word}
            )
        marked.add(place)
    return marked
