"""Since when a report counts, and what stands over it."""

import datetime as dt

import pytest

from coverage.reporting.heading import place_of, symbol_of
from coverage.reporting.periods import due_on, period_in_words, since_of
from tests.coverage.conftest import DAY
from tests.coverage.facts import day
from workforce.models import Agency


@pytest.mark.parametrize(
    ("kind", "on", "since", "words"),
    [
        ("yearly", "2026-11-30", "2025-12-31", "năm 2026"),
        ("monthly", "2026-11-30", "2026-10-31", "tháng 11 năm 2026"),
        ("monthly", "2026-01-01", "2025-12-31", "tháng 1 năm 2026"),
        ("ad_hoc", "2026-11-22", "2026-06-30", "từ ngày 01/07/2026 đến ngày 22/11/2026"),
    ],
)
def test_period_begins_where_the_plans_say(kind: str, on: str, since: str, words: str) -> None:
    begin = since_of(kind, day(on), day("2026-06-30"))
    assert (begin, period_in_words(kind, begin, day(on))) == (day(since), words)


def test_only_the_yearly_report_has_a_day_in_the_plans() -> None:
    assert (due_on("yearly", DAY), due_on("monthly", DAY)) == (dt.date(2026, 12, 10), None)


@pytest.mark.parametrize(
    ("name", "symbol"),
    [
        ("Sở Khoa học và Công nghệ", "SKHCN"),
        ("UBND xã Đồng Đăng", "UBND"),
        ("Ủy ban nhân dân phường Tam Thanh", "UBND"),
        ("Văn phòng UBND tỉnh", "VPUT"),
    ],
)
def test_symbol_is_taken_from_the_name(name: str, symbol: str) -> None:
    assert symbol_of(name) == symbol


def test_place_is_the_commune_or_else_the_province(province: Agency, commune: Agency) -> None:
    province.name = "Ủy ban nhân dân tỉnh Lạng Sơn"
    assert place_of(commune, province) == "Đồng Đăng"
    assert place_of(Agency(name="Sở Nội vụ"), province) == "Lạng Sơn"
