"""Who is in a class: added, waiting for a seat, taken in, withdrawn, moved to another class of the course."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass, replace

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from wagtail.log_actions import log

from accounts.models import User
from accounts.telling import tell
from classes.cohorts import notices
from classes.cohorts.planning import check_organises, locked_open
from classes.models import Cohort, Membership
from courses.enrolling import CannotEnrol, enrol, why_not_enrol
from workforce.models import Agency, Employment, EmploymentQuerySet, Verb


class CannotJoin(Exception):
    """Nobody was added or moved; `problems` says what is wrong, a sentence for each person."""

    def __init__(self, problems: Sequence[str]) -> None:
        super().__init__(" ".join(problems))
        self.problems = list(problems)


@dataclass(frozen=True)
class Added:
    """What became of those who were to be added."""

    seated: list[Membership]
    waiting: list[Membership]
    already: int = 0


def staff_of(officer: User, *, on: dt.date) -> EmploymentQuerySet:
    """Who works on a day where `officer` may assign courses: whom the officer may put into classes. By name."""
    branch = Agency.objects.where(officer, Verb.ASSIGN)
    return (
        Employment.objects.at(on)
        .filter(agency__in=branch, person__is_active=True)
        .select_related("person", "position", "agency")
        .order_by("person__name_key", "pk")
    )


@transaction.atomic
def add_people(*, cohort: Cohort, people: Sequence[User], by: User, at: dt.datetime) -> Added:
    """Give `people` a seat in their order, enrol and tell them; once it is full, put the rest on the waiting list.

    All of them or nobody. Harmless twice: who is in this class already is left alone.
    Raises CannotJoin, ClassIsOver, NotYours.
    """
    cohort = locked_open(cohort)
    check_organises(by, cohort.agency)
    here = set(cohort.memberships.running().values_list("person", flat=True))
    new = [person for person in dict.fromkeys(people) if person.pk not in here]
    problems = _problems(cohort, new, by=by, on=timezone.localdate(at))
    if problems:
        raise CannotJoin(problems)
    added = place(cohort, new, by=by, at=at)
    data = {"people": len(new), "waiting": len(added.waiting)}
    log(cohort, "classes.add_members", user=by, timestamp=at, data=data)
    return replace(added, already=len(set(people)) - len(new))


def place(
    cohort: Cohort,
    people: Sequence[User],
    *,
    by: User,
    at: dt.datetime,
    way: str = Membership.Way.ADDED,
    hint: str = "",
    opened_account: bool = False,
    beyond: bool = False,
) -> Added:
    """Give `people` seats in their order, and the rest a place on the waiting list; `beyond`: seats for all of them.

    The class is locked, and whether they may is decided. Raises CannotJoin.
    """
    free = len(people) if beyond else max(0, cohort.capacity - cohort.memberships.seated().count())
    rows = [
        Membership(
            cohort=cohort,
            course=cohort.course,
            person=person,
            added_by=by,
            added_at=at,
            seated_at=at if place < free else None,
            way=way,
            hint=hint[:60],
            opened_account=opened_account,
        )
        for place, person in enumerate(people)
    ]
    try:
        with transaction.atomic():
            made = Membership.objects.bulk_create(rows)
    except IntegrityError as elsewhere:
        # Somebody was put into another class of this course in this very moment.
        raise CannotJoin([_("Somebody else changed who is in which class. Look at the list again.")]) from elsewhere
    _seat(cohort, made[:free], at=at)
    _tell_waiting(cohort, made[free:], at=at)
    return Added(seated=made[:free], waiting=made[free:])


def _problems(cohort: Cohort, people: Sequence[User], *, by: User, on: dt.date) -> list[str]:
    """What stands against each of `people`, in their order. Leading the class and being taught in it exclude."""
    mine = set(staff_of(by, on=on).filter(person__in=people).values_list("person", flat=True))
    leading = set(cohort.facilitations.running().values_list("person", flat=True))
    others = Membership.objects.running().filter(course=cohort.course_id, person__in=people).select_related("cohort")
    elsewhere = {membership.person_id: membership.cohort for membership in others}
    problems = []
    for person in people:
        refusal = ""
        if person.pk not in mine:
            refusal = _("does not work where you look after people")
        elif person.pk in leading:
            refusal = _("leads this class")
        elif person.pk in elsewhere:
            refusal = _("is in the class “%(class)s” already") % {"class": elsewhere[person.pk]}
        elif why_not_enrol(person, cohort.course, on=on):
            refusal = _("may not take this course")
        if refusal:
            problems.append(f"{person.full_name} ({person.username}): {refusal}.")
    return problems


def _seat(cohort: Cohort, members: Sequence[Membership], *, at: dt.datetime) -> None:
    """Enrol those who have a seat, and tell them once where and when."""
    try:
        for member in members:
            enrol(person=member.person, course=cohort.course, at=at, on=timezone.localdate(at))
    except CannotEnrol as refusal:
        raise CannotJoin([str(refusal)]) from refusal
    if members:
        tell(
            people=[member.person for member in members],
            kind=notices.JOINED,
            key=f"class-joined-{members[0].pk}",
            url=notices.own_address(cohort),
            at=at,
            title=cohort.title,
            when=notices.begins_in_words(cohort, cohort.meetings.held()),
            where=cohort.where,
            bring=cohort.bring,
        )


def _tell_waiting(cohort: Cohort, members: Sequence[Membership], *, at: dt.datetime) -> None:
    if members:
        tell(
            people=[member.person for member in members],
            kind=notices.WAITING,
            key=f"class-waiting-{members[0].pk}",
            url=notices.own_address(cohort),
            at=at,
            title=cohort.title,
        )


@transaction.atomic
def take_in(*, cohort: Cohort, by: User, at: dt.datetime) -> list[Membership]:
    """Give free seats to those who wait, the longest first; harmless twice. Who may not take the course waits on."""
    cohort = locked_open(cohort)
    free = cohort.capacity - cohort.memberships.seated().count()
    taken: list[Membership] = []
    for member in cohort.memberships.waiting().select_related("person") if free > 0 else ():
        if len(taken) < free and not why_not_enrol(member.person, cohort.course, on=timezone.localdate(at)):
            taken.append(member)
    seat_waiting(cohort, taken, by=by, at=at)
    return taken


def seat_waiting(cohort: Cohort, members: Sequence[Membership], *, by: User, at: dt.datetime) -> None:
    """Give those who waited a seat, enrol and tell them. The class is locked. Raises CannotJoin."""
    for member in members:
        member.seated_at = at
        member.save(update_fields=["seated_at"])
        log(cohort, "classes.take_in", user=by, timestamp=at, data={"person": member.person.username})
    _seat(cohort, members, at=at)


@transaction.atomic
def withdraw(*, membership: Membership, reason: str, by: User, at: dt.datetime) -> Membership:
    """Take somebody out of a class for a reason; the next who waits gets the seat. The enrolment goes on.

    Harmless twice: the first end stays. Raises CannotJoin, ClassIsOver, NotYours.
    """
    cohort = locked_open(membership.cohort)
    check_organises(by, cohort.agency)
    membership = Membership.objects.select_related("person", "cohort").get(pk=membership.pk)
    if membership.ended_at is not None:
        return membership
    end_membership(membership, Membership.Ending.WITHDRAWN, reason, by=by, at=at)
    log(cohort, "classes.withdraw_member", user=by, timestamp=at, data={"person": membership.person.username})
    tell(
        people=[membership.person],
        kind=notices.LEFT,
        key=f"class-left-{membership.pk}",
        url=notices.own_address(cohort),
        at=at,
        title=cohort.title,
        reason=membership.end_reason,
    )
    take_in(cohort=cohort, by=by, at=at)
    return membership


@transaction.atomic
def move_member(*, membership: Membership, to: Cohort, reason: str, by: User, at: dt.datetime) -> Membership:
    """Move somebody to another open class of the same course, to a seat or its waiting list. Returns the new one.

    Harmless twice: where they were moved first they stay. Raises CannotJoin, ClassIsOver, NotYours.
    """
    # Always in one order, so that two moves in opposite directions never wait for each other.
    locks = {one: locked_open(Cohort(pk=one)) for one in sorted({membership.cohort_id, to.pk})}
    here, there = locks[membership.cohort_id], locks[to.pk]
    check_organises(by, here.agency)
    check_organises(by, there.agency)
    membership = Membership.objects.select_related("person", "moved_to").get(pk=membership.pk)
    if membership.ended_at is not None and membership.moved_to is not None:
        return membership.moved_to
    if membership.ended_at is not None:
        raise CannotJoin([_("%(person)s is not in this class any more.") % {"person": membership.person}])
    if there.pk == here.pk or there.course_id != here.course_id:
        raise CannotJoin([_("Choose another class of the same course.")])
    end_membership(membership, Membership.Ending.MOVED, reason, by=by, at=at)
    made = _take_over(membership, here, there, by=by, at=at)
    membership.moved_to = made
    membership.save(update_fields=["moved_to"])
    data = {"person": membership.person.username, "to": there.code}
    log(here, "classes.move_member", user=by, timestamp=at, data=data)
    take_in(cohort=here, by=by, at=at)
    return made


def _take_over(membership: Membership, here: Cohort, there: Cohort, *, by: User, at: dt.datetime) -> Membership:
    """Into the other class; between two that are open to everyone with what is known of a citizen, from no branch."""
    if here.for_everyone and there.for_everyone:
        added = place(
            there,
            [membership.person],
            by=by,
            at=at,
            way=membership.way,
            hint=membership.hint,
            opened_account=membership.opened_account,
        )
    else:
        added = add_people(cohort=there, people=[membership.person], by=by, at=at)
    return (added.seated + added.waiting)[0]


def end_membership(membership: Membership, ending: str, reason: str, *, by: User, at: dt.datetime) -> None:
    """End a place in a class, for a reason; the class is locked. Raises CannotJoin."""
    if not reason.strip():
        raise CannotJoin([_("Say why.")])
    membership.ended_at, membership.ended_by, membership.ending = at, by, ending
    membership.end_reason = reason.strip()[:300]
    membership.save(update_fields=["ended_at", "ended_by", "ending", "end_reason"])
