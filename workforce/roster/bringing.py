"""A roster's way: brought, read, shown, agreed to, written; forgotten when nobody confirms it.

Reading and writing are done by workforce.roster.working_off. Undoing is in workforce.roster.undoing.
"""

import datetime as dt
import hashlib
from collections.abc import Mapping
from typing import Any

from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext as _
from wagtail.log_actions import log

from accounts.models import User
from kit.progress import end_progress, tell_progress
from kit.text import nfc
from workforce.models import Agency, RosterImport
from workforce.roster.applying import keep_done, keep_rows, write_plan
from workforce.roster.columns import BY_NAME, guess, is_enough
from workforce.roster.holding import from_to, hold_agencies, hold_people, hold_roster, locked, work_of
from workforce.roster.opening import CannotRead, Sheet, check_size, open_sheet
from workforce.roster.planning import plan_roster
from workforce.roster.plans import Kind, Plan, Told
from workforce.roster.reading import Line, read_lines
from workforce.roster.rights import may_import_to

State = RosterImport.State


class CannotConfirm(Exception):
    """Nothing was written; the sentence says why."""


def roster_for(person: User, pk: int) -> RosterImport:
    """The one door to an import: open to HR officers of its agency. Raises RosterImport.DoesNotExist."""
    roster = RosterImport.objects.select_related("agency", "brought_by", "confirmed_by", "undone_by").get(pk=pk)
    if not may_import_to(person, roster.agency):
        raise RosterImport.DoesNotExist
    return roster


@transaction.atomic
def bring_roster(
    *,
    name: str,
    content: bytes,
    agency: Agency,
    on: dt.date,
    by: User,
    at: dt.datetime,
    is_complete_list: bool = False,
) -> RosterImport:
    """Keep a file to be read by `work_off`; people stay as they are. Twice makes two rows. Raises CannotRead.

    What is too large is refused here and not kept.
    """
    if not may_import_to(by, agency):
        raise CannotRead(_("You do not look after the staff of %(agency)s.") % {"agency": agency})
    check_size(content)
    return RosterImport.objects.create(
        agency=agency,
        name=nfc(name)[-200:],
        sha256=hashlib.sha256(content).hexdigest(),
        content=content,
        is_complete_list=is_complete_list,
        on=on,
        brought_by=by,
        brought_at=at,
    )


def remembered_mapping(sheet: Sheet, roster: RosterImport) -> dict[str, int]:
    """Which column means what: as this officer said for the last file of these titles, else by their words."""
    before = (
        RosterImport.objects.filter(brought_by=roster.brought_by_id, agency=roster.agency_id, header=sheet.header)
        .exclude(pk=roster.pk)
        .exclude(mapping={})
        .order_by("-brought_at", "-pk")
    )
    return before.values_list("mapping", flat=True).first() or guess(sheet.header)


def read(roster: RosterImport) -> list[Line]:
    """The lines of the file; its titles and mapping are set on `roster`, not saved. Raises CannotRead."""
    sheet = open_sheet(roster.name, bytes(roster.content))
    roster.header = sheet.header
    roster.mapping = roster.mapping or remembered_mapping(sheet, roster)
    if not is_enough(roster.mapping):
        raise CannotRead(_("Say which columns hold the name, and the staff code, user name, e-mail or telephone."))
    tell_progress(work_of(roster), 20)
    return list(read_lines(sheet, roster.mapping))


def plan_lines(lines: list[Line], roster: RosterImport, *, by: User, told: Told) -> Plan:
    """What the lines would change for `by`, as things are now."""
    return plan_roster(
        lines,
        agency=roster.agency,
        by=by,
        on=roster.on,
        is_complete_list=roster.is_complete_list,
        told=told,
    )


def preview(roster: RosterImport) -> RosterImport:
    """Read and plan a roster anew and keep its rows to be shown. Harmless twice. A confirmed one stays as it is.

    Reading and planning hold no lock; what was changed meanwhile about the roster is not written over.
    """
    roster = RosterImport.objects.select_related("agency", "brought_by").get(pk=roster.pk)
    if roster.state in RosterImport.WRITTEN:
        return roster
    began, plan, trouble = (roster.state, roster.mapping), None, ""
    try:
        plan = plan_lines(read(roster), roster, by=roster.brought_by, told=from_to(roster, 25, 70))
    except CannotRead as error:
        trouble = str(error)[:500]
    try:
        return _keep_preview(roster, began, plan, trouble)
    finally:
        end_progress(work_of(roster))


