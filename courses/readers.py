"""Who reads a lesson and how far they are, in one statement: the page that is asked for most."""

import datetime as dt
import functools
from collections.abc import Callable
from dataclasses import dataclass

from django.contrib.sessions.models import Session

from accounts.models import User
from accounts.sessions import IS_LIVE
from courses.models import CoursePage, Enrolment, Place, StepPage, StepProgress
from courses.placing import NOWHERE, Where, in_milliseconds
from kit.statements import Columns, gathered, numbers_in, rows_of, stored

_COLUMNS = Columns(person=User, enrolment=Enrolment)
_PLACE = Columns(place=(Place, ("block", "films", "moved_at")))


@dataclass(frozen=True)
class Reader:
    """A learner in front of a step of a course."""

    person: User
    enrolment: Enrolment
    done: frozenset[int]
    place: Where


@functools.cache
def _statement() -> str:
    """The same facts as enrolment_of, outline_of and place_of ask for; a test compares them."""
    return f"""
        SELECT {_COLUMNS}, {_PLACE}, {IS_LIVE},
            (SELECT {gathered("done.step_id")} FROM {StepProgress._meta.db_table} done
             WHERE done.enrolment_id = enrolment.id)
        FROM {Enrolment._meta.db_table} enrolment
        JOIN {User._meta.db_table} person ON person.id = enrolment.person_id
        LEFT JOIN {Place._meta.db_table} place ON place.enrolment_id = enrolment.id AND place.step_id = %s
        WHERE enrolment.person_id = %s AND enrolment.course_id = %s AND enrolment.withdrawn_at IS NULL
    """  # noqa: S608 - names of our own tables


def reader_of(
    person_id: int,
    course: CoursePage,
    step: StepPage,
    *,
    session_key: str,
    at: dt.datetime,
    may_go_on: Callable[[User, bool], bool],
) -> Reader | None:
    """The person as a learner of `course` at `step`; None when not enrolled, or when the session is good no more.

    One statement; nobody is told of the person before `may_go_on` (accounts.sessions) has agreed, which is asked
    with the person and whether the session with this key is still there.
    """
    moment = stored(Session, "expire_date", at)
    rows = rows_of(_statement(), [session_key, moment, step.pk, person_id, course.pk])
    if not rows:
        return None
    person, enrolment = _COLUMNS.objects(rows[0])
    *there, session_lives, done = rows[0][len(_COLUMNS) :]
    if not may_go_on(person, bool(session_lives)):
        return None
    block, films, moved_at = _PLACE.values(there)
    place = NOWHERE if block is None else Where(block, films, in_milliseconds(moved_at))
    return Reader(person, enrolment, numbers_in(done), place)
