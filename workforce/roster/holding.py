"""What those who write a roster share: the locks, in the order of all who change staff, and telling the progress."""

from collections.abc import Iterable

from django.db import connection

from accounts.models import User
from kit.progress import tell_progress
from workforce.models import Agency, RosterImport
from workforce.roster.known import agencies_named
from workforce.roster.plans import Told
from workforce.roster.reading import Line


def work_of(roster: RosterImport) -> str:
    """Under which name the progress of reading, writing or undoing it is told (kit.progress)."""
    return f"roster:{roster.pk}"


def from_to(roster: RosterImport, start: int, end: int) -> Told:
    """A share of a piece of the work, as a percentage of all of it."""
    return lambda share: tell_progress(work_of(roster), start + int(share * (end - start)))


def hold_roster(roster: RosterImport) -> RosterImport:
    """Lock it and read it anew, with what long work needs."""
    # A province is compared within this one transaction; on a busy machine that is longer than others may idle. Its
    # last statement looks for each deleted account in every table.
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SET LOCAL idle_in_transaction_session_timeout = '10min'")
            cursor.execute("SET LOCAL statement_timeout = '5min'")
    return locked(roster)


def locked(roster: RosterImport) -> RosterImport:
    rosters = RosterImport.objects.select_for_update(of=("self",))
    return rosters.select_related("agency", "brought_by").get(pk=roster.pk)


def hold_agencies(agency: Agency, lines: Iterable[Line]) -> None:
    """Lock where the lines may bring people to. As in workforce.employing and workforce.reorganising: agencies before
    people, for an employment that is written waits for its agency, whoever holds that may wait for the person."""
    named = Agency.objects.filter(pk__in=agencies_named(agency, lines))
    list(named.select_for_update(of=("self",)).values_list("pk", flat=True))


def hold_people(roster: RosterImport) -> None:
    """Whoever moves one of them at this moment comes before us, and then the digest tells, or after."""
    people = User.objects.filter(roster_rows__roster=roster).order_by("pk")
    list(people.select_for_update(of=("self",)).values_list("pk", flat=True))
