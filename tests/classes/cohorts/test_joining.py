import datetime as dt

import pytest
from django.core import mail

from accounts.models import Notice, User
from accounts.telling import mail_notices
from classes.cohorts.choosing import candidates
from classes.cohorts.finding import own_classes
from classes.cohorts.joining import CannotJoin, add_people, move_member, staff_of, withdraw
from classes.cohorts.planning import CannotPlanClass, ClassIsOver, call_off_class, change_class, make_class
from classes.cohorts.rights import NotYours
from classes.cohorts.scheduling import CannotMeet, add_meetings, call_off_meeting, change_meeting, repeated
from classes.models import Cohort
from courses.models import CoursePage, Enrolment
from tests.classes.cohorts.together import TODAY, hold, meeting_of, member, morning, plan, standing
from tests.courses.study import NOW, after
from workforce.models import Agency, AgencyRole


def test_members_are_enrolled_told_once_and_see_it_on_their_desk(cohort: Cohort, sen: User, minh: User) -> None:
    for _twice in range(2):
        add_people(cohort=cohort, people=[minh], by=sen, at=NOW)
    assert standing(cohort) == {"lan": "seat", "sen": "seat", "minh": "seat"}
    assert Enrolment.objects.filter(course=cohort.course).count() == 3
    to_come = [
        [(one.cohort, len(one.cohort.to_meet)) for one in own_classes(minh, day=day)]  # type: ignore[attr-defined]
        for day in (TODAY, dt.date(2026, 11, 23))
    ]
    assert to_come == [[(cohort, 1)], [(cohort, 0)]]  # what has been held is no longer told
    mail_notices(limit=9, at=NOW)
    (sent,) = [one for one in mail.outbox if one.to == ["minh@example.com"]]
    for part in ("Lớp quản trị dữ liệu", "22/11/2026 08:00", "Nhà văn hóa xã", "Máy tính xách tay"):
        assert part in f"{sent.subject} {sent.body}"


def test_who_comes_when_it_is_full_waits_and_gets_the_next_seat(
    course: CoursePage, commune: Agency, sen: User, learner: User, minh: User, phuong: User
) -> None:
    cohort = hold(course, commune, sen, learner, minh, leader=phuong, by=sen, capacity=1)
    assert standing(cohort) == {"sen": "seat", "lan": "waits", "minh": "waits"}
    assert list(Enrolment.objects.values_list("person__username", flat=True)) == ["sen"]
    for _twice in range(2):
        withdraw(membership=member(sen, cohort), reason="Đi công tác", by=sen, at=after(hours=1))
    assert standing(cohort) == {"sen": "withdrawn", "lan": "seat", "minh": "waits"}
    with pytest.raises(CannotPlanClass):
        change_class(cohort=cohort, plan=plan(course, commune, capacity=0), facilitators=[phuong], by=sen, at=NOW)
    change_class(cohort=cohort, plan=plan(course, commune, capacity=2), facilitators=[phuong], by=sen, at=NOW)
    assert standing(cohort) == {"sen": "withdrawn", "lan": "seat", "minh": "seat"}
    assert set(Enrolment.objects.values_list("person__username", flat=True)) == {"sen", "lan", "minh"}
    assert [one.kind for one in Notice.objects.filter(person=minh).order_by("pk")] == [
        "classes.waiting",
        "classes.joined",
    ]
    with pytest.raises(CannotJoin):
        withdraw(membership=member(minh, cohort), reason=" ", by=sen, at=NOW)


def test_a_member_moves_to_another_class_of_the_course(
    cohort: Cohort, course: CoursePage, commune: Agency, sen: User, learner: User, phuong: User
) -> None:
    other = hold(course, commune, leader=phuong, by=sen, code="LOP-02")
    mine = member(learner, cohort)
    with pytest.raises(CannotJoin):
        move_member(membership=mine, to=cohort, reason="Nhầm lớp", by=sen, at=NOW)
    moved = [move_member(membership=mine, to=other, reason="Lịch trùng", by=sen, at=NOW) for _twice in range(2)]
    assert moved == [member(learner, other)] * 2
    assert (standing(cohort)["lan"], standing(other)) == ("moved", {"lan": "seat"})
    assert member(learner, cohort).moved_to == member(learner, other)


