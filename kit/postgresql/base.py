"""The database engine of production (settings.DATABASES names this package)."""

import select
from collections.abc import Sequence
from itertools import count
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
    # Statements that the server keeps for this connection, and the names it knows them by.
    asked: dict[str, bytes]

    def is_usable(self) -> bool:
        if self.errors_occurred or self.connection.closed or _something_waits(self.connection.fileno()):
            return bool(super().is_usable())
        return True

    def get_new_connection(self, conn_params: Any) -> Any:
        self.asked = {}
        return super().get_new_connection(conn_params)

    def first_row(self, statement: str, values: Sequence[str]) -> list[str | None] | None:
        """The first row that a SELECT finds, as the server writes it, asked without a cursor; see kit.statements.

        A cursor of psycopg costs several times what the statement does. Not for use inside a transaction, which
        psycopg begins with its own first statement, nor while somebody watches the queries (see `may_ask`).
        """
        found = self._ask(statement, values)
        if found.ntuples == 0:
            return None
        row = (found.get_value(0, column) for column in range(found.nfields))
        return [None if value is None else value.decode() for value in row]

    def change(self, statement: str, values: Sequence[str | None]) -> int:
        """How many rows a statement changes, asked in the same way: it is its own commit."""
        return self._ask(statement, values).command_tuples or 0

    def _ask(self, statement: str, values: Sequence[str | None]) -> Any:
        self.close_if_health_check_failed()
        self.ensure_connection()
        with self.wrap_database_errors:
            line = self.connection.pgconn
            name = self.asked.get(statement)
            if name is None:
                name = f"asked_{len(self.asked)}".encode()
                _refuse_failure(line.prepare(name, _numbered(statement)))
                self.asked[statement] = name
            found = line.exec_prepared(name, [None if value is None else value.encode() for value in values])
            _refuse_failure(found)
        return found

    def may_ask(self) -> bool:
        """Whether `first_row` and `change` may be used now."""
        return self.autocommit and not (self.in_atomic_block or self.execute_wrappers or self.queries_logged)

    def prepared_cursor(self) -> Any:
        """As `cursor()`, health check and log of queries included; see kit.statements."""
        self.close_if_health_check_failed()
        self.ensure_connection()
        with self.wrap_database_errors:
            return self._prepare_cursor(psycopg.Cursor(self.connection))  # type: ignore[attr-defined]


def _numbered(statement: str) -> bytes:
    """The statement with the places of its values as the server numbers them: $1, $2."""
    first, *others = statement.split("%s")
    return "".join([first, *(f"${place}{part}" for place, part in zip(count(1), others, strict=False))]).encode()


def _refuse_failure(result: Any) -> None:
    """Raise the error of psycopg that a result stands for."""
    if result.status not in (psycopg.pq.ExecStatus.COMMAND_OK, psycopg.pq.ExecStatus.TUPLES_OK):
        raise psycopg.errors.error_from_result(result)


def _something_waits(socket: int) -> bool:
    line = select.poll()
    line.register(socket, select.POLLIN)
    return bool(line.poll(0))
