"""Checks are counted by the hour and by way, in batches; nothing is known of who checked."""

import datetime as dt
import sqlite3
from typing import Any

import pytest
from django.db import DatabaseError, connection
from django.test import Client

from accounts.models import User
from certificates import counting_checks
from certificates.counting_checks import checked_since, note_check, way_of, write_down
from certificates.models import Certificate, Check
from certificates.storing import read_stored
from kit.codes import new_code
from tests.certificates.conftest import AT
from tests.certificates.test_verifying import upload


@pytest.fixture(autouse=True)
def nothing_noted() -> None:
    counting_checks._noted.clear()


def counted() -> list[tuple[str, dt.datetime, int]]:
    return list(Check.objects.order_by("hour", "way").values_list("way", "hour", "times"))


def test_checks_of_an_hour_are_one_row_and_add_up(paper: Certificate, django_assert_num_queries: Any) -> None:
    hour = AT.replace(minute=0)
    for minute in (1, 2, 59):
        note_check(paper.code, "qr", at=hour.replace(minute=minute))
    note_check(paper.code, "typed", at=hour)
    assert write_down() == 4
    note_check(paper.code, "qr", at=hour)
    note_check(paper.code, "qr", at=hour + dt.timedelta(hours=1))
    assert write_down() == 2
    assert counted() == [("qr", hour, 4), ("typed", hour, 1), ("qr", hour + dt.timedelta(hours=1), 1)]
    with django_assert_num_queries(0):
        assert write_down() == 0


def test_noting_asks_the_database_nothing(paper: Certificate, django_assert_num_queries: Any) -> None:
    with django_assert_num_queries(0):
        for _ in range(counting_checks.MOST_NOTED + 10):
            note_check(paper.code, "qr", at=AT)
    assert len(counting_checks._noted) == counting_checks.MOST_NOTED


def test_code_that_is_gone_is_passed_over(paper: Certificate) -> None:
    note_check(new_code(), "qr", at=AT)
    note_check(paper.code, "qr", at=AT)
    assert write_down() == 2
    assert len(counted()) == 1


def test_what_could_not_be_written_is_noted_again(paper: Certificate, settings: Any) -> None:
    note_check(paper.code, "qr", at=AT)

    def refuse(*_: Any) -> Any:
        raise DatabaseError("disk full") from sqlite3.OperationalError()

    with connection.execute_wrapper(refuse), pytest.raises(DatabaseError):
        write_down()
    assert write_down() == 1
    assert counted() == [("qr", AT.replace(minute=0), 1)]


@pytest.mark.parametrize(
    ("source", "way"), [("", "qr"), ("go", "typed"), ("chia-se", "shared"), ("cua-toi", None), ("<b>", "qr")]
)
def test_address_says_how_somebody_came(source: str, way: str | None) -> None:
    assert way_of(source) == way


def test_each_door_counts_its_own_way(client: Client, paper: Certificate) -> None:
    client.get(f"/c/{paper.code}")
    client.get("/kiem-tra/", {"ma": paper.code}, follow=True)
    client.get(f"/c/{paper.code}?tu=chia-se")
    client.get(f"/c/{paper.code}?tu=cua-toi")
    client.get(f"/c/{new_code()}")
    upload(client, read_stored(paper))
    upload(client, read_stored(paper) + b"\n")
    write_down()
    assert sorted(way for way, _hour, _times in counted()) == ["file", "qr", "shared", "typed"]


def test_holder_sees_the_month_and_nobody_else_does(
    client: Client, paper: Certificate, nguyet: User, tan: User
) -> None:
    from django.utils import timezone

    now = timezone.now()
    for _ in range(3):
        note_check(paper.code, "qr", at=now)
    note_check(paper.code, "qr", at=now - dt.timedelta(days=62))
    write_down()
    client.force_login(nguyet)
    page = client.get("/giay-chung-nhan/").content.decode()
    assert "Đã được kiểm tra 3 lần trong tháng này" in page
    assert checked_since(tan.pk, now - dt.timedelta(days=365)) == {}
    log = client.get(f"/giay-chung-nhan/{paper.code}/luot-kiem-tra/")
    assert [check.times for check in log.context["checked"].hours] == [3, 1]
    assert log.context["checked"].times == 4
    client.force_login(tan)
    assert client.get(f"/giay-chung-nhan/{paper.code}/luot-kiem-tra/").status_code == 404
    assert "được kiểm tra" not in client.get("/giay-chung-nhan/").content.decode()
