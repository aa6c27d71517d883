"""Names of citizens who gave nothing else, and took no account over, go some time after their class has ended.

What was counted stays: the row of the person without an identity, the place in the class, who came to what.
"""

import datetime as dt
import logging

from django.conf import settings
from django.db import transaction
from django.db.models import Exists, OuterRef, QuerySet
from django.utils import timezone
from wagtail.log_actions import log

from accounts.activating import unused
from accounts.emptying import erase_all
from accounts.models import User
from accounts.personal_data import CannotEraseNow, hindrances
from classes.models import Membership

logger = logging.getLogger(__name__)


def guests_to_forget(*, at: dt.datetime) -> "QuerySet[User]":
    """Accounts opened for a seat that nobody took over, settings.CLASS_GUEST_DAYS after the last of their classes."""
    since = at - dt.timedelta(days=settings.CLASS_GUEST_DAYS)
    places = Membership.objects.filter(person=OuterRef("pk"))
    still = places.exclude(ended_at__lt=since)
    found = User.objects.filter(Exists(places.filter(opened_account=True)), ~Exists(still), erased_at=None)
    return unused(found).order_by("pk")


def forget_guests(*, limit: int, at: dt.datetime) -> int:
    """Forget up to `limit` of them, one transaction each; how many. May run twice at once."""
    done = 0
    for person in list(guests_to_forget(at=at)[:limit]):
        try:
            done += forget(person=person, at=at)
        except CannotEraseNow as error:
            logger.warning("The data of guest %s could not be erased (%s); tried again later.", person.pk, error)
    return done


@transaction.atomic
def forget(*, person: User, at: dt.datetime) -> bool:
    """Take the name off somebody who is to be forgotten; whether it was done. Harmless twice. Raises CannotEraseNow.

    Who meanwhile took the account over, got another seat, or was put on a roster of an agency, stays.
    """
    person = User.objects.select_for_update(of=("self",)).get(pk=person.pk)
    still_due = guests_to_forget(at=at).filter(pk=person.pk).exists()
    if not still_due or hindrances(person, on=timezone.localdate(at)):
        return False
    erase_all(person=person, decided_by=None, at=at)
    log(person, "classes.forget_guest", timestamp=at)
    return True
