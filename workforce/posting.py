"""Posts beside the primary employment: lent to another agency, or a second post. Dated, never rewritten.

`by` must look after the staff of the person's own agency; the one that borrows gains no right over the person.
"""

import datetime as dt

from django.db import transaction
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from wagtail.log_actions import log

from accounts.models import User
from workforce.employing import AgencyNotThere, CannotChangeStaff, employment_of
from workforce.leaving import check_order, hold_and_check
from workforce.models import Agency, Position, Posting


class NoSuchPost(CannotChangeStaff):
    """The post cannot be held, or is not held that day."""


@transaction.atomic
def post(
    *,
    person: User,
    kind: str,
    agency: Agency,
    position: Position,
    on: dt.date,
    until: dt.date | None,
    by: User,
    at: dt.datetime,
    document: str = "",
) -> Posting:
    """Second `person` to `agency`, or give a second post there. Harmless twice: the same posting is returned.

    Raises NotEmployed, NotInCharge, AgencyNotThere, NoSuchPost, TooEarly.
    """
    # Held before people, as where agencies are changed: it may end at this moment.
    Agency.objects.select_for_update(of=("self",)).get(pk=agency.pk)
    hold_and_check(person, on, by)
    held = Posting.objects.filter(person=person, agency=agency, position=position)
    same = held.filter(kind=kind, starts_on=on, ends_on=until).first()
    if same:
        return same
    check_order(on, until)
    if not Agency.objects.at(on).filter(pk=agency.pk).exists():
        raise AgencyNotThere(
            _("%(agency)s does not exist on %(day)s.") % {"agency": agency, "day": date_format(on, "d/m/Y")}
        )
    own = employment_of(person, on)
    if held.meeting(on, until).exists() or (own and (own.agency_id, own.position_id) == (agency.pk, position.pk)):
        raise NoSuchPost(_("%(person)s holds this post already.") % {"person": person})
    if kind == Posting.Kind.SECONDED and own and own.agency_id == agency.pk:
        raise NoSuchPost(_("Nobody is seconded to their own agency. Choose another one, or a second post."))
    posting = Posting.objects.create(
        person=person, kind=kind, agency=agency, position=position, starts_on=on, ends_on=until, document=document
    )
    log(posting, "workforce.post", user=by, timestamp=at, data={"kind": kind, "agency": agency.code})
    return posting


@transaction.atomic
def end_posting(*, posting: Posting, on: dt.date, by: User, at: dt.datetime) -> Posting:
    """End a posting: `on` is the first day it is no longer held. Harmless twice: an end on that day stays.

    Raises NotEmployed, NotInCharge, NoSuchPost, TooEarly.
    """
    hold_and_check(posting.person, on, by)
    posting = Posting.objects.select_for_update(of=("self",)).get(pk=posting.pk)
    if posting.ends_on == on:
        return posting
    if posting.ends_on is not None and posting.ends_on < on:
        raise NoSuchPost(_("This post has ended already."))
    check_order(posting.starts_on, on)
    posting.ends_on = on
    posting.save(update_fields=["ends_on"])
    log(posting, "workforce.end_posting", user=by, timestamp=at, data={"on": on.isoformat()})
    return posting
