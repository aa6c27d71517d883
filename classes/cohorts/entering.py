"""From a class to the roll of an exam in one step: who may sit it gets a seat, and of the others it is said why not."""

import datetime as dt
from collections import Counter
from dataclasses import dataclass

from django.conf import settings
from django.db import transaction
from django.db.models import Q, QuerySet
from django.http import Http404
from django.utils import timezone
from django.utils.translation import gettext as _
from wagtail.log_actions import log

from accounts.models import User
from classes.cohorts.closing import is_enough
from classes.cohorts.rights import NotYours, rights_on
from classes.finding import is_planner
from classes.models import Attendance, Cohort, ExamSession, RollEntry
from classes.moving import NotNow, locked
from classes.seating import enter_people, free_seats, refusals
from courses.models import Attempt


class NobodyMaySit(Exception):
    """Nobody of the class may be put on the roll; the message says so."""


@dataclass(frozen=True)
class Prospect:
    """Who of a class would get which seat, by name; who would not be entered and why; who is on the roll already."""

    seated: list[tuple[User, int]]
    refused: list[tuple[User, str]]
    already: list[User]


@dataclass(frozen=True)
class Entered:
    entries: list[RollEntry]
    refused: list[tuple[User, str]]


def classes_for_exam(session: ExamSession, person: User) -> "QuerySet[Cohort]":
    """The classes of which `person` may put the members on the roll of `session`, the newest first.

    Who plans the exam: of those that name it as theirs, and of those `person` sees. Who organises a class: of those
    that name it.
    """
    mine = Q(exam=session)
    if is_planner(session, person):
        mine |= Q(pk__in=Cohort.objects.visible_to(person).values("pk"))
    else:
        mine &= Q(pk__in=Cohort.objects.organised_by(person).values("pk"))
    found = Cohort.objects.filter(mine, course=session.course_id).exclude(state=Cohort.State.CALLED_OFF)
    return found.select_related("agency", "course").order_by("-first_on", "pk")


def exam_and_class(person: User, session: int, cohort: int) -> tuple[ExamSession, Cohort]:
    """The exam, and the class whose people `person` may enter for it. Raises Http404."""
    exam = ExamSession.objects.select_related("quiz", "course", "agency").filter(pk=session).first()
    found = classes_for_exam(exam, person).filter(pk=cohort).first() if exam else None
    if exam is None or found is None:
        raise Http404(_("There is no such exam."))
    return exam, found


def who_may_sit(cohort: Cohort, session: ExamSession, *, on: dt.date) -> Prospect:
    """Everybody on the roll of the class by name: with a seat of the exam, or with why not. Nine queries at most."""
    members = [one.person for one in cohort.memberships.on_the_roll().select_related("person")]
    listed = set(session.entries.on_the_roll().values_list("person", flat=True))
    against = refusals(session, members, on=on) | _of_the_class(cohort, session, on=on)
    free = iter(free_seats(session))
    seated: list[tuple[User, int]] = []
    refused: list[tuple[User, str]] = []
    for person in (one for one in members if one.pk not in listed):
        if why := against.get(person.pk, ""):
            refused.append((person, why))
        elif (seat := next(free, None)) is not None:
            seated.append((person, seat))
        else:
            refused.append((person, _("no seat is free any more")))
    return Prospect(seated, refused, [person for person in members if person.pk in listed])


def _of_the_class(cohort: Cohort, session: ExamSession, *, on: dt.date) -> dict[int, str]:
    """What stands against members for what they did or left: too few meetings, the test passed or used up.

    A meeting whose attendance nobody has taken counts against nobody.
    """
    people = dict(cohort.memberships.on_the_roll().values_list("pk", "person"))
    taken = cohort.meetings.held().filter(on__lte=on, attendance__isnull=False)
    meetings = list(taken.order_by("pk").values_list("pk", flat=True).distinct())
    came = Counter(
        Attendance.objects.in_force().there().filter(meeting__in=meetings).values_list("membership", flat=True)
    )
    percent = settings.CLASS_EXAM_PERCENT
    against: dict[int, str] = {}
    for member, person in people.items():
        if meetings and not is_enough(came[member], of=len(meetings), percent=percent):
            words = _("came to %(count)d of %(all)d meetings; %(percent)d%% are asked for")
            against[person] = words % {"count": came[member], "all": len(meetings), "percent": percent}
    attempts = Attempt.objects.filter(quiz=session.quiz, enrolment__withdrawn_at=None)
    tried = attempts.filter(enrolment__person__in=people.values()).values_list("enrolment__person", "passed")
    used = Counter(person for person, _passed in tried)
    passed = {person for person, has_passed in tried if has_passed}
    allowed = session.quiz.attempts_allowed
    against |= {person: _("has used all attempts") for person, times in used.items() if allowed and times >= allowed}
    return against | {person: _("has passed this test already") for person in passed}


@transaction.atomic
def enter_class(*, cohort: Cohort, session: ExamSession, by: User, at: dt.datetime) -> Entered:
    """Put those of a class who may sit the exam on its roll, and tell them; the others are returned with why not.

    Twice is refused: then all of them are on the roll already. Raises NobodyMaySit, NotNow, NotYours.
    """
    session = locked(session)
    if not classes_for_exam(session, by).filter(pk=cohort.pk).exists():
        raise NotYours(_("Only who plans the exam, or organises a class that ends with it, may do this."))
    if session.is_over:
        raise NotNow(_("This exam is over."))
    prospect = who_may_sit(cohort, session, on=timezone.localdate(at))
    if not prospect.seated:
        raise NobodyMaySit(_("Nobody of this class can be put on the roll now."))
    entries = enter_people(session=session, people=[person for person, _seat in prospect.seated], by=by, at=at)
    data = {"class": cohort.code, "entered": len(entries), "refused": len(prospect.refused)}
    log(session, "classes.enter_class", user=by, timestamp=at, data=data)
    return Entered(entries, prospect.refused)


def may_enter(cohort: Cohort, person: User) -> bool:
    """Whether the page of a class offers `person` the way to the roll of its exam."""
    if cohort.exam is None or cohort.exam.is_over or cohort.exam.course_id != cohort.course_id:
        return False
    return rights_on(cohort, person).organises or is_planner(cohort.exam, person)
