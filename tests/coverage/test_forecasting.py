import datetime as dt
import random
from statistics import fmean

import pytest

from coverage.forecasting import Outlook, Pace, expected, forecast, needed_each_month, outlook_of, pace_of
from coverage.months import month_ends

DAY = dt.date(2026, 11, 30)
END = dt.date(2027, 11, 30)


def test_month_ends_run_up_to_the_day_itself_when_it_ends_its_month() -> None:
    assert month_ends(dt.date(2026, 3, 30), 3) == [
        dt.date(2025, 12, 31), dt.date(2026, 1, 31), dt.date(2026, 2, 28),
    ]  # fmt: skip
    assert month_ends(dt.date(2026, 3, 31), 2) == [dt.date(2026, 2, 28), dt.date(2026, 3, 31)]


def test_even_gains_are_carried_on_without_doubt() -> None:
    pace = pace_of([10, 12, 14, 16, 18], least=4)
    assert pace == Pace(mean=2, spread=0, months=4)
    seen = forecast(pace, now=18, day=DAY, until=END, required=30)
    end = seen.at_the_end
    assert (round(end.low), round(end.middle), round(end.high), end.day) == (42, 42, 42, END)
    assert (seen.outlook, seen.reached.middle) == (Outlook.SURE, dt.date(2027, 6, 1))
    assert seen.reached.earliest == seen.reached.middle == seen.reached.latest


def test_a_class_once_in_a_while_sets_the_pace_and_widens_the_doubt() -> None:
    """The median of these months would say that nothing happens."""
    pace = pace_of([0, 0, 12, 12, 12, 24], least=4)
    assert pace is not None
    assert (pace.mean, pace.months) == (4.8, 5)
    assert expected(pace, now=24, day=DAY, on=END).low < 60 < expected(pace, now=24, day=DAY, on=END).high


@pytest.mark.parametrize("percents", [[], [1], [1, 2, 3, 4], [1, 2, None, 3, 4, 5, 6], [1, 2, 3, 4, 5, None]])
def test_too_few_months_in_a_row_give_no_pace(percents: list[float | None]) -> None:
    assert pace_of(percents, least=4) is None


def test_spread_needs_two_months_whatever_the_setting_says() -> None:
    assert pace_of([1, 2], least=0) is None


def test_doubt_is_the_prediction_interval_of_a_sum() -> None:
    pace = Pace(mean=1, spread=2, months=4)
    assert pace.doubt(0) == 0
    assert pace.doubt(4) == pytest.approx(1.638 * 2 * (4 + 16 / 4) ** 0.5)


def test_percentages_stay_between_none_and_all() -> None:
    wild = Pace(mean=30, spread=40, months=4)
    spots = forecast(wild, now=50, day=DAY, until=END, required=100).points
    assert {(spot.low >= 0, spot.high <= 100) for spot in spots} == {(True, True)}


def test_pace_that_falls_is_never_there() -> None:
    seen = forecast(Pace(mean=-1, spread=0.1, months=8), now=40, day=DAY, until=END, required=50)
    assert (seen.outlook, seen.reached.middle, seen.reached.latest) == (Outlook.MISSED, None, None)


@pytest.mark.parametrize(
    ("required", "outlook"),
    [(40, Outlook.SURE), (50, Outlook.LIKELY), (60, Outlook.UNLIKELY), (90, Outlook.MISSED)],
)
def test_outlook_is_where_the_interval_lies(required: float, outlook: Outlook) -> None:
    end = expected(Pace(mean=2, spread=2, months=12), now=30, day=DAY, on=END)
    assert (round(end.low), round(end.middle), round(end.high)) == (41, 54, 67)
    assert outlook_of(end, required) is outlook


@pytest.mark.parametrize(("months", "seed"), [(4, 1), (6, 2), (12, 3)])
def test_interval_holds_the_truth_four_times_in_five(months: int, seed: int) -> None:
    """Two thousand invented histories with a known pace, each carried on for nine months."""
    chance = random.Random(seed)
    hits = []
    for _ in range(2000):
        gains = [chance.gauss(1, 0.8) for _ in range(months + 9)]
        series = [20 + sum(gains[:n]) for n in range(months + 1)]
        pace = pace_of(series, least=4)
        assert pace is not None
        truth, middle = sum(gains[months:]), pace.gain(9)
        hits.append(abs(truth - middle) <= pace.doubt(9))
    assert fmean(hits) == pytest.approx(0.8, abs=0.03)


@pytest.mark.parametrize(
    ("needed", "until", "each"),
    [(43, END, 4), (12, END, 1), (0, END, 0), (5, DAY + dt.timedelta(days=1), 5), (7, DAY + dt.timedelta(days=45), 4)],
)
def test_what_each_month_must_bring_is_rounded_up(needed: int, until: dt.date, each: int) -> None:
    assert needed_each_month(needed, day=DAY, until=until) == each


def test_no_day_left_has_no_share_of_a_month() -> None:
    with pytest.raises(ValueError, match="no day is left"):
        needed_each_month(1, day=DAY, until=DAY)
