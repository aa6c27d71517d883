"""What lies ready to be done with rosters: read what was brought, write what was agreed to, undo what is to be undone.

Called by a message without content: in the worker where there is one, else in the web process after the commit.
Where a roster stands is its `state`; so a lost message is made good by the next one, and a message that comes twice
finds nothing to do.
"""

import datetime as dt

from django.db import transaction

from kit.progress import end_progress, long_write, take_up
from workforce.models import RosterImport
from workforce.roster.bringing import CannotConfirm, confirm, preview
from workforce.roster.holding import locked, work_of
from workforce.roster.undoing import CannotUndo, stays_written, undo_roster

State = RosterImport.State


def work_off(*, at: dt.datetime) -> int:
    """Do what waits. Harmless twice. Returns how many rosters.

    What somebody else is at is left to them. What cannot be written after all goes back to be looked at, what cannot
    be undone stays written; each says why.
    """
    count = 0
    for roster in _waiting():
        if not take_up(work_of(roster)):
            continue
        try:
            with long_write(work_of(roster)):
                _work_off(roster)
        finally:
            end_progress(work_of(roster))
        count += 1
    return count


def _waiting() -> list[RosterImport]:
    """The oldest first, but undone is the newest first: a later list of the same people is in the way of an earlier."""
    found = list(RosterImport.objects.filter(state__in=RosterImport.AT_WORK).defer("content").order_by("pk"))
    undoing = [roster for roster in found if roster.state == State.UNDOING]
    return [roster for roster in found if roster.state != State.UNDOING] + undoing[::-1]


def _work_off(roster: RosterImport) -> None:
    match roster.state:
        case State.BROUGHT:
            preview(roster)
        case State.AGREED:
            try:
                confirm(roster=roster, agreed=roster.plan, by=roster.confirmed_by, at=roster.confirmed_at)  # type: ignore[arg-type]
            except CannotConfirm as refusal:
                _back_to_look(roster, str(refusal))
        case State.UNDOING:
            try:
                undo_roster(roster=roster, by=roster.undone_by, at=roster.undone_at)  # type: ignore[arg-type]
            except CannotUndo as refusal:
                stays_written(roster, why=str(refusal))


def _back_to_look(roster: RosterImport, why: str) -> None:
    with transaction.atomic():
        found = locked(roster)
        if found.state != State.AGREED:
            return  # somebody else was quicker
        found.state, found.confirmed_by, found.confirmed_at = State.BROUGHT, None, None
        found.save(update_fields=["state", "confirmed_by", "confirmed_at"])
    preview(found)
    RosterImport.objects.filter(pk=found.pk).update(trouble=why[:500])
