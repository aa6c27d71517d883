"""Making a class, changing it, calling it off, and saying who leads it."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils.translation import gettext as _
from wagtail.log_actions import log

from accounts.models import User
from accounts.telling import tell
from classes.cohorts import notices
from classes.cohorts.rights import NotYours, may_organise
from classes.models import Cohort, ExamSession, Facilitation, Membership
from courses.models import CoursePage
from workforce.models import Agency


class CannotPlanClass(Exception):
    """The class cannot be held like this; the message says why."""


class ClassIsOver(Exception):
    """The class has been closed or called off; nothing of it changes any more."""


@dataclass(frozen=True, kw_only=True)
class ClassPlan:
    """What an officer decides about a class."""

    course: CoursePage
    agency: Agency
    code: str
    title: str
    document: str
    place: str
    online_link: str
    bring: str
    capacity: int
    first_on: dt.date
    last_on: dt.date
    exam: ExamSession | None = None
    for_everyone: bool = False


def locked(cohort: Cohort) -> Cohort:
    """The class as it is now, its row locked until the transaction ends."""
    rows = Cohort.objects.select_for_update(of=("self",)).select_related("course", "agency")
    return rows.get(pk=cohort.pk)


def locked_open(cohort: Cohort) -> Cohort:
    """The same, of a class that goes on. Raises ClassIsOver."""
    found = locked(cohort)
    if not found.is_open:
        raise ClassIsOver(_("This class is %(state)s.") % {"state": found.get_state_display()})
    return found


def check_organises(by: User, agency: Agency) -> None:
    """Raises NotYours."""
    if not may_organise(by, agency):
        raise NotYours(_("Only an officer who may assign courses in %(agency)s may do this.") % {"agency": agency})


@transaction.atomic
def make_class(*, plan: ClassPlan, facilitators: Sequence[User], by: User, at: dt.datetime) -> Cohort:
    """Make a class. Twice is refused: the code is taken then. Raises CannotPlanClass, NotYours."""
    check_organises(by, plan.agency)
    _refuse_impossible(plan, facilitators)
    try:
        with transaction.atomic():
            cohort = Cohort.objects.create(made_by=by, made_at=at, **_columns(plan))
    except IntegrityError as taken:
        raise CannotPlanClass(_("There is a class with this code already.")) from taken
    log(cohort, "classes.make_class", user=by, timestamp=at, data={"code": cohort.code, "course": plan.course.code})
    appoint_facilitators(cohort=cohort, people=facilitators, by=by, at=at)
    return cohort


@transaction.atomic
def change_class(*, cohort: Cohort, plan: ClassPlan, facilitators: Sequence[User], by: User, at: dt.datetime) -> Cohort:
    """Change what was decided about a class; harmless twice. More seats take in those who wait.

    Raises CannotPlanClass, ClassIsOver, NotYours.
    """
    from classes.cohorts.joining import take_in

    cohort = locked_open(cohort)
    check_organises(by, cohort.agency)
    check_organises(by, plan.agency)
    _refuse_impossible(plan, facilitators)
    seated = cohort.memberships.seated().count()
    if plan.capacity < seated:
        raise CannotPlanClass(_("%(count)d people have a seat already.") % {"count": seated})
    if plan.course.pk != cohort.course_id and cohort.memberships.exists():
        raise CannotPlanClass(_("There are members who study this course. Make another class for another course."))
    held = cohort.meetings.held()
    if held.filter(on__lt=plan.first_on).exists() or held.filter(on__gt=plan.last_on).exists():
        raise CannotPlanClass(_("Some meetings lie outside these days. Move them first, or call them off."))
    before = {name: str(getattr(cohort, name)) for name in _columns(plan)}
    for name, value in _columns(plan).items():
        setattr(cohort, name, value)
    try:
        with transaction.atomic():
            cohort.save()
    except IntegrityError as taken:
        raise CannotPlanClass(_("There is a class with this code already.")) from taken
    changed = {
        name: [was, str(getattr(cohort, name))] for name, was in before.items() if was != str(getattr(cohort, name))
    }
    log(cohort, "classes.change_class", user=by, timestamp=at, data={"changed": changed})
    appoint_facilitators(cohort=cohort, people=facilitators, by=by, at=at)
    take_in(cohort=cohort, by=by, at=at)
    return cohort


def _columns(plan: ClassPlan) -> dict[str, object]:
    return {name: getattr(plan, name) for name in plan.__dataclass_fields__}


def _refuse_impossible(plan: ClassPlan, facilitators: Sequence[User]) -> None:
    if plan.last_on < plan.first_on:
        raise CannotPlanClass(_("The last day lies before the first."))
    if plan.for_everyone and not plan.course.is_public:
        raise CannotPlanClass(_("Only a class of a course for everyone can be open to everyone."))
    if plan.for_everyone and not plan.place:
        raise CannotPlanClass(_("Citizens have to know the place where the class meets."))
    if not (plan.place or plan.online_link):
        raise CannotPlanClass(_("Say where the class meets: a place, or a link to meet online."))
    if not plan.course.live:
        raise CannotPlanClass(_("This course is not open at the moment."))
    if not facilitators:
        raise CannotPlanClass(_("Name at least one facilitator."))


@transaction.atomic
def appoint_facilitators(*, cohort: Cohort, people: Sequence[User], by: User, at: dt.datetime) -> None:
    """Let exactly `people` lead the class, and tell the new ones; harmless twice. Others are ended, not deleted."""
    cohort = locked_open(cohort)
    check_organises(by, cohort.agency)
    running = {one.person_id: one for one in cohort.facilitations.running()}
    wanted = {person.pk: person for person in people}
    for person_id, facilitation in running.items():
        if person_id not in wanted:
            facilitation.ended_at = at
            facilitation.save(update_fields=["ended_at"])
            log(cohort, "classes.end_facilitation", user=by, timestamp=at, data={"person": person_id})
    for person in (person for key, person in wanted.items() if key not in running):
        made = Facilitation.objects.create(cohort=cohort, person=person, appointed_by=by, appointed_at=at)
        log(cohort, "classes.appoint_facilitator", user=by, timestamp=at, data={"person": person.username})
        tell(
            people=[person],
            kind=notices.LEADS,
            key=f"class-leads-{made.pk}",
            url=reverse("classes:cohort", args=[cohort.pk]),
            at=at,
            title=cohort.title,
            when=notices.begins_in_words(cohort, cohort.meetings.held()),
            where=cohort.where,
        )


@transaction.atomic
def call_off_class(*, cohort: Cohort, reason: str, by: User, at: dt.datetime) -> Cohort:
    """Call a class off, and tell its members why; harmless twice. Refused once attendance was taken.

    Raises CannotPlanClass, ClassIsOver, NotYours.
    """
    found = locked(cohort)
    if found.state == Cohort.State.CALLED_OFF:
        return found
    cohort = locked_open(cohort)
    check_organises(by, cohort.agency)
    if not reason.strip():
        raise CannotPlanClass(_("Say why the class is called off."))
    if cohort.meetings.filter(attendance__isnull=False).exists():
        raise CannotPlanClass(_("Attendance was taken already: close the class instead, so that it stays on record."))
    members = [one.person for one in cohort.memberships.running().select_related("person").order_by("pk")]
    cohort.state, cohort.ending_note = Cohort.State.CALLED_OFF, reason.strip()
    cohort.ended_by, cohort.ended_at = by, at
    cohort.save(update_fields=["state", "ending_note", "ended_by", "ended_at"])
    cohort.memberships.running().update(ended_at=at, ended_by=by, ending=Membership.Ending.CALLED_OFF)
    log(cohort, "classes.call_off_class", user=by, timestamp=at, data={"reason": cohort.ending_note})
    tell(
        people=members,
        kind=notices.CALLED_OFF,
        key=f"class-off-{cohort.pk}",
        url=notices.own_address(cohort),
        at=at,
        title=cohort.title,
        reason=cohort.ending_note,
    )
    return cohort
