"""What is said of one person, as drawing operators on a blank: words, lines, sign of eight petals, QR code.

One operator a line, so that the reader of `kit.stamping` can take them apart.
"""

import math
from collections.abc import Iterator
from functools import lru_cache

from certificates.figures import PETAL, SEED, SEED_RADIUS, Path, circle
from certificates.layout import Layout
from certificates.look import Look
from certificates.sheets import Box
from kit.pdf import BOLD, text_width
from kit.qr import QrShape
from kit.stamping import Blank

GOLD, LEAF, SOFT, WARNING = "#d9a441", "#23694a", "#545c6e", "#9a3d1c"
EMPTY_PETAL, EMPTY_SEED = "#c9bfae", "#e2dacb"
INK = "#1c2333"
SAMPLE = "#f7e7e4"
SAMPLE_SIZE, SAMPLE_TURN = 150.0, math.radians(28)


def operators(layout: Layout, look: Look, qr: QrShape, blank: Blank, faces: dict[str, str]) -> Iterator[str]:
    """Everything that is drawn for one person. `faces`: what the file calls each of our faces.

    Raises kit.stamping.SignMissing.
    """
    if layout.words.sample:
        yield from _sample_mark(layout, blank, faces)
    yield from _emblem(layout, look)
    yield from _rules(layout, look)
    yield from _qr_code(layout, qr)
    colours = colours_of(look)
    for line in layout.placed():
        yield "BT"
        yield _fill(colours[line.role])
        yield f"1 0 0 1 {line.left:.2f} {layout.sheet.height - line.baseline:.2f} Tm"
        # The space after it keeps the words of two lines apart for whoever copies the text.
        yield from blank.encode(f"{line.text} ", faces[line.face], line.size)
        yield "ET"


def colours_of(look: Look) -> dict[str, str]:
    """The colour of each role of a line."""
    return {
        "ink": look.ink,
        "title": look.title,
        "name": look.name,
        "course": look.course,
        "accent": look.title,
        "banner": look.paper,
        "soft": SOFT,
        "sealed": LEAF,
        "note": WARNING,
    }


@lru_cache(maxsize=64)
def _fill(colour: str) -> str:
    return f"{_channels(colour)} rg"


@lru_cache(maxsize=64)
def _channels(colour: str) -> str:
    return " ".join(f"{int(colour[start : start + 2], 16) / 255:.3f}" for start in (1, 3, 5))


def _path(path: Path) -> Iterator[str]:
    yield f"{path[0][0]:.2f} {path[0][1]:.2f} m"
    for numbers in path[1:]:
        yield " ".join(f"{number:.2f}" for number in numbers) + " c"


def _turn(degrees: float) -> str:
    cosine, sine = math.cos(math.radians(degrees)), math.sin(math.radians(degrees))
    return f"{cosine:.5f} {sine:.5f} {-sine:.5f} {cosine:.5f} 0 0 cm"


def _emblem(layout: Layout, look: Look) -> Iterator[str]:
    """The sign of eight petals: as many filled as the level of eight; all, where no such level is stated."""
    words, box = layout.words, layout.sheet.emblem
    filled = words.level if words.level and words.scale == 8 else 8
    scale = box.height / 86
    yield "q"
    yield f"{scale:.4f} 0 0 {scale:.4f} {box.middle:.2f} {layout.sheet.height - box.top - box.height / 2:.2f} cm"
    yield from _petals(filled, look.accent)
    yield "Q"


@lru_cache(maxsize=64)
def _petals(filled: int, colour: str) -> tuple[str, ...]:
    petal, seed = tuple(_path(PETAL)), tuple(_path(circle(0, SEED, SEED_RADIUS)))
    drawn = ["2 w", f"{_channels(colour)} RG"]
    for number in range(8):
        if number == filled:
            drawn.append(f"{_channels(EMPTY_PETAL)} RG")
        has = number < filled
        drawn += [
            _fill(colour),
            *petal,
            "B" if has else "S",
            _fill(GOLD if has else EMPTY_SEED),
            *seed,
            "f",
            _turn(-45),
        ]
    return (*drawn, _fill(colour), *_path(circle(0, 0, 4)), "f")


def _rules(layout: Layout, look: Look) -> Iterator[str]:
    """The line under the issuer, and the one under the name with a star in its middle."""
    height = layout.sheet.height
    left, top, width = layout.issuer_rule
    yield "0.7 w"
    yield f"{_channels(look.ink)} RG"
    yield from _line(left, height - top, left + width)
    left, top, width = layout.name_rule
    middle, y = left + width / 2, height - top
    yield f"{_channels(GOLD)} RG"
    yield from _line(left, y, middle - 12)
    yield from _line(middle + 12, y, left + width)
    yield "q"
    yield f"0.145 0 0 0.145 {middle:.2f} {y:.2f} cm"
    yield from _star(look.accent)
    yield "Q"


@lru_cache(maxsize=64)
def _star(colour: str) -> tuple[str, ...]:
    drawn = [_fill(colour)]
    for _number in range(8):
        drawn += [*_path(PETAL), "f", _turn(45)]
    return tuple(drawn)


def _line(left: float, y: float, right: float) -> tuple[str, str, str]:
    return f"{left:.2f} {y:.2f} m", f"{right:.2f} {y:.2f} l", "S"


def _qr_code(layout: Layout, qr: QrShape) -> Iterator[str]:
    """Bars on a grid of modules, its quiet zone left blank."""
    box: Box = layout.sheet.qr
    module = box.width / (qr.size + 8)
    yield "q"
    yield _fill(INK)
    yield f"{module:.4f} 0 0 {-module:.4f} {box.left:.2f} {layout.sheet.height - box.top:.2f} cm"
    yield from [f"{column + 4} {row + 4} {length} 1 re" for column, row, length in qr.bars]
    yield "f"
    yield "Q"


def _sample_mark(layout: Layout, blank: Blank, faces: dict[str, str]) -> Iterator[str]:
    """MẪU, large and pale, behind everything else."""
    sheet, word = layout.sheet, layout.words.sample
    half = text_width(word, BOLD, SAMPLE_SIZE) / 2
    cosine, sine = math.cos(SAMPLE_TURN), math.sin(SAMPLE_TURN)
    left = sheet.width / 2 - half * cosine + 52 * sine
    bottom = sheet.height / 2 - half * sine - 52 * cosine
    yield "BT"
    yield _fill(SAMPLE)
    yield f"{cosine:.4f} {sine:.4f} {-sine:.4f} {cosine:.4f} {left:.2f} {bottom:.2f} Tm"
    yield from blank.encode(word, faces[BOLD], SAMPLE_SIZE)
    yield "ET"
