"""Where the words of a paper stand: sizes and lines that fit, in points on a landscape A4 from the top left.

The template sets the words, the ornament draws around them; both read this.
"""

from dataclasses import dataclass, replace

from certificates.fitting import Fitted, fit
from certificates.words import Words
from kit.pdf import BOLD, ITALIC, REGULAR, text_width

WIDTH, HEIGHT = 841.89, 595.28
# The height of a line of Be Vietnam Pro, in its size; the renderer takes no less.
LEADING = 1.366


@dataclass(frozen=True)
class Box:
    left: float
    top: float
    width: float
    height: float

    @property
    def css(self) -> str:
        return f"left:{self.left:.1f}pt;top:{self.top:.1f}pt;width:{self.width:.1f}pt;height:{self.height:.1f}pt"

    @property
    def middle(self) -> float:
        return self.left + self.width / 2


ISSUER = Box(60, 62, 270, 62)
COUNTRY = Box(512, 62, 270, 62)
EMBLEM = Box(361, 58, 120, 52)
LEVEL = Box(361, 112, 120, 18)
CENTRE = Box(90, 132, 662, 272)
QR = Box(66, 446, 80, 80)
REGISTER = Box(158, 446, 320, 86)
SIGNATURE = Box(512, 404, 270, 128)
PLATE = Box(557, 456, 180, 46)
NOTE = Box(120, 533, 602, 14)


@dataclass(frozen=True)
class Line:
    """One text, set alike. `css`: its class in the template; `before`: space above."""

    css: str
    size: float
    lines: list[str]
    before: float = 0

    @property
    def leading(self) -> float:
        return self.size * LEADING

    @property
    def height(self) -> float:
        return self.before + self.leading * len(self.lines)


@dataclass(frozen=True)
class Layout:
    """A composed paper. `rules` are the thin lines: (left, top, width)."""

    words: Words
    issuer: list[Line]
    country: list[Line]
    level: list[Line]
    centre: list[Line]
    centre_box: Box
    register: list[Line]
    signature: list[Line]
    note: list[Line]
    rules: list[tuple[float, float, float]]
    name_rule: tuple[float, float, float]

    def frames(self) -> list[tuple[str, Box, list[Line]]]:
        """The blocks in reading order, which is the order of `Words.printed`."""
        return [
            ("issuer", ISSUER, self.issuer),
            ("country", COUNTRY, self.country),
            ("level", LEVEL, self.level),
            ("centre", self.centre_box, self.centre),
            ("register", REGISTER, self.register),
            ("signature", SIGNATURE, self.signature),
            ("note", NOTE, self.note),
        ]


def compose(words: Words) -> Layout:
    """The layout of `words`. Raises CannotFit."""
    issuer = [
        _line("plain", words.parent_line, REGULAR, 10.5, 7, ISSUER.width),
        _line("strong", words.name_line, BOLD, 11, 7.5, ISSUER.width, most=2),
    ]
    country = [
        _line("strong", words.country, BOLD, 11, 9, COUNTRY.width),
        _line("strong", words.motto, BOLD, 11.5, 9, COUNTRY.width),
    ]
    centre, centre_box = _centre(words)
    motto = text_width(words.motto, BOLD, country[1].size)
    return Layout(
        words=words,
        issuer=issuer,
        country=country,
        level=_some(_line("level", words.level_words, REGULAR, 9.5, 8, LEVEL.width)),
        centre=centre,
        centre_box=centre_box,
        register=_register(words),
        signature=_signature(words),
        note=_some(_line("note", words.note, ITALIC, 8, 6.5, NOTE.width)),
        rules=[
            (ISSUER.middle - 45, ISSUER.top + sum(line.height for line in issuer) + 5, 90),
            (COUNTRY.middle - motto / 2, COUNTRY.top + sum(line.height for line in country) + 4, motto),
        ],
        name_rule=_name_rule(centre, centre_box),
    )


