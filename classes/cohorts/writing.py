"""Writing to everybody in a class."""

import datetime as dt

from django.db import transaction
from django.utils.translation import gettext as _
from wagtail.log_actions import log

from accounts.models import User
from accounts.telling import tell
from classes.cohorts import notices
from classes.cohorts.planning import locked_open
from classes.cohorts.rights import NotYours, rights_on
from classes.models import Cohort, Letter


@transaction.atomic
def write_to_all(*, cohort: Cohort, subject: str, text: str, by: User, at: dt.datetime) -> Letter:
    """Write to everybody who has a seat: on the desk and by mail. NOT harmless twice: it is sent again.

    Raises ClassIsOver, NotYours.
    """
    cohort = locked_open(cohort)
    if not rights_on(cohort, by).runs:
        raise NotYours(_("Only those who lead or organise this class write to it."))
    people = notices.seated_people(cohort)
    letter = Letter.objects.create(
        cohort=cohort, subject=subject, text=text, written_by=by, written_at=at, told=len(people)
    )
    log(cohort, "classes.write_to_class", user=by, timestamp=at, data={"subject": subject, "told": len(people)})
    tell(
        people=people,
        kind=notices.WRITTEN,
        key=f"class-letter-{letter.pk}",
        url=notices.own_address(cohort),
        at=at,
        title=cohort.title,
        subject=subject,
        text=text,
    )
    return letter
