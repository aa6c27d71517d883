"""Words written on a page that was rendered once.

A `Blank` is a finished one-page PDF taken apart: its bytes as they are, and what its own fonts can say
(the code, width and meaning of each sign, as the file tells every reader). `stamp` adds one
stream of drawing to it; `read_stamp` reads that stream back out of the finished bytes.

Nothing is shared between writing and reading but the tables of the file. The reader knows the few
operators that a stamp is made of and refuses all others, so a stamp can hide no text from it.
"""

import hashlib
import io
import re
import zlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Any

import pypdf
from pypdf.generic import ArrayObject, DictionaryObject, NameObject, StreamObject

# Shapes, colours, places: operators that show no text.
_DRAWS = frozenset(b"q Q cm rg RG w J j m l c h re f S B n".split())
_NUMBERS = b"0123456789.- "
_CMAP_PAIR = re.compile(rb"<([0-9A-Fa-f]{2})>\s*<([0-9A-Fa-f]{4,})>")


class CannotRead(Exception):
    """The bytes are not a stamped blank, or hold something that no stamp is made of."""


class SignMissing(Exception):
    """The fonts of the blank have no such sign."""


@dataclass(frozen=True)
class Font:
    """A font of the page, as the file describes it. Widths are thousandths of the size."""

    resource: str
    face: str
    signs: Mapping[int, str]
    widths: Mapping[int, float]


@dataclass(frozen=True)
class Blank:
    """A page without the words of a person. `head`: its bytes up to the two objects that a stamp adds."""

    head: bytes
    offsets: tuple[int, ...]
    root: int
    size: tuple[float, float]
    fonts: Mapping[str, Font]
    codes: Mapping[str, Mapping[str, tuple[str, int]]]

    def encode(self, text: str, face: str, size: float) -> list[str]:
        """The operators that show `text` at the current place. Raises SignMissing."""
        operators: list[str] = []
        codes = self.codes[face]
        chosen, run = "", bytearray()
        for sign in text:
            if sign not in codes:
                raise SignMissing(sign)
            resource, code = codes[sign]
            if resource != chosen:
                if run:
                    operators.append(f"<{run.hex()}> Tj")
                operators.append(f"{resource} {size:.2f} Tf")
                chosen, run = resource, bytearray()
            run.append(code)
        return [*operators, f"<{run.hex()}> Tj"]


@dataclass(frozen=True)
class Shown:
    """One line of text as it stands on the page: where it begins and ends, in points."""

    text: str
    left: float
    right: float
    bottom: float


def take_apart(pdf: bytes) -> Blank:
    """The blank of a PDF of one page that we made (not for uploads: it trusts the file)."""
    reader = pypdf.PdfReader(io.BytesIO(pdf))
    fonts = {name: _font(name, found.get_object()) for name, found in _resources(reader)["/Font"].items()}
    codes: dict[str, dict[str, tuple[str, int]]] = {}
    for font in fonts.values():
        known = codes.setdefault(font.face, {})
        for code, sign in font.signs.items():
            known.setdefault(sign, (font.resource, code))
    whole, root, size = _with_room(reader)
    offsets = _offsets(whole)
    return Blank(whole[: offsets[-2]], tuple(offsets[:-2]), root, size, fonts, codes)


def stamp(blank: Blank, operators: Iterable[str], *, title: str) -> bytes:
    """The finished PDF: `blank`, its title, and what `operators` draw. The same in, the same out."""
    content = zlib.compress("\n".join(operators).encode("ascii"), 6)
    count = len(blank.offsets)
    info = f"{count + 1} 0 obj\n<< /Title <feff{title.encode('utf-16-be').hex()}> >>\nendobj\n".encode()
    opening = f"{count + 2} 0 obj\n<< /Filter /FlateDecode /Length {len(content)} >>\nstream\n".encode()
    drawn = opening + content + b"\nendstream\nendobj\n"
    start = len(blank.head)
    offsets = (*blank.offsets, start, start + len(info))
    table = "".join(f"{offset:010d} 00000 n \n" for offset in offsets)
    identity = hashlib.sha256(content + info).hexdigest()[:32]
    end = (
        f"xref\n0 {count + 3}\n0000000000 65535 f \n{table}"
        f"trailer\n<< /Size {count + 3} /Root {blank.root} 0 R /Info {count + 1} 0 R "
        f"/ID [<{identity}> <{identity}>] >>\nstartxref\n{start + len(info) + len(drawn)}\n%%EOF\n"
    )
    return b"".join((blank.head, info, drawn, end.encode()))


