"""A room full of people at the same moment: nobody sits twice, nothing is lost, the chain has no gap."""

from typing import Any

import pytest
from django.db import connection
from wagtail.models import ModelLogEntry

from accounts.models import User
from classes.beginning import CannotBegin
from classes.checking_in import check_in
from classes.closing import close_session
from classes.models import ExamSession, Incident, RollEntry
from classes.moving import open_session
from classes.seating import enter_people
from courses.attempting import submit_attempt
from courses.models import Admission, Attempt, AttemptSeal, CoursePage, SealChain
from courses.saving import AttemptClosed
from courses.verifying import faults_of_chain
from tests.classes.exams import NOW, after, begin, many, running
from tests.courses.study import at_once, keep, right_answers

pytestmark = pytest.mark.django_db(transaction=True)

# SQLite has one writer at a time, and a busy machine makes forty wait longer than its twenty seconds.
ROOM = 40 if connection.vendor == "postgresql" else 12


def sort_out(outcomes: list[Any], *allowed: type) -> None:
    assert [o for o in outcomes if isinstance(o, Exception) and not isinstance(o, allowed)] == []


def test_forty_begin_and_hand_in_in_the_same_second(exam_course: CoursePage, session: ExamSession, lan: User) -> None:
    exam_course.order = CoursePage.Order.FREE
    exam_course.save_revision().publish()
    people = many(ROOM, lan)
    entries = enter_people(session=session, people=people, by=session.created_by, at=NOW, mail=False)
    open_session(session=session, by=session.created_by, at=NOW)
    for entry in entries:
        check_in(entry=entry, identity="card", by=session.created_by, at=NOW)
    ExamSession.objects.filter(pk=session.pk).update(state="running", started_at=NOW)

    outcomes = at_once(ROOM, lambda number: begin(entries[number]))
    sort_out(outcomes)
    assert {attempt.admission_id for attempt in outcomes} == set(Admission.objects.values_list("pk", flat=True))
    assert (Attempt.objects.count(), Admission.objects.count()) == (ROOM, ROOM)

    sort_out(at_once(ROOM, lambda n: submit_attempt(attempt=outcomes[n], answers={}, at=after(minutes=9))))
    assert list(AttemptSeal.objects.order_by("sequence").values_list("sequence", flat=True)) == list(range(1, ROOM + 1))
    assert SealChain.objects.get().length == ROOM
    assert list(faults_of_chain()) == []


def test_one_person_on_many_devices_has_one_attempt(session: ExamSession, lan: User) -> None:
    (entry,) = running(session, lan)
    outcomes = at_once(8, lambda _: begin(entry))
    sort_out(outcomes)
    assert {attempt.pk for attempt in outcomes} == {Attempt.objects.get().pk}


def test_two_invigilators_check_in_and_close_once(session: ExamSession, lan: User, hanh: User) -> None:
    by = session.created_by
    entry, _other = enter_people(session=session, people=[lan, hanh], by=by, at=NOW)
    open_session(session=session, by=by, at=NOW)
    sort_out(at_once(6, lambda _: check_in(entry=entry, identity="card", by=by, at=NOW)))
    assert ModelLogEntry.objects.filter(action="classes.check_in").count() == 1
    sort_out(at_once(4, lambda _: close_session(session=session, by=by, at=after(minutes=1))))
    assert ModelLogEntry.objects.filter(action="classes.move_session").count() == 2
    assert set(RollEntry.objects.values_list("person__username", "state")) == {("lan", "present"), ("hanh", "absent")}
    assert Incident.objects.count() == 0


def test_closing_while_people_begin_and_answer_leaves_nothing_open(session: ExamSession, lan: User, hanh: User) -> None:
    entry, late = running(session, lan, hanh)
    attempt = begin(entry)
    answers = right_answers(attempt)

    def work(number: int) -> Any:
        if number == 0:
            return close_session(session=session, by=session.created_by, at=after(minutes=2))
        if number == 1:
            return begin(late, at=after(minutes=2))
        return keep(attempt, number - 1, answers[number - 1], at=after(minutes=1))

    outcomes = at_once(6, work)
    sort_out(outcomes, CannotBegin, AttemptClosed)
    attempt.refresh_from_db()
    assert attempt.correct == sum(outcome is None for outcome in outcomes[2:])
    assert not Attempt.objects.filter(state="open").exists()
    assert list(faults_of_chain()) == []
