"""The database engine of production (settings.DATABASES names this package)."""

import select
from typing import Any

import psycopg
from django.db.backends.postgresql import base, operations


class DatabaseOperations(operations.DatabaseOperations):
    def last_executed_query(self, cursor: Any, sql: Any, params: Any) -> str:
        """For the log of queries; a prepared statement is told as it stands, its parameters travelled apart."""
        return super().last_executed_query(cursor, sql, params) or str(sql)


class DatabaseWrapper(base.DatabaseWrapper):
    """Django's own, with prepared statements, and with a health check that asks the socket instead of the server.

    `SELECT 1` before a request's first statement costs as much as a good statement. A server that went away has
    closed its end, and then there is something to read on a line where nothing should be: only then, and after an
    error, the server is asked.
    """

    ops_class = DatabaseOperations

    def is_usable(self) -> bool:
        if self.errors_occurred or self.connection.closed or _something_waits(self.connection.fileno()):
            return bool(super().is_usable())
        return True

    def prepared_cursor(self) -> Any:
        """As `cursor()`, health check and log of queries included; see kit.statements."""
        self.close_if_health_check_failed()
        self.ensure_connection()
        with self.wrap_database_errors:
            return self._prepare_cursor(psycopg.Cursor(self.connection))  # type: ignore[attr-defined]


def _something_waits(socket: int) -> bool:
    line = select.poll()
    line.register(socket, select.POLLIN)
    return bool(line.poll(0))
