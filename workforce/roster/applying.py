"""Writing a plan, many rows at a time, within the caller's transaction.

The same facts, log lines and ended roles as hire, transfer and end_employment of workforce.employing leave; the
rules were asked in workforce.roster.planning, under the same locks, and the database holds them once more.
"""

import datetime as dt
import json
import secrets
from collections import defaultdict
from collections.abc import Iterable, Sequence
from typing import Any

from django.contrib.auth.hashers import UNUSABLE_PASSWORD_PREFIX
from django.contrib.contenttypes.models import ContentType
from django.db import connection, models
from wagtail.models import ModelLogEntry

from accounts.models import User
from workforce.models import Agency, AgencyRole, Employment, RosterImport, RosterRow, StaffCode
from workforce.roles import end_roles_on_leaving
from workforce.roster.known import chunks
from workforce.roster.naming import free_usernames
from workforce.roster.plans import Kind, Plan, Planned, Told

BATCH = 1_000


def write_plan(plan: Plan, *, by: User, at: dt.datetime, told: Told = lambda share: None) -> dict[int, dict[str, Any]]:
    """Write people, employments, codes and log. Not harmless twice. Returns what each row (by id()) did."""
    rows = [row for row in plan.rows if row.kind not in (Kind.WRONG, Kind.IN_DOUBT, Kind.UNCHANGED)]
    done: dict[int, dict[str, Any]] = {id(row): {} for row in rows}
    _make_people([row for row in rows if row.person is None], done, at=at)
    _change_people([row for row in rows if row.fields and "person" not in done[id(row)]], done, by=by, at=at)
    told(0.4)
    _close(rows, done)
    _end_roles(rows, done, by=by, at=at)
    _begin(rows, done)
    told(0.6)
    _give_codes(rows, done)
    told(0.8)
    _log_employments(rows, done, by=by, at=at)
    return done


def keep_rows(plan: Plan, *, roster: RosterImport, told: Told = lambda share: None) -> None:
    """Put the rows in the place of those shown before."""
    roster.rows.all()._raw_delete(roster.rows.db)  # nothing refers to rows; loading 30,000 to delete them takes long
    for start in range(0, len(plan.rows), BATCH):
        told(start / len(plan.rows))
        RosterRow.objects.bulk_create(
            RosterRow(
                roster=roster,
                place=place,
                number=row.number,
                kind=row.kind,
                reason=row.reason,
                data={"full_name": row.name, **row.data},
                person_id=row.person,
                candidates=row.candidates,
            )
            for place, row in enumerate(plan.rows[start : start + BATCH], start=start)
        )


def keep_done(
    plan: Plan, *, roster: RosterImport, done: dict[int, dict[str, Any]], told: Told = lambda share: None
) -> None:
    """Say in the rows that were shown for `plan` whom each of them means now and what it did.

    One statement for a thousand rows: bulk_update would compare each with a thousand cases.
    """
    json_type = "jsonb" if connection.vendor == "postgresql" else "text"
    written = [(place, row) for place, row in enumerate(plan.rows) if id(row) in done]
    for start in range(0, len(written), BATCH):
        told(start / len(written))
        part = written[start : start + BATCH]
        places = ", ".join(["(%s, %s, %s)"] * len(part))
        values = [value for place, row in part for value in (place, row.person, json.dumps(done[id(row)]))]
        with connection.cursor() as cursor:
            cursor.execute(_KEEP_DONE.format(values=places, json=json_type), [*values, roster.pk])


_KEEP_DONE = """
    WITH told (place, person, done) AS (VALUES {values})
    UPDATE workforce_rosterrow SET person_id = CAST(told.person AS bigint), done = CAST(told.done AS {json})
    FROM told WHERE workforce_rosterrow.place = told.place AND workforce_rosterrow.roster_id = %s
"""


def _make_people(rows: Sequence[Planned], done: dict[int, dict[str, Any]], *, at: dt.datetime) -> None:
    """Accounts without a password: their owners take them over by e-mail or telephone."""
    chosen = {row.username for row in rows if row.username}
    names = iter(free_usernames([row.name for row in rows if not row.username], taken=chosen))
    people = []
    for row in rows:
        values = {name: after for name, (_before, after) in row.fields.items()}
        person = User(username=row.username or next(names), password=_no_password(), date_joined=at, **values)
        person.normalise()
        people.append(person)
    for row, person in zip(rows, User.objects.bulk_create(people, batch_size=BATCH), strict=True):
        row.person = person.pk
        done[id(row)]["person"] = person.username


def _no_password() -> str:
    """As make_password(None) makes one, in one question to the system instead of forty."""
    return UNUSABLE_PASSWORD_PREFIX + secrets.token_urlsafe(30)


