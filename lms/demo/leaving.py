"""Somebody who left the commune in its first summer and now asks for her data to be erased: her officer decides."""

import datetime as dt

from django.contrib.auth.hashers import make_password
from django.db import transaction

from accounts.erasing import ask_to_be_erased
from accounts.models import User
from lms.demo.cast import Cast
from workforce.employing import hire
from workforce.leaving import leave_service
from workforce.models import AgencyRole, Departure, Employment, Position

USERNAME = "giang.phung"
FROM, UNTIL = dt.date(2025, 7, 1), dt.date(2025, 9, 30)
ASKED_DAYS_AGO = 2


@transaction.atomic
def tell_of_leaving(cast: Cast, *, at: dt.datetime) -> int:
    """How many ask. Harmless twice."""
    person, is_new = User.objects.get_or_create(
        username=USERNAME,
        defaults={"full_name": "Phùng Thị Hương Giang", "password": make_password(None), "date_joined": at},
    )
    if not is_new:
        return 0
    agency = AgencyRole.objects.get(person=cast.hr_officer).agency
    hire(
        person=person,
        agency=agency,
        position=Position.objects.get(code="chuyen-vien"),
        category=Employment.Category.CIVIL_SERVANT,
        on=FROM,
        by=cast.hr_officer,
        at=at,
    )
    leave_service(person=person, reason=Departure.Reason.RESIGNED, on=UNTIL, by=cast.hr_officer, at=at)
    ask_to_be_erased(person=person, at=at - dt.timedelta(days=ASKED_DAYS_AGO))
    return 1
