"""A personnel system brings the people of its branch: looked at first, written when it says yes. In an officer's name.

All rules are those of workforce.roster; what an officer may not bring, no system brings for her.
"""

import datetime as dt
import hashlib

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import User
from api.door import Access
from api.models import ApiClient, BroughtRoster
from api.problems import NotUnderstood, NotYours, Problem
from workforce.models import Agency, RosterImport
from workforce.roster.bringing import CannotConfirm, agree, bring_roster
from workforce.roster.opening import CannotRead
from workforce.roster.rights import paths_cared_for

State = RosterImport.State


class KeyTaken(Problem):
    """The same key came with another question: one of the two is a mistake."""

    status, kind = 409, "key-taken"


class NotConfirmed(Problem):
    """Nothing was written; the sentence says why."""

    status, kind = 409, "not-confirmed"


class NoOfficer(Problem):
    """Nobody answers for what the system would write."""

    status, kind = 403, "no-officer"


@transaction.atomic
def bring(
    *,
    access: Access,
    key: str,
    name: str,
    content: bytes,
    agency: Agency,
    on: dt.date,
    is_complete: bool,
    at: dt.datetime,
) -> RosterImport:
    """Keep a list to be read; nobody is changed. Harmless twice: the same key gives the roster that it brought.

    Call workforce.roster.background.start_work after the commit. Raises KeyTaken, NoOfficer, NotUnderstood.
    """
    client = (
        ApiClient.objects.select_for_update(of=("self",)).select_related("officer", "agency").get(pk=access.client.pk)
    )
    before = BroughtRoster.objects.select_related("roster").filter(client=client, key=key).first()
    if before is not None:
        return _the_same(before.roster, content, agency, on, is_complete=is_complete)
    try:
        roster = bring_roster(
            name=name, content=content, agency=agency, on=on, by=_officer(client), at=at, is_complete_list=is_complete
        )
    except CannotRead as refusal:
        raise NotUnderstood(str(refusal)) from refusal
    BroughtRoster.objects.create(client=client, key=key, roster=roster)
    return roster


def confirm(*, access: Access, roster: RosterImport, plan: str, at: dt.datetime) -> RosterImport:
    """Say yes to what was shown; start_work then writes it. Harmless twice. Raises NotConfirmed, NoOfficer."""
    if roster.state in (State.AGREED, State.CONFIRMED) and plan == roster.plan:
        return roster
    try:
        return agree(roster=roster, agreed=plan, by=_officer(access.client), at=at)
    except CannotConfirm as refusal:
        raise NotConfirmed(str(refusal)) from refusal


def roster_of(access: Access, number: int) -> RosterImport:
    """A roster that this system brought, of an agency that it still sees. Raises NotYours."""
    found = RosterImport.objects.select_related("agency").filter(brought_by_system__client=access.client, pk=number)
    roster = found.first()
    if roster is None:
        raise NotYours(_("This system brought no such list."))
    return roster


def _officer(client: ApiClient) -> User:
    if client.officer is None or not client.officer.is_active:
        raise NoOfficer(_("No officer answers for what this system writes."))
    # What the officer may do elsewhere is not the system's: a list could move people there.
    if any(not path.startswith(client.agency.path) for path in paths_cared_for(client.officer)):
        raise NoOfficer(
            _("The officer named for this system looks after more than its branch. Name one who looks after it alone.")
        )
    return client.officer


def _the_same(roster: RosterImport, content: bytes, agency: Agency, on: dt.date, *, is_complete: bool) -> RosterImport:
    asked = (hashlib.sha256(content).hexdigest(), agency.pk, on, is_complete)
    if asked != (roster.sha256, roster.agency_id, roster.on, roster.is_complete_list):
        raise KeyTaken(_("This key was used for another list. Choose a new key for each list."))
    return roster
