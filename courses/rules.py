"""Pure questions about learning: values in, a value out; no clock, no database."""

import datetime as dt
from collections.abc import Collection, Sequence


def is_open(*, position: int, done: Sequence[bool], locked_order: bool) -> bool:
    """Whether the step at `position` may be taken: always in free order, else once all before it are done."""
    return not locked_order or done[position] or all(done[:position])


def counted_at(*, claimed: dt.datetime, not_before: dt.datetime, now: dt.datetime) -> dt.datetime:
    """The date put to what a device says it did at `claimed`: never before `not_before`, never in the future."""
    return min(now, max(claimed, not_before))


def is_passed(*, correct: int, total: int, pass_percent: int) -> bool:
    """Whether a score passes; compared in whole numbers, so 69.9 % never rounds up to 70 %."""
    return total > 0 and correct * 100 >= pass_percent * total


def percent(*, part: int, whole: int) -> int:
    """`part` of `whole` in percent, rounded half up; 0 of 0 is 0."""
    return (200 * part + whole) // (2 * whole) if whole else 0


def is_right(*, chosen: Collection[str] | None, correct: Collection[str]) -> bool:
    """All or nothing: exactly the right options, no other (the usual marking of a multiple-choice test)."""
    return chosen is not None and set(chosen) == set(correct)


def attempts_left(*, used: int, allowed: int) -> int | None:
    """How many attempts remain; None when there is no limit (`allowed` 0)."""
    return None if allowed == 0 else max(0, allowed - used)


def next_attempt_at(*, last_submitted: dt.datetime | None, cool_down_minutes: int) -> dt.datetime | None:
    """The moment from which another attempt may start; None when at once."""
    if last_submitted is None or cool_down_minutes == 0:
        return None
    return last_submitted + dt.timedelta(minutes=cool_down_minutes)


def accepts_answers(*, due_at: dt.datetime | None, grace_seconds: int, at: dt.datetime) -> bool:
    """Whether an answer arriving at `at` still counts: until the end plus the time it was on its way."""
    return due_at is None or at <= due_at + dt.timedelta(seconds=grace_seconds)