def _centre(words: Words) -> tuple[list[Line], Box]:
    """The middle of the paper, a little smaller when it says much, with the spare room shared above and below."""
    for scale in (1.0, 0.92, 0.85, 0.78):
        lines = _centre_lines(words, scale)
        height = sum(line.height for line in lines)
        if height <= CENTRE.height - 4:
            break
    top = CENTRE.top + (CENTRE.height - height) * 0.4
    # The last scale may still be too high: then the page overflows and the renderer's gate refuses it.
    return lines, Box(CENTRE.left, top, CENTRE.width, CENTRE.top + CENTRE.height - top)


def _centre_lines(words: Words, scale: float) -> list[Line]:
    def line(css: str, text: str, face: str, largest: float, smallest: float, before: float, most: int = 1) -> Line:
        size = max(largest * scale, smallest)
        return _line(css, text, face, size, smallest, CENTRE.width, most=most, before=before * scale)

    lines = [
        line("title", words.title, BOLD, 35, 28, 0),
        line("subtitle", words.subtitle, BOLD, 14, 11, 0),
        line("soft", words.certifier, REGULAR, 12, 9, 9, most=2),
        line("holder", words.holder, BOLD, 34, 15, 6, most=2),
        line("plain", words.post, REGULAR, 12.5, 9, 15, most=2),
        line("plain", words.done, REGULAR, 12.5, 10, 3 if words.post else 15),
        line("course", words.course, BOLD, 20, 12, 2, most=3),
        line("plain", words.period, REGULAR, 12.5, 10, 3),
    ]
    return [line for line in lines if line.lines]


def _name_rule(centre: list[Line], box: Box) -> tuple[float, float, float]:
    """The line under the holder's name, as wide as the name and a little more."""
    top = box.top
    for line in centre:
        top += line.height
        if line.css == "holder":
            break
    width = min(max(max(text_width(text, BOLD, line.size) for text in line.lines) + 60, 280), CENTRE.width)
    return box.middle - width / 2, top + 6, width


def _register(words: Words) -> list[Line]:
    lines = [
        _line("strong", words.number, BOLD, 10.5, 7, REGISTER.width),
        _line("plain", words.replaces, REGULAR, 9, 7, REGISTER.width, before=1),
        _line("plain", words.valid_until, REGULAR, 9, 8, REGISTER.width, before=1),
        _line("plain", words.check_at, REGULAR, 9, 6, REGISTER.width, before=4, most=2),
        _line("code", words.check_code, BOLD, 9.5, 8, REGISTER.width, before=1),
        _line("small", words.scan, REGULAR, 8.5, 8, REGISTER.width, before=1),
    ]
    return [line for line in lines if line.lines]


def _signature(words: Words) -> list[Line]:
    inside = PLATE.width - 44
    lines = [
        _line("date", words.place_and_date, ITALIC, 11, 9, SIGNATURE.width),
        _line("strong", words.signatory_title, BOLD, 11, 8, SIGNATURE.width, most=2, before=1),
    ]
    used = sum(line.height for line in lines)
    plate = [
        _line("sealed", words.signed, BOLD, 7.5, 7, inside),
        _line("signed", words.signed_by, REGULAR, 7.5, 6, inside, most=2),
        _line("signed", words.signed_when, REGULAR, 7.5, 7, inside),
    ]
    spare = PLATE.height - sum(line.height for line in plate)
    plate[0] = replace(plate[0], before=PLATE.top - SIGNATURE.top - used + spare / 2)
    name = _line("signatory", words.signatory_name, BOLD, 12, 9, SIGNATURE.width, before=spare / 2 + 6)
    return [*lines, *plate, name]


def _line(
    css: str,
    text: str,
    face: str,
    largest: float,
    smallest: float,
    width: float,
    *,
    most: int = 1,
    before: float = 0,
) -> Line:
    if not text:
        return Line(css, largest, [])
    fitted: Fitted = fit(text, face, largest=largest, smallest=smallest, width=width, most_lines=most)
    return Line(css, fitted.size, fitted.lines, before)


def _some(line: Line) -> list[Line]:
    return [line] if line.lines else []
