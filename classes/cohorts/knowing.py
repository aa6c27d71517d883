"""What apps above know about the people of a class, told through registers; classes never ask upward.

An app adds one function of each kind when it starts:

    register_remarks(exempt_from)     # (course, people, day) → why somebody need not come, by the person's key
    register_certified(holders_of)    # (course, people, day) → the keys of those who hold its certificate
"""

import datetime as dt
from collections.abc import Callable, Collection

from courses.models import CoursePage

Remarks = Callable[[CoursePage, Collection[int], dt.date], dict[int, str]]
Certified = Callable[[CoursePage, Collection[int], dt.date], set[int]]
_REMARKS: list[Remarks] = []
_CERTIFIED: list[Certified] = []


def register_remarks(provider: Remarks) -> None:
    """Ask `provider` from now on; harmless twice."""
    if provider not in _REMARKS:
        _REMARKS.append(provider)


def register_certified(provider: Certified) -> None:
    """Ask `provider` from now on; harmless twice."""
    if provider not in _CERTIFIED:
        _CERTIFIED.append(provider)


def remarks_on(course: CoursePage, people: Collection[int], *, day: dt.date) -> dict[int, str]:
    """Why some of `people` need not come to a class of `course`; the first reason known. One query each provider."""
    found: dict[int, str] = {}
    for provider in _REMARKS:
        found = provider(course, people, day) | found
    return found


def certified_among(course: CoursePage, people: Collection[int], *, day: dt.date) -> set[int]:
    """Which of `people` hold a certificate of `course` on `day`. One query each provider."""
    return {person for provider in _CERTIFIED for person in provider(course, people, day)}
