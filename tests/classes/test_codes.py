"""The code of the wall at the borders of its window."""

import datetime as dt

from classes.codes import accepts, code_at, seconds_left

NOON = dt.datetime(2026, 11, 27, 12, 0, tzinfo=dt.UTC)
SECRET = "a" * 64


def at(seconds: float) -> dt.datetime:
    return NOON + dt.timedelta(seconds=seconds)


def test_a_code_lives_one_window_and_is_taken_in_the_next() -> None:
    code = code_at(SECRET, at=NOON, seconds=60)
    assert len(code) == 6
    assert code.isdecimal()
    assert code == code_at(SECRET, at=at(59.9), seconds=60) != code_at(SECRET, at=at(60), seconds=60)
    taken = [
        seconds for seconds in (-0.1, 0, 59.9, 60, 119.9, 120) if accepts(SECRET, code, at=at(seconds), seconds=60)
    ]
    assert taken == [0, 59.9, 60, 119.9]
    assert (seconds_left(at=NOON, seconds=60), seconds_left(at=at(59.9), seconds=60)) == (60, 1)


def test_a_code_is_forgiven_spaces_and_belongs_to_one_session() -> None:
    code = code_at(SECRET, at=NOON, seconds=60)
    assert accepts(SECRET, f" {code[:3]} {code[3:]} ", at=NOON, seconds=60)
    for wrong in ("", code[:5], f"{code}0", "٠١٢٣٤٥"):
        assert not accepts(SECRET, wrong, at=NOON, seconds=60)
    assert not accepts("b" * 64, code, at=NOON, seconds=60)
