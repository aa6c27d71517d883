"""A class is put on the roll of its exam in one step: with seats for those who may, with why for those who may not."""

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client

from accounts.models import Notice, User
from classes.cohorts.attending import take_attendance
from classes.cohorts.entering import NobodyMaySit, enter_class, who_may_sit
from classes.cohorts.rights import NotYours
from classes.models import Cohort, ExamSession, RollEntry
from classes.moving import NotNow
from classes.planning import call_off
from classes.seating import enter_people
from courses.curriculum.importing import import_course
from courses.models import CoursePage
from courses.published import new_edition
from home.models import HomePage
from tests.classes.cohorts.together import TODAY, hold, marks, meeting_of, member
from tests.classes.exams import make_session, make_supervised, make_teacher
from tests.conftest import MATERIAL
from tests.courses.study import NOW, our_queries
from tests.coverage import facts
from tests.snapshots import written_back
from workforce.models import Agency


@pytest.fixture
def course(site: HomePage, frameworks: None) -> CoursePage:
    """The small course with its test under supervision: those of targets have no steps."""
    written_back("course", lambda: import_course(MATERIAL / "khoa-thu"))
    new_edition()
    found = CoursePage.objects.get(code="KHOA-THU")
    make_supervised(found)
    return found


@pytest.fixture
def thao(course: CoursePage) -> User:
    return make_teacher(course)


@pytest.fixture
def session(course: CoursePage, thao: User) -> ExamSession:
    return make_session(course, thao, seats=2)


@pytest.fixture
def ready(
    course: CoursePage, commune: Agency, session: ExamSession, sen: User, learner: User, minh: User, phuong: User
) -> Cohort:
    """Lan, Sen, Minh came; Yến did not. The exam has two seats."""
    absent = facts.make_person("Yên Thị Yến", username="yen")
    facts.employ(absent, commune)
    cohort = hold(course, commune, learner, sen, minh, absent, leader=phuong, by=sen, exam=session)
    came = marks("present", *(member(one, cohort) for one in (learner, sen, minh)))
    take_attendance(meeting=meeting_of(cohort), marks=came | marks("absent", member(absent, cohort)), by=phuong, at=NOW)
    return cohort


def test_who_may_gets_a_seat_by_name_and_the_others_are_told_why(
    ready: Cohort, session: ExamSession, sen: User, settings: Any
) -> None:
    entered = enter_class(cohort=ready, session=session, by=sen, at=NOW)
    assert [(one.person.username, one.seat) for one in entered.entries] == [("lan", 1), ("sen", 2)]
    assert [(person.username, why) for person, why in entered.refused] == [
        ("minh", "không còn chỗ trống"),
        ("yen", "dự 0 trên 1 buổi; phải dự từ 80%"),
    ]
    assert Notice.objects.filter(kind="classes.invited").count() == 2
    with pytest.raises(NobodyMaySit):
        enter_class(cohort=ready, session=session, by=sen, at=NOW)
    ExamSession.objects.update(seats=9)
    session.refresh_from_db()
    settings.CLASS_EXAM_PERCENT = 0
    prospect = who_may_sit(ready, session, on=TODAY)
    assert [(person.username, seat) for person, seat in prospect.seated] == [("minh", 3), ("yen", 4)]
    assert ([person.username for person in prospect.already], prospect.refused) == (["lan", "sen"], [])


def test_only_the_planner_or_who_organises_a_class_that_names_the_exam(
    ready: Cohort, session: ExamSession, thao: User, sen: User, phuong: User, outsider: User, learner: User
) -> None:
    for stranger in (phuong, outsider, learner):
        with pytest.raises(NotYours):
            enter_class(cohort=ready, session=session, by=stranger, at=NOW)
    Cohort.objects.update(exam=None)
    for either in (sen, thao):
        with pytest.raises(NotYours):
            enter_class(cohort=ready, session=session, by=either, at=NOW)
    Cohort.objects.update(exam=session)
    enter_people(session=session, people=[sen], by=thao, at=NOW)
    assert len(enter_class(cohort=ready, session=session, by=thao, at=NOW).entries) == 1
    call_off(session=session, by=thao, at=NOW)
    with pytest.raises(NotNow):
        enter_class(cohort=ready, session=session, by=thao, at=NOW)


def test_the_page_shows_it_first_and_then_does_it(
    ready: Cohort, session: ExamSession, thao: User, sen: User, outsider: User, phuong: User,
    signed_in: Callable[[User], Client],
) -> None:  # fmt: skip
    where = f"/ca-thi/{session.pk}/tu-lop/{ready.pk}/"
    for stranger in (outsider, phuong):
        assert signed_in(stranger).post(where).status_code == 404
    assert where in signed_in(sen).get(f"/lop-hoc/{ready.pk}/").content.decode()
    assert where not in signed_in(phuong).get(f"/lop-hoc/{ready.pk}/").content.decode()
    planner = signed_in(thao)
    assert where in planner.get(f"/ca-thi/{session.pk}/danh-sach/").content.decode()
    page = planner.get(where).content.decode()
    assert ("Đinh Thị Lan" in page, "phải dự từ 80%" in page) == (True, True)
    assert RollEntry.objects.count() == 0
    for _twice in range(2):
        assert planner.post(where).status_code == 302
    assert RollEntry.objects.count() == 2
    asked = []
    for _four_then_one in range(2):
        with our_queries() as queries:
            assert planner.get(where).status_code == 200
        asked.append(len(queries))
        rest = ready.memberships.exclude(person__username="lan")
        rest.update(ended_at=NOW, ended_by=sen, ending="withdrawn", end_reason="…")
    assert asked[0] == asked[1]
