"""The sign of the site as PNG, for home screens: drawn from the favicon's own outlines, never kept as a file."""

import io
import math
import re
from functools import cache
from pathlib import Path
from xml.etree import ElementTree

from django.conf import settings
from PIL import Image, ImageDraw

FAVICON = Path(settings.BASE_DIR) / "static/img/favicon.svg"
INDIGO = "#27346b"
# name → side in pixels, how much of the side the star fills. A maskable icon keeps clear of the edge (W3C: 80 %).
SIZES = {
    "icon-180": (180, 0.80),
    "icon-192": (192, 0.88),
    "icon-512": (512, 0.88),
    "icon-maskable-512": (512, 0.62),
}
FINER = 4  # drawn so many times larger, then made smaller: smooth edges
BOX = 88.0  # side of the favicon's view box, its middle at 0, 0
STEPS = 24  # points on a curve

Point = tuple[float, float]


@cache
def draw_icon(name: str) -> bytes:
    """The icon called `name` as PNG. Raises KeyError for a name that is not in SIZES."""
    side, share = SIZES[name]
    large = side * FINER
    # A maskable icon and Apple's are cut to shape by the system: the ground goes to the edge.
    square = "maskable" in name or name == "icon-180"
    image = Image.new("RGBA", (large, large), INDIGO if square else "#0000")
    pen = ImageDraw.Draw(image)
    if not square:
        pen.rounded_rectangle((0, 0, large - 1, large - 1), radius=large * 20 / BOX, fill=INDIGO)
    scale = large / BOX * share
    for colour, outlines in _shapes():
        for outline in outlines:
            pen.polygon([(large / 2 + x * scale, large / 2 + y * scale) for x, y in outline], fill=colour)
    out = io.BytesIO()
    image.resize((side, side), Image.Resampling.LANCZOS).save(out, "PNG", optimize=True)
    return out.getvalue()


@cache
def _shapes() -> list[tuple[str, list[list[Point]]]]:
    """Colour and outlines of each path of the favicon, in its own units."""
    paths = ElementTree.parse(FAVICON).iter("{http://www.w3.org/2000/svg}path")  # noqa: S314 - our own file
    return [(path.attrib["fill"], _outlines(path.attrib["d"])) for path in paths]


def _outlines(drawn: str) -> list[list[Point]]:
    """The closed outlines of a path made of M, C, a (half circles) and Z, which is all our drawings use."""
    outlines: list[list[Point]] = []
    for command, text in re.findall(r"([MCaZ])([^MCaZ]*)", drawn):
        numbers = [float(number) for number in re.findall(r"-?\d*\.?\d+", text)]
        if command == "M":
            outlines.append([(numbers[0], numbers[1])])
        elif command == "C":
            for at in range(0, len(numbers), 6):
                outlines[-1] += _curve(outlines[-1][-1], numbers[at : at + 6])
        elif command == "a" and numbers[5] > 0:
            # The first of two halves, to the right of the start by twice the radius: together a full circle.
            x, y = outlines[-1][-1]
            outlines[-1] = _circle(x + numbers[0], y, numbers[0])
    return outlines


def _curve(start: Point, numbers: list[float]) -> list[Point]:
    (x0, y0), (x1, y1, x2, y2, x3, y3) = start, numbers
    points = []
    for step in range(1, STEPS + 1):
        t = step / STEPS
        a, b, c, d = (1 - t) ** 3, 3 * t * (1 - t) ** 2, 3 * t**2 * (1 - t), t**3
        points.append((a * x0 + b * x1 + c * x2 + d * x3, a * y0 + b * y1 + c * y2 + d * y3))
    return points


def _circle(x: float, y: float, radius: float) -> list[Point]:
    turns = [2 * math.pi * step / (2 * STEPS) for step in range(2 * STEPS)]
    return [(x + radius * math.cos(turn), y + radius * math.sin(turn)) for turn in turns]
