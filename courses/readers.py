"""Who reads a lesson and how far they are, in one statement: the page that is asked for most."""

import functools
import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from django.db import connection

from accounts.models import User
from courses.models import CoursePage, Enrolment, Place, StepPage, StepProgress
from courses.placing import NOWHERE, Where

_PERSON = [field.attname for field in User._meta.concrete_fields]
_ENROLMENT = [field.attname for field in Enrolment._meta.concrete_fields]
_FIELDS: list[Any] = [*User._meta.concrete_fields, *Enrolment._meta.concrete_fields]


@dataclass(frozen=True)
class Reader:
    """A learner in front of a step of a course."""

    person: User
    enrolment: Enrolment
    done: frozenset[int]
    place: Where


def _columns(table: str, names: Sequence[str]) -> str:
    return ", ".join(f'{table}."{name}"' for name in names)


@functools.cache
def _statement() -> str:
    """The same facts as enrolment_of, outline_of and place_of ask for; a test compares them."""
    gather = (
        "string_agg(done.step_id::text, ',')" if connection.vendor == "postgresql" else "group_concat(done.step_id)"
    )
    return f"""
        SELECT {_columns("person", _PERSON)}, {_columns("enrolment", _ENROLMENT)}, place.block, place.films,
            (SELECT {gather} FROM {StepProgress._meta.db_table} done WHERE done.enrolment_id = enrolment.id)
        FROM {Enrolment._meta.db_table} enrolment
        JOIN {User._meta.db_table} person ON person.id = enrolment.person_id
        LEFT JOIN {Place._meta.db_table} place ON place.enrolment_id = enrolment.id AND place.step_id = %s
        WHERE enrolment.person_id = %s AND enrolment.course_id = %s AND enrolment.withdrawn_at IS NULL
    """  # noqa: S608 - names of our own tables


@functools.cache
def _converters() -> list[tuple[int, list[Callable[..., Any]], Any]]:
    """What the database's values need to become Django's: nothing on PostgreSQL, moments and booleans on SQLite."""
    found = []
    for position, field in enumerate(_FIELDS):
        column = field.get_col(field.model._meta.db_table)
        if steps := [*connection.ops.get_db_converters(column), *field.get_db_converters(connection)]:
            found.append((position, steps, column))
    return found


def _converted(row: Sequence[Any]) -> list[Any]:
    values = list(row[: len(_FIELDS)])
    for position, steps, column in _converters():
        for step in steps:
            values[position] = step(values[position], column, connection)
    return values


def reader_of(
    person_id: int, course: CoursePage, step: StepPage, *, is_still_good: Callable[[User], bool]
) -> Reader | None:
    """The person as a learner of `course` at `step`; None when not enrolled, or when the session is good no more.

    One statement; no caller may use the person before `is_still_good` (accounts.sessions) has agreed.
    """
    with connection.cursor() as cursor:
        cursor.execute(_statement(), [step.pk, person_id, course.pk])
        row = cursor.fetchone()
    if row is None:
        return None
    values = _converted(row)
    person = User.from_db(connection.alias, _PERSON, values[: len(_PERSON)])
    if not is_still_good(person):
        return None
    enrolment = Enrolment.from_db(connection.alias, _ENROLMENT, values[len(_PERSON) :])
    block, films, done = row[-3:]
    place = Where(block, json.loads(films) if isinstance(films, str) else films) if block is not None else NOWHERE
    return Reader(person, enrolment, frozenset(map(int, done.split(",") if done else ())), place)
