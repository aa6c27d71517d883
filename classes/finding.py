"""The doors to exam sessions: whoever they do not open for is told that there is nothing there."""

from django.db.models import QuerySet
from django.http import Http404
from django.utils.translation import gettext as _

from accounts.models import User
from classes.models import ExamSession, Invigilation, RollEntry
from courses.models import QuizPage
from courses.teaching import courses_taught_by, teaches


def session_seen_by(person: User, pk: int) -> ExamSession:
    """A session that `person` watches over or may plan. Raises Http404."""
    return _one(ExamSession.objects.visible_to(person), pk)


def session_planned_by(person: User, pk: int) -> ExamSession:
    """A session of a course that `person` teaches. Raises Http404."""
    return _one(ExamSession.objects.planned_by(person), pk)


def session_watched_by(person: User, pk: int) -> ExamSession:
    """A session that `person` is appointed to watch over. Raises Http404."""
    return _one(ExamSession.objects.watched_by(person), pk)


def _one(sessions: "QuerySet[ExamSession]", pk: int) -> ExamSession:
    session = sessions.select_related("quiz", "course", "agency").filter(pk=pk).first()
    if session is None:
        raise Http404(_("There is no such exam."))
    return session


def entry_within(session: ExamSession, pk: int) -> RollEntry:
    """An entry on the roll of `session`, with its person. Raises Http404."""
    entry = session.entries.on_the_roll().select_related("person", "admission__attempt").filter(pk=pk).first()
    if entry is None:
        raise Http404(_("There is nobody of that number on the roll."))
    return entry


def own_entry(person: User, session: int) -> RollEntry:
    """The entry of `person` herself on the roll of a session. Raises Http404."""
    entry = own_entries(person).filter(session=session).first()
    if entry is None:
        raise Http404(_("There is no such exam."))
    return entry


def own_entries(person: User) -> "QuerySet[RollEntry]":
    """Where `person` is to sit or sat an exam, the newest first."""
    entries = RollEntry.objects.on_the_roll().filter(person=person).exclude(session__state="called_off")
    return entries.select_related(
        "session__quiz", "session__course", "admission__attempt", "admission__attempt__seal"
    ).order_by("-session__opens_at")


def own_exams_to_come(person: User) -> list[RollEntry]:
    """The exams that `person` is still to sit, the next first. One query."""
    waiting = own_entries(person).exclude(session__state="closed").exclude(admission__attempt__state="graded")
    return list(waiting.order_by("session__opens_at"))


def is_planner(session: ExamSession, person: User) -> bool:
    return teaches(person, session.course)


def is_invigilator(session: ExamSession, person: User) -> bool:
    return Invigilation.objects.running().filter(session=session, person=person).exists()


def invigilators_of(session: ExamSession) -> list[User]:
    """Who watches over `session`, in the order of appointment. One query."""
    running = session.invigilations.running().select_related("person").order_by("pk")
    return [invigilation.person for invigilation in running]


def exams_offered_by(person: User) -> "QuerySet[QuizPage]":
    """The published supervised tests of the courses that `person` teaches."""
    tests = QuizPage.objects.live().filter(supervised=True)
    if person.is_superuser:
        return tests.order_by("title")
    inside = QuizPage.objects.none()
    for course in courses_taught_by(person):
        inside |= tests.child_of(course)
    return inside.order_by("title")
