"""Taking an import back, whole, until something later touched the same people (decision 0035).

What the import alone made and nothing refers to is deleted; what it closed is opened; what it changed gets its
former value. A mistaken list was never a fact: dated rows that say it was would stay in every figure of the past.
The import, its rows and the log stay and say what was done and undone.
"""

import datetime as dt
from collections.abc import Sequence
from typing import Any

from django.db import models, transaction
from django.db.models import CASCADE, ProtectedError
from django.db.models.deletion import get_candidate_relations_to_delete
from django.utils.translation import gettext as _
from wagtail.log_actions import log

from accounts.models import ActivationCode, Notice, User
from kit.progress import end_progress
from workforce.models import AgencyRole, Employment, RosterImport, RosterRow, StaffCode, Verb
from workforce.roles import may
from workforce.roster.holding import from_to, hold_people, hold_roster, locked, work_of
from workforce.roster.known import chunks
from workforce.roster.plans import Told

State = RosterImport.State
BATCH = 500


class CannotUndo(Exception):
    """Nothing was undone; the sentence says why, and who is in the way."""


@transaction.atomic
def ask_undo(*, roster: RosterImport, by: User, at: dt.datetime) -> RosterImport:
    """Say that `roster` shall be undone; workforce.roster.working_off does it. Harmless twice: who said so first stays.

    Raises CannotUndo. That something has changed since then is found out only by doing it.
    """
    roster = locked(roster)
    if not _may_be_undone(roster, by) or roster.state == State.UNDOING:
        return roster
    roster.state, roster.undone_by, roster.undone_at, roster.trouble = State.UNDOING, by, at, ""
    roster.save(update_fields=["state", "undone_by", "undone_at", "trouble"])
    return roster


def undo_roster(*, roster: RosterImport, by: User, at: dt.datetime) -> RosterImport:
    """Put everything back as it was before `roster`. Harmless twice: what is undone stays so. Raises CannotUndo."""
    try:
        return _undo(roster, by=by, at=at)
    finally:
        end_progress(work_of(roster))


@transaction.atomic
def stays_written(roster: RosterImport, *, why: str) -> None:
    """What was to be undone stays confirmed, and says why. Harmless twice."""
    roster = locked(roster)
    if roster.state == State.UNDOING:
        roster.state, roster.undone_by, roster.undone_at, roster.trouble = State.CONFIRMED, None, None, why[:500]
        roster.save(update_fields=["state", "undone_by", "undone_at", "trouble"])


def _may_be_undone(roster: RosterImport, by: User) -> bool:
    """False when it is undone already. Raises CannotUndo."""
    if not may(by, Verb.STAFF, roster.agency):
        raise CannotUndo(_("You do not look after the staff of %(agency)s.") % {"agency": roster.agency})
    if roster.state not in RosterImport.WRITTEN:
        raise CannotUndo(_("This list has not been confirmed, so there is nothing to undo."))
    return roster.state != State.UNDONE


@transaction.atomic
def _undo(roster: RosterImport, *, by: User, at: dt.datetime) -> RosterImport:
    told = from_to(roster, 0, 100)
    roster = hold_roster(roster)
    if not _may_be_undone(roster, by):
        return roster
    hold_people(roster)
    rows = [row for row in roster.rows.select_related("person").order_by("place") if row.done]
    told(0.1)
    touched = _touched(roster, rows)
    told(0.4)
    if touched:
        raise CannotUndo(
            _("Since then something has changed for %(count)d of these people (%(names)s). Mend those by hand.")
            % {"count": len(touched), "names": ", ".join(touched[:3])}
        )
    try:
        _take_back(roster, rows, told)
    except ProtectedError:
        raise CannotUndo(_("Something has been written about these people since then, so it stays.")) from None
    roster.state, roster.undone_by, roster.undone_at, roster.trouble = State.UNDONE, by, at, ""
    roster.save(update_fields=["state", "undone_by", "undone_at", "trouble"])
    log(roster, "workforce.undo_roster", user=by, timestamp=at, data={"file": roster.name, "counts": roster.counts})
    return roster


def _touched(roster: RosterImport, rows: Sequence[RosterRow]) -> list[str]:
    """The names of people who are no longer as the import left them."""
    people = {row.person_id: row for row in rows if row.person_id}
    moved_on = _with_other_employments(people)
    newer = RosterRow.objects.filter(
        person__in=User.objects.filter(roster_rows__roster=roster), roster__confirmed_at__gt=roster.confirmed_at
    ).exclude(roster__state=State.UNDONE)
    later = set(newer.exclude(done={}).values_list("person", flat=True))
    used = _in_use(roster, [row for row in rows if "person" in row.done])
    otherwise = moved_on | later | used | _with_roles_again(rows)
    return [row.person.full_name for pk, row in people.items() if row.person and (pk in otherwise or _differs(row))]


def _with_other_employments(people: dict[int, RosterRow]) -> set[int]:
    """Whose last employment is not the one that the import left, as it left it."""
    last: dict[int, tuple[int, dt.date | None]] = {}
    for part in chunks([pk for pk in people if pk]):
        jobs = Employment.objects.filter(person__in=part).order_by("starts_on")
        for holder, pk, ends_on in jobs.values_list("person", "pk", "ends_on"):
            last[holder] = (pk, ends_on)
    changed = set()
    for person, row in people.items():
        left = _left_behind(row)
        if person and left and last.get(person) != left:
            changed.add(person)
    return changed


