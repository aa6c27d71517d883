import datetime as dt

import pytest

from coverage.assigning.terms import Terms, last_day_before, months_after
from tests.coverage.facts import day

YEARS = [dt.date(2023, 12, 1) + dt.timedelta(days=number) for number in range(500)]


@pytest.mark.parametrize(
    ("begins", "months", "ends"),
    [
        ("2026-01-31", 1, "2026-02-28"),
        ("2024-01-31", 1, "2024-02-29"),
        ("2026-12-15", 12, "2027-12-15"),
        ("2024-02-29", 12, "2025-02-28"),
        ("2026-11-30", 3, "2027-02-28"),
    ],
)
def test_months_end_on_the_same_day_or_the_last(begins: str, months: int, ends: str) -> None:
    assert months_after(day(begins), months) == day(ends)


@pytest.mark.parametrize("months", [1, 6, 11, 12, 24])
def test_last_day_before_is_the_latest_that_fits(months: int) -> None:
    """Asked of every day of more than a year, leap day and ends of months included."""
    for today in YEARS:
        last = last_day_before(today, months)
        assert months_after(last, months) <= today < months_after(last + dt.timedelta(days=1), months)


def test_due_by_a_date_or_by_days_after_joining() -> None:
    assert Terms(due_on=day("2026-06-30")).due(day("2026-06-01"), None) == day("2026-06-30")
    assert Terms(due_days=60).due(day("2026-06-01"), None) == day("2026-07-31")


def test_what_returns_is_due_after_the_months_and_the_days_to_do_it() -> None:
    terms = Terms(due_on=day("2026-06-30"), repeat_months=12, days_on_return=30)
    assert terms.due(day("2026-01-01"), day("2026-03-10")) == day("2027-04-09")
    # What was done long before does not make the first date come earlier.
    assert terms.due(day("2026-01-01"), day("2020-01-01")) == day("2026-06-30")
