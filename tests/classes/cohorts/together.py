"""Short ways to hold a class: a plan, a class of so many seats, a meeting, marks."""

import datetime as dt
from collections.abc import Sequence
from typing import Any

from accounts.models import User
from classes.cohorts.attending import Mark
from classes.cohorts.forming import form_class
from classes.cohorts.planning import ClassPlan
from classes.cohorts.scheduling import MeetingPlan
from classes.models import Attendance, Cohort, Meeting, Membership
from courses.models import CoursePage
from tests.courses.study import NOW
from workforce.models import Agency

TODAY = NOW.date()


def plan(course: CoursePage, agency: Agency, **fields: Any) -> ClassPlan:
    """A fortnight around today, in the house of the commune."""
    given: dict[str, Any] = {
        "course": course,
        "agency": agency,
        "code": "LOP-01",
        "title": "Lớp quản trị dữ liệu",
        "document": "Kế hoạch 334/KH-UBND",
        "place": "Nhà văn hóa xã",
        "online_link": "",
        "bring": "Máy tính xách tay",
        "capacity": 30,
        "first_on": TODAY,
        "last_on": TODAY + dt.timedelta(days=14),
    }
    return ClassPlan(**(given | fields))


def morning(on: dt.date = TODAY, **fields: Any) -> MeetingPlan:
    given: dict[str, Any] = {"begins": dt.time(8), "ends": dt.time(11), "periods": 4, "room": "P.1"}
    return MeetingPlan(on=on, **(given | fields))


def hold(
    course: CoursePage,
    agency: Agency,
    *people: User,
    leader: User,
    by: User,
    meetings: Sequence[MeetingPlan] | None = None,
    **fields: Any,
) -> Cohort:
    """A class with one meeting of today, and `people` in it."""
    cohort, _added = form_class(
        plan=plan(course, agency, **fields),
        facilitators=[leader],
        meetings=[morning()] if meetings is None else meetings,
        people=people,
        by=by,
        at=NOW,
    )
    return cohort


def meeting_of(cohort: Cohort) -> Meeting:
    return cohort.meetings.in_order()[0]


def member(person: User, cohort: Cohort) -> Membership:
    return Membership.objects.filter(person=person, cohort=cohort).latest("pk")


def marks(state: str, *members: Membership, seen: int = 0) -> dict[int, Mark]:
    return {one.pk: Mark(state, seen) for one in members}


def standing(cohort: Cohort) -> dict[str, str]:
    """Who stands how: “seat”, “waits”, or how it ended."""
    rows = Membership.objects.filter(cohort=cohort).select_related("person").order_by("pk")
    return {one.person.username: one.ending or ("seat" if one.seated_at else "waits") for one in rows}


def noted(meeting: Meeting) -> list[tuple[str, int, str]]:
    """Every fact that was written, in order: who, which number, what."""
    rows = Attendance.objects.filter(meeting=meeting).order_by("membership", "number")
    return list(rows.values_list("membership__person__username", "number", "state"))
