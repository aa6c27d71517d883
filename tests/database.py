"""Every test finds the database as the migrations left it, and finds it quickly.

The migrations run once, into a template that is kept under the name of all that it is made from; a run copies
it (`tests.copying`). Tests roll back what they did; after one that really commits, the copy is written anew, so
that tests may run in any order and in any process.
"""

from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from django.conf import settings
from django.contrib.contenttypes.models import ContentType
from django.db import connection
from django.test import TransactionTestCase
from pytest_django import DjangoDbBlocker

from certificates.models.guards import LIFE_GUARDS
from certificates.models.register import GUARDS
from classes.models.guards import CLASS_GUARDS
from coverage.models.guards import COVERAGE_GUARDS
from kit.append_only import Guard, guard, unguard
from tests.copying import copies_of

GROWING = (
    Guard("courses_attemptseal"),
    Guard("classes_incident"),
    Guard("classes_attendance"),
    Guard("classes_letter"),
    *CLASS_GUARDS,
    *GUARDS,
    *LIFE_GUARDS,
    *COVERAGE_GUARDS,
)

# Through one of these a test asks for the database; without them it is refused it.
ASKING = {"db", "transactional_db", "live_server"}


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """What no database can change need not be run on each of them."""
    for item in items:
        if ASKING.isdisjoint(getattr(item, "fixturenames", ASKING)) and not item.get_closest_marker("django_db"):
            item.add_marker(pytest.mark.once)


@pytest.fixture(scope="session")
def django_db_setup(
    django_test_environment: None, django_db_modify_db_settings: None, django_db_blocker: DjangoDbBlocker
) -> Iterator[None]:
    """The test database: a copy of the template, written anew after each test that really commits."""
    # Threads of the live server outlive the test that asked them; none may hold on to the database.
    connection.settings_dict["CONN_MAX_AGE"] = 0
    own = connection.settings_dict["NAME"]
    with django_db_blocker.unblock():
        copies = copies_of(connection)
        copies.begin()

    def written_anew(_test: TransactionTestCase) -> None:
        copies.write_anew()
        connection.close()
        ContentType.objects.clear_cache()

    # Django would empty every table, and with them what the migrations had written.
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(TransactionTestCase, "_fixture_teardown", written_anew)
        yield
    with django_db_blocker.unblock():
        copies.end()
    connection.settings_dict["NAME"] = settings.DATABASES["default"]["NAME"] = own


@pytest.hookimpl(tryfirst=True)
def pytest_runtest_setup() -> None:
    """No test begins on a line that was cut: on PostgreSQL its database may have been taken away meanwhile.

    A line that holds serves the next test as well: PostgreSQL keeps what it has read of its catalogue for each apart.
    """
    if connection.connection is not None and not connection.in_atomic_block and not connection.is_usable():
        connection.close()


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
