"""Each type of question: what is right, wrong, empty or hostile."""

import random
from decimal import Decimal
from typing import Any

import pytest

from courses.drawing import show
from courses.drawn import take
from courses.grading import in_order, is_answered, is_within_bounds, mark, readings
from courses.models import CoursePage
from tests.courses.kinds import KINDS, put_in_bank
from tests.courses.study import right_answer, wrong_answer


@pytest.fixture
def shown(course: CoursePage) -> dict[str, dict[str, Any]]:
    """A copy of a question of each type, as an attempt would keep it."""
    return {kind: show(take([put_in_bank(course, kind).pk])[0], chance=random.Random(7)) for kind in KINDS}


def is_right(shown: dict[str, Any], chosen: list[str] | None) -> bool:
    return mark(shown, chosen).is_correct


def test_every_type_right_wrong_empty_and_hostile(shown: dict[str, dict[str, Any]]) -> None:
    hostile = ["", "x", "1:", ":", "::", "khong-co", "1:khong-co", "ký tự lạ \u202e", "9" * 200, "-", "NaN", "Infinity"]
    for kind, copy in shown.items():
        right = right_answer(copy)
        assert is_right(copy, right), kind
        assert is_right(copy, ["", *right, " "]), kind
        assert not is_right(copy, wrong_answer(copy)), kind
        for chosen in (None, [], [""], hostile, [*right, "khong-co"], *([value] for value in hostile)):
            assert not is_right(copy, chosen), (kind, chosen)
        assert (is_answered(copy, right), is_answered(copy, []), is_answered(copy, None)) == (True, False, False), kind


def test_answers_of_another_question_are_foreign(shown: dict[str, dict[str, Any]]) -> None:
    for kind in ("single", "multiple", "true_false", "matching", "ordering"):
        assert mark(shown[kind], ["khong-co"]).is_foreign, kind
        assert not mark(shown[kind], right_answer(shown[kind])).is_foreign, kind
    for kind in ("number", "short_text"):
        assert not mark(shown[kind], ["khong-co"]).is_foreign, kind


def test_copy_names_each_option_of_the_bank(course: CoursePage) -> None:
    for kind in KINDS:
        question = put_in_bank(course, kind)
        copy = show(take([question.pk])[0], chance=random.Random(1))
        refs = {o["ref"] for name in ("options", "matches", "accepted") for o in copy.get(name, [])}
        assert refs == set(question.options.values_list("pk", flat=True)), kind


def test_choice_marks_all_or_nothing(shown: dict[str, dict[str, Any]]) -> None:
    copy = shown["multiple"]
    right = right_answer(copy)
    others = [option["key"] for option in copy["options"] if not option["correct"]]
    assert [is_right(copy, chosen) for chosen in (right, right[::-1], right[:1], right + others)] == [
        *[True, True, False, False]
    ]
    assert not is_right(shown["single"], [option["key"] for option in shown["single"]["options"]])


def test_pairs_share_a_right_side_and_one_fits_nothing(shown: dict[str, dict[str, Any]]) -> None:
    copy = shown["matching"]
    assert sorted(match["text"] for match in copy["matches"]) == ["chè", "cà phê", "hoa hồi"]
    assert sorted(option["text"] for option in copy["options"]) == ["Cao Lộc", "Lạng Sơn", "Thái Nguyên"]
    right = right_answer(copy)
    assert is_right(copy, right[::-1])
    for chosen in (right[:-1], [*right, right[0]], [pair.replace(":", "") for pair in right]):
        assert not is_right(copy, chosen)
    assert not is_answered(copy, right[:-1])


def test_things_are_never_shown_in_their_right_order(course: CoursePage) -> None:
    (question,) = take([put_in_bank(course, "ordering").pk])
    for seed in range(60):
        for shuffled in (True, False):
            places = [o["place"] for o in show(question, chance=random.Random(seed), shuffled=shuffled)["options"]]
            assert places != [1, 2, 3, 4]
            assert sorted(places) == [1, 2, 3, 4]


def test_order_is_read_from_places(shown: dict[str, dict[str, Any]]) -> None:
    copy = shown["ordering"]
    right = right_answer(copy)
    keys = mark(copy, right).chosen
    assert keys == [o["key"] for o in sorted(copy["options"], key=lambda o: o["place"])]
    assert is_right(copy, keys)
    assert in_order(copy, keys) == keys
    twice = [right[0], right[0].split(":")[0] + ":" + right[1].split(":")[1], *right[2:]]
    for chosen in (right[:-1], twice, keys[:-1], [*keys, keys[0]]):
        assert not is_right(copy, chosen)


@pytest.mark.parametrize(
    ("typed", "numbers"),
    [
        ("12,5", ["12.5"]),
        ("12.5", ["12.5"]),
        (" 12,50 ", ["12.5"]),
        ("12,5 km", ["12.5"]),
        ("12,5KM", ["12.5"]),
        ("1.500", ["1500", "1.5"]),
        ("1,500", ["1500", "1.5"]),
        ("1.234.567,89", ["1234567.89"]),
        ("1,234,567.89", ["1234567.89"]),
        ("1 234 567,89", ["1234567.89"]),
        ("1\u00a0500", ["1500"]),
        ("1\u202f500", ["1500"]),
        ("-3", ["-3"]),
        ("\u2212 3,5", ["-3.5"]),
        ("+7", ["7"]),
        ("0,125", ["0.125"]),
        (",5", ["0.5"]),
        ("０１２", ["12"]),
        ("0007", ["7"]),
        *[
            (wrong, [])
            for wrong in ("", "km", "12,5,5", "1.23.456", "12 5", "1e9", "NaN", "Infinity", "1/2", "½", "5²")
        ],
        *[(wrong, []) for wrong in ("0x10", "12..5", ".", "-", "--5", "١٢", "mười hai", "1,234,56", "1.5.000")],
    ],
)
def test_number_is_read_in_vietnamese_and_english_writing(typed: str, numbers: list[str]) -> None:
    assert set(readings(typed, unit="km")) == {Decimal(number) for number in numbers}


@pytest.mark.parametrize(
    ("typed", "expected"),
    [("12,5", True), ("12,4", True), ("12.6", True), ("12,60001", False), ("12,39", False), ("125", False)],
)
def test_number_is_right_within_its_tolerance(shown: dict[str, dict[str, Any]], typed: str, expected: bool) -> None:
    assert is_right(shown["number"], [typed]) is expected


def test_number_that_nobody_gave_has_no_right_answer(shown: dict[str, dict[str, Any]]) -> None:
    assert not is_right({**shown["number"], "number": "None"}, ["0"])


@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        ("Đồng Đăng", True),
        ("dong dang", True),
        ("  ĐỒNG   ĐĂNG ", True),
        ("Do\u0302\u0300ng D\u0306ang", True),
        ("thị trấn Đồng Đăng", True),
        ("Đồng", False),
        ("Đồng Đăng và Tân Thanh", False),
    ],
)
def test_words_are_compared_without_accents_and_capitals(
    shown: dict[str, dict[str, Any]], typed: str, expected: bool
) -> None:
    assert is_right(shown["short_text"], [typed]) is expected


def test_answers_have_bounds() -> None:
    assert is_within_bounds(["x" * 200] * 60)
    assert not is_within_bounds(["x"] * 61)
    assert not is_within_bounds(["x" * 201])
    assert not is_within_bounds(["a\0b"])
