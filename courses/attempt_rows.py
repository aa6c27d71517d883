"""The rows of an attempt, read, locked and written by prepared statements: a whole class starts in the same minute.

Locks are taken attempt before enrolment before answers, everywhere. What is decided from these rows is decided in
courses.attempting.
"""

import datetime as dt
import functools
from collections.abc import Sequence
from dataclasses import dataclass

from django.contrib.sessions.models import Session

from accounts.models import User
from accounts.sessions import IS_LIVE
from courses.models import Accommodation, Attempt, AttemptItem, Enrolment, QuizPage, StepProgress
from kit.statements import Columns, gathered, lock_rows, numbers_in, rows_of, run, stored

_ATTEMPT, _ITEM, _ENROLMENT = Attempt._meta.db_table, AttemptItem._meta.db_table, Enrolment._meta.db_table
_ATTEMPTS = Columns(attempt=Attempt)
_ITEMS = Columns(item=AttemptItem)
_WHOLE = Columns(attempt=Attempt, enrolment=Enrolment, person=User)


@dataclass(frozen=True)
class Known:
    """What a start goes by: the learner's attempts at the test, the steps done, more time in percent."""

    attempts: list[Attempt]
    done: frozenset[int]
    extra_percent: int


@functools.cache
def _lock_enrolment() -> str:
    return f"SELECT id FROM {_ENROLMENT} enrolment WHERE id = %s {lock_rows('enrolment')}"  # noqa: S608


@functools.cache
def _read() -> str:
    """The same facts as attempts_of, outline_of and extra_percent_of ask for."""
    return f"""
        SELECT {_ATTEMPTS},
            (SELECT {gathered("done.step_id")} FROM {StepProgress._meta.db_table} done
             WHERE done.enrolment_id = enrolment.id),
            (SELECT MAX(more.extra_percent) FROM {Accommodation._meta.db_table} more
             WHERE more.person_id = enrolment.person_id AND more.valid_from <= %s
                AND (more.valid_to IS NULL OR more.valid_to > %s))
        FROM {_ENROLMENT} enrolment
        LEFT JOIN {_ATTEMPT} attempt ON attempt.enrolment_id = enrolment.id AND attempt.quiz_id = %s
        WHERE enrolment.id = %s ORDER BY attempt.number
    """  # noqa: S608 - names of our own tables


def lock_and_read(enrolment: Enrolment, quiz: QuizPage, *, on: dt.date) -> Known:
    """Lock the enrolment, then read. In two statements: one alone would read what was there before it waited."""
    rows_of(_lock_enrolment(), [enrolment.pk])
    day = stored(Accommodation, "valid_from", on)
    rows = rows_of(_read(), [day, day, quiz.pk, enrolment.pk])
    attempts = [_ATTEMPTS.objects(row)[0] for row in rows if row[0] is not None]
    for attempt in attempts:
        attempt.enrolment = enrolment
    done, extra_percent = rows[0][-2:]
    return Known(attempts, numbers_in(done), extra_percent or 0)


_FIND = f"""
    SELECT {_WHOLE}, {IS_LIVE} FROM {_ENROLMENT} enrolment
    JOIN {_ATTEMPT} attempt ON attempt.enrolment_id = enrolment.id
    JOIN {User._meta.db_table} person ON person.id = enrolment.person_id
    WHERE enrolment.person_id = %s AND enrolment.withdrawn_at IS NULL AND attempt.quiz_id = %s AND attempt.number = %s
"""  # noqa: S608 - names of our own tables


@dataclass(frozen=True)
class Found:
    """An attempt with enrolment and person, and whether the visitor's session is still there (accounts.sessions)."""

    attempt: Attempt
    person: User
    session_lives: bool


def find_attempt(person_id: int, quiz_id: int, number: int, *, session_key: str, at: dt.datetime) -> Found | None:
    """As courses.attempting.attempts_of, and all that tells whether the session is good, in one statement."""
    moment = stored(Session, "expire_date", at)
    rows = rows_of(_FIND, [session_key, moment, person_id, quiz_id, number])
    if not rows:
        return None
    attempt, enrolment, person = _WHOLE.objects(rows[0])
    attempt.enrolment, enrolment.person = enrolment, person
    return Found(attempt, person, bool(rows[0][-1]))


_ASKED = Columns(item=(AttemptItem, ("id", "position", "shown", "chosen", "sequence")))
_ASK = f"SELECT {_ASKED} FROM {_ITEM} item WHERE attempt_id = %s ORDER BY position"  # noqa: S608


def items_to_show(attempt: Attempt) -> list[AttemptItem]:
    """The questions in order with what a page shows of them (courses.asking)."""
    return [_ASKED.objects(row)[0] for row in rows_of(_ASK, [attempt.pk])]


@functools.cache
def _lock_attempt() -> str:
    return f"""
        SELECT {_WHOLE} FROM {_ATTEMPT} attempt
        JOIN {_ENROLMENT} enrolment ON enrolment.id = attempt.enrolment_id
        JOIN {User._meta.db_table} person ON person.id = enrolment.person_id
        WHERE attempt.id = %s {lock_rows("attempt", "enrolment")}
    """  # noqa: S608 - names of our own tables


def lock_attempt(pk: int) -> Attempt:
    """The attempt as it stands when its row and its enrolment's are locked, with enrolment and person."""
    (row,) = rows_of(_lock_attempt(), [pk])
    attempt, enrolment, person = _WHOLE.objects(row)
    attempt.enrolment, enrolment.person = enrolment, person
    return attempt


@functools.cache
def _lock_items() -> str:
    return f"SELECT {_ITEMS} FROM {_ITEM} item WHERE attempt_id = %s ORDER BY position {lock_rows('item')}"  # noqa: S608


def lock_items(attempt: Attempt) -> list[AttemptItem]:
    """The answers in order: one that is being saved is in before they are read, or finds itself graded (saving)."""
    return [_ITEMS.objects(row)[0] for row in rows_of(_lock_items(), [attempt.pk])]


def write_marks(attempt: Attempt, right: Sequence[int]) -> None:
    """Every answer of the attempt is right or wrong, in one statement. There is no position 0."""
    places = ", ".join(["%s"] * attempt.total)
    run(
        f"UPDATE {_ITEM} SET is_correct = (position IN ({places})) WHERE attempt_id = %s",  # noqa: S608
        [*right, *[0] * (attempt.total - len(right)), attempt.pk],
    )


_GRADED = ("state", "submitted_at", "correct", "passed")
_WRITE_GRADE = f"UPDATE {_ATTEMPT} SET {', '.join(f'{name} = %s' for name in _GRADED)} WHERE id = %s"  # noqa: S608


def write_grade(attempt: Attempt) -> None:
    run(_WRITE_GRADE, [*(stored(Attempt, name, getattr(attempt, name)) for name in _GRADED), attempt.pk])
