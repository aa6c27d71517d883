"""Where the words of a paper stand: sizes and lines that fit, in points from the top left.

What is the same on all papers of a design is set once by the template; what is said of one person is
stamped on that. Both, and the drawing around them, read this.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace

from django.utils.translation import gettext as _

from certificates.fitting import CannotFit, Fitted, fit
from certificates.sheets import Box, Sheet
from certificates.words import Heading, Words
from kit.pdf import BOLD, ITALIC, REGULAR, text_width

# The height of a line of Be Vietnam Pro, in its size, and how much of it stands above the baseline.
LEADING, ASCENT = 1.366, 1.04
ICON = 28.0  # room for the tick on the plate, left of its words


@dataclass(frozen=True)
class Line:
    """One text, set alike. `role` decides its colour; `before`: space above."""

    role: str
    face: str
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
class Block:
    """Lines under each other in a box; centred unless `left`."""

    box: Box
    lines: list[Line]
    left: bool = False

    @property
    def bottom(self) -> float:
        return self.box.top + sum(line.height for line in self.lines)


@dataclass(frozen=True)
class Placed:
    """One line of text at its place: `left` edge and `baseline`, from the top left."""

    text: str
    role: str
    face: str
    size: float
    left: float
    baseline: float


@dataclass(frozen=True)
class Layout:
    """The words of one person, composed. `blocks` are in the order of `Words.own`."""

    sheet: Sheet
    words: Words
    blocks: list[Block]
    issuer_rule: tuple[float, float, float]
    name_rule: tuple[float, float, float]

    def placed(self) -> Iterator[Placed]:
        for block in self.blocks:
            top = block.box.top
            for line in block.lines:
                top += line.before
                for text in line.lines:
                    left = block.box.left
                    if not block.left:
                        left += (block.box.width - text_width(text, line.face, line.size)) / 2
                    if line.role == "sealed":
                        left += ICON / 2
                    yield Placed(text, line.role, line.face, line.size, left, top + line.size * ASCENT)
                    top += line.leading


def compose(words: Words, sheet: Sheet, *, with_logo: bool = False) -> Layout:
    """The layout of what `words` say of a person. Raises CannotFit."""
    issuer = _issuer(words, sheet, with_logo)
    centre = _centre(words, sheet)
    level = Block(sheet.level, _set(_line("soft", words.level_words, REGULAR, 9.5, 8, sheet.level.width)))
    note = Block(sheet.note, _set(_line("note", words.note, ITALIC, 8, 6, sheet.note.width)))
    return Layout(
        sheet=sheet,
        words=words,
        blocks=[issuer, level, centre, _register(words, sheet), _signature(words, sheet), note],
        issuer_rule=(issuer.box.middle - 45, issuer.bottom + 5, 90),
        name_rule=_name_rule(centre),
    )


def compose_head(words: Heading, sheet: Sheet) -> Block:
    """What stands at the top right: Quốc hiệu and Tiêu ngữ, or a banner and its slogan. Raises CannotFit."""
    box = sheet.head
    if words.country:
        country = _line("ink", words.country, BOLD, 11, 9, box.width)
        return Block(box, [country, _line("ink", words.motto, BOLD, 11.5, 9, box.width)])
    return Block(
        box,
        _set(
            _line("banner", words.banner, BOLD, 12.5, 8, box.width - 40, before=4),
            _line("accent", words.slogan, ITALIC, 10.5, 8, box.width, before=9),
        ),
    )


def _issuer(words: Words, sheet: Sheet, with_logo: bool) -> Block:
    box = sheet.issuer
    if with_logo:
        taken = sheet.logo.width + 8
        box = Box(box.left + taken, box.top, box.width - taken, box.height)
    return Block(
        box,
        _set(
            _line("ink", words.parent_line, REGULAR, 10.5, 7, box.width),
            _line("ink", words.name_line, BOLD, 11, 7, box.width, most=3 if with_logo else 2),
        ),
    )


def _centre(words: Words, sheet: Sheet) -> Block:
    """The middle of the paper, a little smaller when it says much, with the spare room shared above and below."""
    box = sheet.centre
    for scale in (1.0, 0.96, 0.92, 0.88, 0.85, 0.82, 0.78):
        lines = _centre_lines(words, box.width, scale)
        height = sum(line.height for line in lines)
        if height <= box.height - 4:
            return Block(Box(box.left, box.top + (box.height - height) * 0.4, box.width, height), lines)
    raise CannotFit(_("The paper has no room for so many words."))


def _centre_lines(words: Words, width: float, scale: float) -> list[Line]:
    def line(role: str, text: str, face: str, largest: float, smallest: float, before: float, most: int = 1) -> Line:
        size = max(largest * scale, smallest)
        return _line(role, text, face, size, smallest, width, most=most, before=before * scale)

    return _set(
        line("title", words.title, BOLD, 35, 20, 0, most=2),
        line("title", words.subtitle, BOLD, 14, 9, 0, most=2),
        line("soft", words.certifier, REGULAR, 12, 9, 9, most=2),
        line("name", words.holder, BOLD, 34, 15, 6, most=3),
        line("ink", words.post, REGULAR, 12.5, 9, 15, most=3),
        line("ink", words.done, REGULAR, 12.5, 9, 3 if words.post else 15, most=2),
        line("course", words.course, BOLD, 20, 12, 2, most=4),
        line("ink", words.period, REGULAR, 12.5, 9, 3, most=2),
        line("accent", words.closing, ITALIC, 12, 9, 8, most=2),
    )


def _name_rule(centre: Block) -> tuple[float, float, float]:
    """The line under the holder's name, as wide as the name and a little more."""
    top = centre.box.top
    for line in centre.lines:
        top += line.height
        if line.role == "name":
            break
    widest = max(text_width(text, BOLD, line.size) for text in line.lines)
    width = min(max(widest + 60, 280), centre.box.width)
    return centre.box.middle - width / 2, top + 6, width


