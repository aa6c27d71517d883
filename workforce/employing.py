"""Hiring, moving and leaving. History is closed and continued, never rewritten.

Every change names who makes it (`by`, who must look after the agencies concerned as HR officer or
provincial officer) and when it is entered (`at`); `on` is the day it takes effect.
"""

import datetime as dt

from django.db import transaction
from django.db.models import Q
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from wagtail.log_actions import log

from accounts.models import User
from workforce.models import Agency, Employment, Position, Verb
from workforce.roles import end_roles_on_leaving, may


class CannotChangeStaff(Exception):
    """A change of somebody's employment is refused; the subclasses say why."""


class NotInCharge(CannotChangeStaff):
    """`by` does not look after the staff of an agency concerned."""


class AgencyNotThere(CannotChangeStaff):
    """The agency does not exist on that day."""


class AlreadyEmployed(CannotChangeStaff):
    """The person works somewhere on that day or later."""


class NotEmployed(CannotChangeStaff):
    """The person works nowhere on that day."""


class TooEarly(CannotChangeStaff):
    """The day lies before something already recorded, which would have to be rewritten."""


class NobodyAnyMore(CannotChangeStaff):
    """The person had their data erased: the row stands for past facts alone."""


def employment_of(person: User, day: dt.date) -> Employment | None:
    """Where `person` works on `day`, with agency and position; None for nowhere."""
    return Employment.objects.at(day).filter(person=person).select_related("agency", "position").first()


@transaction.atomic
def hire(
    *,
    person: User,
    agency: Agency,
    position: Position,
    category: str,
    on: dt.date,
    by: User,
    at: dt.datetime,
    is_it_staff: bool = False,
    is_leader: bool = False,
) -> Employment:
    """Start an employment of somebody who works nowhere. Harmless twice: the same one is returned.

    Raises NotInCharge, AgencyNotThere, AlreadyEmployed, NobodyAnyMore.
    """
    _hold(agency)
    _lock(person)
    _check_in_charge(by, agency)
    _check_exists(agency, on)
    _check_is_somebody(person)
    running = person.employments.filter(Q(ends_on=None) | Q(ends_on__gt=on)).select_related("agency").first()
    if running:
        if (running.agency_id, running.position_id, running.starts_on) == (agency.pk, position.pk, on):
            return running
        raise AlreadyEmployed(
            _("%(person)s already works at %(agency)s. Transfer the person instead.")
            % {"person": person, "agency": running.agency}
        )
    employment = Employment.objects.create(
        person=person,
        agency=agency,
        position=position,
        category=category,
        is_it_staff=is_it_staff,
        is_leader=is_leader,
        starts_on=on,
    )
    log(employment, "workforce.hire", user=by, timestamp=at, data={"agency": agency.code, "on": on.isoformat()})
    return employment


@transaction.atomic
def transfer(
    *,
    person: User,
    to: Agency,
    position: Position,
    category: str,
    on: dt.date,
    by: User,
    at: dt.datetime,
    is_it_staff: bool = False,
    is_leader: bool = False,
) -> Employment:
    """End the employment that runs on `on` and begin the next the same day, in another agency or position.

    `by` must be in charge of both agencies. What was learnt goes along, for it belongs to the
    person; roles over the agency left end at once, even when `on` lies ahead. Harmless twice: the
    same move is returned. Raises NotInCharge, AgencyNotThere, NotEmployed, TooEarly.
    """
    _hold(to)
    _lock(person)
    _check_in_charge(by, to)
    current = _employment_to_change(person, on)
    if (current.agency_id, current.position_id, current.starts_on) == (to.pk, position.pk, on):
        return current
    _check_in_charge(by, current.agency)
    _check_exists(to, on)
    _close(current, on)
    if current.agency_id != to.pk:
        end_roles_on_leaving(person=person, left=current.agency, by=by, at=at)
    employment = Employment.objects.create(
        person=person,
        agency=to,
        position=position,
        category=category,
        is_it_staff=is_it_staff,
        is_leader=is_leader,
        starts_on=on,
    )
    data = {"from": current.agency.code, "to": to.code, "on": on.isoformat()}
    log(employment, "workforce.transfer", user=by, timestamp=at, data=data)
    return employment


@transaction.atomic
def end_employment(*, person: User, on: dt.date, by: User, at: dt.datetime) -> Employment:
    """End the employment of `person`: `on` is the first day they no longer work. All roles end.

    Harmless twice: an employment that already ends that day is returned. The account stays, for
    what was learnt and earned belongs to the person. Raises NotInCharge, NotEmployed, TooEarly.
    """
    _lock(person)
    ended = person.employments.filter(ends_on=on).select_related("agency").first()
    if ended and employment_of(person, on) is None:
        _check_in_charge(by, ended.agency)
        return ended
    current = _employment_to_change(person, on)
    _check_in_charge(by, current.agency)
    _close(current, on)
    end_roles_on_leaving(person=person, left=None, by=by, at=at)
    data = {"agency": current.agency.code, "on": on.isoformat()}
    log(current, "workforce.end_employment", user=by, timestamp=at, data=data)
    return current


def _lock(person: User) -> None:
    # Two officers may move one person at once: the second must see what the first has done.
    User.objects.select_for_update(of=("self",)).get(pk=person.pk)


def _hold(agency: Agency) -> None:
    # An agency may end at this moment. Agencies are held before people, here and in workforce.reorganising.
    Agency.objects.select_for_update(of=("self",)).get(pk=agency.pk)


def _employment_to_change(person: User, on: dt.date) -> Employment:
    if person.employments.filter(starts_on__gt=on).exists():
        raise TooEarly(_("A later employment of %(person)s is already recorded.") % {"person": person})
    current = employment_of(person, on)
    if current is None:
        raise NotEmployed(
            _("%(person)s works in no agency on %(day)s.") % {"person": person, "day": date_format(on, "d/m/Y")}
        )
    return current


def _check_in_charge(by: User, agency: Agency) -> None:
    if not may(by, Verb.STAFF, agency):
        raise NotInCharge(_("You do not look after the staff of %(agency)s.") % {"agency": agency})


def _check_exists(agency: Agency, day: dt.date) -> None:
    if not Agency.objects.at(day).filter(pk=agency.pk).exists():
        raise AgencyNotThere(
            _("%(agency)s does not exist on %(day)s.") % {"agency": agency, "day": date_format(day, "d/m/Y")}
        )


def _check_is_somebody(person: User) -> None:
    if User.objects.filter(pk=person.pk, erased_at__isnull=False).exists():
        raise NobodyAnyMore(_("This person had their data erased. Enter them anew, with an account of their own."))


def _close(current: Employment, on: dt.date) -> None:
    if on <= current.starts_on:
        raise TooEarly(
            _("The employment at %(agency)s began on %(day)s; the change must come after that.")
            % {"agency": current.agency, "day": date_format(current.starts_on, "d/m/Y")}
        )
    current.ends_on = on
    current.save(update_fields=["ends_on"])
