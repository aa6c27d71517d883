"""When somebody is reminded: pure questions over days and hours."""

import datetime as dt
from collections.abc import Iterable


def step_of(due_on: dt.date, day: dt.date, *, before: Iterable[int], after: Iterable[int]) -> int | None:
    """The step that has come by `day`, as days from `due_on`: the latest of several; None before the first.

    `before` and `after` are numbers of days; the date itself is always a step. Only the latest is told, so that
    a site that stood still for a week does not tell people everything at once.
    """
    gone = (day - due_on).days
    steps = [-days for days in before] + [0] + list(after)
    return max((step for step in steps if step <= gone), default=None)


def is_quiet(hour: int, *, begins: int, ends: int) -> bool:
    """Whether nobody is disturbed at this hour of the day: from `begins` until before `ends`, over midnight or not.

    The same hour twice means that no hour is quiet.
    """
    if begins <= ends:
        return begins <= hour < ends
    return hour >= begins or hour < ends