def read_stamp(pdf: bytes, blank: Blank) -> list[Shown]:
    """The lines of text that the stamp of `pdf` shows, in drawing order. Raises CannotRead.

    Reads the bytes as any reader would, from the end: the table, the object, the stream; each code
    is given the meaning that the file's own font gives it.
    """
    if not pdf.startswith(blank.head):
        raise CannotRead("the page is not the blank")
    shown: list[Shown] = []
    place, begins, font, size, inside = (0.0, 0.0), True, None, 0.0, False
    for line in _content(pdf, len(blank.offsets) + 2).split(b"\n"):
        operands, _, operator = line.rpartition(b" ")
        if operator in _DRAWS:
            if (inside and operator != b"rg") or operands.translate(None, _NUMBERS):
                raise CannotRead(repr(line))
        elif operator == b"Tj" and inside and font is not None:
            run = _shown(operands, font, size, place)
            # One line may be set in two fonts of the same face, its signs shared out between them.
            if shown and not begins:
                before = shown.pop()
                run = replace(run, text=before.text + run.text, left=before.left)
            shown.append(run)
            place, begins = (run.right, run.bottom), False
        elif operator == b"Tf" and inside:
            font, size = _chosen(operands, blank)
        elif operator == b"Tm" and inside:
            place, begins = _place(operands), True
        elif operator in (b"BT", b"ET") and not operands and inside == (operator == b"ET"):
            inside, place, begins = not inside, (0.0, 0.0), True
        else:
            raise CannotRead(repr(line))
    return shown


def _shown(operands: bytes, font: Font, size: float, place: tuple[float, float]) -> Shown:
    if not (operands.startswith(b"<") and operands.endswith(b">")):
        raise CannotRead(repr(operands))
    try:
        codes = bytes.fromhex(operands[1:-1].decode("ascii"))
        text = "".join(font.signs[code] for code in codes)
        width = sum(font.widths[code] for code in codes) * size / 1000
    except (KeyError, ValueError) as error:
        raise CannotRead(f"{operands!r} means nothing in {font.resource}") from error
    return Shown(text, place[0], place[0] + width, place[1])


def _chosen(operands: bytes, blank: Blank) -> tuple[Font, float]:
    try:
        name, _, points = operands.decode("ascii").partition(" ")
        return blank.fonts[name], float(points)
    except (KeyError, ValueError) as error:
        raise CannotRead(repr(operands)) from error


def _place(operands: bytes) -> tuple[float, float]:
    try:
        numbers = [float(number) for number in operands.split()]
    except ValueError as error:
        raise CannotRead(repr(operands)) from error
    if len(numbers) != 6:
        raise CannotRead(repr(operands))
    return numbers[4], numbers[5]


def _content(pdf: bytes, number: int) -> bytes:
    """The stream of object `number`, found by the file's own table."""
    try:
        table = int(pdf[pdf.rindex(b"startxref") + 9 : pdf.rindex(b"%%EOF")])
        first = pdf.index(b"\n", pdf.index(b"\n", table) + 1) + 1
        entry = first + 20 * number
        start = int(pdf[entry : entry + 10])
        head, _, rest = pdf[start:table].partition(b"\nstream\n")
        length = re.fullmatch(rb"%d 0 obj\n<< /Filter /FlateDecode /Length (\d+) >>" % number, head)
        if length is None or rest[int(length[1]) :] != b"\nendstream\nendobj\n":
            raise CannotRead("the stream is not where it should be")
        return zlib.decompress(rest[: int(length[1])])
    except (ValueError, zlib.error) as error:
        raise CannotRead(str(error)) from error


def _resources(reader: pypdf.PdfReader) -> Any:
    return reader.pages[0]["/Resources"]


def _font(resource: str, font: Any) -> Font:
    first = int(font["/FirstChar"])
    return Font(
        resource=resource,
        face=str(font["/BaseFont"]).rpartition("+")[2],
        signs=_signs(font["/ToUnicode"].get_object().get_data()),
        widths={first + place: float(width) for place, width in enumerate(font["/Widths"])},
    )


def _signs(cmap: bytes) -> dict[int, str]:
    """What each code means, as the font's ToUnicode table says. Code 0 is the box that stands for nothing."""
    pairs = _CMAP_PAIR.findall(cmap.partition(b"endcodespacerange")[2])
    meanings = {int(code, 16): bytes.fromhex(meaning.decode()).decode("utf-16-be") for code, meaning in pairs}
    return {code: meaning for code, meaning in meanings.items() if code and meaning.isprintable()}


def _with_room(reader: pypdf.PdfReader) -> tuple[bytes, int, tuple[float, float]]:
    """The same PDF with a title and a second stream of content as its last two objects, both still empty."""
    writer = pypdf.PdfWriter(clone_from=reader)
    page = writer.pages[0]
    info = writer._add_object(DictionaryObject())
    added = writer._add_object(StreamObject())
    page[NameObject("/Contents")] = ArrayObject([page.raw_get("/Contents"), added])
    out = io.BytesIO()
    writer.write(out)
    if added.idnum != info.idnum + 1:
        raise CannotRead("the added objects are not the last ones")
    box = page.mediabox
    root = writer.root_object.indirect_reference
    assert root is not None  # noqa: S101 - pypdf has just written it
    return out.getvalue(), root.idnum, (float(box.width), float(box.height))


def _offsets(pdf: bytes) -> list[int]:
    """Where each object begins, by the table at the end; the first is object 1."""
    table = int(pdf[pdf.rindex(b"startxref") + 9 : pdf.rindex(b"%%EOF")])
    lines = pdf[table : pdf.index(b"trailer", table)].splitlines()[3:]
    return [int(line[:10]) for line in lines]
