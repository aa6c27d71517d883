"""Two hands at the same moment: the last seat is given once, one person is in one class, a mark is written once."""

import datetime as dt

import pytest

from accounts.models import User
from classes.cohorts.attending import take_attendance
from classes.cohorts.closing import close_class
from classes.cohorts.correcting import correct_attendance
from classes.cohorts.entering import enter_class
from classes.cohorts.joining import CannotJoin, add_people
from classes.cohorts.registering import register_by_name
from classes.models import Cohort, Correction
from classes.planning import Plan, plan_session
from courses.models import CoursePage, Enrolment, QuizPage
from tests.classes.cohorts.together import hold, marks, meeting_of, member, noted, standing
from tests.courses.study import NOW, at_once
from workforce.models import Agency

pytestmark = pytest.mark.django_db(transaction=True)


def test_two_officers_fill_the_last_seat_and_two_hands_mark(
    course: CoursePage, commune: Agency, sen: User, officer: User, learner: User, minh: User, phuong: User
) -> None:
    cohort = hold(course, commune, sen, leader=phuong, by=sen, capacity=2)
    people, officers = [learner, minh], [sen, officer]
    outcomes = at_once(2, lambda n: add_people(cohort=cohort, people=[people[n]], by=officers[n], at=NOW))
    assert sorted((len(one.seated), len(one.waiting)) for one in outcomes) == [(0, 1), (1, 0)]
    assert sorted(standing(cohort).values()) == ["seat", "seat", "waits"]
    assert Enrolment.objects.count() == 2

    # Both mark Sen: the same is written once, something different is not overwritten unseen.
    meeting, seen = meeting_of(cohort), member(sen, cohort)
    same = at_once(3, lambda _: take_attendance(meeting=meeting, marks=marks("late", seen), by=phuong, at=NOW))
    assert sorted((one.written, one.overtaken) for one in same) == [(0, []), (0, []), (1, [])]
    seated = next(one for one in cohort.memberships.on_the_roll() if one.person_id != sen.pk)
    states = ["present", "absent"]
    other = at_once(2, lambda n: take_attendance(meeting=meeting, marks=marks(states[n], seated), by=phuong, at=NOW))
    assert sorted((one.written, len(one.overtaken)) for one in other) == [(0, 1), (1, 0)]
    assert len(noted(meeting)) == 2

    # Two classes want the same person: the database lets one have her.
    rest = next(one for one in cohort.memberships.waiting().select_related("person"))
    rest.delete()
    classes = [hold(course, commune, leader=phuong, by=sen, code=f"LOP-{n}") for n in (2, 3)]
    won = at_once(2, lambda n: add_people(cohort=classes[n], people=[rest.person], by=sen, at=NOW))
    assert sorted(type(one).__name__ for one in won) == ["Added", "CannotJoin"]
    assert [isinstance(one, CannotJoin) for one in won].count(True) == 1
    assert Cohort.objects.filter(memberships__person=rest.person).count() == 1


def test_two_correct_a_closed_class_and_a_village_registers_at_once(
    cohort: Cohort, course: CoursePage, commune: Agency, sen: User, officer: User, learner: User, phuong: User
) -> None:
    meeting, lan = meeting_of(cohort), member(learner, cohort)
    close_class(cohort=cohort, note="", by=sen, at=NOW)
    states, people = ["present", "absent", "late"], [sen, officer, phuong]
    done = at_once(
        3,
        lambda n: correct_attendance(
            meeting=meeting, marks=marks(states[n], lan), reason="Theo sổ giấy", by=people[n], at=NOW
        ),
    )
    assert sorted(len(one.overtaken) for one in done) == [0, 1, 1]
    assert (len(noted(meeting)), Correction.objects.count()) == (1, 1)

    course.audience = CoursePage.Audience.CITIZEN
    course.save_revision().publish()
    village = hold(course, commune, leader=phuong, by=sen, code="XOM", capacity=2, for_everyone=True)
    came = ["Lý Thị Sao", "Lý Thị Sao", "Hoàng Văn Páo", "Triệu Mùi Nhàn"]
    seats = at_once(4, lambda n: register_by_name(cohort=village, full_name=came[n], hint="", at=NOW))
    assert len({one.pk for one in seats}) == 3
    assert sorted(standing(village).values()) == ["seat", "seat", "waits"]


def test_a_class_is_put_on_the_roll_once(
    commune: Agency, sen: User, officer: User, learner: User, minh: User, phuong: User, course: CoursePage
) -> None:
    quiz = course.add_child(instance=QuizPage(title="Thi", slug="thi", supervised=True))
    when = NOW + dt.timedelta(hours=1)
    plan = Plan(
        quiz=quiz, title="Thi", agency=commune, place="…", room="1", opens_at=NOW, closes_at=when, seats=9
    )  # fmt: skip
    session = plan_session(plan=plan, invigilators=[phuong], by=sen, at=NOW)
    cohort = hold(course, commune, learner, minh, leader=phuong, by=sen, exam=session, meetings=[])
    done = at_once(2, lambda n: enter_class(cohort=cohort, session=session, by=[sen, officer][n], at=NOW))
    assert sorted(type(one).__name__ for one in done) == ["Entered", "NobodyMaySit"]
    assert sorted(session.entries.values_list("seat", flat=True)) == [1, 2]
