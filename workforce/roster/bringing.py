"""A roster's way: brought, read, shown, agreed to, written; forgotten when nobody confirms it.

Reading and writing are done by `work_off`, called by a message without content: in the worker where there is
one, else in the web process after the commit. Where a roster stands is its `state`; so a lost message is made
good by the next one, and a message that comes twice finds nothing to do.
"""

import datetime as dt
import hashlib
from collections.abc import Mapping

from django.conf import settings
from django.core.cache import cache
from django.db import transaction
from django.utils.translation import gettext as _
from wagtail.log_actions import log

from accounts.models import User
from kit.text import nfc
from workforce.models import Agency, AgencyRole, RosterImport
from workforce.roles import holds_role, roles_at_least
from workforce.roster.applying import keep_rows, write_plan
from workforce.roster.columns import BY_NAME, guess, is_enough
from workforce.roster.opening import CannotRead, Sheet, check_size, open_sheet
from workforce.roster.planning import Kind, Plan, plan_roster
from workforce.roster.reading import read_lines

State = RosterImport.State
PROGRESS_SECONDS = 3600


class CannotConfirm(Exception):
    """Nothing was written; the sentence says why."""


def may_import(person: User) -> bool:
    """Whether `person` looks after the staff of any agency as HR officer or wider."""
    wide = roles_at_least(AgencyRole.Role.HR_OFFICER)
    return person.is_superuser or AgencyRole.objects.held_by(person).filter(role__in=wide).exists()


def may_import_to(person: User, agency: Agency) -> bool:
    return holds_role(person, agency, at_least=AgencyRole.Role.HR_OFFICER)


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


def look_at(roster: RosterImport, *, by: User) -> Plan:
    """Read the file and plan it for `by`, as things are now; titles and mapping are set. Raises CannotRead."""
    sheet = open_sheet(roster.name, bytes(roster.content))
    roster.header = sheet.header
    roster.mapping = roster.mapping or remembered_mapping(sheet, roster)
    if not is_enough(roster.mapping):
        raise CannotRead(_("Say which columns hold the name, and the staff code, user name, e-mail or telephone."))
    _progress(roster, 30)
    plan = plan_roster(
        list(read_lines(sheet, roster.mapping)),
        agency=roster.agency,
        by=by,
        on=roster.on,
        is_complete_list=roster.is_complete_list,
    )
    _progress(roster, 70)
    return plan


@transaction.atomic
def preview(roster: RosterImport) -> RosterImport:
    """Read and plan a roster anew and keep its rows to be shown. Harmless twice. A confirmed one stays as it is."""
    roster = _locked(roster)
    if roster.state in (State.CONFIRMED, State.UNDONE):
        return roster
    try:
        plan = look_at(roster, by=roster.brought_by)
    except CannotRead as error:
        roster.state, roster.trouble, roster.counts, roster.plan = State.UNREADABLE, str(error)[:500], {}, ""
        roster.rows.all().delete()
    else:
        roster.state, roster.trouble, roster.counts, roster.plan = State.PREVIEWED, "", plan.counts, plan.digest
        keep_rows(plan, roster=roster)
    roster.save(update_fields=["state", "trouble", "counts", "plan", "header", "mapping"])
    return roster


@transaction.atomic
def remap(*, roster: RosterImport, mapping: Mapping[str, int], by: User) -> RosterImport:
    """Say anew which column means what; the roster is read again. Harmless twice. Raises CannotConfirm."""
    roster = _locked(roster)
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
    roster = _locked(roster)
    _check_open(roster, by)
    if roster.state != State.PREVIEWED or agreed != roster.plan:
        raise CannotConfirm(_("This is not what you have seen. Look once more, then confirm."))
    _check_whole(roster.counts)
    roster.state, roster.confirmed_by, roster.confirmed_at = State.AGREED, by, at
    roster.save(update_fields=["state", "confirmed_by", "confirmed_at"])
    return roster


