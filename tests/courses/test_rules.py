"""Pure questions about learning."""

import datetime as dt

import pytest

from courses import rules

NOON = dt.datetime(2026, 11, 22, 12, 0, tzinfo=dt.UTC)


@pytest.mark.parametrize(
    ("position", "done", "locked", "expected"),
    [
        (0, [False, False, False], True, True),
        (1, [False, False, False], True, False),
        (1, [True, False, False], True, True),
        (2, [True, False, False], True, False),
        (2, [False, False, True], True, True),  # what is done stays open
        (2, [False, False, False], False, True),
    ],
)
def test_step_is_open_in_locked_and_free_order(position: int, done: list[bool], locked: bool, expected: bool) -> None:
    assert rules.is_open(position=position, done=done, locked_order=locked) is expected


@pytest.mark.parametrize(
    ("correct", "total", "pass_percent", "expected"),
    [
        (7, 10, 70, True),
        (6, 10, 70, False),
        (699, 1000, 70, False),  # 69.9 % is not 70 %
        (2, 3, 67, False),  # 66.7 % is not 67 %
        (2, 3, 66, True),
        (0, 0, 1, False),
        (10, 10, 100, True),
        (9, 10, 100, False),
    ],
)
def test_score_passes_without_rounding_up(correct: int, total: int, pass_percent: int, expected: bool) -> None:
    assert rules.is_passed(correct=correct, total=total, pass_percent=pass_percent) is expected


@pytest.mark.parametrize(
    ("part", "whole", "expected"), [(0, 0, 0), (0, 3, 0), (1, 3, 33), (2, 3, 67), (1, 200, 1), (1, 201, 0), (3, 3, 100)]
)
def test_percent_is_rounded_half_up(part: int, whole: int, expected: int) -> None:
    assert rules.percent(part=part, whole=whole) == expected


@pytest.mark.parametrize(
    ("chosen", "correct", "expected"),
    [
        (["a"], ["a"], True),
        (["b"], ["a"], False),
        (["b", "a"], ["a", "b"], True),
        (["a"], ["a", "b"], False),
        (["a", "b", "c"], ["a", "b"], False),
        ([], ["a"], False),
        (None, ["a"], False),
        (None, [], False),
    ],
)
def test_answer_is_right_all_or_nothing(chosen: list[str] | None, correct: list[str], expected: bool) -> None:
    assert rules.is_right(chosen=chosen, correct=correct) is expected


@pytest.mark.parametrize(("used", "allowed", "expected"), [(0, 0, None), (9, 0, None), (0, 3, 3), (3, 3, 0), (5, 3, 0)])
def test_attempts_left_counts_down_to_nothing(used: int, allowed: int, expected: int | None) -> None:
    assert rules.attempts_left(used=used, allowed=allowed) == expected


def test_next_attempt_waits_for_the_cool_down() -> None:
    assert rules.next_attempt_at(last_submitted=None, cool_down_minutes=60) is None
    assert rules.next_attempt_at(last_submitted=NOON, cool_down_minutes=0) is None
    assert rules.next_attempt_at(last_submitted=NOON, cool_down_minutes=60) == NOON + dt.timedelta(hours=1)


@pytest.mark.parametrize(("seconds", "expected"), [(-1, True), (0, True), (5, True), (6, False)])
def test_answers_are_accepted_until_the_end_and_their_way(seconds: int, expected: bool) -> None:
    at = NOON + dt.timedelta(seconds=seconds)
    assert rules.accepts_answers(due_at=NOON, grace_seconds=5, at=at) is expected


def test_answers_are_always_accepted_without_a_limit() -> None:
    assert rules.accepts_answers(due_at=None, grace_seconds=0, at=NOON) is True
