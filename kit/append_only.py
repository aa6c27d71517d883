"""Tables that only grow: the database itself refuses to change or delete a row of theirs.

    operations = [..., migrations.RunPython(*append_only("courses_attemptseal"))]

Django's SQLite schema editor rebuilds a table when a later migration alters it, and a rebuilt table has lost
its triggers: such a migration must end with `append_only` again. Emptying a whole table (TRUNCATE) stays
possible on PostgreSQL for those who own it; the records' own checks notice that.
"""

from collections.abc import Callable
from typing import Any

from django.db import NotSupportedError
from django.db.backends.base.base import BaseDatabaseWrapper

EVENTS = ("update", "delete")

_FUNCTION = """
CREATE OR REPLACE FUNCTION {table}_append_only() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION '{table} is append-only' USING ERRCODE = 'integrity_constraint_violation';
END
$$
"""
_CREATE = {
    "postgresql": "CREATE TRIGGER {table}_no_{event} BEFORE {event} ON {table}"
    " FOR EACH ROW EXECUTE FUNCTION {table}_append_only()",
    "sqlite": "CREATE TRIGGER {table}_no_{event} BEFORE {event} ON {table}"
    " BEGIN SELECT RAISE(ABORT, '{table} is append-only'); END",
}
_DROP = {
    "postgresql": "DROP TRIGGER IF EXISTS {table}_no_{event} ON {table}",
    "sqlite": "DROP TRIGGER IF EXISTS {table}_no_{event}",
}


def guard(connection: BaseDatabaseWrapper, table: str) -> None:
    """Refuse changes and deletions of rows of `table` from now on; harmless twice. Raises NotSupportedError."""
    if connection.vendor not in _CREATE:
        raise NotSupportedError("Append-only tables need PostgreSQL or SQLite.")
    unguard(connection, table)
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute(_FUNCTION.format(table=table))
        for event in EVENTS:
            cursor.execute(_CREATE[connection.vendor].format(table=table, event=event))


def unguard(connection: BaseDatabaseWrapper, table: str) -> None:
    """Allow them again: for undoing a migration. Harmless twice."""
    with connection.cursor() as cursor:
        for event in EVENTS:
            cursor.execute(_DROP[connection.vendor].format(table=table, event=event))


def append_only(table: str) -> tuple[Callable[[Any, Any], None], Callable[[Any, Any], None]]:
    """The two halves of a RunPython operation that guards `table`."""

    def forwards(_apps: Any, schema_editor: Any) -> None:
        guard(schema_editor.connection, table)

    def backwards(_apps: Any, schema_editor: Any) -> None:
        unguard(schema_editor.connection, table)

    return forwards, backwards
