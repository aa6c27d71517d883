"""Drawing a telephone's screen from words, so that a step can show where to tap without a picture in the repository.

screen:
  bar: Tin nhắn                  # what stands at the top
  rows:
    - {bubble: "Điện lực thông báo…"}
    - {text: "…"}
    - {button: Chặn số, tap: true}   # tap: a ring around what the step speaks of
    - {switch: Dữ liệu di động, lit: true}
    - {field: Tìm thủ tục, value: khai sinh}
    - {paper: GIẤY KHAI SINH, looks: cut}   # a sheet in the camera: good | cut | glare
"""

import io
import textwrap
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from PIL import Image, ImageDraw, ImageFont

WIDTH, MARGIN, SCALE = 360, 20, 2
# The light colours of static/css/tokens.css.
PAPER, SURFACE, LINE, INK, SOFT = "#faf7f1", "#ffffff", "#e2dacb", "#1c2333", "#545c6e"
INDIGO, ANISE = "#27346b", "#9a3d1c"
WOOD = "#8a7a63"
ROWS = ("bubble", "text", "button", "switch", "field", "paper")
LOOKS = ("good", "cut", "glare")
_LETTERS_A_LINE = {"bubble": 32, "text": 36, "button": 30, "switch": 26, "field": 32, "paper": 30}
_TALL = {"button": 48.0, "switch": 32.0, "field": 66.0, "paper": 190.0}


@dataclass
class _Sheet:
    """Where drawing has come to; all lengths are those of a telephone 360 wide."""

    image: Image.Image
    draw: ImageDraw.ImageDraw
    y: float

    def box(self, left: float, top: float, right: float, bottom: float, radius: float, **look: Any) -> None:
        self.draw.rounded_rectangle([left * SCALE, top * SCALE, right * SCALE, bottom * SCALE], radius * SCALE, **look)

    def words(self, x: float, y: float, text: str, colour: str, *, bold: bool = False, size: int = 17) -> None:
        self.draw.multiline_text((x * SCALE, y * SCALE), text, colour, _font(bold, size), spacing=5 * SCALE)


def why_not_draw(screen: Any) -> str:
    """Empty when `screen` can be drawn; else what is wrong."""
    if not isinstance(screen, dict) or not isinstance(screen.get("rows"), list) or "bar" not in screen:
        return "screen needs bar and rows"
    for row in screen["rows"]:
        if not isinstance(row, dict) or sum(kind in row for kind in ROWS) != 1:
            return f"each row is one of {', '.join(ROWS)}"
        if row.get("looks", "good") not in LOOKS:
            return f"a paper looks {', '.join(LOOKS)}"
    return ""


def draw_phone(screen: dict[str, Any]) -> bytes:
    """The screen as a PNG of 720 pixels' width; the same words give the same bytes."""
    heights = [_height(row) for row in screen["rows"]]
    height = round(84 + sum(heights) + 14 * len(heights) + MARGIN)
    image = Image.new("RGB", (WIDTH * SCALE, height * SCALE), PAPER)
    sheet = _Sheet(image, ImageDraw.Draw(image), 0)
    sheet.draw.rectangle([0, 0, WIDTH * SCALE, 64 * SCALE], INDIGO)
    sheet.words(MARGIN, 19, str(screen["bar"]), SURFACE, bold=True, size=19)
    sheet.y = 84
    for row, tall in zip(screen["rows"], heights, strict=True):
        _draw_row(sheet, row, tall)
        sheet.y += tall + 14
    file = io.BytesIO()
    image.quantize(64).save(file, "PNG", optimize=True)
    return file.getvalue()


def _draw_row(sheet: _Sheet, row: dict[str, Any], tall: float) -> None:
    kind = _kind(row)
    left, top, right = MARGIN, sheet.y, WIDTH - MARGIN
    if kind == "bubble":
        sheet.box(left, top, right - 12, top + tall, 14, fill=SURFACE, outline=LINE, width=SCALE)
        sheet.words(left + 14, top + 11, _wrapped(row), INK)
    elif kind == "text":
        sheet.words(left, top, _wrapped(row), SOFT, size=15)
    else:
        {"button": _draw_button, "switch": _draw_switch, "field": _draw_field, "paper": _draw_paper}[kind](sheet, row)
    if row.get("tap"):
        edge = right - 12 if kind == "bubble" else right
        sheet.box(left - 9, top - 7, edge + 9, top + tall + 7, 26, outline=ANISE, width=4 * SCALE)


