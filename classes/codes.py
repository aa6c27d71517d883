"""The code on the wall of the room: typed by who is really there. Values in, a value out; no clock, no database.

It is a number of six digits that changes with time, made from the session's secret; nothing has to be stored
or sent, so every process shows and accepts the same one.
"""

import datetime as dt
import hashlib
import hmac

DIGITS = 6


def code_at(secret: str, *, at: dt.datetime, seconds: int) -> str:
    """The code of the time window of `seconds` in which `at` lies."""
    return _code(secret, window_of(at, seconds))


def window_of(at: dt.datetime, seconds: int) -> int:
    return int(at.timestamp()) // seconds


def seconds_left(*, at: dt.datetime, seconds: int) -> int:
    """How long the code of `at` goes on being shown, at least one second."""
    return seconds - int(at.timestamp()) % seconds


def accepts(secret: str, typed: str, *, at: dt.datetime, seconds: int) -> bool:
    """Whether `typed` is the code shown at `at` or the one before it: typing takes a while."""
    digits = "".join(sign for sign in typed if sign.isdecimal())
    window = window_of(at, seconds)
    # Both are compared, whatever the first says: the time taken tells nothing.
    right = [hmac.compare_digest(digits.encode(), _code(secret, number).encode()) for number in (window, window - 1)]
    return any(right)


def _code(secret: str, window: int) -> str:
    digest = hmac.digest(secret.encode(), str(window).encode(), hashlib.sha256)
    return str(int.from_bytes(digest[:8], "big") % 10**DIGITS).zfill(DIGITS)
