"""Rows of a sheet as lines about people: values where a cell can be read, a sentence where it cannot."""

import datetime as dt
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.utils.translation import gettext as _

from accounts.models import User
from accounts.telephones import read_phone
from kit.text import fold
from workforce.roster.cells import read_category, read_day, read_yes
from workforce.roster.columns import BY_NAME
from workforce.roster.opening import Cell, Sheet

KEYS = ("staff_code", "username", "email", "phone")
_USERNAME = re.compile(r"^[\w.@+-]{1,150}$")
_LONGEST_NAME = User._meta.get_field("full_name").max_length or 120
_LONGEST_CODE = 40
_FIRST_YEAR = 1900


@dataclass(slots=True)
class Line:
    """A row: `typed` as the file says it, `values` as meant. An empty cell is in neither and changes nothing."""

    number: int
    typed: dict[str, str] = field(default_factory=dict)
    values: dict[str, Any] = field(default_factory=dict)
    faults: list[str] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    # The name as people are looked up by it, folded once: it is asked for half a dozen times.
    name_key: str = ""

    @property
    def name(self) -> str:
        return str(self.values.get("full_name", ""))


def read_lines(sheet: Sheet, mapping: Mapping[str, int]) -> Iterator[Line]:
    """One line for each row that says anything in a column that means something.

    Columns come in the order of FIELDS, whatever order `mapping` has: PostgreSQL keeps none.
    """
    places = [(name, mapping[name]) for name in BY_NAME if name in mapping]
    for number, cells in sheet.rows:
        found = {name: cells[place] for name, place in places if place < len(cells) and cells[place]}
        if found:
            yield _read(number, found)


def line_of(number: int, typed: Mapping[str, str]) -> Line:
    """A line once more from what the file said, when the file itself is forgotten."""
    return _read(number, {name: typed[name] for name in BY_NAME if name in typed})


def _read(number: int, cells: dict[str, Cell]) -> Line:
    parts = [str(cells.pop(name, "")) for name in ("family_name", "given_name")]
    if "full_name" not in cells and all(parts):
        cells = {"full_name": " ".join(parts), **cells}
    line = Line(number, {name: _shown(cell) for name, cell in cells.items()})
    for name, cell in cells.items():
        value = _READ[name](line, cell)
        if value is not None:
            line.values[name] = value
    line.name_key = fold(line.name)
    if not line.name:
        line.faults.append(_("The name is missing."))
    if not any(name in line.typed for name in KEYS):
        line.faults.append(
            _("Nothing tells this person from namesakes: give a staff code, user name, e-mail or telephone.")
        )
    return line


def _shown(cell: Cell) -> str:
    return cell.strftime("%d/%m/%Y") if isinstance(cell, dt.date) else cell


def _text(name: str, most: int) -> Any:
    def read(line: Line, cell: Cell) -> str | None:
        if len(str(cell)) > most:
            line.faults.append(_("“%(column)s” is too long.") % {"column": BY_NAME[name].label})
            return None
        return str(cell)

    return read


def _email(line: Line, cell: Cell) -> str | None:
    address = str(cell).lower()
    try:
        validate_email(address)
    except ValidationError:
        line.faults.append(_("“%(typed)s” is no e-mail address.") % {"typed": cell})
        return None
    return address


def _phone(line: Line, cell: Cell) -> str | None:
    number = read_phone(str(cell))
    if number is None or len(number) > 16:
        line.faults.append(_("“%(typed)s” is no telephone number.") % {"typed": cell})
        return None
    if str(cell).isdigit() and not str(cell).startswith(("0", "84")):
        line.notes.append(_("The zero before the telephone number was lost and has been put back."))
    return number


def _username(line: Line, cell: Cell) -> str | None:
    if not _USERNAME.match(str(cell)):
        line.faults.append(_("“%(typed)s” is no user name.") % {"typed": cell})
        return None
    return str(cell)


def _birth(line: Line, cell: Cell) -> dt.date | None:
    if isinstance(cell, str) and len(cell) == 4 and cell.isdigit():
        line.notes.append(_("Only the year of birth is given; it is not kept."))
        return None
    return _day(line, cell)


def _day(line: Line, cell: Cell) -> dt.date | None:
    day = read_day(cell)
    if day is None or day.year < _FIRST_YEAR:
        line.faults.append(_("“%(typed)s” is no day. Write it as 22/11/2026.") % {"typed": cell})
        return None
    return day


def _yes(name: str) -> Any:
    def read(line: Line, cell: Cell) -> bool | None:
        answer = read_yes(str(cell))
        if answer is None:
            line.faults.append(
                _("“%(typed)s” in “%(column)s” is neither yes nor no. Write x or leave it empty.")
                % {"typed": cell, "column": BY_NAME[name].label}
            )
        return answer

    return read


def _category(line: Line, cell: Cell) -> str | None:
    category = read_category(str(cell))
    if category is None:
        line.faults.append(
            _("“%(typed)s” is no category. Write Cán bộ, Công chức, Viên chức or Người lao động.") % {"typed": cell}
        )
    return category


_READ = {
    "staff_code": _text("staff_code", _LONGEST_CODE),
    "username": _username,
    "full_name": _text("full_name", _LONGEST_NAME),
    "birth_date": _birth,
    "email": _email,
    "phone": _phone,
    "agency": _text("agency", 200),
    "position": _text("position", 120),
    "category": _category,
    "is_it_staff": _yes("is_it_staff"),
    "is_leader": _yes("is_leader"),
    "starts_on": _day,
}