def _draw_button(sheet: _Sheet, row: dict[str, Any]) -> None:
    tall = _height(row)
    ground, colour = (INDIGO, SURFACE) if row.get("tap") else (SURFACE, INDIGO)
    sheet.box(MARGIN, sheet.y, WIDTH - MARGIN, sheet.y + tall, tall / 2, fill=ground, outline=INDIGO, width=SCALE)
    wide = sheet.draw.textlength(row["button"], _font(True, 17)) / SCALE
    sheet.words((WIDTH - wide) / 2, sheet.y + 12, row["button"], colour, bold=True)


def _draw_switch(sheet: _Sheet, row: dict[str, Any]) -> None:
    lit, top, right = bool(row.get("lit")), sheet.y + 2, WIDTH - MARGIN - 8
    sheet.words(MARGIN + 8, top + 2, row["switch"], INK)
    sheet.box(right - 52, top, right, top + 28, 14, fill=INDIGO if lit else LINE, outline=INDIGO, width=SCALE)
    knob = right - 26 if lit else right - 50
    sheet.box(knob, top + 2, knob + 24, top + 26, 12, fill=SURFACE, outline=INDIGO, width=SCALE)


def _draw_field(sheet: _Sheet, row: dict[str, Any]) -> None:
    right, bottom = WIDTH - MARGIN, sheet.y + _height(row)
    sheet.box(MARGIN, sheet.y, right, bottom, 8, fill=SURFACE, outline=SOFT, width=SCALE)
    sheet.words(MARGIN + 14, sheet.y + 8, row["field"], SOFT, size=13)
    sheet.words(MARGIN + 14, sheet.y + 31, str(row.get("value", "")), INK, bold=True)


def _draw_paper(sheet: _Sheet, row: dict[str, Any]) -> None:
    """What the camera sees: a sheet on a table, whole, running out of the picture, or under a lamp."""
    looks, wide, tall = row.get("looks", "good"), WIDTH - 2 * MARGIN, round(_height(row))
    seen = Image.new("RGB", (wide * SCALE, tall * SCALE), WOOD)
    inner = _Sheet(seen, ImageDraw.Draw(seen), 0)
    x, y = (130, 60) if looks == "cut" else (50, 16)
    inner.box(x, y, x + 220, y + 158, 2, fill=SURFACE)
    inner.words(x + 18, y + 14, row["paper"], INK, bold=True, size=15)
    for line, length in enumerate((180, 150, 170, 120)):
        inner.box(x + 18, y + 52 + 24 * line, x + 18 + length, y + 58 + 24 * line, 3, fill=LINE)
    if looks == "glare":
        inner.draw.ellipse([110 * SCALE, 40 * SCALE, 250 * SCALE, 150 * SCALE], fill=PAPER, outline=LINE)
    sheet.image.paste(seen, (MARGIN * SCALE, round(sheet.y * SCALE)))


def _kind(row: dict[str, Any]) -> str:
    return next(kind for kind in ROWS if kind in row)


def _wrapped(row: dict[str, Any]) -> str:
    kind = _kind(row)
    return textwrap.fill(str(row[kind]), _LETTERS_A_LINE[kind], break_on_hyphens=False)


def _height(row: dict[str, Any]) -> float:
    kind, lines = _kind(row), _wrapped(row).count("\n") + 1
    return {"bubble": 22.0 * lines + 26, "text": 21.0 * lines}.get(kind) or _TALL[kind]


def _font(bold: bool, size: int) -> ImageFont.FreeTypeFont:
    name = "600SemiBold/BeVietnamPro_600SemiBold.ttf" if bold else "400Regular/BeVietnamPro_400Regular.ttf"
    return ImageFont.truetype(str(settings.PDF_FONT_DIR / name), size * SCALE)
