"""What many tests stand on is built once in a process, then written back row by row: a tenth of the time.

    written_back("course", build)   # calls build() the first time, afterwards inserts the rows it had made

Rows keep their numbers, so that what one snapshot points at in another is there. What a build writes into logs
and the search index is left out: those rows belong to whoever wrote them, and other tests write them too.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from django.apps import apps
from django.core.management.color import no_style
from django.db import connection, transaction

LEFT_OUT = {"wagtailcore_pagelogentry", "wagtailcore_modellogentry"}
Row = tuple[Any, ...]
# SQL, and the rows of values to run it with; None where it holds its values.
Statement = tuple[str, list[Row] | None]


@dataclass
class Delta:
    """What a build did to one table: rows made, rows changed (by key), keys of rows taken away."""

    columns: list[str]
    made: list[Row] = field(default_factory=list)
    changed: dict[Any, Row] = field(default_factory=dict)
    gone: list[Any] = field(default_factory=list)

    def __bool__(self) -> bool:
        return bool(self.made or self.changed or self.gone)


_taken: dict[str, list[Statement]] = {}


def written_back(name: str, build: Callable[[], Any]) -> None:
    if name in _taken:
        _write(_taken[name])
        return
    before = _everything()
    build()
    deltas = {
        table: delta
        for table, (columns, after) in _everything().items()
        if (delta := _difference(columns, before[table][1], after))
    }
    _taken[name] = _as_one(_statements(deltas)) if connection.vendor == "postgresql" else _statements(deltas)


def _models() -> list[Any]:
    models = apps.get_models(include_auto_created=True)
    return [
        model
        for model in models
        if model._meta.managed
        and not model._meta.proxy
        and model._meta.db_table not in LEFT_OUT
        and not model._meta.db_table.startswith("wagtailsearch_")
    ]


def _everything() -> dict[str, tuple[list[str], dict[Any, Row]]]:
    """Table → its columns, and its rows by primary key."""
    found = {}
    with connection.cursor() as cursor:
        for model in _models():
            columns = [column.column for column in model._meta.local_concrete_fields]
            key = columns.index(model._meta.pk.column)
            cursor.execute(f"SELECT {_named(columns)} FROM {_quoted(model._meta.db_table)}")
            found[model._meta.db_table] = (columns, {row[key]: tuple(row) for row in cursor.fetchall()})
    return found


def _difference(columns: list[str], before: dict[Any, Row], after: dict[Any, Row]) -> Delta:
    delta = Delta(columns, gone=[key for key in before if key not in after])
    for key, row in after.items():
        if key not in before:
            delta.made.append(row)
        elif before[key] != row:
            delta.changed[key] = row
    return delta


def _statements(deltas: dict[str, Delta]) -> list[Statement]:
    """Foreign keys are looked at when the transaction ends, so the order of tables does not matter."""
    keys = {model._meta.db_table: _quoted(model._meta.pk.column) for model in _models()}
    found: list[Statement] = []
    for table, delta in deltas.items():
        where = f"WHERE {keys[table]} = %s"
        sets = ", ".join(f"{_quoted(column)} = %s" for column in delta.columns)
        places = ", ".join(["%s"] * len(delta.columns))
        found += [
            (f"DELETE FROM {_quoted(table)} {where}", [(key,) for key in delta.gone]),
            (f"UPDATE {_quoted(table)} SET {sets} {where}", [(*row, key) for key, row in delta.changed.items()]),
            (f"INSERT INTO {_quoted(table)} ({_named(delta.columns)}) VALUES ({places})", delta.made),
        ]
    written = [model for model in _models() if model._meta.db_table in deltas]
    # Rows written under their own numbers do not move PostgreSQL's counters.
    found += [(statement, None) for statement in connection.ops.sequence_reset_sql(no_style(), written)]
    return [(statement, rows) for statement, rows in found if rows != []]


def _as_one(statements: list[Statement]) -> list[Statement]:
    """All of them with their values written in, so that PostgreSQL is asked once and not for each row."""
    with connection.cursor() as cursor:
        written = [cursor.cursor.mogrify(statement, row) for statement, rows in statements for row in rows or [None]]
    return [(";\n".join(written), None)]


@transaction.atomic
def _write(statements: list[Statement]) -> None:
    with connection.cursor() as cursor:
        for statement, rows in statements:
            if rows is None:
                cursor.execute(statement)
            else:
                cursor.executemany(statement, rows)


def _quoted(name: str) -> str:
    return connection.ops.quote_name(name)


def _named(columns: list[str]) -> str:
    return ", ".join(map(_quoted, columns))