def test_nobody_is_in_two_open_classes_of_a_course_or_taught_by_herself(
    cohort: Cohort, course: CoursePage, commune: Agency, sen: User, learner: User, minh: User, phuong: User
) -> None:
    other = hold(course, commune, leader=minh, by=sen, code="LOP-02")
    with pytest.raises(CannotJoin) as refused:
        add_people(cohort=other, people=[learner, minh], by=sen, at=NOW)
    assert len(refused.value.problems) == 2
    assert standing(other) == {}
    jobs = list(staff_of(sen, on=TODAY))
    assert {one.job.person.username: bool(one.barred) for one in candidates(jobs, course, day=TODAY)} == {
        "lan": True,
        "sen": True,
        "minh": False,
    }


def test_only_people_of_the_officers_branch_and_only_by_those_who_may_assign(
    cohort: Cohort, course: CoursePage, commune: Agency, sen: User, outsider: User, minh: User, phuong: User
) -> None:
    with pytest.raises(CannotJoin):
        add_people(cohort=cohort, people=[outsider], by=sen, at=NOW)
    for stranger in (outsider, phuong):
        with pytest.raises(NotYours):
            add_people(cohort=cohort, people=[minh], by=stranger, at=NOW)
        with pytest.raises(NotYours):
            make_class(plan=plan(course, commune, code="X"), facilitators=[phuong], by=stranger, at=NOW)
    AgencyRole.objects.filter(person=sen).update(withheld=",assign,")
    with pytest.raises(NotYours):
        withdraw(membership=member(sen, cohort), reason="…", by=sen, at=NOW)


def test_a_code_is_taken_once_and_a_plan_must_make_sense(
    cohort: Cohort, course: CoursePage, commune: Agency, sen: User, phuong: User
) -> None:
    before = TODAY - dt.timedelta(days=1)
    for fields in ({}, {"code": "B", "last_on": before}, {"code": "C", "place": ""}):
        with pytest.raises(CannotPlanClass):
            make_class(plan=plan(course, commune, **fields), facilitators=[phuong], by=sen, at=NOW)
    with pytest.raises(CannotPlanClass):
        make_class(plan=plan(course, commune, code="D"), facilitators=[], by=sen, at=NOW)
    assert list(Cohort.objects.all()) == [cohort]


def test_meetings_are_planned_moved_and_called_off_and_members_are_told(
    cohort: Cohort, sen: User, learner: User
) -> None:
    tomorrow = TODAY + dt.timedelta(days=1)
    with pytest.raises(CannotMeet):
        add_meetings(cohort=cohort, plans=[morning()], by=sen, at=NOW)
    with pytest.raises(CannotMeet):
        add_meetings(cohort=cohort, plans=repeated(morning(tomorrow), times=3, days_between=7), by=sen, at=NOW)
    first, second = add_meetings(
        cohort=cohort, plans=repeated(morning(tomorrow), times=2, days_between=7), by=sen, at=NOW
    )
    for _twice in range(2):
        change_meeting(meeting=first, plan=morning(tomorrow, room="P.2"), by=sen, at=NOW)
        call_off_meeting(meeting=second, by=sen, at=NOW)
    assert [(one.on, one.room, one.version, one.is_called_off) for one in cohort.meetings.in_order()] == [
        (TODAY, "P.1", 0, False),
        (tomorrow, "P.2", 1, False),
        (tomorrow + dt.timedelta(days=7), "P.1", 1, True),
    ]
    told = Notice.objects.filter(person=learner).order_by("pk").values_list("kind", flat=True)
    assert list(told) == ["classes.joined", "classes.meetings", "classes.meetings", "classes.meeting_off"]


def test_a_class_called_off_tells_why_and_lets_its_people_join_another(
    cohort: Cohort, course: CoursePage, commune: Agency, sen: User, learner: User, phuong: User
) -> None:
    for _twice in range(2):
        call_off_class(cohort=cohort, reason="Bão số 9", by=sen, at=NOW)
    assert standing(cohort) == {"lan": "called_off", "sen": "called_off"}
    assert own_classes(learner, day=TODAY) == []
    with pytest.raises(ClassIsOver):
        add_people(cohort=cohort, people=[learner], by=sen, at=NOW)
    with pytest.raises(ClassIsOver):
        call_off_meeting(meeting=meeting_of(cohort), by=sen, at=NOW)
    other = hold(course, commune, learner, leader=phuong, by=sen, code="LOP-02")
    assert standing(other) == {"lan": "seat"}
