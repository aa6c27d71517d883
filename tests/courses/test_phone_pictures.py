"""A telephone's screen is drawn from words, the same words always the same."""

import io
from typing import Any

import pytest
from PIL import Image

from courses.curriculum.phone_pictures import LOOKS, ROWS, draw_phone, why_not_draw


def screen(*rows: dict[str, Any]) -> dict[str, Any]:
    return {"bar": "Cài đặt", "rows": list(rows)}


def tall(image: bytes) -> int:
    return Image.open(io.BytesIO(image)).height


@pytest.mark.parametrize("kind", ROWS)
def test_every_kind_of_row_is_drawn_and_may_be_ringed(kind: str) -> None:
    plain, ringed = screen({kind: "Mạng"}), screen({kind: "Mạng", "tap": True})
    assert why_not_draw(plain) == ""
    assert draw_phone(plain) == draw_phone(plain)
    assert draw_phone(plain) != draw_phone(ringed)
    assert tall(draw_phone(plain)) == tall(draw_phone(ringed)) > tall(draw_phone(screen()))


def test_a_switch_shows_whether_it_is_on_a_field_its_value_a_paper_its_fault() -> None:
    assert draw_phone(screen({"switch": "Wi-Fi"})) == draw_phone(screen({"switch": "Wi-Fi", "lit": False}))
    assert draw_phone(screen({"switch": "Wi-Fi"})) != draw_phone(screen({"switch": "Wi-Fi", "lit": True}))
    assert draw_phone(screen({"field": "Tìm"})) != draw_phone(screen({"field": "Tìm", "value": "khai sinh"}))
    assert len({draw_phone(screen({"paper": "GIẤY", "looks": looks})) for looks in LOOKS}) == len(LOOKS)


@pytest.mark.parametrize(
    ("wrong", "why"),
    [
        ([], "screen needs bar and rows"),
        ({"rows": []}, "screen needs bar and rows"),
        (screen({"nut": "Chặn"}), "each row is one of bubble, text, button, switch, field, paper"),
        (screen({"text": "a", "button": "b"}), "each row is one of bubble, text, button, switch, field, paper"),
        (screen({"paper": "GIẤY", "looks": "wet"}), "a paper looks good, cut, glare"),
    ],
)
def test_what_cannot_be_drawn_is_named(wrong: Any, why: str) -> None:
    assert why_not_draw(wrong) == why
