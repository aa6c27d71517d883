"""Absences that excuse from training: recorded, ended on return, withdrawn when written by mistake."""

import datetime as dt

from django.db import transaction
from django.utils.translation import gettext as _
from wagtail.log_actions import log

from accounts.models import User
from workforce.employing import NotInCharge, employment_of
from workforce.models import Absence, AgencyRole
from workforce.roles import holds_role


class CannotRecordAbsence(Exception):
    """The absence is refused; the sentence says why."""


@transaction.atomic
def record_absence(
    *,
    person: User,
    reason: str,
    starts_on: dt.date,
    ends_on: dt.date | None,
    by: User,
    at: dt.datetime,
    document: str = "",
) -> Absence:
    """Write down that `person` is away from a day to the day before `ends_on`. Not harmless twice: it overlaps.

    `by` looks after the staff of the agency where the person works on the first day. Raises NotInCharge,
    CannotRecordAbsence.
    """
    # The row of the person is the lock: two absences of one person do not overlap.
    User.objects.select_for_update(of=("self",)).get(pk=person.pk)
    _check_in_charge(person, starts_on, by)
    if ends_on is not None and ends_on <= starts_on:
        raise CannotRecordAbsence(_("The day of return must lie after the first day of absence."))
    others = Absence.objects.filter(person=person, withdrawn_at=None).exclude(ends_on__lte=starts_on)
    if (others.filter(starts_on__lt=ends_on) if ends_on else others).exists():
        raise CannotRecordAbsence(_("Another absence of this person is written down for these days."))
    made = Absence.objects.create(
        person=person,
        reason=reason,
        starts_on=starts_on,
        ends_on=ends_on,
        document=document.strip(),
        recorded_by=by,
        recorded_at=at,
    )
    data = {"person": person.username, "reason": reason, "from": starts_on.isoformat()}
    log(made, "workforce.record_absence", user=by, timestamp=at, data=data)
    return made


@transaction.atomic
def end_absence(*, absence: Absence, on: dt.date, by: User, at: dt.datetime) -> Absence:
    """`on` is the first day back at work. Harmless twice on the same day. Raises NotInCharge, CannotRecordAbsence."""
    absence = Absence.objects.select_for_update(of=("self",)).select_related("person").get(pk=absence.pk)
    _check_in_charge(absence.person, absence.starts_on, by)
    if absence.ends_on == on:
        return absence
    if absence.withdrawn_at or absence.ends_on is not None:
        raise CannotRecordAbsence(_("This absence has ended already."))
    if on <= absence.starts_on:
        raise CannotRecordAbsence(_("The day of return must lie after the first day of absence."))
    absence.ends_on = on
    absence.save(update_fields=["ends_on"])
    log(absence, "workforce.end_absence", user=by, timestamp=at, data={"on": on.isoformat()})
    return absence


@transaction.atomic
def withdraw_absence(*, absence: Absence, by: User, at: dt.datetime) -> Absence:
    """Take back what was written by mistake; the row stays. Harmless twice. Raises NotInCharge."""
    absence = Absence.objects.select_for_update(of=("self",)).select_related("person").get(pk=absence.pk)
    _check_in_charge(absence.person, absence.starts_on, by)
    if absence.withdrawn_at is None:
        absence.withdrawn_at = at
        absence.save(update_fields=["withdrawn_at"])
        log(absence, "workforce.withdraw_absence", user=by, timestamp=at)
    return absence


def _check_in_charge(person: User, day: dt.date, by: User) -> None:
    job = employment_of(person, day)
    if job is None or not holds_role(by, job.agency, at_least=AgencyRole.Role.HR_OFFICER):
        raise NotInCharge(_("You do not look after the staff of the agency where this person works on that day."))
