"""The roll: all of a list or nobody, and a sentence for each line that is wrong."""

import datetime as dt

import pytest
from django.utils import timezone

from accounts.models import Notice, User
from classes.models import ExamSession, RollEntry
from classes.planning import CannotPlan, appoint_invigilators, change_plan, plan_session
from classes.seating import CannotEnter, enter_people, people_named, people_of, strike_off
from courses.models import CoursePage
from tests.classes.exams import NOW, make_session, plan
from tests.courses.study import quiz_of
from workforce.models import Agency


def test_a_list_is_read_by_user_name_address_or_full_name(lan: User, hanh: User, tan: User) -> None:
    User.objects.filter(pk=tan.pk).update(email="tan@example.com")
    assert people_named("lan\n\n  luong thi hanh \ntan@example.com") == [lan, hanh, tan]
    User.objects.create_user(username="lan2", full_name="Nông Thị Lan")
    with pytest.raises(CannotEnter) as refusal:
        people_named("Nông Thị Lan\nkhông.ai")
    assert refusal.value.problems == [
        "Dòng 1: có 2 người tên “Nông Thị Lan”; hãy ghi tên đăng nhập.",
        "Dòng 2: không có ai là “không.ai”.",
    ]


def test_people_of_an_agency_are_those_employed_there_that_day(lan: User, hanh: User) -> None:
    agency = Agency.objects.get(code="Đồng Đăng")
    assert people_of(agency, on=NOW.date()) == [lan]
    assert people_of(agency, on=dt.date(2024, 1, 1)) == []


def test_all_are_entered_and_told_or_nobody(session: ExamSession, lan: User, hanh: User, tan: User, thao: User) -> None:
    with pytest.raises(CannotEnter) as refusal:
        enter_people(session=session, people=[lan, tan, thao, lan], by=thao, at=NOW)
    assert refusal.value.problems == [
        "Hoàng Văn Tân (tan): không thuộc diện học khóa này.",
        "Lâm Thị Thảo (thao): là giám thị của ca thi này.",
        "Nông Thị Lan (lan): đã có trong danh sách.",
    ]
    assert (RollEntry.objects.count(), Notice.objects.count()) == (0, 0)
    entries = enter_people(session=session, people=[lan, hanh], by=thao, at=NOW)
    assert [(entry.person, entry.seat) for entry in entries] == [(lan, 1), (hanh, 2)]
    assert set(Notice.objects.values_list("person__username", "url")) == {
        ("lan", f"/ca-thi/{session.pk}/du-thi/"),
        ("hanh", f"/ca-thi/{session.pk}/du-thi/"),
    }


def test_seats_are_given_once_and_a_freed_one_again(exam_course: CoursePage, thao: User, lan: User, hanh: User) -> None:
    session = make_session(exam_course, thao, seats=1)
    with pytest.raises(CannotEnter, match="Còn 1 chỗ cho 2 người"):
        enter_people(session=session, people=[lan, hanh], by=thao, at=NOW)
    (entry,) = enter_people(session=session, people=[lan], by=thao, at=NOW)
    for _twice in range(2):
        strike_off(entry=entry, by=thao, at=NOW)
    (other,) = enter_people(session=session, people=[hanh], by=thao, at=NOW)
    assert (entry.seat, other.seat, RollEntry.objects.count()) == (1, 1, 2)


def test_nobody_sits_two_exams_at_once(exam_course: CoursePage, session: ExamSession, thao: User, lan: User) -> None:
    enter_people(session=session, people=[lan], by=thao, at=NOW)
    other = make_session(exam_course, thao)
    with pytest.raises(CannotEnter, match="cùng giờ"):
        enter_people(session=other, people=[lan], by=thao, at=NOW)


def test_a_plan_must_be_possible(exam_course: CoursePage, course: CoursePage, thao: User) -> None:
    good = plan(quiz_of(exam_course))
    for bad in ({"closes_at": good.opens_at}, {"opens_at": NOW - dt.timedelta(days=2), "closes_at": NOW}):
        with pytest.raises(CannotPlan):
            plan_session(plan=type(good)(**{**vars(good), **bad}), invigilators=[thao], by=thao, at=NOW)
    with pytest.raises(CannotPlan):
        plan_session(plan=good, invigilators=[], by=thao, at=NOW)
    assert ExamSession.objects.count() == 0


def test_a_plan_changes_until_the_exam_opens(session: ExamSession, thao: User, lan: User, hanh: User) -> None:
    enter_people(session=session, people=[lan], by=thao, at=NOW)
    wanted = type(plan(session.quiz))(**{**vars(plan(session.quiz)), "room": "P.305"})
    change_plan(session=session, plan=wanted, invigilators=[thao, hanh], by=thao, at=NOW)
    session.refresh_from_db()
    assert session.room == "P.305"
    appoint_invigilators(session=session, people=[hanh], by=thao, at=NOW)
    assert list(session.invigilations.running().values_list("person__username", flat=True)) == ["hanh"]
    ExamSession.objects.filter(pk=session.pk).update(state="open", opened_at=timezone.now())
    with pytest.raises(CannotPlan):
        change_plan(session=session, plan=wanted, invigilators=[thao], by=thao, at=NOW)
