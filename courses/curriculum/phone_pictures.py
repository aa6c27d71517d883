"""Drawing a telephone's screen from words, so that a step can show where to tap without a picture in the repository.

screen:
  bar: Tin nhắn                  # what stands at the top
  rows:
    - {bubble: "Điện lực thông báo…"}
    - {text: "…"}
    - {button: Chặn số, tap: true}   # tap: a ring around what the step speaks of
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
ROWS = ("bubble", "text", "button")
_LETTERS_A_LINE = {"bubble": 32, "text": 36, "button": 30}


@dataclass
class _Sheet:
    """Where drawing has come to; all lengths are those of a telephone 360 wide."""

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
    return ""


def draw_phone(screen: dict[str, Any]) -> bytes:
    """The screen as a PNG of 720 pixels' width; the same words give the same bytes."""
    heights = [_height(row) for row in screen["rows"]]
    height = round(84 + sum(heights) + 14 * len(heights) + MARGIN)
    image = Image.new("RGB", (WIDTH * SCALE, height * SCALE), PAPER)
    sheet = _Sheet(ImageDraw.Draw(image), 0)
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
    elif kind == "button":
        ground, colour = (INDIGO, SURFACE) if row.get("tap") else (SURFACE, INDIGO)
        sheet.box(left, top, right, top + tall, tall / 2, fill=ground, outline=INDIGO, width=SCALE)
        wide = sheet.draw.textlength(row["button"], _font(True, 17)) / SCALE
        sheet.words((WIDTH - wide) / 2, top + 12, row["button"], colour, bold=True)
    else:
        sheet.words(left, top, _wrapped(row), SOFT, size=15)
    if row.get("tap"):
        edge = right - 12 if kind == "bubble" else right
        sheet.box(left - 9, top - 7, edge + 9, top + tall + 7, 26, outline=ANISE, width=4 * SCALE)


def _kind(row: dict[str, Any]) -> str:
    return next(kind for kind in ROWS if kind in row)


def _wrapped(row: dict[str, Any]) -> str:
    kind = _kind(row)
    return textwrap.fill(str(row[kind]), _LETTERS_A_LINE[kind], break_on_hyphens=False)


def _height(row: dict[str, Any]) -> float:
    lines = _wrapped(row).count("\n") + 1
    return {"bubble": 22.0 * lines + 26, "text": 21.0 * lines, "button": 48.0}[_kind(row)]


def _font(bold: bool, size: int) -> ImageFont.FreeTypeFont:
    name = "600SemiBold/BeVietnamPro_600SemiBold.ttf" if bold else "400Regular/BeVietnamPro_400Regular.ttf"
    return ImageFont.truetype(str(settings.PDF_FONT_DIR / name), size * SCALE)
