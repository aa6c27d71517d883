import datetime as dt
import random
from itertools import combinations

import pytest

from kit.charts import Box, Point, Step, Trend, draw_trend

START = dt.date(2025, 12, 31)


def picture(
    percents: list[float | None], *, width: int = 720, height: int = 300, steps: list[Step] | None = None
) -> Trend:
    points = [Point(START + dt.timedelta(days=30 * i), percent) for i, percent in enumerate(percents)]
    return draw_trend(
        points, STEPS if steps is None else steps, width=width, height=height, size=13, now="41,1 % hôm nay"
    )


STEPS = [
    Step(START, dt.date(2027, 12, 31), 50, "50 % · 31/12/2027"),
    Step(dt.date(2027, 12, 31), dt.date(2030, 12, 31), 100, "100 % · 31/12/2030"),
]


def test_line_runs_from_first_to_last_day_and_steps_to_their_deadlines() -> None:
    trend = picture([0, 100], steps=[Step(START, START + dt.timedelta(days=60), 50, "50 %")])
    middle = (trend.plot.left + trend.plot.right) / 2
    assert trend.paths == (f"M{trend.plot.left:.1f} {trend.plot.bottom:.1f}L{middle:.1f} {trend.plot.top:.1f}",)
    assert [(s.x1, s.x2, s.y) for s in trend.steps] == [
        (trend.plot.left, trend.plot.right, (trend.plot.top + trend.plot.bottom) / 2)
    ]


def test_day_without_people_breaks_the_line() -> None:
    trend = picture([10, 20, None, 30, 40])
    assert len(trend.paths) == 2
    assert len(trend.dots) == 3


def test_last_day_without_people_has_no_mark() -> None:
    trend = picture([10, None])
    assert (trend.last, trend.last_label, len(trend.dots)) == (None, None, 1)


def test_one_point_is_a_mark_without_a_line() -> None:
    trend = picture([41.1])
    assert (trend.paths, trend.dots, trend.last is not None) == ((), (), True)


def test_axis_names_quarters_on_wide_paper_and_years_on_long_spans() -> None:
    near = [Step(START, dt.date(2027, 12, 31), 50, "50 %")]
    assert [t.label.text for t in picture([1, 2], steps=near).ticks] == [
        "1/2026", "4/2026", "7/2026", "10/2026", "1/2027", "4/2027", "7/2027", "10/2027",
    ]  # fmt: skip
    assert [t.label.text for t in picture([1, 2], width=300).ticks] == ["2026", "2028", "2030"]


@pytest.mark.parametrize("width", [300, 720])
def test_labels_are_whole_and_never_on_each_other(width: int) -> None:
    """Two hundred pictures of every shape: each label inside the paper, none on another, no word lost."""
    chance = random.Random(334)
    for _ in range(200):
        level = chance.uniform(0, 100)
        percents: list[float | None] = []
        for _ in range(chance.randint(1, 13)):
            level = min(100.0, max(0.0, level + chance.uniform(-15, 25)))
            percents.append(level)
        trend = picture(percents, width=width)
        paper = Box(0, 0, trend.width, trend.height)
        boxes = [label.box for label in trend.labels if label.text]
        assert all(paper.holds(box) for box in boxes)
        assert [pair for pair in combinations(boxes, 2) if pair[0].meets(pair[1])] == []
        assert trend.last_label is not None
        assert all(step.label is not None for step in trend.steps)


def test_box_knows_a_line_that_crosses_it() -> None:
    box = Box(10, 10, 20, 20)
    assert box.is_crossed_by((0, 15), (30, 15))
    assert box.is_crossed_by((15, 0), (15, 12))
    assert not box.is_crossed_by((0, 0), (30, 5))
    assert not box.is_crossed_by((0, 25), (30, 25))
    assert not box.is_crossed_by((0, 15), (9, 15))
