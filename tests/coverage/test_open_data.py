"""Public figures: the few cannot be read, nor worked out from what is shown."""

import csv
import datetime as dt
import io
import json
import random
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from accounts.models import User
from courses.models import CoursePage
from coverage.models import Target
from coverage.months import month_end
from coverage.open_data.figures import gather_open_data, published
from coverage.open_data.hiding import Row, Shown, hide_the_few
from tests.coverage import facts
from workforce.models import Agency

PAGE = "/so-lieu-mo/"


def hidden(*numbers: tuple[int, int]) -> tuple[tuple[Any, Any], list[tuple[Any, Any]]]:
    rows = [Row(f"{at:02}", "…", population, achieved) for at, (population, achieved) in enumerate(numbers)]
    total, shown = hide_the_few(rows, least=5)
    return (total.population, total.achieved), [(row.population, row.achieved) for row in shown]


def test_large_groups_are_shown_as_they_are() -> None:
    assert hidden((20, 10), (30, 0), (40, 40)) == ((90, 50), [(20, 10), (30, 0), (40, 40)])


def test_one_small_group_takes_the_next_smallest_along() -> None:
    assert hidden((3, 1), (20, 10), (40, 20)) == ((63, 31), [(None, None), (None, None), (40, 20)])


def test_few_who_achieved_are_hidden_and_the_group_is_shown() -> None:
    assert hidden((20, 2), (30, 15), (40, 20)) == ((90, 37), [(20, None), (30, None), (40, 20)])


def test_few_who_have_not_achieved_are_hidden_too() -> None:
    assert hidden((20, 19), (30, 15), (40, 20)) == ((90, 54), [(20, None), (30, None), (40, 20)])


def test_many_small_groups_hide_each_other_once_they_are_many_together() -> None:
    assert hidden((4, 3), (4, 2), (4, 1), (40, 20)) == ((52, 26), [(None, None)] * 3 + [(40, 20)])


def test_everything_is_hidden_where_all_together_are_few() -> None:
    assert hidden((1, 1), (2, 0)) == ((None, None), [(None, None)] * 2)
    assert hidden((8, 1)) == ((8, None), [(8, None)])


@pytest.mark.parametrize("seed", range(60))
def test_nothing_hidden_can_be_worked_out(seed: int) -> None:
    """Whoever subtracts what is shown from the total learns of no group of fewer than five, nor of a sum so small."""
    chance = random.Random(seed)
    rows = []
    for at in range(chance.randint(1, 12)):
        population = chance.choice([1, 2, 3, 4, 6, 12, 40])
        rows.append(Row(f"{at:02}", "…", population, chance.randint(0, population)))
    total, shown = hide_the_few(rows, least=5)
    for of, side in (
        (
            "population",
            [(row.population, one.population, total.population) for row, one in zip(rows, shown, strict=True)],
        ),
        ("achieved", [(row.achieved, one.achieved, total.achieved) for row, one in zip(rows, shown, strict=True)]),
        (
            "missing",
            [(row.population - row.achieved, _less(one), _less(total)) for row, one in zip(rows, shown, strict=True)],
        ),
    ):
        dark = [true for true, seen, _whole in side if seen is None]
        assert not [seen for _true, seen, _whole in side if seen is not None and 0 < seen < 5], of
        if dark and side[0][2] is not None:
            assert len(dark) > 1, of
            assert sum(dark) >= 5, of


def _less(row: Shown) -> int | None:
    return None if row.population is None or row.achieved is None else row.population - row.achieved


@pytest.fixture
def world(target: Target, course: CoursePage, commune: Agency, other_commune: Agency) -> Target:
    """Twelve IT staff in Đồng Đăng, six certified; one in Thất Khê."""
    for number in range(12):
        person = facts.make_person(f"Người {number}")
        facts.employ(person, commune, it=True)
        if number < 6:
            facts.certify(person, course, on="2026-03-01")
    facts.employ(facts.make_person("Lý Văn Ơn"), other_commune, it=True)
    return target


def test_figures_are_of_the_last_whole_month_and_hold_nobody(world: Target) -> None:
    data = gather_open_data(dt.date(2026, 10, 31))
    [one] = data.targets
    assert (one.total.population, one.total.achieved, one.hidden) == (13, 6, 2)
    assert [(row.name, row.population, row.achieved) for row in one.rows] == [
        ("UBND xã Đồng Đăng", None, None),
        ("UBND xã Thất Khê", None, None),
    ]
    today = timezone.localdate()
    assert published(today=today).day == month_end(today, 1)


def test_files_and_page_are_for_everyone_and_may_be_kept(client: Client, world: Target) -> None:
    page = client.get(PAGE)
    assert (page.status_code, [target.code for target, _rows in page.context["targets"]]) == (200, ["LS-334-02"])
    whole = json.loads(client.get(f"{PAGE}chi-tieu.json").content)
    table = client.get(f"{PAGE}chi-tieu.csv")
    rows = list(csv.DictReader(io.StringIO(table.content.decode("utf-8-sig"), newline="")))
    assert list(rows[0]) == [column["cot"] for column in whole["tu_dien"]]
    assert [(row["ma_don_vi"], row["thuoc_dien"], row["da_dat"], row["ty_le"]) for row in rows] == [
        ("", "13", "6", "46.1"),
        ("06184", "", "", ""),
        ("06001", "", "", ""),
    ]
    assert [row["da_dat"] for row in whole["du_lieu"]] == [6, None, None]
    assert whole["giay_phep"]["ten"] == "CC BY 4.0"
    assert (table["Cache-Control"], table["Access-Control-Allow-Origin"]) == ("public, max-age=3600", "*")
    assert "Set-Cookie" not in table
    again = client.get(f"{PAGE}chi-tieu.csv", headers={"If-None-Match": table["ETag"]})
    assert (again.status_code, again.content) == (304, b"")
    assert client.get(f"{PAGE}tu-dien.csv").status_code == 200


def test_figures_are_kept_ready(client: Client, world: Target, django_assert_num_queries: Any, sen: User) -> None:
    client.get(f"{PAGE}chi-tieu.json")
    before = published(today=timezone.localdate())
    facts.employ(facts.make_person(), Agency.objects.get(code="06184"), it=True)
    assert published(today=timezone.localdate()) == before
