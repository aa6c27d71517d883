"""Rows that were in doubt when their list was confirmed: an officer says who is meant, one by one."""

import datetime as dt

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import User
from workforce.models import RosterImport, RosterRow
from workforce.roster.applying import write_plan
from workforce.roster.bringing import CannotConfirm
from workforce.roster.holding import hold_agencies
from workforce.roster.planning import plan_roster
from workforce.roster.plans import Kind
from workforce.roster.reading import line_of
from workforce.roster.rights import may_import_to


@transaction.atomic
def decide_row(*, row: RosterRow, person: User | None, by: User, at: dt.datetime) -> RosterRow:
    """Say that the row means `person`, one of its candidates, or with None somebody new; and write it.

    Undoing the import takes this back too. A second decision is refused. Raises CannotConfirm.
    """
    roster = RosterImport.objects.select_for_update(of=("self",)).select_related("agency").get(pk=row.roster_id)
    row = RosterRow.objects.select_for_update(of=("self",)).get(pk=row.pk)
    if not may_import_to(by, roster.agency):
        raise CannotConfirm(_("You do not look after the staff of %(agency)s.") % {"agency": roster.agency})
    if roster.state != RosterImport.State.CONFIRMED or row.kind != Kind.IN_DOUBT or row.number is None:
        raise CannotConfirm(_("There is nothing to decide in this row any more."))
    if person is not None and person.pk not in row.candidates:
        raise CannotConfirm(_("This is nobody whom the row could mean."))
    line = line_of(row.number, row.data)
    hold_agencies(roster.agency, [line])
    if person is not None:
        User.objects.select_for_update(of=("self",)).get(pk=person.pk)
    decided = {row.number: person.pk if person else None}
    plan = plan_roster([line], agency=roster.agency, by=by, on=roster.on, decided=decided)
    [planned] = plan.rows
    if planned.kind in (Kind.WRONG, Kind.IN_DOUBT):
        raise CannotConfirm(planned.reason)
    done = write_plan(plan, by=by, at=at)
    row.kind, row.reason, row.person_id = planned.kind, planned.reason, planned.person
    row.done, row.decided_by, row.decided_at = done.get(id(planned), {}), by, at
    row.save(update_fields=["kind", "reason", "person", "done", "decided_by", "decided_at"])
    roster.counts = {
        **roster.counts,
        Kind.IN_DOUBT: roster.counts[Kind.IN_DOUBT] - 1,
        planned.kind: roster.counts[planned.kind] + 1,
    }
    roster.save(update_fields=["counts"])
    return row
