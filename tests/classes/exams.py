"""Short ways to hold an exam: a supervised test, a session, people at their seats, the code of the moment."""

import datetime as dt

from django.conf import settings

from accounts.models import User
from classes.beginning import begin_exam
from classes.checking_in import check_in
from classes.codes import code_at
from classes.models import ExamSession, RollEntry
from classes.moving import open_session, start_session
from classes.planning import Plan, plan_session
from classes.seating import enter_people
from courses.models import Attempt, CoursePage, QuizPage
from courses.teaching import appoint_teacher
from tests.courses.study import NOW, after, keep, quiz_of, ready, right_answers
from workforce.models import Employment

HOURS = 2


def make_supervised(course: CoursePage) -> QuizPage:
    quiz = quiz_of(course)
    quiz.supervised, quiz.time_limit_minutes, quiz.attempts_allowed = True, 30, 3
    quiz.cool_down_minutes = 0
    quiz.save_revision().publish()
    return quiz_of(course)


def make_teacher(course: CoursePage, username: str = "thao") -> User:
    teacher = User.objects.create_user(username=username, full_name="Lâm Thị Thảo")
    appoint_teacher(person=teacher, course=course, by=None, at=NOW)
    return teacher


def plan(quiz: QuizPage, *, seats: int = 40, opens_at: dt.datetime = NOW) -> Plan:
    return Plan(
        quiz=quiz,
        title="Thi thử đợt 1",
        agency=None,
        place="Trung tâm Chính trị",
        room="P.201",
        opens_at=opens_at,
        closes_at=opens_at + dt.timedelta(hours=HOURS),
        seats=seats,
    )


def make_session(course: CoursePage, teacher: User, *, seats: int = 40, at: dt.datetime = NOW) -> ExamSession:
    return plan_session(plan=plan(quiz_of(course), seats=seats), invigilators=[teacher], by=teacher, at=at)


def seat(session: ExamSession, *people: User) -> list[RollEntry]:
    """Ready for the test, on the roll, and at their seats."""
    for person in people:
        ready(person, session.course)
    entries = enter_people(session=session, people=people, by=session.created_by, at=NOW)
    open_session(session=session, by=session.created_by, at=NOW)
    return [check_in(entry=entry, identity="card", by=session.created_by, at=NOW) for entry in entries]


def running(session: ExamSession, *people: User) -> list[RollEntry]:
    entries = seat(session, *people)
    start_session(session=session, by=session.created_by, at=NOW)
    return entries


def code_of(session: ExamSession, *, at: dt.datetime = NOW) -> str:
    return code_at(session.secret, at=at, seconds=settings.EXAM_CODE_SECONDS)


def begin(entry: RollEntry, *, at: dt.datetime = NOW) -> Attempt:
    session = ExamSession.objects.get(pk=entry.session_id)
    return begin_exam(entry=entry, code=code_of(session, at=at), from_address="192.0.2.7", at=at)


def fresh(entry: RollEntry) -> RollEntry:
    return RollEntry.objects.select_related("session", "person", "admission__attempt").get(pk=entry.pk)


def many(count: int, like: User) -> list[User]:
    """Colleagues of somebody, who may take the same course."""
    job = Employment.objects.get(person=like)
    people = [User.objects.create_user(username=f"ts{n:02}", full_name=f"Thí sinh {n:02}") for n in range(count)]
    Employment.objects.bulk_create(
        Employment(
            person=person, agency=job.agency, position=job.position, category=job.category, starts_on=job.starts_on
        )
        for person in people
    )
    return people


def write_all(attempt: Attempt, *, at: dt.datetime = NOW) -> None:
    """Every question answered rightly, each kept as it is given."""
    for position, chosen in right_answers(attempt).items():
        keep(attempt, position, chosen, at=at)


__all__ = [
    "NOW",
    "after",
    "begin",
    "code_of",
    "fresh",
    "make_session",
    "make_supervised",
    "make_teacher",
    "many",
    "plan",
    "running",
    "seat",
    "write_all",
]
