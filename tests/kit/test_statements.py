"""Small questions are asked without a cursor where that may be, and answered alike either way."""

import pytest
from django.contrib.auth.models import Group
from django.db import ProgrammingError, connection, transaction
from django.db.utils import OperationalError

from kit.statements import first_row, run

NAMES = "SELECT id, model, NULL FROM django_content_type WHERE app_label = %s AND model <> %s ORDER BY id"
READERS = (int, str, str)


@pytest.mark.django_db(transaction=True)
def test_row_is_the_same_with_and_without_a_cursor() -> None:
    asked = first_row(NAMES, ["auth", "group"], READERS)
    with transaction.atomic():
        through_cursor = first_row(NAMES, ["auth", "group"], READERS)
    assert asked == through_cursor
    assert asked is not None
    assert (type(asked[0]), asked[1], asked[2]) == (int, "permission", None)
    assert first_row(NAMES, ["không có", "%s' OR 1=1"], READERS) is None
    # A statement that fails, and a new line to the database, leave nothing behind.
    with pytest.raises((ProgrammingError, OperationalError)):
        first_row("SELECT 1 FROM no_such_table WHERE name = %s", ["a"], (int,))
    connection.close()
    assert first_row(NAMES, ["auth", "group"], READERS) == asked


@pytest.mark.django_db(transaction=True)
def test_change_is_the_same_with_and_without_a_cursor() -> None:
    group, rename = Group.objects.create(name="một"), "UPDATE auth_group SET name = %s WHERE id = %s AND name <> %s"
    assert run(rename, ["hai %s' \" \\", group.pk, "không"]) == 1
    assert Group.objects.get().name == "hai %s' \" \\"
    assert run(rename, ["ba", group.pk, "hai %s' \" \\"]) == 0
    with transaction.atomic():
        assert run(rename, ["bốn", group.pk, "không"]) == 1
        transaction.set_rollback(True)
    assert Group.objects.get().name == "hai %s' \" \\"
    assert run("UPDATE auth_group SET name = COALESCE(%s, name) WHERE id = %s", [None, group.pk]) == 1
