"""Words to PDF, and the proof that the PDF says exactly those words before anybody signs it."""

from typing import Protocol

from django.conf import settings
from django.utils.translation import gettext as _

from certificates.blanks import BlankNotRight, DesignBlank, blank_for
from certificates.fitting import CannotFit
from certificates.layout import compose
from certificates.look import Look
from certificates.qr_payload import Statement, digits_for
from certificates.sheets import sheet_of
from certificates.stamping import operators
from certificates.words import Words
from kit.pdf import CannotMakePdf, missing_glyphs, read_pdf, register_fonts
from kit.qr import qr_shape
from kit.stamping import CannotRead, Shown, SignMissing, read_stamp, stamp

MARGIN = 20.0  # points from the edge of the page that words keep


class Printed(Protocol):
    """Frozen words that know how they stand on their paper."""

    def printed(self) -> list[str]: ...


class CannotRender(Exception):
    """The paper would not say what it must; nothing was signed."""


def render(words: Words, *, address: str, look: Look = Look()) -> bytes:  # noqa: B008 - a frozen value
    """The PDF of `words`, with `address` in its QR code: one page, every font embedded, text read back.

    The same words and look give the same bytes. Raises CannotRender when this one paper cannot be made,
    kit.pdf.FontsMissing when none can.
    """
    register_fonts()
    refuse_missing_glyphs(words)
    try:
        made = blank_for(words, look)
        layout = compose(words, sheet_of(portrait=look.portrait), with_logo=bool(look.logo))
        drawn = operators(layout, look, qr_shape(address), made.blank, made.faces)
        pdf = stamp(made.blank, drawn, title=f"{words.title} {words.number}")
    except (BlankNotRight, CannotFit, CannotMakePdf, SignMissing) as error:
        raise CannotRender(str(error)) from error
    refuse_other_words(pdf, words, made)
    return pdf


def refuse_other_words(pdf: bytes, words: Words, made: DesignBlank) -> None:
    """Raise CannotRender unless what is stamped on `made` are the words of this person, all of them on the page.

    The blank itself was read by pypdf when it was made, and `read_stamp` makes sure that `pdf` begins with
    its very bytes; so only the stamp is left to be read.
    """
    try:
        shown = read_stamp(pdf, made.blank)
    except CannotRead as error:
        raise CannotRender(_("The text read back from the paper differs from the words frozen for it.")) from error
    if " ".join(line.text for line in shown).split() != " ".join(words.own()).split():
        raise CannotRender(_("The text read back from the paper differs from the words frozen for it."))
    width, height = made.blank.size
    for line in shown[1:] if words.sample else shown:
        if not _is_inside(line, width, height):
            raise CannotRender(_("“%(text)s” is too long for the paper.") % {"text": line.text})


def _is_inside(line: Shown, width: float, height: float) -> bool:
    return line.left >= MARGIN and line.right <= width - MARGIN and MARGIN <= line.bottom <= height - MARGIN


def refuse_missing_glyphs(words: Printed) -> None:
    """Raise CannotRender when a character of `words` is not in the typeface: it would print as a box."""
    missing = missing_glyphs("".join(words.printed()))
    if missing:
        raise CannotRender(_("The typeface has no sign for %(signs)s.") % {"signs": " ".join(missing)})


def refuse_difference(pdf: bytes, words: Printed) -> None:
    """Raise CannotRender unless `pdf` is one page that says `words`, no more and no less, in embedded fonts.

    Reads the whole file with pypdf: slower than `refuse_other_words` by far, and independent of how it was made.
    """
    facts = read_pdf(pdf)
    if facts.pages != 1:
        raise CannotRender(_("The paper runs over to a second page."))
    if facts.fonts_not_embedded:
        raise CannotRender(_("A font is not embedded: %(fonts)s.") % {"fonts": ", ".join(facts.fonts_not_embedded)})
    if facts.text_in_drawings or facts.words != " ".join(words.printed()).split():
        raise CannotRender(_("The text read back from the paper differs from the words frozen for it."))


def check_address(code: str, statement: Statement | None = None) -> str:
    """What the QR code holds: the public address that answers for `code`.

    With a `statement`, behind "#", what a phone checks without a signal. Raises KeyNotUsable.
    """
    address = f"{settings.BASE_URL}/c/{code}"
    return f"{address}#{digits_for(code, statement)}" if statement else address
