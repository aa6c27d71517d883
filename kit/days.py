"""Days as people say them."""

import datetime as dt

from django.utils.formats import date_format
from django.utils.translation import get_language


def last_day(end: dt.date) -> dt.date:
    """The last day on which something is so, when `end` is the first on which it is no more: how people say it."""
    return end - dt.timedelta(days=1)


def day_in_words(day: dt.date) -> str:
    """The day of the week and the date, as it stands inside a sentence: “thứ 6, 4/12”, “Friday, 4/12”."""
    words = date_format(day, "l, j/n")
    return words.lower() if (get_language() or "").startswith("vi") else words
