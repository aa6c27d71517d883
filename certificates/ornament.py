"""What is drawn on a paper besides its words: frame, rosette, sign of eight petals, QR code. All of it vectors.

The motif is star anise, Lạng Sơn's flower; the fine interlaced lines are those of banknotes,
which a copier blurs. One eighth of each figure is kept and turned eight times, so a paper stays small.
"""

import math
from collections.abc import Callable
from functools import lru_cache, partial

from reportlab.lib.colors import Color, HexColor
from reportlab.pdfgen.canvas import Canvas
from reportlab.pdfgen.pathobject import PDFPathObject

from certificates.layout import EMBLEM, HEIGHT, PLATE, QR, WIDTH, Layout
from kit.pdf import BOLD
from kit.qr import QrShape

PAPER = HexColor("#fffdf8")
INK = HexColor("#1c2333")
INDIGO = HexColor("#27346b")
INDIGO_DEEP = HexColor("#1a2450")
ANISE = HexColor("#9a3d1c")
GOLD = HexColor("#d9a441")
LINE = HexColor("#d8cdb8")
LEAF = HexColor("#23694a")
LEAF_TINT = HexColor("#f1f8f4")
EMPTY_PETAL = HexColor("#c9bfae")
EMPTY_SEED = HexColor("#e2dacb")
ROSETTE = HexColor("#f3e9d8")
ROSETTE_EDGE = HexColor("#efe1d3")
BRAID = HexColor("#c3c8de")
BRAID_WARM = HexColor("#e6c9b6")

OUTER, INNER = 17.0, 44.0  # how far the two lines of the frame stand from the edge of the page
BAND = (OUTER + INNER) / 2
STEP_ACROSS, STEP_DOWN = 21, 14  # intervals between stars along each side
# name, radius, how far the waves swing, strands, colour
RINGS = (
    ("outer-ring", 176.0, 34.0, 10, ROSETTE),
    ("middle-ring", 118.0, 30.0, 8, ROSETTE_EDGE),
    ("inner-ring", 62.0, 26.0, 6, ROSETTE),
)


def painter(layout: Layout, qr: QrShape) -> Callable[[Canvas], None]:
    """The drawing that goes under the words of `layout`."""
    return partial(_paint, layout, qr)


def _paint(layout: Layout, qr: QrShape, canvas: Canvas) -> None:
    """Everything goes into forms, so that the page itself holds words and little else: it is read back soon."""

    def draw() -> None:
        _emblem(canvas, layout)
        _rules(canvas, layout)
        _qr_code(canvas, qr)

    canvas.saveState()
    canvas.doForm(_ground(canvas))
    canvas.doForm(_form(canvas, "signs", draw, (0, 0, WIDTH, HEIGHT)))
    if layout.words.sample:
        _sample_mark(canvas, layout.words.sample)
    canvas.restoreState()


def _ground(canvas: Canvas) -> str:
    """What is the same on every paper, as one form."""
    _define_stars(canvas)
    for ring in RINGS:
        _define_ring(canvas, *ring)

    def draw() -> None:
        canvas.setFillColor(PAPER)
        canvas.rect(0, 0, WIDTH, HEIGHT, stroke=0, fill=1)
        for name, *_rest in RINGS:
            _stamp(canvas, name, WIDTH / 2, HEIGHT / 2 + 14)
        _frame(canvas)
        _plate(canvas)

    return _same_form(canvas, "ground", draw, (0, 0, WIDTH, HEIGHT))


# ── Figures that are turned eight times ───────────────────────────────────────────────────────


@lru_cache(maxsize=1)
def petal() -> PDFPathObject:
    """One petal of the star, pointing up from the origin, 40 points long."""
    path = PDFPathObject()
    path.moveTo(0, 7)
    path.curveTo(6, 14, 7, 27, 0, 40)
    path.curveTo(-7, 27, -6, 14, 0, 7)
    path.close()
    return path


@lru_cache(maxsize=8)
def wave_sector(radius: float, swing: float) -> PDFPathObject:
    """One eighth of the closed curve r = radius + swing · cos 8θ, as Bézier curves."""
    path = PDFPathObject()
    pieces = 6
    step = math.tau / 8 / pieces

    def point(angle: float) -> tuple[float, float]:
        r = radius + swing * math.cos(8 * angle)
        return r * math.cos(angle), r * math.sin(angle)

    def slope(angle: float) -> tuple[float, float]:
        r, dr = radius + swing * math.cos(8 * angle), -8 * swing * math.sin(8 * angle)
        return dr * math.cos(angle) - r * math.sin(angle), dr * math.sin(angle) + r * math.cos(angle)

    path.moveTo(*point(0))
    for piece in range(pieces):
        start, end = piece * step, (piece + 1) * step
        (x0, y0), (x1, y1) = point(start), point(end)
        (u0, v0), (u1, v1) = slope(start), slope(end)
        third = step / 3
        path.curveTo(x0 + u0 * third, y0 + v0 * third, x1 - u1 * third, y1 - v1 * third, x1, y1)
    return path


