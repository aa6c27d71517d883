"""An exam is sat inside its session only: by those who are there, in its time, once, with the code of the wall."""

import pytest

from accounts.models import User
from classes.beginning import CannotBegin, WrongCode, begin_exam
from classes.checking_in import check_in, undo_check_in
from classes.closing import close_session
from classes.invigilating import end_for_all, end_for_one, exclude, give_time, give_time_to_all
from classes.models import ExamSession, Incident, RollEntry
from classes.moving import NotNow, open_session, start_session
from classes.planning import call_off
from classes.seating import enter_people, strike_off
from courses.attempting import CannotStart, start_attempt, submit_attempt
from courses.models import Admission, Attempt, CoursePage
from tests.classes.exams import NOW, after, begin, code_of, fresh, running, seat, write_all
from tests.courses.study import quiz_of, ready


def test_somebody_who_is_there_sits_the_exam_with_the_code(session: ExamSession, lan: User) -> None:
    (entry,) = running(session, lan)
    attempt = begin(entry, at=after(minutes=3))
    assert (attempt.from_address, attempt.due_at) == ("192.0.2.7", after(minutes=33))
    admission = Admission.objects.get()
    assert attempt.admission == admission == fresh(entry).admission
    assert (admission.admitted_by, admission.opens_at, admission.closes_at) == (
        session.created_by,
        session.opens_at,
        session.closes_at,
    )
    assert admission.place == f"Ca thi {session.pk}, Trung tâm Chính trị, phòng P.201, chỗ 1"
    assert begin(entry, at=after(minutes=4)) == attempt


def test_the_test_itself_stays_shut_without_the_code(session: ExamSession, lan: User) -> None:
    """On another device, at home, with the right password: there is no admission to use."""
    (entry,) = running(session, lan)
    enrolment = ready(lan, session.course)
    with pytest.raises(CannotStart):
        start_attempt(enrolment=enrolment, quiz=session.quiz, at=NOW)
    with pytest.raises(WrongCode):
        begin_exam(entry=entry, code="000000", from_address=None, at=NOW)
    assert (Attempt.objects.count(), Admission.objects.count()) == (0, 0)


def test_the_code_of_the_window_before_is_still_taken_and_an_older_one_is_not(session: ExamSession, lan: User) -> None:
    (entry,) = running(session, lan)
    old = code_of(session, at=NOW)
    with pytest.raises(WrongCode):
        begin_exam(entry=entry, code=old, from_address=None, at=after(seconds=120))
    assert begin_exam(entry=entry, code=f"{old[:3]} {old[3:]}", from_address=None, at=after(seconds=119)).number == 1


def test_codes_cannot_be_guessed(session: ExamSession, lan: User) -> None:
    (entry,) = running(session, lan)
    wrong = "000000" if code_of(session) != "000000" else "111111"
    for _try in range(5):
        with pytest.raises(WrongCode):
            begin_exam(entry=entry, code=wrong, from_address=None, at=NOW)
    with pytest.raises(CannotBegin, match="Chờ vài phút"):
        begin(entry)
    with pytest.raises(CannotBegin, match="Chờ vài phút"):
        begin(entry, at=after(seconds=299))
    assert begin(entry, at=after(seconds=300)).number == 1


def test_nobody_begins_before_the_start_or_after_the_end(session: ExamSession, lan: User, hanh: User) -> None:
    entry, late = seat(session, lan, hanh)
    with pytest.raises(CannotBegin):
        begin(entry)
    start_session(session=session, by=session.created_by, at=NOW)
    with pytest.raises(CannotBegin):
        begin(late, at=session.closes_at)
    assert begin(entry, at=after(minutes=119)).number == 1
    close_session(session=session, by=session.created_by, at=after(minutes=120))
    with pytest.raises(CannotBegin):
        begin(late, at=after(minutes=119))


def test_only_somebody_checked_in_begins(session: ExamSession, lan: User, hanh: User) -> None:
    entry, other = running(session, lan, hanh)
    undo_check_in(entry=entry, by=session.created_by, at=NOW)
    with pytest.raises(CannotBegin):
        begin(entry)
    exclude(entry=other, reason="Trao đổi bài", by=session.created_by, at=NOW)
    with pytest.raises(CannotBegin):
        begin(other)
    assert Attempt.objects.count() == 0


def test_there_is_no_second_attempt_in_a_session(session: ExamSession, lan: User) -> None:
    (entry,) = running(session, lan)
    attempt = begin(entry)
    submit_attempt(attempt=attempt, answers={}, at=after(minutes=5))
    with pytest.raises(CannotBegin):
        begin(entry, at=after(minutes=6))
    with pytest.raises(CannotStart):
        start_attempt(enrolment=attempt.enrolment, quiz=session.quiz, at=after(minutes=6))


