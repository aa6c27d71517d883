"""Tables that only grow: the database itself refuses to change, delete or empty what stands in them.

    operations = [..., migrations.RunPython(*append_only("courses_attemptseal"))]
    operations = [..., migrations.RunPython(*append_only("…_entry", frozen=("seq", "hash"), erasable=("record",)))]

Django's SQLite schema editor rebuilds a table when a later migration alters it, and a rebuilt table has lost
its triggers: such a migration must end with `append_only` again, with the same columns.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from django.db import NotSupportedError
from django.db.backends.base.base import BaseDatabaseWrapper

_EVENTS = {"postgresql": ("update", "delete", "truncate"), "sqlite": ("update", "delete")}
# How a database asks "is it the same, empty or not", and writes "no".
_SAME = {"postgresql": "NEW.{column} IS NOT DISTINCT FROM OLD.{column}", "sqlite": "NEW.{column} IS OLD.{column}"}

_FUNCTION = """
CREATE OR REPLACE FUNCTION {table}_append_only() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'UPDATE' THEN
        IF {allowed} THEN RETURN NEW; END IF;
    END IF;
    RAISE EXCEPTION '{table} is append-only' USING ERRCODE = 'integrity_constraint_violation';
END
$$
"""
_CREATE = {
    "postgresql": "CREATE TRIGGER {table}_no_{event} BEFORE {event} ON {table}"
    " FOR EACH {each} EXECUTE FUNCTION {table}_append_only()",
    "sqlite": "CREATE TRIGGER {table}_no_{event} BEFORE {event} ON {table} WHEN NOT ({allowed})"
    " BEGIN SELECT RAISE(ABORT, '{table} is append-only'); END",
}
_DROP = {
    "postgresql": "DROP TRIGGER IF EXISTS {table}_no_{event} ON {table}",
    "sqlite": "DROP TRIGGER IF EXISTS {table}_no_{event}",
}
_FIND = {
    "postgresql": "SELECT tgname FROM pg_trigger WHERE tgrelid = %s::regclass AND tgenabled <> 'D'",
    "sqlite": "SELECT name FROM sqlite_master WHERE type = 'trigger' AND tbl_name = %s",
}


@dataclass(frozen=True)
class Guard:
    """What of a table may never change. Without `frozen` every column; `erasable` ones may be emptied, once for all."""

    table: str
    frozen: tuple[str, ...] = ()
    erasable: tuple[str, ...] = ()


def guard(
    connection: BaseDatabaseWrapper, table: str, *, frozen: Sequence[str] = (), erasable: Sequence[str] = ()
) -> None:
    """Refuse changes and deletions of rows of `table` from now on; harmless twice. Raises NotSupportedError.

    With `frozen` only these columns are held fast. `erasable` columns may become the empty text and nothing else.
    """
    vendor = connection.vendor
    if vendor not in _CREATE:
        raise NotSupportedError("Append-only tables need PostgreSQL or SQLite.")
    unguard(connection, table)
    allowed = _allowed(connection, frozen, erasable)
    with connection.cursor() as cursor:
        if vendor == "postgresql":
            cursor.execute(_FUNCTION.format(table=table, allowed=allowed))
        for event in _EVENTS[vendor]:
            each = "STATEMENT" if event == "truncate" else "ROW"
            unless = allowed if event == "update" else "1 = 0"
            cursor.execute(_CREATE[vendor].format(table=table, event=event, each=each, allowed=unless))


def _allowed(connection: BaseDatabaseWrapper, frozen: Sequence[str], erasable: Sequence[str]) -> str:
    """The condition, in SQL, under which a row may be updated."""
    same = {name: _SAME[connection.vendor].format(column=connection.ops.quote_name(name)) for name in frozen}
    emptied = {
        name: f"({_SAME[connection.vendor].format(column=quoted)} OR NEW.{quoted} = '')"
        for name in erasable
        for quoted in [connection.ops.quote_name(name)]
    }
    return " AND ".join([*same.values(), *emptied.values()]) or "1 = 0"


def unguard(connection: BaseDatabaseWrapper, table: str) -> None:
    """Allow them again: for undoing a migration. Harmless twice."""
    with connection.cursor() as cursor:
        for event in _EVENTS[connection.vendor]:
            cursor.execute(_DROP[connection.vendor].format(table=table, event=event))


def is_guarded(connection: BaseDatabaseWrapper, table: str) -> bool:
    """Whether all triggers that `guard` makes stand on `table` and are not switched off."""
    with connection.cursor() as cursor:
        cursor.execute(_FIND[connection.vendor], [table])
        found = {name for (name,) in cursor.fetchall()}
    return {f"{table}_no_{event}" for event in _EVENTS[connection.vendor]} <= found


def append_only(
    table: str, *, frozen: Sequence[str] = (), erasable: Sequence[str] = ()
) -> tuple[Callable[[Any, Any], None], Callable[[Any, Any], None]]:
    """The two halves of a RunPython operation that guards `table`, as `guard` does."""

    def forwards(_apps: Any, schema_editor: Any) -> None:
        guard(schema_editor.connection, table, frozen=frozen, erasable=erasable)

    def backwards(_apps: Any, schema_editor: Any) -> None:
        unguard(schema_editor.connection, table)

    return forwards, backwards
