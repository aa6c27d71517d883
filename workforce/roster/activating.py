"""How the people of a confirmed list get into their accounts: a letter by mail, or a sheet with a code."""

import datetime as dt
from dataclasses import dataclass

from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _
from wagtail.log_actions import log

from accounts.activating import give_codes, in_groups, invite_by_mail, unused
from accounts.models import User
from workforce.models import Employment, RosterImport
from workforce.roster.rights import may_import_to


class CannotLetIn(Exception):
    """No letter is sent and no code is given; the sentence says why."""


@dataclass(frozen=True)
class Sheet:
    """What one person is handed: `code` in groups of four."""

    person: User
    work: str
    code: str


def not_yet_in(roster: RosterImport, *, day: dt.date) -> "QuerySet[User]":
    """Whoever the list names, works in its branch on `day` or later, and has not taken over the account yet."""
    jobs = Employment.objects.within(roster.agency).filter(Q(ends_on=None) | Q(ends_on__gt=day))
    named = User.objects.filter(pk__in=roster.rows.values("person")).filter(pk__in=jobs.values("person"))
    return unused(named).order_by("name_key", "pk")


@transaction.atomic
def print_sheets(*, roster: RosterImport, by: User, at: dt.datetime, only_without_mail: bool) -> list[Sheet]:
    """A sheet with a new code for each who is not in yet; printed twice, the second counts. Raises CannotLetIn."""
    _check(roster, by)
    people = not_yet_in(roster, day=timezone.localdate(at))
    if only_without_mail:
        people = people.filter(email=None)
    given = give_codes(people=people, by=by, at=at)
    log(roster, "workforce.print_codes", user=by, timestamp=at, data={"people": len(given)})
    jobs = Employment.objects.filter(person__in=[person.pk for person, _code in given]).order_by("starts_on")
    work = {job.person_id: f"{job.position}, {job.agency}" for job in jobs.select_related("position", "agency")}
    sheets = [Sheet(person, work.get(person.pk, ""), in_groups(code)) for person, code in given]
    return sorted(sheets, key=lambda sheet: (sheet.work.rpartition(", ")[2], sheet.person.name_key, sheet.person.pk))


@transaction.atomic
def invite(*, roster: RosterImport, by: User, at: dt.datetime) -> int:
    """Write to everybody with an address who is not in yet; once a day. Returns how many. Raises CannotLetIn."""
    _check(roster, by)
    people = not_yet_in(roster, day=timezone.localdate(at)).exclude(email=None)
    count = invite_by_mail(people=people, agency=roster.agency.name, at=at)
    log(roster, "workforce.invite", user=by, timestamp=at, data={"people": count})
    return count


def _check(roster: RosterImport, by: User) -> None:
    if not may_import_to(by, roster.agency):
        raise CannotLetIn(_("You do not look after the staff of %(agency)s.") % {"agency": roster.agency})
    if roster.state != RosterImport.State.CONFIRMED:
        raise CannotLetIn(_("Confirm the list first; then its people can be let in."))