def test_time_given_before_and_during_moves_the_end(session: ExamSession, lan: User, hanh: User) -> None:
    by = session.created_by
    entry, other = running(session, lan, hanh)
    give_time(entry=entry, minutes=10, reason="Khuyết tật tay", by=by, at=NOW)
    attempt, waiting = begin(entry), begin(other)
    assert (attempt.due_at, waiting.due_at) == (after(minutes=40), after(minutes=30))
    give_time(entry=entry, minutes=5, reason="Máy treo", by=by, at=after(minutes=1))
    give_time_to_all(session=session, minutes=15, reason="Mất điện", by=by, at=after(minutes=2))
    assert list(Attempt.objects.order_by("due_at").values_list("due_at", flat=True)) == [
        after(minutes=45),
        after(minutes=60),
    ]
    assert (fresh(entry).extra_minutes, fresh(other).extra_minutes) == (30, 15)
    session.refresh_from_db()
    assert session.closes_at == after(minutes=135)
    assert list(Incident.objects.order_by("pk").values_list("kind", "about")) == [
        ("extra_time", entry.pk),
        ("extra_time", entry.pk),
        ("extra_time", None),
    ]


def test_ending_grades_what_was_saved(session: ExamSession, lan: User, hanh: User) -> None:
    by = session.created_by
    entry, other = running(session, lan, hanh)
    attempt, waiting = begin(entry), begin(other)
    write_all(attempt, at=after(minutes=1))
    assert end_for_one(entry=entry, reason="Ốm", by=by, at=after(minutes=2)).has_handed_in
    assert end_for_all(session=session, reason="Cháy", by=by, at=after(minutes=3)) == 1
    assert end_for_all(session=session, reason="Cháy", by=by, at=after(minutes=3)) == 0
    attempt.refresh_from_db()
    waiting.refresh_from_db()
    assert (attempt.correct, attempt.passed, waiting.correct, waiting.passed) == (4, True, 0, False)
    assert list(Incident.objects.order_by("pk").values_list("kind", flat=True)) == ["ended", "ended"]


def test_somebody_excluded_keeps_her_work_and_does_not_pass(session: ExamSession, lan: User) -> None:
    (entry,) = running(session, lan)
    attempt = begin(entry)
    write_all(attempt, at=NOW)
    exclude(entry=entry, reason="Dùng tài liệu", by=session.created_by, at=after(minutes=2))
    exclude(entry=entry, reason="Hai lần", by=session.created_by, at=after(minutes=2))
    attempt.refresh_from_db()
    assert (attempt.state, attempt.correct, attempt.passed) == ("graded", 4, False)
    assert not attempt.enrolment.progress.filter(step=session.quiz).exists()
    assert Incident.objects.get().words == "Dùng tài liệu"


def test_closing_ends_the_open_and_marks_the_absent(session: ExamSession, lan: User, hanh: User, tan: User) -> None:
    entry, waiting = running(session, lan, hanh)
    attempt = begin(entry)
    for _twice in range(2):
        close_session(session=session, by=session.created_by, at=after(minutes=9))
    session.refresh_from_db()
    attempt.refresh_from_db()
    assert (session.state, session.closed_at, attempt.submitted_at) == ("closed", after(minutes=9), after(minutes=9))
    assert fresh(waiting).state == "present"
    with pytest.raises(NotNow):
        give_time(entry=waiting, minutes=5, reason="Muộn", by=session.created_by, at=after(minutes=10))


def test_a_session_goes_one_way(session: ExamSession, lan: User) -> None:
    by = session.created_by
    with pytest.raises(NotNow):
        start_session(session=session, by=by, at=NOW)
    open_session(session=session, by=by, at=after(minutes=-30))
    with pytest.raises(NotNow):
        start_session(session=session, by=by, at=after(seconds=-1))
    start_session(session=session, by=by, at=NOW)
    assert start_session(session=session, by=by, at=after(minutes=5)).started_at == NOW
    for refused in (call_off, open_session):
        with pytest.raises(NotNow):
            refused(session=session, by=by, at=NOW)


def test_a_session_called_off_takes_nobody(session: ExamSession, lan: User) -> None:
    by = session.created_by
    (entry,) = enter_people(session=session, people=[lan], by=by, at=NOW)
    call_off(session=session, by=by, at=NOW)
    for refused in (
        lambda: check_in(entry=entry, identity="card", by=by, at=NOW),
        lambda: open_session(session=session, by=by, at=NOW),
    ):
        with pytest.raises(NotNow):
            refused()


def test_checking_in_twice_keeps_the_first_note(session: ExamSession, lan: User) -> None:
    (entry,) = seat(session, lan)
    check_in(entry=entry, identity="known", by=session.created_by, at=after(minutes=5))
    row = fresh(entry)
    assert (row.checked_in_at, row.identity, row.state) == (NOW, "card", RollEntry.State.PRESENT)
    with pytest.raises(NotNow):
        strike_off(entry=entry, by=session.created_by, at=NOW)


def test_an_ordinary_test_needs_nobody(course: CoursePage, lan: User) -> None:
    assert start_attempt(enrolment=ready(lan, course), quiz=quiz_of(course), at=NOW).admission is None
