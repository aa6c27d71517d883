"""Leave, coming back, and leaving for good. The employment goes on through a leave; what was is never rewritten.

As in workforce.employing: `by` must look after the staff of the agency, `at` is when it is entered, `on` the
day it takes effect.
"""

import datetime as dt

from django.db import transaction
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from wagtail.log_actions import log

from accounts.models import User
from workforce.employing import CannotChangeStaff, NotEmployed, NotInCharge, TooEarly, employment_of, end_employment
from workforce.models import Agency, AgencyRole, Departure, Leave, Posting
from workforce.roles import holds_role


class AlreadyAway(CannotChangeStaff):
    """Another leave of the person is recorded for some of these days."""


class NotAway(CannotChangeStaff):
    """The person is on no leave that day."""


@transaction.atomic
def go_on_leave(
    *,
    person: User,
    kind: str,
    on: dt.date,
    until: dt.date | None,
    by: User,
    at: dt.datetime,
    document: str = "",
) -> Leave:
    """Record that `person` is away from `on`; `until` is the first day back, None when that is not known.

    Harmless twice: the same leave is returned. Raises NotEmployed, NotInCharge, TooEarly, AlreadyAway.
    """
    agency = hold_and_check(person, on, by)
    same = Leave.objects.filter(person=person, kind=kind, starts_on=on, ends_on=until).first()
    if same:
        return same
    check_order(on, until)
    other = Leave.objects.filter(person=person).meeting(on, until).order_by("starts_on").first()
    if other:
        raise AlreadyAway(
            _("%(person)s is away already from %(day)s. End that leave first.")
            % {"person": person, "day": date_format(other.starts_on, "d/m/Y")}
        )
    leave = Leave.objects.create(person=person, kind=kind, starts_on=on, ends_on=until, document=document)
    data = {"kind": kind, "agency": agency.code, "on": on.isoformat(), "until": until and until.isoformat()}
    log(leave, "workforce.go_on_leave", user=by, timestamp=at, data=data)
    return leave


@transaction.atomic
def come_back(*, person: User, on: dt.date, by: User, at: dt.datetime) -> Leave:
    """End the leave that runs: `on` is the first day back. Harmless twice: an end on that day stays.

    Raises NotEmployed, NotInCharge, NotAway, TooEarly.
    """
    hold_and_check(person, on, by)
    done = Leave.objects.filter(person=person, ends_on=on).first()
    if done:
        return done
    leave = Leave.objects.filter(person=person).at(on).first()
    if leave is None:
        raise NotAway(_("%(person)s is not away on %(day)s.") % {"person": person, "day": date_format(on, "d/m/Y")})
    check_order(leave.starts_on, on)
    leave.ends_on = on
    leave.save(update_fields=["ends_on"])
    log(leave, "workforce.come_back", user=by, timestamp=at, data={"on": on.isoformat()})
    return leave


@transaction.atomic
def leave_service(
    *, person: User, reason: str, on: dt.date, by: User, at: dt.datetime, document: str = ""
) -> Departure:
    """Retire `person`, or let them go: the employment ends, with it what runs beside it, and the reason is kept.

    Harmless twice: the first reason of that day stays. The account and all that was earned stay the person's;
    coming back later is a new employment (workforce.employing.hire). Raises as end_employment does.
    """
    employment = end_employment(person=person, on=on, by=by, at=at)
    departure, is_new = Departure.objects.get_or_create(
        employment=employment, defaults={"reason": reason, "document": document}
    )
    if is_new:
        for model in (Leave, Posting):
            model.objects.filter(person=person, starts_on__lt=on).at(on).update(ends_on=on)
        log(departure, "workforce.leave_service", user=by, timestamp=at, data={"reason": reason, "on": on.isoformat()})
    return departure


def hold_and_check(person: User, on: dt.date, by: User) -> Agency:
    """Lock `person`; the agency where they work on `on`, which `by` must look after."""
    # Two officers may write about one person at once: the second must see what the first has done.
    User.objects.select_for_update(of=("self",)).get(pk=person.pk)
    current = employment_of(person, on)
    if current is None:
        raise NotEmployed(
            _("%(person)s works in no agency on %(day)s.") % {"person": person, "day": date_format(on, "d/m/Y")}
        )
    if not holds_role(by, current.agency, at_least=AgencyRole.Role.HR_OFFICER):
        raise NotInCharge(_("You do not look after the staff of %(agency)s.") % {"agency": current.agency})
    return current.agency


def check_order(starts_on: dt.date, ends_on: dt.date | None) -> None:
    if ends_on is not None and ends_on <= starts_on:
        raise TooEarly(_("The end must come after %(day)s.") % {"day": date_format(starts_on, "d/m/Y")})