def _left_behind(row: RosterRow) -> tuple[int, dt.date | None] | None:
    if "made" in row.done:
        return (row.done["made"], None)
    if "closed" in row.done:
        return (row.done["closed"][0], dt.date.fromisoformat(row.done["closed"][2]))
    return None


def _differs(row: RosterRow) -> bool:
    """Whether the person is no longer as the row left them; who was erased stays so."""
    return "erased" in row.done or any(
        _plain(getattr(row.person, name)) != after for name, (_b, after) in row.done.get("fields", {}).items()
    )


def _plain(value: Any) -> Any:
    return value.isoformat() if isinstance(value, dt.date) else value


def _in_use(roster: RosterImport, rows: Sequence[RosterRow]) -> set[int]:
    """New accounts that somebody has taken over, or that anything but this import refers to."""
    used = {
        row.person_id
        for row in rows
        if row.person and row.person_id and (row.person.last_login or not row.person.password.startswith("!"))
    }
    ours = {
        Employment: {row.done["made"] for row in rows if "made" in row.done},
        StaffCode: {row.done["staff_code"] for row in rows if "staff_code" in row.done},
    }
    made = _new_people(roster)
    for relation in User._meta.related_objects:
        model: type[models.Model] = relation.related_model  # type: ignore[assignment]
        if model in (RosterRow, Notice, ActivationCode):
            continue  # later lists are asked for elsewhere; letters and sheets that nobody used go with the account
        field = relation.field.name
        pairs = model._base_manager.filter(**{f"{field}__in": made}).values_list(field, "pk")
        mine = ours.get(model, set())
        used |= {person for person, pk in pairs if pk not in mine}
    return used


def _with_roles_again(rows: Sequence[RosterRow]) -> set[int]:
    """Who was given anew a role that the import had ended."""
    ended = {pk for row in rows for pk in row.done.get("roles", ())}
    if not ended:
        return set()
    roles = AgencyRole.objects.filter(pk__in=ended)
    held = set(
        AgencyRole.objects.filter(person__in=roles.values("person"), ended_at=None).values_list(
            "person", "agency", "role"
        )
    )
    return {
        person
        for person, agency, role in roles.values_list("person", "agency", "role")
        if (person, agency, role) in held
    }


def _take_back(roster: RosterImport, rows: Sequence[RosterRow], told: Told) -> None:
    for part in chunks([row.done["made"] for row in rows if "made" in row.done]):
        _delete(Employment.objects.filter(pk__in=part))
    told(0.5)
    _reopen(rows)
    for part in chunks([row.done["staff_code"] for row in rows if "staff_code" in row.done]):
        _delete(StaffCode.objects.filter(pk__in=part))
    AgencyRole.objects.filter(pk__in=[pk for row in rows for pk in row.done.get("roles", ())]).update(ended_at=None)
    _give_back([row for row in rows if row.done.get("fields")])
    told(0.6)
    _check_free(_new_people(roster), but=RosterRow)
    made = [row.person_id for row in rows if "person" in row.done and row.person_id]
    for start, part in enumerate(chunks(made, BATCH)):
        told(0.7 + 0.3 * start * BATCH / len(made))
        RosterRow.objects.filter(person__in=part).update(person=None)
        User.objects.filter(pk__in=part)._raw_delete(User.objects.db)


def _new_people(roster: RosterImport) -> "models.QuerySet[User]":
    made = RosterRow.objects.filter(roster=roster, done__has_key="person")
    return User.objects.filter(pk__in=made.values("person"))


def _delete(rows: "models.QuerySet[Any]") -> None:
    """As QuerySet.delete, which would load every row and whatever may refer to it. Raises ProtectedError."""
    _check_free(rows)
    rows._raw_delete(rows.db)


def _check_free(rows: "models.QuerySet[Any]", *, but: type[models.Model] | None = None) -> None:
    """That nothing refers to `rows`; what goes with them is deleted. One query for each relation.

    Raises ProtectedError.
    """
    relations: Any = get_candidate_relations_to_delete(rows.model._meta)
    for relation in relations:
        if relation.related_model is but:
            continue
        found = relation.related_model._base_manager.filter(**{f"{relation.field.name}__in": rows})
        if relation.on_delete is CASCADE:
            found.delete()
        elif found.exists():
            raise ProtectedError(str(relation.related_model), set(found[:1]))


def _reopen(rows: Sequence[RosterRow]) -> None:
    """Most ran without an end; one that had an end gets it back."""
    ends: dict[str | None, list[int]] = {}
    for row in rows:
        if "closed" in row.done:
            pk, before, _on = row.done["closed"]
            ends.setdefault(before, []).append(pk)
    for before, employments in ends.items():
        for part in chunks(employments):
            Employment.objects.filter(pk__in=part).update(ends_on=before)


def _give_back(rows: Sequence[RosterRow]) -> None:
    people = []
    for row in rows:
        if row.person:
            for name, (before, _after) in row.done["fields"].items():
                is_day = name == "birth_date" and before
                setattr(row.person, name, dt.date.fromisoformat(before) if is_day else before)
            row.person.normalise()
            people.append(row.person)
    User.objects.bulk_update(people, ["full_name", "name_key", "birth_date", "email", "phone"], batch_size=100)
