"""Tests that really commit leave the database as they found it.

Django empties every table after such a test, and with them what the migrations made: Wagtail's root
page, language, collection and groups. Here they are written back at once, so that tests may run in
any order and in any process.
"""

import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import pytest
from django.apps import apps
from django.contrib.contenttypes.models import ContentType
from django.core.management import call_command
from django.core.management.color import no_style
from django.db import connection, connections
from pytest_django import DjangoDbBlocker

from certificates.models.guards import LIFE_GUARDS
from certificates.models.register import GUARDS
from kit.append_only import Guard, guard, unguard

GROWING = (Guard("courses_attemptseal"), Guard("classes_incident"), *GUARDS, *LIFE_GUARDS)
UNGUARD = pytest.StashKey[Callable[[], None]]()
RESTORE = pytest.StashKey[Callable[[], None]]()


@pytest.fixture(scope="session")
def django_db_setup(
    request: pytest.FixtureRequest, django_db_setup: None, django_db_blocker: DjangoDbBlocker
) -> Iterator[None]:
    """The test database, and a copy in memory of what the migrations wrote into it."""
    # Threads of the live server outlive the test that asked them; none may hold on to the database.
    connections.settings["default"]["CONN_MAX_AGE"] = 0
    with django_db_blocker.unblock():
        rows = json.loads(connection.creation.serialize_db_to_string())
    # Content types first: Wagtail looks them up while its own rows are written, and would make new ones.
    fresh = json.dumps(sorted(rows, key=lambda row: row["model"] != "contenttypes.contenttype"))

    def restore() -> None:
        with django_db_blocker.unblock():
            # Once more: the first time, Django wrote content types under other numbers than the copy's.
            call_command("flush", verbosity=0, interactive=False, inhibit_post_migrate=True)
            ContentType.objects.clear_cache()
            connection.creation.deserialize_db_from_string(fresh)
            # Rows written under their old numbers do not move PostgreSQL's counters.
            with connection.cursor() as cursor:
                for statement in connection.ops.sequence_reset_sql(
                    no_style(), apps.get_models(include_auto_created=True)
                ):
                    cursor.execute(statement)
            for one in GROWING:
                guard(connection, one.table, frozen=one.frozen, erasable=one.erasable)

    def let_go() -> None:
        """Tables that only grow may be emptied, but for this test: `restore` guards them again."""
        with django_db_blocker.unblock():
            for one in GROWING:
                unguard(connection, one.table)

    request.config.stash[RESTORE], request.config.stash[UNGUARD] = restore, let_go
    yield
    # From here on the connection leads to the developer's own database.
    del request.config.stash[RESTORE], request.config.stash[UNGUARD]


@contextmanager
def unguarded(*tables: str) -> Iterator[None]:
    """What somebody can do who may change the database itself: these tables stand open within."""
    for table in tables:
        unguard(connection, table)
    try:
        yield
    finally:
        for one in GROWING:
            if one.table in tables:
                guard(connection, one.table, frozen=one.frozen, erasable=one.erasable)


def really_commits(item: pytest.Item) -> bool:
    marker = item.get_closest_marker("django_db")
    names = getattr(item, "fixturenames", ())
    return bool(marker and marker.kwargs.get("transaction")) or "transactional_db" in names or "live_server" in names


@pytest.hookimpl(wrapper=True)
def pytest_runtest_teardown(item: pytest.Item) -> Iterator[None]:
    let_go = item.config.stash.get(UNGUARD, None)
    if let_go and really_commits(item):
        let_go()
    try:
        return (yield)
    finally:
        restore = item.config.stash.get(RESTORE, None)
        if restore and really_commits(item):
            restore()
