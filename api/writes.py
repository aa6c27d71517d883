"""What a connected system writes. Addresses and scopes: api/operations.py."""

import datetime as dt
from typing import Annotated, Any

from django.utils import timezone
from django.utils.translation import gettext as _
from ninja import Field, File, Header, Query, Schema, UploadedFile

from api import rosters
from api.asked import Code
from api.branch import agency_asked
from api.problems import NotUnderstood
from api.reads import AskingProgram
from workforce.models import RosterImport, RosterRow
from workforce.roster.background import start_work
from workforce.roster.opening import CannotRead, check_size

ROWS_SHOWN = 500
Key = Annotated[str, Header(alias="Idempotency-Key", min_length=8, max_length=100, pattern=r"^[\x21-\x7e]+$")]


class RosterAsked(Schema):
    agency: Code = Field("", description="Code of the agency whose people these are; empty: the top of your branch")
    on: dt.date | None = Field(None, description="From which day changes hold that say none; empty: today")
    complete: bool = Field(False, description="Whether who is missing from the list has left")


class PlanAsked(Schema):
    plan: str = Field(..., max_length=64, description="`plan` of the answer that was looked at")


class RosterRowOut(Schema):
    row: int | None
    kind: str
    reason: str


class RosterOut(Schema):
    """`counts`: how many rows are new, changed, moved, left, unchanged, in_doubt, wrong.

    `state`: brought and agreed pass by themselves, ask again; previewed waits for your yes; confirmed is written;
    unreadable says why in `trouble`. `rows`: the first 500 that change something or need an officer.
    """

    number: int
    state: str
    agency: str
    on: dt.date
    trouble: str
    counts: dict[str, int]
    plan: str
    rows: list[RosterRowOut]


def bring_roster(
    request: AskingProgram,
    key: Key,
    asked: Query[RosterAsked],
    file: UploadedFile = File(...),  # noqa: B008
) -> dict[str, Any]:
    """A list of people (.xlsx, .csv): read and compared, nobody is changed. The same key again gives the same list."""
    agency, today = agency_asked(request.auth, asked.agency), timezone.localdate()
    try:
        content = file.read()
        check_size(content)
    except CannotRead as refusal:
        raise NotUnderstood(str(refusal)) from refusal
    if asked.on is not None and not dt.date(1990, 1, 1) <= asked.on <= today + dt.timedelta(days=366):
        raise NotUnderstood(_("Give a day within a year from now."))
    roster = rosters.bring(
        access=request.auth,
        key=key,
        name=file.name or "",
        content=content,
        agency=agency,
        on=asked.on or today,
        is_complete=asked.complete,
        at=timezone.now(),
    )
    start_work(roster)
    return roster_told(rosters.roster_of(request.auth, roster.pk))


def confirm_roster(request: AskingProgram, number: int, asked: PlanAsked) -> dict[str, Any]:
    """Say yes to what was shown: it is written, all or nothing. A second yes changes nothing."""
    found = rosters.roster_of(request.auth, number)
    start_work(rosters.confirm(access=request.auth, roster=found, plan=asked.plan, at=timezone.now()))
    return roster_told(rosters.roster_of(request.auth, number))


def roster(request: AskingProgram, number: int) -> dict[str, Any]:
    """Where a list stands that this system brought."""
    return roster_told(rosters.roster_of(request.auth, number))


def roster_told(found: RosterImport) -> dict[str, Any]:
    rows = found.rows.exclude(kind=RosterRow.Kind.UNCHANGED).order_by("place")
    return {
        "number": found.pk,
        "state": found.state,
        "agency": found.agency.code,
        "on": found.on,
        "trouble": found.trouble,
        "counts": found.counts,
        "plan": found.plan,
        "rows": [{"row": row.number, "kind": row.kind, "reason": row.reason} for row in rows[:ROWS_SHOWN]],
    }
