"""Leaving for good. What was is never rewritten; coming back is a new employment.

As in workforce.employing: `by` must look after the staff of the agency, `at` is when it is entered, `on` the
day it takes effect.
"""

import datetime as dt

from django.db import transaction
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from wagtail.log_actions import log

from accounts.models import User
from workforce.employing import NotEmployed, NotInCharge, TooEarly, employment_of, end_employment
from workforce.models import Absence, Agency, Departure, Posting, Verb
from workforce.roles import may


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
        for beside in (Absence.objects.at(on), Posting.objects.at(on)):
            beside.filter(person=person, starts_on__lt=on).update(ends_on=on)
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
    if not may(by, Verb.STAFF, current.agency):
        raise NotInCharge(_("You do not look after the staff of %(agency)s.") % {"agency": current.agency})
    return current.agency


def check_order(starts_on: dt.date, ends_on: dt.date | None) -> None:
    if ends_on is not None and ends_on <= starts_on:
        raise TooEarly(_("The end must come after %(day)s.") % {"day": date_format(starts_on, "d/m/Y")})
