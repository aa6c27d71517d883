"""Statements asked so often that composing, parsing and planning them each time would be most of their cost."""

import functools
from collections.abc import Callable, Sequence
from typing import Any

from django.db import connection
from django.db.models import Field, Model

# What makes a value of the text that a database writes.
Reader = Callable[[str], Any]


def prepared_cursor() -> Any:
    """A cursor for SQL written out. On PostgreSQL the server keeps the plan; on SQLite Python's module does anyway.

    Parameters travel apart from the statement: the database must see their types from where they stand. A pooler in
    between would have to keep prepared statements too (PgBouncer from 1.21 with max_prepared_statements).
    """
    make = getattr(connection, "prepared_cursor", connection.cursor)
    return make()


def first_row(statement: str, values: Sequence[str], readers: Sequence[Reader]) -> list[Any] | None:
    """The first row that a prepared SELECT finds, None where it finds none.

    `readers` make of each column's text what the caller wants; what the database gives as something else already, or
    as null, stays as it is. Where it can, this passes by the cursor, which would be most of a small question's cost.
    """
    if connection.vendor == "postgresql" and connection.may_ask():  # type: ignore[attr-defined]
        row: Sequence[Any] | None = connection.first_row(statement, values)  # type: ignore[attr-defined]
    else:
        with prepared_cursor() as cursor:
            cursor.execute(statement, values)
            row = cursor.fetchone()
    if row is None:
        return None
    return [read(value) if isinstance(value, str) else value for read, value in zip(readers, row, strict=True)]


def flag(text: str) -> bool:
    """A truth value as PostgreSQL writes it."""
    return text == "t"


def rows_of(statement: str, values: Sequence[Any]) -> list[Sequence[Any]]:
    """What a prepared statement finds, as the database tells it (see Columns)."""
    with prepared_cursor() as cursor:
        cursor.execute(statement, values)
        return list(cursor.fetchall())


def run(statement: str, values: Sequence[Any]) -> int:
    """Run a prepared statement; how many rows it changed. Outside a transaction it is its own commit.

    Numbers, texts, moments, truths and nulls: where it can, this passes by the cursor too.
    """
    if connection.vendor == "postgresql" and connection.may_ask():  # type: ignore[attr-defined]
        return int(connection.change(statement, [None if value is None else str(value) for value in values]))  # type: ignore[attr-defined]
    with prepared_cursor() as cursor:
        cursor.execute(statement, values)
        return int(cursor.rowcount)


def stored(model: type[Model], name: str, value: Any) -> Any:
    """`value` as the column of the field `name` takes it."""
    return model._meta.get_field(name).get_db_prep_save(value, connection)  # type: ignore[union-attr]


def text_in(column: str, name: str) -> str:
    """SQL for what stands under `name` in a column of JSON, as text (SQLite keeps a number a number)."""
    if connection.vendor == "postgresql":
        return f"{column} ->> '{name}'"
    return f"json_extract({column}, '$.{name}')"


def gathered(column: str) -> str:
    """SQL for the numbers of a column in one text, as `numbers_in` reads it."""
    if connection.vendor == "postgresql":
        return f"string_agg({column}::text, ',')"
    return f"group_concat({column})"


def numbers_in(text: str | None) -> frozenset[int]:
    return frozenset(map(int, text.split(","))) if text else frozenset()


def lock_rows(*tables: str) -> str:
    """The end of a SELECT that locks its rows of `tables`, in this order. SQLite has one writer at a time."""
    return f"FOR UPDATE OF {', '.join(tables)}" if connection.features.has_select_for_update else ""


class Columns:
    """Columns of some models, side by side: as a statement written out names them, and what its rows become.

    Each model stands under the alias that the statement gives its table; all its columns, or those named.
    """

    def __init__(self, **parts: type[Model] | tuple[type[Model], Sequence[str]]) -> None:
        self._models: list[tuple[type[Model], list[str]]] = []
        self._fields: list[tuple[str, Field[Any, Any]]] = []
        for alias, part in parts.items():
            model, names = part if isinstance(part, tuple) else (part, None)
            known = {field.attname: field for field in model._meta.concrete_fields}
            fields = list(known.values()) if names is None else [known[name] for name in names]
            self._models.append((model, [field.attname for field in fields]))
            self._fields += [(alias, field) for field in fields]

    def __len__(self) -> int:
        return len(self._fields)

    def __str__(self) -> str:
        return ", ".join(f'{alias}."{field.column}"' for alias, field in self._fields)

    @functools.cached_property
    def _converters(self) -> list[tuple[int, list[Callable[..., Any]], Any]]:
        """What the database's values need to become Django's: little on PostgreSQL, moments and booleans on SQLite."""
        found = []
        for position, (alias, field) in enumerate(self._fields):
            column = field.get_col(alias)
            steps = [*connection.ops.get_db_converters(column), *column.get_db_converters(connection)]
            if steps:
                found.append((position, steps, column))
        return found

    def values(self, row: Sequence[Any]) -> list[Any]:
        """The row's first values, as many as there are columns, as Django's."""
        values = list(row[: len(self._fields)])
        for position, steps, column in self._converters:
            for step in steps:
                values[position] = step(values[position], column, connection)
        return values

    def objects(self, row: Sequence[Any]) -> list[Any]:
        """An object for each model, its own columns filled in."""
        values, made, begin = self.values(row), [], 0
        for model, names in self._models:
            made.append(model.from_db(connection.alias, names, values[begin : begin + len(names)]))
            begin += len(names)
        return made


def insert(rows: Sequence[Model]) -> None:
    """Write new rows of one model in one prepared statement and give them their keys. As bulk_create: no signals."""
    model = type(rows[0])
    # What no row has is left to be null.
    fields = tuple(
        field
        for field in model._meta.concrete_fields
        if not field.primary_key and any(getattr(row, field.attname) is not None for row in rows)
    )
    values = [field.get_db_prep_save(getattr(row, field.attname), connection) for row in rows for field in fields]
    for row, (key,) in zip(rows, rows_of(_insertion(model, fields, len(rows)), values), strict=True):
        row.pk = key
        row._state.adding, row._state.db = False, connection.alias


@functools.lru_cache(maxsize=500)
def _insertion(model: type[Model], fields: tuple[Field[Any, Any], ...], count: int) -> str:
    names = ", ".join(f'"{field.column}"' for field in fields)
    places = ", ".join([f"({', '.join(['%s'] * len(fields))})"] * count)
    key = model._meta.pk.column
    return f'INSERT INTO {model._meta.db_table} ({names}) VALUES {places} RETURNING "{key}"'  # noqa: S608