def _form(canvas: Canvas, name: str, draw: Callable[[], None], box: tuple[float, float, float, float]) -> str:
    """Keep what `draw` draws inside `box` under `name`, once per document."""
    if not canvas.hasForm(name):
        canvas.beginForm(name, *box)
        draw()
        canvas.endForm()
    return name


def _same_form(canvas: Canvas, name: str, draw: Callable[[], None], box: tuple[float, float, float, float]) -> str:
    """A form that is the same in every document: drawn once per process, then written out as it was.

    ReportLab has no public way to do this; its two private lists hold the operators written so far
    and the names of the forms that they use. A fifth of the time of a paper.
    """

    def once() -> None:
        if name not in _kept:
            draw()
            _kept[name] = ("\n".join(canvas._code), tuple(canvas._formsinuse))
        code, forms = _kept[name]
        canvas._code[:] = [code]
        canvas._formsinuse[:] = forms

    return _form(canvas, name, once, box)


_kept: dict[str, tuple[str, tuple[str, ...]]] = {}


def _around(reach: float) -> tuple[float, float, float, float]:
    return (-reach, -reach, reach, reach)


# ── The parts ─────────────────────────────────────────────────────────────────────────────────


def _define_ring(canvas: Canvas, name: str, radius: float, swing: float, strands: int, colour: Color) -> None:
    """A ring of interlaced waves, so pale that text stays easy to read."""

    def sector() -> None:
        canvas.setStrokeColor(colour)
        canvas.setLineWidth(0.45)
        canvas.drawPath(wave_sector(radius, swing), stroke=1, fill=0)

    def ring() -> None:
        for _turn in range(8 * strands):
            canvas.doForm(f"{name}-sector")
            canvas.rotate(360 / 8 / strands)

    box = _around(radius + swing + 2)
    _same_form(canvas, f"{name}-sector", sector, box)
    _same_form(canvas, name, ring, box)


def _frame(canvas: Canvas) -> None:
    """Indigo line outside, two fine anise lines inside, between them a braid with stars."""
    canvas.setStrokeColor(INDIGO)
    canvas.setLineWidth(1.5)
    canvas.rect(OUTER, OUTER, WIDTH - 2 * OUTER, HEIGHT - 2 * OUTER)
    canvas.setStrokeColor(ANISE)
    for inset, thickness in ((INNER, 0.9), (INNER + 3, 0.3)):
        canvas.setLineWidth(thickness)
        canvas.rect(inset, inset, WIDTH - 2 * inset, HEIGHT - 2 * inset)
    across, down = WIDTH - 2 * BAND, HEIGHT - 2 * BAND
    for x, y, length, steps, turn in (
        (BAND, BAND, across, STEP_ACROSS, 0),
        (BAND, HEIGHT - BAND, across, STEP_ACROSS, 0),
        (BAND, BAND, down, STEP_DOWN, 90),
        (WIDTH - BAND, BAND, down, STEP_DOWN, 90),
    ):
        canvas.saveState()
        canvas.translate(x, y)
        canvas.rotate(turn)
        _braid(canvas, length, steps)
        canvas.restoreState()
    for x in (BAND, WIDTH - BAND):
        for y in (BAND, HEIGHT - BAND):
            _stamp(canvas, "corner", x, y)


def _define_stars(canvas: Canvas) -> None:
    def star(scale: float) -> None:
        canvas.scale(scale, scale)
        canvas.setFillColor(ANISE)
        for _turn in range(8):
            canvas.drawPath(petal(), stroke=0, fill=1)
            canvas.rotate(45)
        canvas.setFillColor(GOLD)
        for _turn in range(8):
            canvas.circle(0, 24, 3.1, stroke=0, fill=1)
            canvas.rotate(45)

    def corner() -> None:
        canvas.setFillColor(PAPER)
        canvas.setStrokeColor(INDIGO)
        canvas.setLineWidth(0.7)
        side = (INNER - OUTER) / 2
        canvas.rect(-side, -side, 2 * side, 2 * side, stroke=1, fill=1)
        star(0.29)

    _same_form(canvas, "star", lambda: star(0.145), _around(8))
    _same_form(canvas, "corner", corner, _around(16))


