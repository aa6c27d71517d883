"""Two clocks that should agree: this machine's, which dates papers, and the database's."""

import datetime as dt

from django.db import connection


def seconds_apart(now: dt.datetime) -> float:
    """How far `now` is from the database's clock, either way. 0 on SQLite, whose clock is this machine's."""
    if connection.vendor != "postgresql":
        return 0.0
    with connection.cursor() as cursor:
        cursor.execute("SELECT clock_timestamp()")
        (theirs,) = cursor.fetchone()
    return abs((now - theirs).total_seconds())
