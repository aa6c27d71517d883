"""Days on which offices work, for promises counted in working days."""

import datetime as dt
import functools

import holidays


@functools.cache
def _of_vietnam() -> holidays.HolidayBase:
    return holidays.country_holidays("VN")


def working_day_after(day: dt.date, *, count: int) -> dt.date:
    """The `count`-th working day after `day`: Saturdays, Sundays and public holidays (Tết too) do not count.

    Public holidays are those of Bộ luật Lao động, Điều 112, as the library `holidays` lists them.
    """
    return _of_vietnam().get_nth_working_day(day, count)
