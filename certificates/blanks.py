"""A design rendered once: frame, figure, logo and the words that are the same on all its papers.

Kept in the process, by everything that it is made from: a version of a design never changes, so
neither does its blank.
"""

import itertools
import unicodedata
from dataclasses import dataclass
from functools import lru_cache

from django.template.loader import render_to_string
from django.utils.translation import gettext as _
from reportlab.pdfgen.canvas import Canvas

from certificates.layout import compose_head
from certificates.look import Look
from certificates.ornament import painter
from certificates.sheets import sheet_of
from certificates.stamping import colours_of
from certificates.words import Heading, Words
from kit.pdf import FACES, PdfFacts, embed_signs, html_to_pdf, postscript_name, read_pdf
from kit.stamping import Blank, take_apart

TEMPLATE = "certificates/pdf/blank.html"
_TONES = ("", "\u0300", "\u0309", "\u0303", "\u0301", "\u0323")
_VIETNAMESE = [unicodedata.normalize("NFC", vowel + tone) for vowel, tone in itertools.product("aăâeêioôơuưy", _TONES)]
# What every blank can say: ASCII, all Vietnamese letters, and signs of titles and of foreign names.
# A font of this kind holds 254 signs, and these are 253.
SIGNS = "".join(
    dict.fromkeys(
        [
            *map(chr, range(32, 127)),
            *_VIETNAMESE,
            *(letter.upper() for letter in _VIETNAMESE),
            *"đĐ“”‘’–—…·×°",
            *"äëïöüçñåÄËÖÜÇÑ",
        ]
    )
)
_EVERYDAY = frozenset(SIGNS)


class BlankNotRight(Exception):
    """The design does not come out as it should: no paper of it can be made."""


@dataclass(frozen=True)
class DesignBlank:
    """A blank, and what the file calls each of our faces."""

    blank: Blank
    faces: dict[str, str]


def blank_for(words: Words, look: Look) -> DesignBlank:
    """The blank that `words` are stamped on. Raises kit.pdf.CannotMakePdf, BlankNotRight, CannotFit."""
    # A sign that is not in everyday use gets a blank of its own.
    rare = "".join(sorted(set("".join(words.own())) - _EVERYDAY))
    return _blank(look, words.heading(), rare)


@lru_cache(maxsize=16)
def _blank(look: Look, heading: Heading, rare: str) -> DesignBlank:
    sheet = sheet_of(portrait=look.portrait)
    head = compose_head(heading, sheet)
    colours = colours_of(look)
    lines = [(line, colours[line.role]) for line in head.lines]
    paint = painter(look, sheet, head)

    def paint_and_embed(canvas: Canvas) -> None:
        embed_signs(canvas, SIGNS + rare)
        paint(canvas)

    html = render_to_string(TEMPLATE, {"sheet": sheet, "box": head.box, "lines": lines})
    pdf = html_to_pdf(html, title="", paint=paint_and_embed)
    _refuse_wrong(read_pdf(pdf), heading)
    return DesignBlank(take_apart(pdf), {face: postscript_name(face) for face in FACES})


def _refuse_wrong(facts: PdfFacts, heading: Heading) -> None:
    """Raise BlankNotRight unless the blank is one page that says its heading and nothing else, in embedded type."""
    said = " ".join(heading).split()
    if (facts.pages, facts.fonts_not_embedded, facts.text_in_drawings, facts.words) != (1, [], False, said):
        raise BlankNotRight(_("The design does not come out as it should."))
