"""Pure questions about learning: values in, a value out; no clock, no database."""

import datetime as dt
from collections.abc import Sequence


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


def ends_at(
    *,
    started_at: dt.datetime,
    limit_minutes: int,
    extra_percent: int = 0,
    closings: Sequence[dt.datetime | None] = (),
    extra_minutes: int = 0,
) -> dt.datetime | None:
    """When an attempt ends: its time, lengthened for the person, or an earlier closing of the test; None: never.

    `extra_minutes` are an invigilator's, and come on top of whatever ends it.
    """
    ends = [closing for closing in closings if closing is not None]
    if limit_minutes:
        ends.append(started_at + dt.timedelta(minutes=limit_minutes) * (100 + extra_percent) / 100)
    return min(ends) + dt.timedelta(minutes=extra_minutes) if ends else None


def tells_key(*, rule: str, has_passed: bool, left: int | None, has_open_attempt: bool, is_closed: bool) -> bool:
    """Whether right answers and explanations are told for a graded attempt, by the test's review rule.

    Never while another attempt is open: its questions may be those of the graded one. `is_closed`: the test has
    closed and nobody is taking it any more.
    """
    if has_open_attempt:
        return False
    return {
        "after_submitting": True,
        "when_done": has_passed or left == 0,
        "after_closing": is_closed,
    }.get(rule, False)
