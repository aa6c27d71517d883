"""Statements asked so often that composing, parsing and planning them each time would be most of their cost."""

from typing import Any

from django.db import connection


def prepared_cursor() -> Any:
    """A cursor for SQL written out. On PostgreSQL the server keeps the plan; on SQLite Python's module does anyway.

    Parameters travel apart from the statement: the database must see their types from where they stand. A pooler in
    between would have to keep prepared statements too (PgBouncer from 1.21 with max_prepared_statements).
    """
    make = getattr(connection, "prepared_cursor", connection.cursor)
    return make()
