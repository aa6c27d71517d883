"""A badge as PNG, drawn four times as large and made smaller, so that every edge is smooth."""

import io
from collections.abc import Iterable
from functools import lru_cache
from pathlib import Path

from django.conf import settings
from PIL import Image, ImageDraw, ImageFont

from certificates.badges.shapes import SIDE, Area, Disc, Face, Label, Mark, badge, small_badge
from kit.pdf import FACES

FINER = 4
WORDS_FROM = 160  # dots: below, words cannot be read and the star has the place to itself


def badge_png(face: Face, *, side: int) -> bytes:
    """The badge, `side` dots wide and high, on nothing."""
    return as_png(badge_image(face, side=side))


def badge_image(face: Face, *, side: int) -> Image.Image:
    picture = Image.new("RGBA", (side * FINER, side * FINER))
    draw(picture, badge(face) if side >= WORDS_FROM else small_badge(face), scale=side * FINER / SIDE)
    return picture.resize((side, side), Image.Resampling.LANCZOS)


def as_png(picture: Image.Image) -> bytes:
    """With 256 colours, which our few are mixed to: a third of the size, and no eye sees it."""
    out = io.BytesIO()
    picture.quantize(256, Image.Quantize.FASTOCTREE, dither=Image.Dither.NONE).save(out, "PNG", optimize=True)
    return out.getvalue()


def draw(picture: Image.Image, marks: Iterable[Mark], *, scale: float) -> None:
    """Draw `marks` with `scale` dots for each of their units."""
    pen = ImageDraw.Draw(picture)
    for mark in marks:
        match mark:
            case Area():
                _draw_area(pen, mark, scale)
            case Disc():
                pen.circle((mark.x * scale, mark.y * scale), mark.radius * scale, fill=mark.fill)
            case Label():
                place = (mark.x * scale, mark.y * scale)
                pen.text(place, mark.text, mark.colour, font(mark.face, mark.size * scale), anchor="ms")


def _draw_area(pen: ImageDraw.ImageDraw, area: Area, scale: float) -> None:
    points = [(x * scale, y * scale) for x, y in area.points]
    if area.fill:
        pen.polygon(points, fill=area.fill)
    if area.edge:
        # Once around and a step further, so that the seam is joined like the rest.
        pen.line([*points, *points[:2]], fill=area.edge, width=max(1, round(area.width * scale)), joint="curve")


@lru_cache(maxsize=64)
def font(face: str, size: float) -> ImageFont.FreeTypeFont:
    """Our typeface from its package; Raises OSError where that is missing."""
    return ImageFont.truetype(str(Path(settings.PDF_FONT_DIR) / FACES[face]), size)