def _change_people(rows: Sequence[Planned], done: dict[int, dict[str, Any]], *, by: User, at: dt.datetime) -> None:
    changed = {row.person: row for row in rows}
    for part in chunks(list(changed)):
        people = list(User.objects.filter(pk__in=part))
        for person in people:
            row = changed[person.pk]
            for name, (_before, after) in row.fields.items():
                setattr(person, name, after)
            person.normalise()
            done[id(row)]["fields"] = {
                name: [_plain(before), _plain(after)] for name, (before, after) in row.fields.items()
            }
        User.objects.bulk_update(people, ["full_name", "name_key", "birth_date", "email", "phone"], batch_size=100)
    # The log says which, not what: a telephone number is nobody's business there.
    log_many(
        "workforce.change_person",
        User,
        [(row.person, row.name, {"fields": sorted(row.fields)}) for row in rows],
        by=by,
        at=at,
    )


def _close(rows: Iterable[Planned], done: dict[int, dict[str, Any]]) -> None:
    days: dict[dt.date, list[int]] = defaultdict(list)
    for row in rows:
        ended = row.step.ends if row.step else row.leaves
        on = row.step.on if row.step else row.leaves_on
        if ended and on:
            days[on].append(ended.pk)
            done[id(row)]["closed"] = [ended.pk, _plain(ended.ends_on), _plain(on)]
    for on, employments in days.items():
        for part in chunks(employments):
            Employment.objects.filter(pk__in=part).update(ends_on=on)


def _end_roles(rows: Iterable[Planned], done: dict[int, dict[str, Any]], *, by: User, at: dt.datetime) -> None:
    """Only few hold roles, so each of them is let go by the function that holds the rule."""
    leaving = {row.person: row for row in rows if row.leaves or (row.step and row.step.ends)}
    for part in chunks(list(leaving)):
        held = AgencyRole.objects.filter(person__in=part, ended_at=None).select_related("person")
        for person in {role.person for role in held}:
            row = leaving[person.pk]
            left = None if row.leaves else row.step.ends if row.step else None
            if row.step and left and left.agency_id == row.step.agency_id:
                continue
            before = [role.pk for role in held if role.person_id == person.pk]
            agency = Agency.objects.get(pk=left.agency_id) if left else None
            end_roles_on_leaving(person=person, left=agency, by=by, at=at)
            ended = AgencyRole.objects.filter(pk__in=before).exclude(ended_at=None)
            done[id(row)]["roles"] = list(ended.values_list("pk", flat=True))


def _begin(rows: Iterable[Planned], done: dict[int, dict[str, Any]]) -> None:
    begun = [(row, row.step, row.person) for row in rows if row.step and row.person]
    made = Employment.objects.bulk_create(
        [
            Employment(
                person_id=person,
                agency_id=step.agency_id,
                position_id=step.position_id,
                category=step.category,
                is_it_staff=step.is_it_staff,
                is_leader=step.is_leader,
                starts_on=step.on,
            )
            for _row, step, person in begun
        ],
        batch_size=BATCH,
    )
    for (row, _step, _person), employment in zip(begun, made, strict=True):
        done[id(row)]["made"] = employment.pk


def _give_codes(rows: Iterable[Planned], done: dict[int, dict[str, Any]]) -> None:
    coded = [(row, row.staff_code, row.person) for row in rows if row.staff_code and row.person]
    made = StaffCode.objects.bulk_create(
        [StaffCode(person_id=person, agency_id=agency, code=code) for _row, (agency, code), person in coded],
        batch_size=BATCH,
    )
    for (row, _code, _person), given in zip(coded, made, strict=True):
        done[id(row)]["staff_code"] = given.pk


def _log_employments(rows: Sequence[Planned], done: dict[int, dict[str, Any]], *, by: User, at: dt.datetime) -> None:
    codes = dict(Agency.objects.values_list("pk", "code"))
    told: dict[str, list[tuple[Any, str, dict[str, Any]]]] = defaultdict(list)
    for row in rows:
        if row.step and row.step.ends:
            data = {"from": codes[row.step.ends.agency_id], "to": codes[row.step.agency_id], "on": _plain(row.step.on)}
            told["workforce.transfer"].append((done[id(row)]["made"], row.name, data))
        elif row.step:
            data = {"agency": codes[row.step.agency_id], "on": _plain(row.step.on)}
            told["workforce.hire"].append((done[id(row)]["made"], row.name, data))
        elif row.leaves:
            data = {"agency": codes[row.leaves.agency_id], "on": _plain(row.leaves_on)}
            told["workforce.end_employment"].append((row.leaves.pk, row.name, data))
    for action, lines in told.items():
        log_many(action, Employment, lines, by=by, at=at)


def log_many(
    action: str,
    model: type[models.Model],
    lines: Iterable[tuple[Any, str, dict[str, Any]]],
    *,
    by: User,
    at: dt.datetime,
) -> None:
    """What wagtail.log_actions.log writes, for many: (key, label, data) each."""
    kind = ContentType.objects.get_for_model(model, for_concrete_model=False)
    ModelLogEntry.objects.bulk_create(
        (
            ModelLogEntry(
                content_type=kind, object_id=str(key), label=label, action=action, data=data, timestamp=at, user=by
            )
            for key, label, data in lines
        ),
        batch_size=BATCH,
    )


def _plain(value: Any) -> Any:
    return value.isoformat() if isinstance(value, dt.date) else value
