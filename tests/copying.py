"""Copies of a database that the migrations have been through, on SQLite and on PostgreSQL.

The template is named for a digest of all migrations and of what they call, so that it is made again when, and
only when, one of them changes. On SQLite it is a file under var/, on PostgreSQL a database beside the others.
"""

import fcntl
import hashlib
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Protocol

import django
from django.apps import apps
from django.conf import settings
from django.db.backends.base.base import BaseDatabaseWrapper

KEPT = Path(settings.VAR_DIR) / "test-templates"
# How long a test waits for a lock: twenty threads on a machine under load take longer than any visitor would wait.
PATIENCE_SECONDS = 120
# What migrations of ours call.
CALLED = ("kit/append_only.py",)


class Copies(Protocol):
    """The test database of one process, copied from the template."""

    def begin(self) -> None: ...
    def write_anew(self) -> None: ...
    def end(self) -> None: ...


def copies_of(connection: Any) -> Copies:
    kinds: dict[str, Callable[[Any], Copies]] = {"sqlite": SqliteCopies, "postgresql": PostgresCopies}
    return kinds[connection.vendor](connection)


def digest() -> str:
    """Of every file that says what a migrated database holds."""
    folders = [Path(app.path) / "migrations" for app in apps.get_app_configs()]
    files = [file for folder in folders for file in sorted(folder.glob("*.py"))]
    files += [Path(settings.BASE_DIR) / name for name in CALLED]
    # After the last migration kinds of content and permissions are written, named in the language of the site.
    found = hashlib.sha256(repr((django.__version__, settings.INSTALLED_APPS, settings.LANGUAGE_CODE)).encode())
    for file in files:
        found.update(file.name.encode() + b"\0" + file.read_bytes() + b"\0")
    return found.hexdigest()[:16]


@contextmanager
def one_at_a_time() -> Iterator[None]:
    """The processes of a run ask for the template together: one makes it, the others wait for it."""
    KEPT.mkdir(parents=True, exist_ok=True)
    with (KEPT / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def migrate_into(connection: BaseDatabaseWrapper, name: str) -> None:
    """Make the database `name` and run all migrations in it."""
    tests_name = connection.settings_dict["TEST"]["NAME"]
    connection.settings_dict["TEST"]["NAME"] = name
    connection.creation.create_test_db(verbosity=0, autoclobber=True, serialize=False)
    connection.settings_dict["TEST"]["NAME"] = tests_name
    connection.close()


def lead_to(connection: BaseDatabaseWrapper, name: str) -> None:
    connection.close()
    connection.settings_dict["NAME"] = settings.DATABASES[connection.alias]["NAME"] = name


class SqliteCopies:
    """A file, and the template read into memory: written over the file in some milliseconds."""

    def __init__(self, connection: Any) -> None:
        self.connection = connection
        self.file = Path(connection.settings_dict["TEST"]["NAME"])
        # A test's data need not outlive a power cut.
        options = connection.settings_dict["OPTIONS"]
        options["timeout"] = PATIENCE_SECONDS
        options["init_command"] = options["init_command"].replace("synchronous=FULL", "synchronous=OFF")
        self.template = sqlite3.connect(":memory:", check_same_thread=False)

    def begin(self) -> None:
        with one_at_a_time():
            kept = KEPT / f"{digest()}.sqlite3"
            if not kept.exists():
                for old in KEPT.glob("*.sqlite3*"):
                    old.unlink()
                unfinished = kept.with_suffix(".sqlite3-unfinished")
                migrate_into(self.connection, str(unfinished))
                unfinished.rename(kept)
            with sqlite3.connect(kept) as source:
                source.backup(self.template)
            source.close()
        self._remove()
        lead_to(self.connection, str(self.file))
        self.write_anew()

    def write_anew(self) -> None:
        # On a connection that reads nothing: a test may have left a query half read.
        self.connection.close()
        self.connection.ensure_connection()
        self.template.backup(self.connection.connection, sleep=0.01)

    def end(self) -> None:
        self.connection.close()
        self.template.close()
        self._remove()

    def _remove(self) -> None:
        for ending in ("", "-wal", "-shm"):
            Path(f"{self.file}{ending}").unlink(missing_ok=True)


class PostgresCopies:
    """A database made from a template database, as PostgreSQL itself does it."""

    def __init__(self, connection: Any) -> None:
        self.connection = connection
        # Of options that are named twice the later one counts.
        waits = ("statement_timeout", "lock_timeout")
        patient = [f"-c {name}={PATIENCE_SECONDS}s" for name in waits]
        connection.settings_dict["OPTIONS"]["options"] += " " + " ".join(patient)
        self.name = connection.creation._get_test_db_name()
        self.template = f"hoa_hoi_template_{digest()}"

    def begin(self) -> None:
        with one_at_a_time():
            if not self._ask("SELECT 1 FROM pg_database WHERE datname = %s", self.template):
                migrate_into(self.connection, f"{self.template}_unfinished")
                self._tell(f'ALTER DATABASE "{self.template}_unfinished" RENAME TO "{self.template}"')
        lead_to(self.connection, self.name)
        self.write_anew()

    def write_anew(self) -> None:
        self.end()
        self._tell(f'CREATE DATABASE "{self.name}" TEMPLATE "{self.template}" STRATEGY file_copy')

    def end(self) -> None:
        self._tell(f'DROP DATABASE IF EXISTS "{self.name}" WITH (FORCE)')

    def _ask(self, question: str, *values: str) -> list[Any]:
        with self.connection._nodb_cursor() as cursor:
            cursor.execute(question, values)
            return cursor.fetchall()

    def _tell(self, statement: str) -> None:
        self.connection.close()
        with self.connection._nodb_cursor() as cursor:
            cursor.execute(statement)