@transaction.atomic
def _keep_preview(read_as: RosterImport, began: tuple[str, Any], plan: Plan | None, trouble: str) -> RosterImport:
    roster = locked(read_as)
    if (roster.state, roster.mapping) != began:
        return roster
    roster.header, roster.mapping, roster.trouble = read_as.header, read_as.mapping, trouble
    if plan is None:
        roster.state, roster.counts, roster.plan = State.UNREADABLE, {}, ""
        roster.rows.all().delete()
    else:
        roster.state, roster.counts, roster.plan = State.PREVIEWED, plan.counts, plan.digest
        keep_rows(plan, roster=roster, told=from_to(roster, 70, 100))
    roster.save(update_fields=["state", "trouble", "counts", "plan", "header", "mapping"])
    return roster


@transaction.atomic
def remap(*, roster: RosterImport, mapping: Mapping[str, int], by: User) -> RosterImport:
    """Say anew which column means what; the roster is read again. Harmless twice. Raises CannotConfirm."""
    roster = locked(roster)
    _check_open(roster, by)
    roster.mapping = {
        name: place for name, place in mapping.items() if name in BY_NAME and 0 <= place < len(roster.header)
    }
    roster.state = State.BROUGHT
    roster.save(update_fields=["mapping", "state"])
    return roster


@transaction.atomic
def agree(*, roster: RosterImport, agreed: str, by: User, at: dt.datetime) -> RosterImport:
    """Say yes to what was shown (`agreed` is its digest); `work_off` writes it. Raises CannotConfirm.

    A second yes is refused, whoever gives it.
    """
    roster = locked(roster)
    _check_open(roster, by)
    if roster.state != State.PREVIEWED or agreed != roster.plan:
        raise CannotConfirm(_("This is not what you have seen. Look once more, then confirm."))
    _check_whole(roster.counts)
    roster.state, roster.confirmed_by, roster.confirmed_at = State.AGREED, by, at
    roster.save(update_fields=["state", "confirmed_by", "confirmed_at"])
    return roster


def confirm(*, roster: RosterImport, agreed: str, by: User, at: dt.datetime) -> RosterImport:
    """Write what was looked at, in one transaction. A second confirmation is refused. Raises CannotConfirm."""
    found = RosterImport.objects.select_related("agency", "brought_by").get(pk=roster.pk)
    _check_open(found, by)
    try:
        return _write(found, read(found), agreed=agreed, by=by, at=at)
    except CannotRead as error:
        raise CannotConfirm(str(error)) from None
    finally:
        end_progress(work_of(found))


@transaction.atomic
def _write(read_as: RosterImport, lines: list[Line], *, agreed: str, by: User, at: dt.datetime) -> RosterImport:
    """Under locks the list is planned anew: what comes out must be what was agreed to."""
    roster = hold_roster(read_as)
    _check_open(roster, by)
    hold_agencies(roster.agency, lines)
    hold_people(roster)
    plan = plan_lines(lines, roster, by=by, told=from_to(roster, 25, 50))
    if plan.digest != agreed or roster.mapping != read_as.mapping:
        raise CannotConfirm(_("People have changed since you looked. Look once more, then confirm."))
    _check_whole(plan.counts)
    done = write_plan(plan, by=by, at=at, told=from_to(roster, 50, 85))
    if roster.plan != agreed:  # shown were other rows
        keep_rows(plan, roster=roster)
    keep_done(plan, roster=roster, done=done, told=from_to(roster, 85, 100))
    roster.state, roster.confirmed_by, roster.confirmed_at = State.CONFIRMED, by, at
    roster.counts, roster.content, roster.trouble = plan.counts, b"", ""
    roster.save(update_fields=["state", "confirmed_by", "confirmed_at", "counts", "content", "trouble"])
    log(roster, "workforce.import_roster", user=by, timestamp=at, data={"file": roster.name, "counts": plan.counts})
    return roster


def forget_old_rosters(*, at: dt.datetime) -> int:
    """Drop files and rows that nobody confirmed in time; that they came stays. Harmless twice. Returns how many."""
    old = RosterImport.objects.filter(brought_at__lt=at - dt.timedelta(days=settings.ROSTER_DAYS)).exclude(
        state__in=RosterImport.WRITTEN
    )
    old = old.exclude(content=b"")
    for roster in old.defer("content"):
        with transaction.atomic():
            roster.rows.all().delete()
            why = _("This file waited too long and was forgotten. Bring it once more.")
            RosterImport.objects.filter(pk=roster.pk).update(content=b"", plan="", state=State.UNREADABLE, trouble=why)
    return len(old)


def _check_open(roster: RosterImport, by: User) -> None:
    if not may_import_to(by, roster.agency):
        raise CannotConfirm(_("You do not look after the staff of %(agency)s.") % {"agency": roster.agency})
    if roster.state in RosterImport.WRITTEN:
        raise CannotConfirm(_("This list has been confirmed already."))
    if not roster.content:
        raise CannotConfirm(_("This file waited too long and was forgotten. Bring it once more."))


def _check_whole(counts: Mapping[str, int]) -> None:
    if counts.get(Kind.WRONG):
        raise CannotConfirm(
            _("Something in the file is wrong, so nothing was written. Mend it and bring it once more.")
        )