def _register(words: Words, sheet: Sheet) -> Block:
    width = sheet.register.width
    lines = _set(
        _line("ink", words.number, BOLD, 10.5, 7, width),
        _line("ink", words.replaces, REGULAR, 9, 7, width, before=1),
        _line("ink", words.valid_until, REGULAR, 9, 8, width, before=1),
        _line("ink", words.check_at, REGULAR, 9, 6, width, before=4, most=2),
        _line("ink", words.check_code, BOLD, 9.5, 8, width, before=1),
        _line("soft", words.scan, REGULAR, 8.5, 8, width, before=1),
    )
    block = Block(sheet.register, lines, left=True)
    if block.bottom > sheet.note.top:
        raise CannotFit(_("The paper has no room for so many words."))
    return block


def _signature(words: Words, sheet: Sheet) -> Block:
    box, plate_box = sheet.signature, sheet.plate
    inside = plate_box.width - ICON - 16
    lines = [
        _line("ink", words.place_and_date, ITALIC, 11, 8, box.width),
        _signatory(words.signatory_title, box.width),
    ]
    used = sum(line.height for line in lines)
    plate = [
        _line("sealed", words.signed, BOLD, 7.5, 7, inside),
        _line("sealed", words.signed_by, REGULAR, 7.5, 6, inside, most=2),
        _line("sealed", words.signed_when, REGULAR, 7.5, 7, inside),
    ]
    spare = plate_box.height - sum(line.height for line in plate)
    plate[0] = replace(plate[0], before=plate_box.top - box.top - used + spare / 2)
    name = _line("ink", words.signatory_name, BOLD, 12, 8, box.width, before=spare / 2 + 6)
    return Block(box, [*lines, *plate, name])


def _signatory(title: str, width: float) -> Line:
    """ "KT. GIÁM ĐỐC" over "PHÓ GIÁM ĐỐC", where a deputy signs for the head (Nghị định 30/2020/NĐ-CP)."""
    head, deputy, rest = title.partition(" PHÓ ")
    if not (deputy and head.startswith("KT.")):
        return _line("ink", title, BOLD, 11, 7, width, most=2, before=1)
    lines = [head, f"PHÓ {rest}"]
    size = min(fit(text, BOLD, largest=11, smallest=7, width=width).size for text in lines)
    return Line("ink", BOLD, size, lines, before=1)


def _line(
    role: str,
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
        return Line(role, face, largest, [])
    fitted: Fitted = fit(text, face, largest=largest, smallest=smallest, width=width, most_lines=most)
    return Line(role, face, fitted.size, fitted.lines, before)


def _set(*lines: Line) -> list[Line]:
    return [line for line in lines if line.lines]
