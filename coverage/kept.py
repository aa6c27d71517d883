"""Statements that Django composed once: composing a large one costs more than asking it. No answer is ever kept."""

from collections.abc import Callable, Hashable, Sequence
from typing import Any

from django.db import connection

from coverage.models import Target
from coverage.rules import courses_of
from workforce.models import Agency

# SQL and its values.
Statement = tuple[str, Sequence[Any]]
# In one process, some ten kilobytes each.
MOST = 500
_kept: dict[Hashable, Statement] = {}


def rows_of(key: Hashable, compose: Callable[[], Statement]) -> list[Any]:
    """What the database says now to the statement kept under `key`, which names all that it was composed of."""
    known = (connection.vendor, key)
    statement = _kept.get(known)
    if statement is None:
        statement = compose()
        if len(_kept) >= MOST:
            _kept.clear()
        _kept[known] = statement
    return ask(statement)


def ask(statement: Statement) -> list[Any]:
    """What the database says to a statement that is not worth keeping."""
    with connection.cursor() as cursor:
        cursor.execute(*statement)
        return list(cursor.fetchall())


def all_of(target: Target) -> Hashable:
    """Whatever of `target` a statement can depend on: every field, where its branch lies, which courses count."""
    fields = tuple(repr(getattr(target, field.attname)) for field in target._meta.concrete_fields)
    courses = courses_of(target)
    return fields, places_of(target.branch), tuple(courses) if isinstance(courses, list) else None


def places_of(agency: Agency | None) -> Hashable:
    """Where the people of `agency` are found."""
    return (agency.path, agency.former_paths) if agency else None
