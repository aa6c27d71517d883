"""More time in tests for those who need it: granted and ended, never changed or deleted."""

import datetime as dt

from django.db import transaction
from django.db.models import Max, Q
from django.utils.translation import gettext as _
from wagtail.log_actions import log

from accounts.models import User
from courses.models import Accommodation


class CannotAccommodate(Exception):
    """More time cannot be granted like this; the message says why."""


def extra_percent_of(person: User, *, on: dt.date) -> int:
    """How much more time `person` gets in a test begun on this day, in percent. The largest holds."""
    running = Accommodation.objects.filter(Q(valid_to=None) | Q(valid_to__gt=on), person=person, valid_from__lte=on)
    return running.aggregate(most=Max("extra_percent"))["most"] or 0


@transaction.atomic
def grant_accommodation(
    *,
    person: User,
    extra_percent: int,
    reason: str,
    valid_from: dt.date,
    valid_to: dt.date | None = None,
    by: User,
    at: dt.datetime,
) -> Accommodation:
    """Grant more time from a day, until before a day; harmless twice (the same one is returned).

    Raises CannotAccommodate.
    """
    if valid_to is not None and valid_to <= valid_from:
        raise CannotAccommodate(_("The last day must come after the first."))
    # The person's row is locked, so that a double click grants once.
    User.objects.select_for_update(of=("self",)).get(pk=person.pk)
    words = {"extra_percent": extra_percent, "reason": reason, "valid_from": valid_from, "valid_to": valid_to}
    existing = Accommodation.objects.filter(person=person, **words).first()
    if existing:
        return existing
    granted = Accommodation.objects.create(person=person, **words, granted_by=by, granted_at=at)
    # The reason may speak of a person's health: it stays in the row and out of the log.
    log(granted, "courses.grant_accommodation", user=by, data={"extra_percent": extra_percent})
    return granted


@transaction.atomic
def end_accommodation(*, accommodation: Accommodation, on: dt.date, by: User) -> Accommodation:
    """End it: from the day `on` it no longer holds. Harmless twice. It holds one day at least."""
    locked = Accommodation.objects.select_for_update(of=("self",)).get(pk=accommodation.pk)
    end = max(on, locked.valid_from + dt.timedelta(days=1))
    if locked.valid_to is None or locked.valid_to > end:
        locked.valid_to = end
        locked.save(update_fields=["valid_to"])
        log(locked, "courses.end_accommodation", user=by, data={"valid_to": end.isoformat()})
    return locked
