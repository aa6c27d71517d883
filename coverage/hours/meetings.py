"""Meetings of classes that somebody attended, as minutes of training: each with the periods that stand for it.

A correction of attendance counts from the day it was written: what an earlier day said stays so.
"""

import datetime as dt
from typing import Any

from django.conf import settings
from django.db.models import F, QuerySet

from accounts.models import User
from classes.models import Attendance


def meetings_attended(year: int, day: dt.date) -> "QuerySet[Any]":
    """Who came, in time or late, to a meeting of `year` up to `day`, with `person` and `length` in minutes."""
    facts = Attendance.objects.in_force(by=day).there()
    held = facts.filter(
        meeting__called_off_at=None, meeting__on__year=year, meeting__on__lte=day, meeting__periods__gt=0
    )
    return held.annotate(person=F("membership__person"), length=F("meeting__periods") * settings.PERIOD_MINUTES)


def meetings_of(person: User, year: int, *, day: dt.date) -> list[tuple[dt.date, str, int]]:
    """Day, class and minutes of each meeting that `person` attended. One query."""
    rows = meetings_attended(year, day).filter(person=person.pk).order_by("meeting__on", "meeting__begins")
    return list(rows.values_list("meeting__on", "meeting__cohort__title", "length"))
