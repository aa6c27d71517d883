"""When an obligation is due, when it is fulfilled, when it returns: pure questions over days."""

import calendar
import datetime as dt
from dataclasses import dataclass


@dataclass(frozen=True, kw_only=True)
class Terms:
    """By when something must be done: on `due_on`, or `due_days` after joining the group, one of the two.

    With `repeat_months` it must be done again: so many months after it was done the obligation returns, and
    then there are `days_on_return` to fulfil it.
    """

    due_on: dt.date | None = None
    due_days: int | None = None
    repeat_months: int | None = None
    days_on_return: int = 0

    def first_due(self, joined_on: dt.date) -> dt.date:
        """The last day on which somebody who joined the group on `joined_on` is in time the first time."""
        if self.due_on is not None:
            return self.due_on
        return joined_on + dt.timedelta(days=self.due_days or 0)

    def due(self, joined_on: dt.date, fact_on: dt.date | None) -> dt.date:
        """The last day in time, for somebody who last did it on `fact_on` (None: never)."""
        first = self.first_due(joined_on)
        if fact_on is None or self.repeat_months is None:
            return first
        returns_on = months_after(fact_on, self.repeat_months)
        return max(first, returns_on + dt.timedelta(days=self.days_on_return))

    def joined_too_early(self, day: dt.date) -> dt.date:
        """Whoever joined before this day is late on `day`, when the term goes by days after joining."""
        return day - dt.timedelta(days=self.due_days or 0)

    def done_too_early(self, day: dt.date) -> dt.date | None:
        """What was done on this day or before has returned by `day`; None: it never returns."""
        return None if self.repeat_months is None else last_day_before(day, self.repeat_months)

    def returned_too_early(self, day: dt.date) -> dt.date | None:
        """What was done on this day or before is late on `day`; None: it never returns."""
        return self.done_too_early(day - dt.timedelta(days=self.days_on_return + 1))


def months_after(day: dt.date, months: int) -> dt.date:
    """The same day of the month `months` later, or that month's last: 31 January + 1 is 28 (29) February."""
    month = 12 * day.year + day.month - 1 + months
    return _day_of(month // 12, month % 12 + 1, day.day)


def last_day_before(day: dt.date, months: int) -> dt.date:
    """The latest day whose `months_after` is not past `day`.

    On the last of a short month it is the last of its own month: 31 January, for 28 February and one month.
    """
    month = 12 * day.year + day.month - 1 - months
    is_month_end = day.day == calendar.monthrange(day.year, day.month)[1]
    return _day_of(month // 12, month % 12 + 1, 31 if is_month_end else day.day)


def _day_of(year: int, month: int, day: int) -> dt.date:
    return dt.date(year, month, min(day, calendar.monthrange(year, month)[1]))
