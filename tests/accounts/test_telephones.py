"""Numbers as people type them. The quick way for the usual ones says what the library says."""

import re

import pytest

from accounts import telephones
from accounts.telephones import read_phone


@pytest.mark.parametrize(
    ("typed", "stored"),
    [
        ("0912 345 678", "+84912345678"),
        ("+84 912-345.678", "+84912345678"),
        ("84912345678", "+84912345678"),
        ("912345678", "+84912345678"),
        ("0205 3812 345", "+842053812345"),
        ("+1 650 253 0000", "+16502530000"),
        ("12", None),
        ("chưa có", None),
        ("", None),
    ],
)
def test_numbers_are_read(typed: str, stored: str | None) -> None:
    assert read_phone(typed) == stored


def test_the_quick_way_agrees_with_the_library(monkeypatch: pytest.MonkeyPatch) -> None:
    typed = [f"{start}{first}12345678" for start in ("0", "+84", "+84 ", "+84.") for first in range(10)]
    typed += [f"{one[:6]} {one[6:]}" for one in typed]
    quick = [read_phone(one) for one in typed]
    monkeypatch.setattr(telephones, "_USUAL", re.compile(r"(?!)"))
    assert [read_phone(one) for one in typed] == quick
