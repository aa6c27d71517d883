"""What people write into the cells of a list: days, numbers that lost a zero, yes and no, kinds of staff."""

import datetime as dt
import re

from kit.text import fold
from workforce.models import Employment

Category = Employment.Category
_DAY = re.compile(r"^(\d{1,2})[/.-](\d{1,2})[/.-](\d{4})$")
_ISO = re.compile(r"^(\d{4})-(\d{1,2})-(\d{1,2})(?:[T ]00:00(?::00)?)?$")
_SERIAL = re.compile(r"^\d{4,5}$")
# Day 1 of Excel is 1 January 1900; it believes in a 29 February 1900, so counting begins two days before.
_EXCEL_BEGAN = dt.date(1899, 12, 30)
_SERIALS = range(7000, 73_051)  # 1919 to 2099: a year alone, as 1985, is no serial
_YES = frozenset({"x", "co", "1", "true", "yes", "dung", "v", "✓", "✔"})
_NO = frozenset({"0", "khong", "false", "no", "sai", "-"})
CATEGORIES = {
    Category.OFFICIAL.value: "Cán bộ",
    Category.CIVIL_SERVANT.value: "Công chức",
    Category.PUBLIC_EMPLOYEE.value: "Viên chức",
    Category.WORKER.value: "Người lao động",
}
_CATEGORIES = {fold(title): value for value, title in CATEGORIES.items()} | {
    **{value: value for value in CATEGORIES},
    "hop dong": Category.WORKER.value,
    "lao dong hop dong": Category.WORKER.value,
}


def read_day(cell: str | dt.date) -> dt.date | None:
    """22/11/2026, 5-9-2026, 2026-11-22, a day of Excel, or its serial 46348; None when it is no day."""
    if isinstance(cell, dt.date):
        return cell
    try:
        if found := _DAY.match(cell):
            return dt.date(int(found[3]), int(found[2]), int(found[1]))
        if found := _ISO.match(cell):
            return dt.date(int(found[1]), int(found[2]), int(found[3]))
    except ValueError:
        return None
    if _SERIAL.match(cell) and int(cell) in _SERIALS:
        return _EXCEL_BEGAN + dt.timedelta(days=int(cell))
    return None


def read_yes(cell: str) -> bool | None:
    """Yes or no; None when the cell says neither."""
    word = fold(cell)
    return True if word in _YES else False if word in _NO else None


def read_category(cell: str) -> str | None:
    return _CATEGORIES.get(fold(cell))


def without_zeros(code: str) -> str:
    """A code as a spreadsheet leaves it that took it for a number: 06184 becomes 6184."""
    return code.lstrip("0") if code.isdigit() else code