def _braid(canvas: Canvas, length: float, steps: int) -> None:
    """Two waves that cross between the stars, from corner to corner."""
    step = length / steps
    canvas.setLineWidth(0.5)
    for colour, height in ((BRAID, 9.5), (BRAID_WARM, -9.5), (BRAID, 5.5), (BRAID_WARM, -5.5)):
        canvas.setStrokeColor(colour)
        path = canvas.beginPath()
        path.moveTo(0, 0)
        for number in range(steps):
            x = number * step
            bend = height if number % 2 else -height
            path.curveTo(x + step * 0.37, bend, x + step * 0.63, bend, x + step, 0)
        canvas.drawPath(path, stroke=1, fill=0)
    for number in range(1, steps):
        _stamp(canvas, "star", number * step, 0)


def _stamp(canvas: Canvas, form: str, x: float, y: float) -> None:
    canvas.saveState()
    canvas.translate(x, y)
    canvas.doForm(form)
    canvas.restoreState()


def _emblem(canvas: Canvas, layout: Layout) -> None:
    """The sign of eight petals: as many filled as the level of eight; all, where no such level is stated."""
    words = layout.words
    filled = words.level if words.level and words.scale == 8 else 8
    canvas.saveState()
    canvas.translate(EMBLEM.middle, HEIGHT - EMBLEM.top - EMBLEM.height / 2)
    canvas.scale(EMBLEM.height / 86, EMBLEM.height / 86)
    canvas.setLineWidth(2)
    for number in range(8):
        achieved = number < filled
        canvas.setFillColor(ANISE)
        canvas.setStrokeColor(ANISE if achieved else EMPTY_PETAL)
        canvas.drawPath(petal(), stroke=1, fill=int(achieved))
        canvas.setFillColor(GOLD if achieved else EMPTY_SEED)
        canvas.circle(0, 24, 3.1, stroke=0, fill=1)
        canvas.rotate(-45)
    canvas.setFillColor(ANISE)
    canvas.circle(0, 0, 4, stroke=0, fill=1)
    canvas.restoreState()


def _rules(canvas: Canvas, layout: Layout) -> None:
    canvas.setStrokeColor(INK)
    canvas.setLineWidth(0.7)
    for left, top, width in layout.rules:
        canvas.line(left, HEIGHT - top, left + width, HEIGHT - top)
    left, top, width = layout.name_rule
    middle, y = left + width / 2, HEIGHT - top
    canvas.setStrokeColor(GOLD)
    canvas.line(left, y, middle - 12, y)
    canvas.line(middle + 12, y, left + width, y)
    _stamp(canvas, "star", middle, y)


def _plate(canvas: Canvas) -> None:
    """The place that says the paper is signed: a pale leaf-green plate with a tick."""
    bottom = HEIGHT - PLATE.top - PLATE.height
    canvas.setFillColor(LEAF_TINT)
    canvas.setStrokeColor(LEAF)
    canvas.setLineWidth(0.6)
    canvas.roundRect(PLATE.left, bottom, PLATE.width, PLATE.height, 6, stroke=1, fill=1)
    x, y = PLATE.left + 17, bottom + PLATE.height / 2
    canvas.setFillColor(LEAF)
    canvas.circle(x, y, 8, stroke=0, fill=1)
    canvas.setStrokeColor(PAPER)
    canvas.setLineWidth(1.7)
    canvas.setLineCap(1)
    tick = canvas.beginPath()
    tick.moveTo(x - 3.6, y - 0.2)
    tick.lineTo(x - 1, y - 2.9)
    tick.lineTo(x + 3.8, y + 2.8)
    canvas.drawPath(tick, stroke=1, fill=0)
    canvas.setLineCap(0)


def _qr_code(canvas: Canvas, qr: QrShape) -> None:
    """The code on plain paper with its quiet zone, inside a fine frame."""
    module = QR.width / (qr.size + 8)
    canvas.setFillColor(HexColor("#ffffff"))
    canvas.setStrokeColor(LINE)
    canvas.setLineWidth(0.6)
    canvas.roundRect(QR.left, HEIGHT - QR.top - QR.height, QR.width, QR.height, 4, stroke=1, fill=1)
    path = canvas.beginPath()
    for column, row, length in qr.bars:
        left = QR.left + (column + 4) * module
        bottom = HEIGHT - QR.top - (row + 5) * module
        path.rect(left, bottom, length * module, module)
    canvas.setFillColor(INK)
    canvas.drawPath(path, stroke=0, fill=1)


def _sample_mark(canvas: Canvas, word: str) -> None:
    canvas.saveState()
    canvas.translate(WIDTH / 2, HEIGHT / 2)
    canvas.rotate(28)
    canvas.setFillColor(Color(0.64, 0.09, 0.16, alpha=0.075))
    canvas.setFont(BOLD, 150)
    canvas.drawCentredString(0, -52, word)
    canvas.restoreState()
