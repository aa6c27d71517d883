"""Pure questions about papers: no clock, no query."""

import calendar
import datetime as dt
from zoneinfo import ZoneInfo

VIETNAM = ZoneInfo("Asia/Ho_Chi_Minh")


def local_day(at: dt.datetime) -> dt.date:
    """The day in Vietnam at a moment: papers, years and numbers go by it, not by UTC."""
    return at.astimezone(VIETNAM).date()


def expires_on(issued_on: dt.date, validity_months: int | None) -> dt.date | None:
    """The first day a paper no longer counts; None: it never ends.

    A term in months ends when the corresponding day of its last month ends, or with that month
    where it has no such day (Bộ luật Dân sự 2015, Điều 147 and 148).
    """
    if validity_months is None:
        return None
    year, month = divmod(issued_on.year * 12 + issued_on.month - 1 + validity_months, 12)
    day = min(issued_on.day, calendar.monthrange(year, month + 1)[1])
    return dt.date(year, month + 1, day) + dt.timedelta(days=1)


def last_valid_day(expires: dt.date) -> dt.date:
    return expires - dt.timedelta(days=1)


def number_of(serial: int, year: int, symbol: str) -> str:
    """The number as said and printed: "0042/2026/GCN-SKHCN"."""
    return f"{serial:04d}/{year}/{symbol}"


def parts_of(number: str) -> tuple[int, int, str]:
    """Serial, year and symbol of a number as printed. Raises ValueError."""
    serial, year, symbol = number.split("/", 2)
    return int(serial), int(year), symbol


def next_try_after(attempts: int) -> dt.timedelta:
    """How long a job that failed `attempts` times waits: 1, 4, 16, 64… minutes, at most a day."""
    return dt.timedelta(minutes=min(4 ** max(attempts - 1, 0), 24 * 60))
