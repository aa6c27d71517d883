"""Ends of months, counted backwards."""

import datetime as dt


def month_end(day: dt.date, back: int) -> dt.date:
    """The last day of the month that lies `back` months before `day`'s."""
    month = 12 * day.year + day.month - back
    return dt.date(month // 12, month % 12 + 1, 1) - dt.timedelta(days=1)


def month_ends(day: dt.date, count: int) -> list[dt.date]:
    """The last `count` ends of months up to and with `day`, the oldest first."""
    return [month_end(day + dt.timedelta(days=1), back + 1) for back in reversed(range(count))]
