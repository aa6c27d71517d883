"""A code as people type, paste and misread it."""

import pytest

from certificates.forms import CodeForm
from certificates.typed import Typed, understand

CODE = "7QF29KXMABCDEFGHJKMNPQRST0"


@pytest.mark.parametrize(
    "text",
    [
        CODE,
        CODE.lower(),
        "7QF2-9KXM-ABCD-EFGH-JKMN-PQRS-T0",
        " 7qf2 9kxm abcd efgh jkmn pqrs to ",
        "7QF2–9KXM–ABCD–EFGH–JKMN–PQRS–TO",
        "Mã: 7QF2-9KXM-ABCD-EFGH-JKMN-PQRS-T0",
        "mã kiểm tra 7QF29KXMABCDEFGHJKMNPQRST0",
        f"https://hoahoi.langson.gov.vn/c/{CODE}",
        f"https://hoahoi.langson.gov.vn/c/{CODE.lower()}/?tu=chia-se#123456",
        f"/c/{CODE}",
        f"Xem tại: http://localhost:8000/c/{CODE}#99 nhé",
    ],
)
def test_code_is_found(text: str) -> None:
    assert understand(text).code == CODE


@pytest.mark.parametrize("text", ["0042/2026/GCN-SKHCN", "Số: 0042/2026/GCN-SKHCN", "số 42 / 2026 / GCN"])
def test_printed_number_is_told_apart(text: str) -> None:
    assert understand(text) == Typed(None, is_number=True)
    assert "dưới mã QR" in CodeForm({"ma": text}).errors["ma"][0]


def test_number_beside_the_code_does_no_harm() -> None:
    assert understand(f"/c/{CODE} số 0042/2026/GCN").code == CODE


@pytest.mark.parametrize(("text", "length"), [("7QF2-9KXM", 8), (CODE + "9", 27), ("https://example.org/c/abc", 3)])
def test_too_short_or_too_long_says_how_long_it_was(text: str, length: int) -> None:
    assert understand(text) == Typed(None, length=length)
    assert f"bạn gõ {length}" in CodeForm({"ma": text}).errors["ma"][0]


def test_letters_read_wrong_are_forgiven_in_the_middle_too() -> None:
    assert understand("oil0" + CODE[4:]).code == "0110" + CODE[4:]
