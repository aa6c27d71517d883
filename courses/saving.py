"""Keeping one answer the moment it is given. The most frequent request of all: one statement, which is its commit."""

import datetime as dt
import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.db import connection, transaction
from django.utils.translation import gettext as _

from accounts.models import User
from accounts.sessions import IS_LIVE
from courses.grading import is_within_bounds
from courses.models import Attempt, AttemptItem, Enrolment
from kit.statements import run

LARGEST = 32767  # of a position or a number of an attempt, as the database keeps them


class AttemptClosed(Exception):
    """The attempt takes no more answers; the message says so."""


class BadAnswer(Exception):
    """The answer cannot be kept: no such question, or far too long; the message says so."""


class NoSuchAttempt(Exception):
    """The person has no such attempt."""


class SignedOut(Exception):
    """The session does not sign this person in any more."""


def sequence_at(at: dt.datetime) -> int:
    """The sequence number of an answer given at `at`: milliseconds of the server's clock."""
    return int(at.timestamp() * 1000)


_ITEM = AttemptItem._meta.db_table
# PostgreSQL: whoever hands in locks the answers for update, so that one comes wholly before the grading, or finds
# itself graded (is_correct is looked at again once the lock is free). SQLite has one writer at a time.
_KEEP_AT_ONCE = f"""
    UPDATE {_ITEM} SET chosen = %s, answered_at = %s, sequence = %s
    FROM {Attempt._meta.db_table} attempt
    JOIN {Enrolment._meta.db_table} enrolment ON enrolment.id = attempt.enrolment_id
    JOIN {User._meta.db_table} person ON person.id = enrolment.person_id
    WHERE {_ITEM}.attempt_id = attempt.id AND {_ITEM}.position = %s AND {_ITEM}.sequence <= %s
        AND {_ITEM}.is_correct IS NULL
        AND attempt.quiz_id = %s AND attempt.number = %s AND attempt.state = 'open'
        AND (attempt.due_at IS NULL OR attempt.due_at >= %s)
        AND enrolment.person_id = %s AND enrolment.withdrawn_at IS NULL
        AND person.is_active AND person.password = %s AND {IS_LIVE}
"""  # noqa: S608 - names of our own tables
# The same with reasons.
_FIND = f"""
    SELECT item.id, attempt.state = 'open' AND (attempt.due_at IS NULL OR attempt.due_at >= %s),
        person.password, person.is_active
    FROM {Attempt._meta.db_table} attempt
    JOIN {Enrolment._meta.db_table} enrolment ON enrolment.id = attempt.enrolment_id
    JOIN {User._meta.db_table} person ON person.id = enrolment.person_id
    LEFT JOIN {_ITEM} item ON item.attempt_id = attempt.id AND item.position = %s
    WHERE enrolment.person_id = %s AND enrolment.withdrawn_at IS NULL AND attempt.quiz_id = %s AND attempt.number = %s
"""  # noqa: S608 - names of our own tables
_KEEP = f"""
    UPDATE {_ITEM} SET chosen = %s, answered_at = %s, sequence = %s
    WHERE id = %s AND sequence <= %s
"""  # noqa: S608


def save_answer(
    *,
    person_id: int,
    quiz_id: int,
    number: int,
    position: int,
    chosen: Sequence[str],
    sequence: int | None = None,
    at: dt.datetime,
    session_key: str = "",
    password: str | None = None,
    is_still_good: Callable[[str, bool], bool] | None = None,
) -> None:
    """Keep one answer. When this returns, it or a newer one is on disk. Harmless twice, in any order.

    `sequence` says when it was given, by the server's clock as the browser knows it (`sequence_at`): an older
    answer that arrives late never replaces a newer one. What it names is not looked at until it is graded.
    `password`, where the caller knows it, is what the person's stored one must be, in a session that is still there:
    then one statement does it all (accounts.sessions.known_holder). Otherwise, and to say why nothing was kept,
    `is_still_good` (password, is_active) is asked before anything is written. Raises NoSuchAttempt, SignedOut,
    AttemptClosed, BadAnswer.
    """
    if not is_within_bounds(chosen):
        raise BadAnswer(_("This answer is too long. Please shorten it."))
    if not (0 < position <= LARGEST and number <= LARGEST):
        raise NoSuchAttempt
    newest = sequence_at(at)
    given = newest if sequence is None else min(sequence, newest)
    earliest_end = at - dt.timedelta(seconds=settings.QUIZ_GRACE_SECONDS)
    adapt = connection.ops.adapt_datetimefield_value
    answer = _Answer(
        person_id, quiz_id, number, position, given, json.dumps(list(chosen)), adapt(at), adapt(earliest_end)
    )
    if password is None or not _keep_at_once(answer, password, session_key):
        _keep_or_say_why(answer, is_still_good)


@dataclass(frozen=True)
class _Answer:
    """An answer and whose it is; what was chosen and the moments as the database takes them."""

    person_id: int
    quiz_id: int
    number: int
    position: int
    sequence: int
    chosen: str
    at: Any
    earliest_end: Any


def _keep_at_once(answer: _Answer, password: str, session_key: str) -> bool:
    what = [answer.chosen, answer.at, answer.sequence]
    where = [answer.position, answer.sequence, answer.quiz_id, answer.number, answer.earliest_end]
    return bool(run(_KEEP_AT_ONCE, [*what, *where, answer.person_id, password, session_key, answer.at]))


@transaction.atomic
def _keep_or_say_why(answer: _Answer, is_still_good: Callable[[str, bool], bool] | None) -> None:
    lock = "FOR SHARE OF attempt" if connection.features.has_select_for_update else ""
    with connection.cursor() as cursor:
        whose = [answer.earliest_end, answer.position, answer.person_id, answer.quiz_id, answer.number]
        cursor.execute(f"{_FIND} {lock}", whose)
        found = cursor.fetchone()
        if found is None:
            raise NoSuchAttempt
        item, is_open, password, is_active = found
        if is_still_good is not None and not is_still_good(password, bool(is_active)):
            raise SignedOut
        if not is_open:
            raise AttemptClosed(_("The time for this test is over. Answers given before the end were kept."))
        if item is None:
            raise BadAnswer(_("This question is not part of your test. Reload the page and answer again."))
        cursor.execute(_KEEP, [answer.chosen, answer.at, answer.sequence, item, answer.sequence])
