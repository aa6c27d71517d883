import datetime as dt

import pytest
from django.db import IntegrityError, transaction

from accounts.models import Notice, User
from classes.cohorts.attending import CannotMark, Marked, take_attendance
from classes.cohorts.closing import CannotClose, close_class, frozen
from classes.cohorts.joining import withdraw
from classes.cohorts.planning import CannotPlanClass, ClassIsOver, call_off_class
from classes.cohorts.rights import NotYours
from classes.cohorts.scheduling import CannotMeet, add_meetings, change_meeting
from classes.cohorts.writing import write_to_all
from classes.models import Attendance, Cohort, Letter
from courses.models import Completion, Enrolment
from coverage.hours.counting import items_of, trained_in
from tests.classes.cohorts.together import TODAY, marks, meeting_of, member, morning, noted
from tests.courses.study import NOW, after
from tests.coverage import facts
from workforce.models import Agency


def test_a_correction_is_a_new_fact_and_the_same_mark_is_none(cohort: Cohort, phuong: User, learner: User) -> None:
    meeting, lan = meeting_of(cohort), member(learner, cohort)
    for _twice in range(2):
        take_attendance(meeting=meeting, marks=marks("absent", lan), by=phuong, at=NOW)
    take_attendance(meeting=meeting, marks=marks("late", lan, seen=1), by=phuong, at=after(hours=1))
    assert noted(meeting) == [("lan", 1, "absent"), ("lan", 2, "late")]
    assert [fact.state for fact in Attendance.objects.in_force()] == ["late"]
    with pytest.raises(IntegrityError), transaction.atomic():
        Attendance.objects.update(state="present")
    with pytest.raises(IntegrityError), transaction.atomic():
        Attendance.objects.all()._raw_delete("default")


def test_nobody_overwrites_a_mark_without_having_seen_it(
    cohort: Cohort, phuong: User, sen: User, learner: User
) -> None:
    meeting, lan = meeting_of(cohort), member(learner, cohort)
    take_attendance(meeting=meeting, marks=marks("present", lan), by=phuong, at=NOW)
    assert take_attendance(meeting=meeting, marks=marks("absent", lan), by=sen, at=NOW) == Marked(0, [lan])
    assert noted(meeting) == [("lan", 1, "present")]


def test_attendance_is_for_those_who_run_the_class_from_its_day_on(
    cohort: Cohort, phuong: User, sen: User, learner: User, outsider: User
) -> None:
    meeting, lan = meeting_of(cohort), member(learner, cohort)
    for stranger in (learner, outsider):
        with pytest.raises(NotYours):
            take_attendance(meeting=meeting, marks=marks("present", lan), by=stranger, at=NOW)
    (later,) = add_meetings(cohort=cohort, plans=[morning(TODAY + dt.timedelta(days=1))], by=sen, at=NOW)
    with pytest.raises(CannotMark):
        take_attendance(meeting=later, marks=marks("present", lan), by=phuong, at=NOW)
    withdraw(membership=lan, reason="Nghỉ ốm", by=sen, at=NOW)
    with pytest.raises(CannotMark):
        take_attendance(meeting=meeting, marks=marks("present", lan), by=phuong, at=NOW)
    assert noted(meeting) == []


def test_once_taken_the_day_stays_and_the_class_is_not_called_off(cohort: Cohort, sen: User, learner: User) -> None:
    meeting = meeting_of(cohort)
    take_attendance(meeting=meeting, marks=marks("present", member(learner, cohort)), by=sen, at=NOW)
    with pytest.raises(CannotMeet):
        change_meeting(meeting=meeting, plan=morning(periods=8), by=sen, at=NOW)
    assert change_meeting(meeting=meeting, plan=morning(room="P.9"), by=sen, at=NOW).room == "P.9"
    with pytest.raises(CannotPlanClass):
        call_off_class(cohort=cohort, reason="…", by=sen, at=NOW)


def test_meetings_attended_are_training_hours_from_the_day_that_was_written(
    cohort: Cohort, commune: Agency, sen: User, learner: User
) -> None:
    meeting, lan = meeting_of(cohort), member(learner, cohort)

    def minutes(on: dt.date) -> dict[str, int]:
        jobs = trained_in(2026, agency=commune, day=on)
        return {job.person.username: job.minutes for job in jobs}  # type: ignore[attr-defined]

    both = marks("present", lan) | marks("excused", member(sen, cohort))
    take_attendance(meeting=meeting, marks=both, by=sen, at=NOW)
    assert minutes(TODAY) == {"lan": 180, "sen": 0}
    assert [(item.on, item.title, item.trained.minutes) for item in items_of(learner, 2026, day=TODAY)] == [
        (TODAY, "Lớp quản trị dữ liệu", 180)
    ]
    take_attendance(meeting=meeting, marks=marks("absent", lan, seen=1), by=sen, at=after(days=2))
    assert [minutes(TODAY)["lan"], minutes(TODAY + dt.timedelta(days=2))["lan"]] == [180, 0]
    assert items_of(learner, 2026, day=TODAY + dt.timedelta(days=2)) == []


def test_a_letter_goes_to_everybody_with_a_seat_and_stays(cohort: Cohort, phuong: User, learner: User) -> None:
    with pytest.raises(NotYours):
        write_to_all(cohort=cohort, subject="a", text="b", by=learner, at=NOW)
    letter = write_to_all(cohort=cohort, subject="Buổi tới", text="Mang theo bảng số liệu.", by=phuong, at=NOW)
    assert (letter.told, Notice.objects.filter(kind="classes.written").count()) == (2, 2)
    with pytest.raises(IntegrityError), transaction.atomic():
        Letter.objects.update(text="…")


def test_a_class_is_closed_with_its_figures_for_good(cohort: Cohort, sen: User, learner: User, phuong: User) -> None:
    meeting, lan = meeting_of(cohort), member(learner, cohort)
    take_attendance(meeting=meeting, marks=marks("late", lan) | marks("absent", member(sen, cohort)), by=sen, at=NOW)
    enrolment = Enrolment.objects.get(person=learner)
    Completion.objects.create(
        enrolment=enrolment,
        person=learner,
        course=cohort.course,
        started_on=TODAY,
        completed_at=NOW,
        completed_on=TODAY,
    )
    facts.certify(sen, cohort.course, on="2026-03-01")
    (later,) = add_meetings(cohort=cohort, plans=[morning(TODAY + dt.timedelta(days=3))], by=sen, at=NOW)
    with pytest.raises(CannotClose):
        close_class(cohort=cohort, note="", by=sen, at=NOW)
    with pytest.raises(NotYours):
        close_class(cohort=cohort, note="", by=phuong, at=after(days=4))
    for note in ("Đủ điều kiện", "Lần hai"):
        cohort = close_class(cohort=cohort, note=note, by=sen, at=after(days=4))
    figures = frozen(cohort)
    assert figures is not None
    assert (figures.members, figures.meetings, figures.periods) == (2, 2, 8)
    assert (figures.attended, figures.completed, figures.certified, cohort.ending_note) == (0, 2, 1, "Đủ điều kiện")
    with pytest.raises(ClassIsOver):
        take_attendance(meeting=later, marks=marks("present", lan), by=phuong, at=after(days=4))
