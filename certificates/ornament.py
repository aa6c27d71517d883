"""What is drawn on all papers of a design: ground, figure behind the words, frame, plate, all vectors; and the logo.

The motif is star anise, Lạng Sơn's flower; the fine interlaced lines are those of banknotes,
which a copier blurs. One part of each figure is kept and turned or repeated, so a paper stays small.
"""

import io
from collections.abc import Callable
from functools import partial

from reportlab.lib.colors import Color, HexColor
from reportlab.lib.utils import ImageReader
from reportlab.pdfgen.canvas import Canvas

from certificates.figures import PETAL, SEED, SEED_RADIUS, Path, ring_sector, wave
from certificates.layout import ICON, Block
from certificates.look import Look
from certificates.sheets import Sheet
from kit.pdf import text_width

GOLD = HexColor("#d9a441")
LEAF, LEAF_TINT = HexColor("#23694a"), HexColor("#f1f8f4")
EDGE = HexColor("#d8cdb8")
WHITE = HexColor("#ffffff")

OUTER, INNER = 17.0, 44.0  # how far the two lines of the frame stand from the edge of the page
BAND = (OUTER + INNER) / 2
Box = tuple[float, float, float, float]


def painter(look: Look, sheet: Sheet, head: Block) -> Callable[[Canvas], None]:
    """The drawing that goes under the words of `look`."""
    return partial(_paint, look, sheet, head)


def _paint(look: Look, sheet: Sheet, head: Block, canvas: Canvas) -> None:
    canvas.saveState()
    canvas.setFillColor(HexColor(look.paper))
    canvas.rect(0, 0, sheet.width, sheet.height, stroke=0, fill=1)
    _FIGURES[look.figure](canvas, look, sheet)
    _FRAMES[look.frame](canvas, look, sheet)
    _head(canvas, look, sheet, head)
    _plate(canvas, sheet)
    _logo(canvas, look, sheet)
    _qr_ground(canvas, sheet)
    canvas.restoreState()


def tint(colour: str, paper: str, share: float) -> Color:
    """`share` of `colour` in `paper`: so pale that text stays easy to read."""
    one, other = HexColor(colour), HexColor(paper)
    return Color(*(share * a + (1 - share) * b for a, b in zip(one.rgb(), other.rgb(), strict=True)))


# ── Tools ─────────────────────────────────────────────────────────────────────────────────────


def _draw(canvas: Canvas, path: Path, *, fill: bool = False) -> None:
    pen = canvas.beginPath()
    pen.moveTo(*path[0])
    for numbers in path[1:]:
        pen.curveTo(*numbers)
    canvas.drawPath(pen, stroke=int(not fill), fill=int(fill))


def _form(canvas: Canvas, name: str, draw: Callable[[], None], box: Box) -> None:
    """Keep what `draw` draws inside `box` under `name`."""
    canvas.beginForm(name, *box)
    draw()
    canvas.endForm()


def _around(reach: float) -> Box:
    return (-reach, -reach, reach, reach)


def _put(canvas: Canvas, form: str, x: float, y: float) -> None:
    canvas.saveState()
    canvas.translate(x, y)
    canvas.doForm(form)
    canvas.restoreState()


def _star(canvas: Canvas, look: Look, scale: float) -> None:
    canvas.scale(scale, scale)
    canvas.setFillColor(HexColor(look.accent))
    for _turn in range(8):
        _draw(canvas, PETAL, fill=True)
        canvas.rotate(45)
    canvas.setFillColor(GOLD)
    for _turn in range(8):
        canvas.circle(0, SEED, SEED_RADIUS, stroke=0, fill=1)
        canvas.rotate(45)


# ── Figures behind the words ──────────────────────────────────────────────────────────────────


def _ring(canvas: Canvas, name: str, radius: float, swing: float, strands: int, colour: Color) -> None:
    """A ring of interlaced waves."""

    def sector() -> None:
        canvas.setStrokeColor(colour)
        canvas.setLineWidth(0.45)
        _draw(canvas, ring_sector(radius, swing))

    def ring() -> None:
        for _turn in range(8 * strands):
            canvas.doForm(f"{name}-sector")
            canvas.rotate(360 / 8 / strands)

    box = _around(radius + abs(swing) + 2)
    _form(canvas, f"{name}-sector", sector, box)
    _form(canvas, name, ring, box)


def _rings(canvas: Canvas, look: Look, sheet: Sheet) -> None:
    """Three rings, the middle one darker."""
    pale, darker = tint("#d9a441", look.paper, 0.2), tint(look.accent, look.paper, 0.13)
    for name, radius, swing, strands, colour in (
        ("outer", 176.0, 34.0, 10, pale),
        ("middle", 118.0, 30.0, 8, darker),
        ("inner", 62.0, 26.0, 6, pale),
    ):
        _ring(canvas, name, radius, swing, strands, colour)
        _put(canvas, name, sheet.width / 2, sheet.height / 2 + 14)


