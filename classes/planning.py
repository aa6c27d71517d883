"""Planning an exam session: when, where, for which test, and who watches over it."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from django.db import transaction
from django.utils.translation import gettext as _
from wagtail.log_actions import log

from accounts.models import User
from classes.models import ExamSession, Invigilation
from classes.moving import locked, move
from courses.models import QuizPage
from workforce.models import Agency


class CannotPlan(Exception):
    """The session cannot be held like this; the message says why."""


@dataclass(frozen=True, kw_only=True)
class Plan:
    """What a planner decides about a session."""

    quiz: QuizPage
    title: str
    agency: Agency | None
    place: str
    room: str
    opens_at: dt.datetime
    closes_at: dt.datetime
    seats: int


@transaction.atomic
def plan_session(*, plan: Plan, invigilators: Sequence[User], by: User, at: dt.datetime) -> ExamSession:
    """Plan a session. NOT harmless twice: it plans another. Raises CannotPlan."""
    _refuse_impossible(plan, invigilators, at)
    session = ExamSession.objects.create(
        course=plan.quiz.course, created_by=by, created_at=at, **{name: getattr(plan, name) for name in vars(plan)}
    )
    log(session, "classes.plan_session", user=by, data={"quiz": plan.quiz.slug, "room": plan.room})
    appoint_invigilators(session=session, people=invigilators, by=by, at=at)
    return session


@transaction.atomic
def change_plan(
    *, session: ExamSession, plan: Plan, invigilators: Sequence[User], by: User, at: dt.datetime
) -> ExamSession:
    """Change a session that has not opened yet; harmless twice. Raises CannotPlan."""
    session = locked(session)
    if session.state != ExamSession.State.PLANNED:
        raise CannotPlan(_("The exam has been opened; its plan can no longer be changed."))
    _refuse_impossible(plan, invigilators, at)
    taken = session.entries.on_the_roll().order_by("-seat").values_list("seat", flat=True).first() or 0
    if plan.seats < taken:
        raise CannotPlan(_("Seat %(seat)d is taken already; strike people off the roll first.") % {"seat": taken})
    if plan.quiz.pk != session.quiz_id and taken:
        raise CannotPlan(_("There are people on the roll for this test. Plan another session for another test."))
    for name in vars(plan):
        setattr(session, name, getattr(plan, name))
    session.course = plan.quiz.course
    session.save()
    log(session, "classes.change_plan", user=by, data={"quiz": plan.quiz.slug, "room": plan.room})
    appoint_invigilators(session=session, people=invigilators, by=by, at=at)
    return session


def _refuse_impossible(plan: Plan, invigilators: Sequence[User], at: dt.datetime) -> None:
    if not plan.quiz.supervised:
        raise CannotPlan(_("This is not a supervised exam. Its author can make it one."))
    if plan.opens_at >= plan.closes_at:
        raise CannotPlan(_("The exam must end after it begins."))
    if plan.closes_at <= at:
        raise CannotPlan(_("The exam would be over already. Choose a later time."))
    if not invigilators:
        raise CannotPlan(_("Name at least one invigilator."))


@transaction.atomic
def appoint_invigilators(*, session: ExamSession, people: Sequence[User], by: User, at: dt.datetime) -> None:
    """Let exactly `people` watch over `session`; harmless twice. Those no longer named are ended, not deleted."""
    session = locked(session)
    running = {invigilation.person_id: invigilation for invigilation in session.invigilations.running()}
    wanted = {person.pk: person for person in people}
    for person_id, invigilation in running.items():
        if person_id not in wanted:
            invigilation.ended_at = at
            invigilation.save(update_fields=["ended_at"])
            log(session, "classes.end_invigilation", user=by, data={"person": person_id})
    for person_id, person in wanted.items():
        if person_id not in running:
            Invigilation.objects.create(session=session, person=person, appointed_by=by, appointed_at=at)
            log(session, "classes.appoint_invigilator", user=by, data={"person": person.username})


def call_off(*, session: ExamSession, by: User, at: dt.datetime) -> ExamSession:
    """Call a session off before anybody has begun; harmless twice. Raises classes.moving.NotNow."""
    return move(session=session, to=ExamSession.State.CALLED_OFF, by=by, at=at)
