"""The database itself refuses two employments of one person on a day, whoever writes them."""

import datetime as dt

import pytest
from django.db import IntegrityError, transaction

from accounts.models import User
from workforce.models import Agency, Employment, Position


@pytest.fixture
def person(agencies: None) -> User:
    return User.objects.create(username="lan", full_name="Nông Thị Lan")


def employ(person: User, starts_on: dt.date, ends_on: dt.date | None) -> Employment:
    return Employment(
        person=person,
        agency=Agency.objects.get(code="06184"),
        position=Position.objects.get(code="chuyen-vien"),
        category=Employment.Category.CIVIL_SERVANT,
        starts_on=starts_on,
        ends_on=ends_on,
    )


def day(text: str) -> dt.date:
    return dt.date.fromisoformat(text)


@pytest.mark.parametrize(
    ("starts_on", "ends_on"),
    [
        ("2020-06-01", "2020-07-01"),
        ("2019-01-01", "2020-01-02"),
        ("2020-12-31", "2022-01-01"),
        ("2019-01-01", None),
        ("2020-12-31", None),
        ("2020-01-01", "2021-01-01"),
    ],
)
def test_overlap_is_refused(person: User, starts_on: str, ends_on: str | None) -> None:
    employ(person, day("2020-01-01"), day("2021-01-01")).save()
    with pytest.raises(IntegrityError, match="employment_no_overlap"), transaction.atomic():
        employ(person, day(starts_on), day(ends_on) if ends_on else None).save()
    with pytest.raises(IntegrityError, match="employment_no_overlap"), transaction.atomic():
        Employment.objects.bulk_create([employ(person, day(starts_on), day(ends_on) if ends_on else None)])
    assert Employment.objects.count() == 1


def test_overlap_with_an_open_employment_is_refused(person: User) -> None:
    employ(person, day("2020-01-01"), None).save()
    with pytest.raises(IntegrityError, match="employment_no_overlap"), transaction.atomic():
        employ(person, day("2030-01-01"), day("2031-01-01")).save()


def test_overlap_by_a_change_is_refused(person: User) -> None:
    employ(person, day("2020-01-01"), day("2021-01-01")).save()
    later = employ(person, day("2021-01-01"), None)
    later.save()
    with pytest.raises(IntegrityError, match="employment_no_overlap"), transaction.atomic():
        Employment.objects.filter(pk=later.pk).update(starts_on=day("2020-12-31"))
    Employment.objects.filter(pk=later.pk).update(starts_on=day("2021-02-01"), ends_on=day("2022-01-01"))


def test_adjacent_employments_are_fine(person: User) -> None:
    employ(person, day("2020-01-01"), day("2021-01-01")).save()
    employ(person, day("2021-01-01"), None).save()
    employ(person, day("2019-01-01"), day("2020-01-01")).save()
    assert Employment.objects.count() == 3


def test_two_people_may_work_on_one_day(person: User) -> None:
    other = User.objects.create(username="thang", full_name="Hoàng Văn Thắng")
    employ(person, day("2020-01-01"), None).save()
    employ(other, day("2020-01-01"), None).save()
    assert Employment.objects.count() == 2