def _flower(canvas: Canvas, look: Look, sheet: Sheet) -> None:
    """A great star anise: petals within petals, and a second flower between them, half a petal on."""
    warm, gold = tint(look.accent, look.paper, 0.17), tint(look.line, look.paper, 0.25)

    def eighth() -> None:
        canvas.setLineWidth(0.5)
        for number in range(12):
            radius = 58 + number * 11.0
            canvas.setStrokeColor(warm)
            _draw(canvas, ring_sector(radius, 8 + radius * 0.31))
        canvas.rotate(22.5)
        for number in range(9):
            radius = 40 + number * 12.0
            canvas.setStrokeColor(gold)
            _draw(canvas, ring_sector(radius, 5 + radius * 0.22))

    def flower() -> None:
        for _turn in range(8):
            canvas.doForm("petals")
            canvas.rotate(45)

    _form(canvas, "petals", eighth, _around(270))
    _form(canvas, "flower", flower, _around(270))
    _put(canvas, "flower", sheet.width / 2, sheet.height / 2 + 6)


def _no_figure(canvas: Canvas, look: Look, sheet: Sheet) -> None:
    """Plain paper."""


_FIGURES = {"rings": _rings, "flower": _flower, "none": _no_figure}


# ── Frames ────────────────────────────────────────────────────────────────────────────────────


def _stars_frame(canvas: Canvas, look: Look, sheet: Sheet) -> None:
    """One line outside, two fine ones inside, between them a braid with stars."""
    _form(canvas, "star", lambda: _star(canvas, look, 0.145), _around(8))
    _corner(canvas, look)
    canvas.setStrokeColor(HexColor(look.line))
    canvas.setLineWidth(1.5)
    canvas.rect(OUTER, OUTER, sheet.width - 2 * OUTER, sheet.height - 2 * OUTER)
    _inner_lines(canvas, look, sheet)
    _along_sides(canvas, sheet, partial(_braid, canvas, look))
    _corners(canvas, sheet)


def _braid(canvas: Canvas, look: Look, length: float, steps: int) -> None:
    """Two pairs of waves that cross between the stars, from corner to corner."""
    step = length / steps
    cool, warm = tint(look.line, look.paper, 0.3), tint(look.accent, look.paper, 0.32)
    canvas.setLineWidth(0.5)
    for colour, height in ((cool, 9.5), (warm, -9.5), (cool, 5.5), (warm, -5.5)):
        canvas.setStrokeColor(colour)
        path = canvas.beginPath()
        path.moveTo(0, 0)
        for number in range(steps):
            x = number * step
            bend = height if number % 2 else -height
            path.curveTo(x + step * 0.37, bend, x + step * 0.63, bend, x + step, 0)
        canvas.drawPath(path, stroke=1, fill=0)
    for number in range(1, steps):
        _put(canvas, "star", number * step, 0)


def _waves_frame(canvas: Canvas, look: Look, sheet: Sheet) -> None:
    """A band of fine waves in two colours, each strand a little later than the one before; stars in the corners."""
    _corner(canvas, look)
    _inner_lines(canvas, look, sheet)
    canvas.setStrokeColor(HexColor(look.accent))
    canvas.setLineWidth(0.9)
    canvas.rect(OUTER, OUTER, sheet.width - 2 * OUTER, sheet.height - 2 * OUTER)
    # Sides differ in length, and the waves must meet the corners: a form for each pair of sides.
    for name, length, steps in (
        ("across", sheet.width - 2 * BAND, sheet.stars_across + 1),
        ("down", sheet.height - 2 * BAND, sheet.stars_down + 1),
    ):
        _form(canvas, f"wave-{name}", partial(_strands, canvas, look, length / steps), (0, -14, length / steps, 14))
    across = sheet.width - 2 * BAND

    def repeat(length: float, steps: int) -> None:
        name = "wave-across" if length == across else "wave-down"
        for number in range(steps + 1):
            _put(canvas, name, number * length / (steps + 1), 0)

    _along_sides(canvas, sheet, repeat)
    _corners(canvas, sheet)


def _strands(canvas: Canvas, look: Look, length: float) -> None:
    """One wave's length of the band."""
    canvas.setLineWidth(0.4)
    third = 2.0943951
    for share in (1.0, 0.82, 0.64, 0.46):
        for colour, shift in ((look.accent, 0.0), (look.line, third), (look.accent, 2 * third)):
            canvas.setStrokeColor(tint(colour, look.paper, 0.78 * share))
            _draw(canvas, wave(length, 10.6 * share, shift, ripple=0.12))


def _lines_frame(canvas: Canvas, look: Look, sheet: Sheet) -> None:
    """Two fine lines, with a star where they meet."""
    _form(canvas, "corner", lambda: _star(canvas, look, 0.24), _around(12))
    for inset, thickness in ((OUTER + 8, 1.4), (OUTER + 13, 0.5)):
        canvas.setStrokeColor(HexColor(look.line))
        canvas.setLineWidth(thickness)
        canvas.rect(inset, inset, sheet.width - 2 * inset, sheet.height - 2 * inset)
    canvas.setFillColor(HexColor(look.paper))
    for x in (BAND, sheet.width - BAND):
        for y in (BAND, sheet.height - BAND):
            canvas.rect(x - 13, y - 13, 26, 26, stroke=0, fill=1)
    _corners(canvas, sheet)


