"""Citizens in a class: they register themselves, with an account or with nothing but a name, and give up their seat.

Whoever simply turns up is in classes.cohorts.turning_up; what becomes of the names in classes.cohorts.forgetting.
"""

import datetime as dt

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from wagtail.log_actions import log

from accounts.models import User
from accounts.opening import open_account
from classes.cohorts.joining import CannotJoin, end_membership, place, take_in
from classes.cohorts.planning import ClassIsOver, locked_open
from classes.models import Cohort, Membership
from courses.enrolling import why_not_enrol
from kit.codes import new_code
from kit.text import fold, nfc
from workforce.roster.naming import base_of

# What stands as the reason of who gave up a seat: data of a list, in Vietnamese.
OWN_WISH = "Tự thôi"
# Letters at the end of a user name nobody chose, so that two of one name never meet.
_TAIL = 6
_LONGEST_BASE = 100


class CannotRegister(Exception):
    """The person is not registered; the message says why."""


@transaction.atomic
def register(*, cohort: Cohort, person: User, at: dt.datetime) -> Membership:
    """Give somebody with an account a seat, or a place on the waiting list. Harmless twice.

    Raises CannotRegister, ClassIsOver.
    """
    cohort = locked_for_everyone(cohort, on=timezone.localdate(at))
    mine = cohort.memberships.running().filter(person=person).first()
    if mine is not None:
        return mine
    if cohort.facilitations.running().filter(person=person).exists():
        raise CannotRegister(_("You lead this class."))
    other = Membership.objects.running().filter(course=cohort.course_id, person=person).select_related("cohort").first()
    if other is not None:
        raise CannotRegister(_("You are in the class “%(class)s” already.") % {"class": other.cohort})
    if refusal := why_not_enrol(person, cohort.course, on=timezone.localdate(at)):
        raise CannotRegister(refusal)
    return _register(cohort, person, hint="", opened=False, at=at)


@transaction.atomic
def register_by_name(*, cohort: Cohort, full_name: str, hint: str, at: dt.datetime) -> Membership:
    """The same for somebody who gives nothing but a name, and maybe a village to be told apart from others.

    Harmless twice: the same name and village is the same person. Raises CannotRegister, ClassIsOver.
    """
    cohort = locked_for_everyone(cohort, on=timezone.localdate(at))
    found = [one for one in guests_called(cohort, full_name) if fold(one.hint) == fold(hint)]
    if found:
        return found[0]
    return _register(cohort, open_guest_account(full_name), hint=nfc(hint), opened=True, at=at)


def _register(cohort: Cohort, person: User, *, hint: str, opened: bool, at: dt.datetime) -> Membership:
    if is_full(seated=cohort.memberships.seated().count(), waiting=waiting_in(cohort), capacity=cohort.capacity):
        raise CannotRegister(_("This class is full, and its waiting list too. Look for another one."))
    way = Membership.Way.REGISTERED
    try:
        added = place(cohort, [person], by=person, at=at, way=way, hint=hint, opened_account=opened)
    except CannotJoin as refusal:
        raise CannotRegister(str(refusal)) from refusal
    log(cohort, "classes.register", user=person, timestamp=at, data={"waits": bool(added.waiting)})
    return (added.seated + added.waiting)[0]


def is_full(*, seated: int, waiting: int, capacity: int) -> bool:
    """Whether nobody more may register: no seat is free, and as many wait as there are seats."""
    return seated >= capacity and waiting >= capacity


def waiting_in(cohort: Cohort) -> int:
    return cohort.memberships.waiting().count()


def locked_for_everyone(cohort: Cohort, *, on: dt.date) -> Cohort:
    """The class as it is now, locked, if citizens may still register for it. Raises CannotRegister, ClassIsOver."""
    found = locked_open(cohort)
    if not found.for_everyone:
        raise CannotRegister(_("Nobody can register for this class."))
    if found.last_on < on:
        raise ClassIsOver(_("The class is over."))
    return found


def guests_called(cohort: Cohort, full_name: str) -> list[Membership]:
    """Those in the class who gave nothing but a name, and this one."""
    key = fold(full_name)[:120]
    called = cohort.memberships.running().filter(opened_account=True, person__name_key=key)
    return list(called.select_related("person").order_by("pk"))


def open_guest_account(full_name: str) -> User:
    """An account that only has a name; the user name is needed when it is taken over."""
    name = nfc(full_name)
    return open_account(full_name=name, username=f"{base_of(name)[:_LONGEST_BASE]}.{new_code(_TAIL).lower()}")


@transaction.atomic
def give_up_seat(*, membership: Membership, at: dt.datetime) -> Membership:
    """Leave a class one registered for; the next who waits gets the seat. Harmless twice.

    Raises CannotRegister for who was put into it, ClassIsOver.
    """
    cohort = locked_open(membership.cohort)
    membership = Membership.objects.select_related("person", "cohort").get(pk=membership.pk)
    if membership.ended_at is not None:
        return membership
    if not cohort.for_everyone or membership.way == Membership.Way.ADDED:
        raise CannotRegister(_("An officer has put you into this class. Ask them to take you out."))
    end_membership(membership, Membership.Ending.WITHDRAWN, OWN_WISH, by=membership.person, at=at)
    log(cohort, "classes.give_up_seat", user=membership.person, timestamp=at)
    take_in(cohort=cohort, by=membership.person, at=at)
    return membership
