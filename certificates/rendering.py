"""Words to PDF, and the proof that the PDF says exactly those words before anybody signs it."""

from typing import Protocol

from django.conf import settings
from django.template.loader import render_to_string
from django.utils.translation import gettext as _

from certificates.fitting import CannotFit
from certificates.layout import compose
from certificates.ornament import painter
from certificates.qr_payload import digits_for, statement_of
from certificates.words import Facts, Words
from kit.pdf import CannotMakePdf, html_to_pdf, missing_glyphs, read_pdf, register_fonts
from kit.qr import qr_shape

TEMPLATE = "certificates/pdf/solemn.html"


class Printed(Protocol):
    """Frozen words that know how they stand on their paper."""

    def printed(self) -> list[str]: ...


class CannotRender(Exception):
    """The paper would not say what it must; nothing was signed."""


def render(words: Words, *, address: str) -> bytes:
    """The PDF of `words`, with `address` in its QR code: one page, every font embedded, text read back.

    Raises CannotRender when this one paper cannot be made, kit.pdf.FontsMissing when none can.
    """
    register_fonts()
    refuse_missing_glyphs(words)
    try:
        layout = compose(words)
        html = render_to_string(TEMPLATE, {"layout": layout})
        title = f"{words.title} {words.number}"
        pdf = html_to_pdf(html, title=title, paint=painter(layout, qr_shape(address)))
    except (CannotFit, CannotMakePdf) as error:
        raise CannotRender(str(error)) from error
    refuse_difference(pdf, words)
    return pdf


def refuse_missing_glyphs(words: Printed) -> None:
    """Raise CannotRender when a character of `words` is not in the typeface: it would print as a box."""
    missing = missing_glyphs("".join(words.printed()))
    if missing:
        raise CannotRender(_("The typeface has no sign for %(signs)s.") % {"signs": " ".join(missing)})


def refuse_difference(pdf: bytes, words: Printed) -> None:
    """Raise CannotRender unless `pdf` is one page that says `words`, no more and no less, in embedded fonts."""
    facts = read_pdf(pdf)
    if facts.pages != 1:
        raise CannotRender(_("The paper runs over to a second page."))
    if facts.fonts_not_embedded:
        raise CannotRender(_("A font is not embedded: %(fonts)s.") % {"fonts": ", ".join(facts.fonts_not_embedded)})
    if facts.text_in_drawings or facts.words != " ".join(words.printed()).split():
        raise CannotRender(_("The text read back from the paper differs from the words frozen for it."))


def check_address(code: str, facts: Facts | None = None) -> str:
    """What the QR code holds: the public address that answers for `code`.

    With `facts`, behind "#", what a phone checks without a signal. Raises KeyNotUsable.
    """
    address = f"{settings.BASE_URL}/c/{code}"
    return f"{address}#{digits_for(code, statement_of(facts))}" if facts else address
