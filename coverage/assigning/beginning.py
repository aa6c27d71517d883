"""From a figure to an act: who is still missing is bound to learn, or reminded where that is so already."""

import datetime as dt
from dataclasses import dataclass

from django.db.models import Q
from django.urls import reverse
from django.utils.http import urlencode

from accounts.models import User
from courses.models import CoursePage
from coverage.asking import Question
from coverage.assigning import wording
from coverage.assigning.scope import assignments_of, may_assign
from coverage.assigning.standing import versions_running
from coverage.kept import Statement, all_of, places_of, rows_of
from coverage.models import AssignmentVersion, Target
from coverage.scope import allow
from workforce.models import Agency, Verb


@dataclass(frozen=True)
class Bound:
    """An assignment that serves a target already, and the way to it."""

    what: str
    by_when: str
    url: str


@dataclass(frozen=True)
class WaysToAct:
    """What an officer may do about the people who are missing from a target; without rights nothing."""

    assign_url: str = ""
    class_url: str = ""
    bound: tuple[Bound, ...] = ()


def ways_to_act(target: Target, asked: Question, user: User, *, words: str = "") -> WaysToAct:
    """For the agency asked about: the form of a new assignment, what binds its people to this target's courses, and
    the way to a class of those still missing, only those called by `words`."""
    if asked.agency is None or not (allow(asked.grants, Verb.ASSIGN, asked.agency) or may_assign(user, asked.agency)):
        return WaysToAct()
    query = urlencode({"chi-tieu": target.code, "don-vi": asked.agency.code})
    here = urlencode({"don-vi": asked.agency.code})
    return WaysToAct(
        assign_url=f"{reverse('coverage:new_assignment')}?{query}",
        class_url=class_address(target, asked.agency, words) if target.courses.all() else "",
        bound=tuple(
            Bound(
                wording.what(version),
                wording.by_when(version),
                f"{reverse('coverage:assignment', args=[version.assignment_id])}?{here}",
            )
            for version in _running(target, asked, asked.agency, user)
        ),
    )


def _running(target: Target, asked: Question, agency: Agency, user: User) -> list[AssignmentVersion]:
    """What binds people of `agency` to the courses of `target`, as far as it is shown. One query."""

    def compose() -> Statement:
        serves = Q(assignment__target=target) | Q(course__in=target.courses.all())
        seen = assignments_of(user, asked.grants).filter(agency__path__in=agency.line)
        running = versions_running(asked.day).filter(serves, assignment__in=seen)
        return running.values_list(*_SHOWN).query.sql_with_params()

    # Without grants the statement is this person's alone.
    grants = tuple(places_of(grant.agency) for grant in asked.grants) or user.pk
    key = ("bound", all_of(target), user.is_superuser, grants, agency.path, asked.day)
    return [
        AssignmentVersion(
            assignment_id=number,
            course=CoursePage(title=title),
            asks=asks,
            due_on=dt.date.fromisoformat(due_on) if isinstance(due_on, str) else due_on,  # SQLite tells days as text
            due_days=due_days,
            repeat_months=repeat_months,
        )
        for number, title, asks, due_on, due_days, repeat_months in rows_of(key, compose)
    ]


_SHOWN = ("assignment", "course__title", "asks", "due_on", "due_days", "repeat_months")


def class_address(target: Target, agency: Agency, words: str = "") -> str:
    """Where those still missing in `agency` are put into a class."""
    query = {"don-vi": agency.code} | ({"tim": words} if words else {})
    return f"{reverse('coverage:form_class', args=[target.code])}?{urlencode(query)}"