@transaction.atomic
def confirm(*, roster: RosterImport, agreed: str, by: User, at: dt.datetime) -> RosterImport:
    """Write what was looked at, in one transaction. A second confirmation is refused. Raises CannotConfirm."""
    roster = _locked(roster)
    _check_open(roster, by)
    _hold_people(roster)
    try:
        plan = look_at(roster, by=by)
    except CannotRead as error:
        raise CannotConfirm(str(error)) from None
    if plan.digest != agreed:
        raise CannotConfirm(_("People have changed since you looked. Look once more, then confirm."))
    _check_whole(plan.counts)
    keep_rows(plan, roster=roster, done=write_plan(plan, by=by, at=at))
    roster.state, roster.confirmed_by, roster.confirmed_at = State.CONFIRMED, by, at
    roster.counts, roster.content, roster.trouble = plan.counts, b"", ""
    roster.save(update_fields=["state", "confirmed_by", "confirmed_at", "counts", "content", "trouble"])
    log(roster, "workforce.import_roster", user=by, timestamp=at, data={"file": roster.name, "counts": plan.counts})
    return roster


def work_off(*, at: dt.datetime) -> int:
    """Read what was brought and write what was agreed to, the oldest first. Harmless twice. Returns how many.

    What cannot be written after all goes back to be looked at, with the reason.
    """
    count = 0
    waiting = RosterImport.objects.filter(state__in=[State.BROUGHT, State.AGREED]).order_by("pk")
    for roster in waiting.defer("content"):
        count += 1
        if roster.state == State.BROUGHT:
            preview(roster)
            continue
        try:
            confirm(roster=roster, agreed=roster.plan, by=roster.confirmed_by, at=roster.confirmed_at)  # type: ignore[arg-type]
        except CannotConfirm as refusal:
            _back_to_look(roster, str(refusal))
    return count


def _back_to_look(roster: RosterImport, why: str) -> None:
    with transaction.atomic():
        locked = _locked(roster)
        if locked.state != State.AGREED:
            return  # another worker was quicker
        locked.state, locked.confirmed_by, locked.confirmed_at = State.BROUGHT, None, None
        locked.save(update_fields=["state", "confirmed_by", "confirmed_at"])
        preview(locked)
        RosterImport.objects.filter(pk=locked.pk).update(trouble=why[:500])


def forget_old_rosters(*, at: dt.datetime) -> int:
    """Drop files and rows that nobody confirmed in time; that they came stays. Harmless twice. Returns how many."""
    old = RosterImport.objects.filter(brought_at__lt=at - dt.timedelta(days=settings.ROSTER_DAYS)).exclude(
        state__in=[State.CONFIRMED, State.UNDONE]
    )
    old = old.exclude(content=b"")
    for roster in old.defer("content"):
        with transaction.atomic():
            roster.rows.all().delete()
            why = _("This file waited too long and was forgotten. Bring it once more.")
            RosterImport.objects.filter(pk=roster.pk).update(content=b"", plan="", state=State.UNREADABLE, trouble=why)
    return len(old)


def progress_of(roster: RosterImport) -> int:
    """How far reading or writing is, in percent."""
    return int(cache.get(f"roster:{roster.pk}", 5))


def _progress(roster: RosterImport, percent: int) -> None:
    cache.set(f"roster:{roster.pk}", percent, PROGRESS_SECONDS)


def _locked(roster: RosterImport) -> RosterImport:
    rosters = RosterImport.objects.select_for_update(of=("self",))
    return rosters.select_related("agency", "brought_by").get(pk=roster.pk)


def _hold_people(roster: RosterImport) -> None:
    """Whoever moves one of them at this moment comes before us, and then the digest tells, or after."""
    people = User.objects.filter(roster_rows__roster=roster).order_by("pk")
    list(people.select_for_update(of=("self",)).values_list("pk", flat=True))


def _check_open(roster: RosterImport, by: User) -> None:
    if not may_import_to(by, roster.agency):
        raise CannotConfirm(_("You do not look after the staff of %(agency)s.") % {"agency": roster.agency})
    if roster.state in (State.CONFIRMED, State.UNDONE):
        raise CannotConfirm(_("This list has been confirmed already."))
    if not roster.content:
        raise CannotConfirm(_("This file waited too long and was forgotten. Bring it once more."))


def _check_whole(counts: Mapping[str, int]) -> None:
    if counts.get(Kind.WRONG):
        raise CannotConfirm(
            _("Something in the file is wrong, so nothing was written. Mend it and bring it once more.")
        )