def _inner_lines(canvas: Canvas, look: Look, sheet: Sheet) -> None:
    canvas.setStrokeColor(HexColor(look.accent))
    for inset, thickness in ((INNER, 0.9), (INNER + 3, 0.3)):
        canvas.setLineWidth(thickness)
        canvas.rect(inset, inset, sheet.width - 2 * inset, sheet.height - 2 * inset)


def _along_sides(canvas: Canvas, sheet: Sheet, draw: Callable[[float, int], None]) -> None:
    """`draw` the band along each side, from corner to corner."""
    across, down = sheet.width - 2 * BAND, sheet.height - 2 * BAND
    for x, y, length, steps, turn in (
        (BAND, BAND, across, sheet.stars_across, 0),
        (BAND, sheet.height - BAND, across, sheet.stars_across, 0),
        (BAND, BAND, down, sheet.stars_down, 90),
        (sheet.width - BAND, BAND, down, sheet.stars_down, 90),
    ):
        canvas.saveState()
        canvas.translate(x, y)
        canvas.rotate(turn)
        draw(length, steps)
        canvas.restoreState()


def _corner(canvas: Canvas, look: Look) -> None:
    """A star in a square, under the name "corner"."""

    def draw() -> None:
        side = (INNER - OUTER) / 2
        canvas.setFillColor(HexColor(look.paper))
        canvas.setStrokeColor(HexColor(look.line))
        canvas.setLineWidth(0.7)
        canvas.rect(-side, -side, 2 * side, 2 * side, stroke=1, fill=1)
        _star(canvas, look, 0.29)

    _form(canvas, "corner", draw, _around(16))


def _corners(canvas: Canvas, sheet: Sheet) -> None:
    for x in (BAND, sheet.width - BAND):
        for y in (BAND, sheet.height - BAND):
            _put(canvas, "corner", x, y)


_FRAMES = {"stars": _stars_frame, "waves": _waves_frame, "lines": _lines_frame}


# ── What belongs to the words ─────────────────────────────────────────────────────────────────


def _head(canvas: Canvas, look: Look, sheet: Sheet, head: Block) -> None:
    """The line under the Tiêu ngữ, or the ribbon behind a banner."""
    if not head.lines:
        return
    first, last = head.lines[0], head.lines[-1]
    if first.role == "banner":
        width = text_width(first.lines[0], first.face, first.size) + 36
        top = head.box.top
        canvas.setFillColor(HexColor(look.title))
        canvas.roundRect(head.box.middle - width / 2, sheet.height - top - 27, width, 27, 13.5, stroke=0, fill=1)
    elif first.role == "ink":
        width = text_width(last.lines[0], last.face, last.size)
        y = sheet.height - head.bottom - 4
        canvas.setStrokeColor(HexColor(look.ink))
        canvas.setLineWidth(0.7)
        canvas.line(head.box.middle - width / 2, y, head.box.middle + width / 2, y)


def _plate(canvas: Canvas, sheet: Sheet) -> None:
    """The place that says the paper is signed: a pale leaf-green plate with a tick."""
    plate = sheet.plate
    bottom = sheet.height - plate.bottom
    canvas.setFillColor(LEAF_TINT)
    canvas.setStrokeColor(LEAF)
    canvas.setLineWidth(0.6)
    canvas.roundRect(plate.left, bottom, plate.width, plate.height, 6, stroke=1, fill=1)
    x, y = plate.left + 3 + ICON / 2, bottom + plate.height / 2
    canvas.setFillColor(LEAF)
    canvas.circle(x, y, 8, stroke=0, fill=1)
    canvas.setStrokeColor(WHITE)
    canvas.setLineWidth(1.7)
    canvas.setLineCap(1)
    tick = canvas.beginPath()
    tick.moveTo(x - 3.6, y - 0.2)
    tick.lineTo(x - 1, y - 2.9)
    tick.lineTo(x + 3.8, y + 2.8)
    canvas.drawPath(tick, stroke=1, fill=0)
    canvas.setLineCap(0)


def _logo(canvas: Canvas, look: Look, sheet: Sheet) -> None:
    if not look.logo:
        return
    box = sheet.logo
    canvas.drawImage(
        ImageReader(io.BytesIO(look.logo)),
        box.left,
        sheet.height - box.bottom,
        box.width,
        box.height,
        mask="auto",
        preserveAspectRatio=True,
        anchor="c",
    )


def _qr_ground(canvas: Canvas, sheet: Sheet) -> None:
    """Plain white for the code and its quiet zone, inside a fine frame."""
    box = sheet.qr
    canvas.setFillColor(WHITE)
    canvas.setStrokeColor(EDGE)
    canvas.setLineWidth(0.6)
    canvas.roundRect(box.left, sheet.height - box.bottom, box.width, box.height, 4, stroke=1, fill=1)
