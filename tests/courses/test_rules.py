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


END = dt.datetime(2026, 11, 22, 10, 0, tzinfo=dt.UTC)


@pytest.mark.parametrize(
    ("limit", "extra_percent", "closes_after", "extra_minutes", "expected"),
    [
        (60, 0, None, 0, 60),
        (60, 25, None, 0, 75),
        (0, 25, None, 0, None),
        (60, 0, 30, 0, 30),
        (60, 50, 80, 0, 80),
        (60, 0, 90, 0, 60),
        (0, 0, 30, 0, 30),
        (60, 0, 30, 10, 40),
        (60, 0, 90, 10, 70),
    ],
)
def test_attempt_ends_with_its_time_or_the_closing_of_the_test(
    limit: int, extra_percent: int, closes_after: int | None, extra_minutes: int, expected: int | None
) -> None:
    closing = None if closes_after is None else END + dt.timedelta(minutes=closes_after)
    found = rules.ends_at(
        started_at=END,
        limit_minutes=limit,
        extra_percent=extra_percent,
        closings=[None, closing],
        extra_minutes=extra_minutes,
    )
    assert found == (None if expected is None else END + dt.timedelta(minutes=expected))


@pytest.mark.parametrize(
    ("rule", "has_passed", "left", "is_closed", "expected"),
    [
        ("never", True, 0, True, False),
        ("when_done", False, None, True, False),
        ("when_done", False, 1, True, False),
        ("when_done", False, 0, False, True),
        ("when_done", True, 2, False, True),
        ("after_submitting", False, 2, False, True),
        ("after_closing", True, 0, False, False),
        ("after_closing", False, 2, True, True),
        ("unheard-of", True, 0, True, False),
    ],
)
def test_key_is_told_by_the_rule_and_never_beside_an_open_attempt(
    rule: str, has_passed: bool, left: int | None, is_closed: bool, expected: bool
) -> None:
    for has_open_attempt in (True, False):
        told = rules.tells_key(
            rule=rule, has_passed=has_passed, left=left, has_open_attempt=has_open_attempt, is_closed=is_closed
        )
        assert told is (expected and not has_open_attempt)


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
