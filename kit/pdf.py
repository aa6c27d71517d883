"""HTML to PDF in Vietnamese type: closed to the network and the disk, and refused unless it comes out clean.

The renderer answers "no error" even when a font is missing or text falls off the page, so a PDF
from here has passed a gate: no error, no warning, no font that is not embedded. What its text
says is for the caller to compare (`read_pdf`).
"""

import io
import logging
import re
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pypdf
from django.conf import settings
from django.utils.translation import gettext as _
from pypdf.generic import ContentStream, NameObject
from reportlab import rl_config
from reportlab.lib.fonts import addMapping
from reportlab.lib.units import mm
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFont
from reportlab.pdfgen.canvas import Canvas
from reportlab.platypus.tables import CellStyle
from xhtml2pdf.config.resources import ResourceAccessPolicy, render_budget, use_policy
from xhtml2pdf.context import pisaContext
from xhtml2pdf.default import DEFAULT_PAGE_NAME
from xhtml2pdf.document import pisaStory
from xhtml2pdf.files import cleanFiles
from xhtml2pdf.util import reset_caches
from xhtml2pdf.xhtml2pdf_reportlab import PmlBaseDoc, PmlFrame, PmlPageTemplate

from kit.lean_type import lean

# Streams as bytes, not as ASCII text: a fifth smaller.
rl_config.useA85 = 0

# An operator that shows text, after the string or array that it shows.
_SHOWS_TEXT = re.compile(rb"[)>\]]\s*(?:T[jJ]|['\"])\s")

FAMILY = "Be Vietnam Pro"
MARGIN = 20 * mm
REGULAR, BOLD, ITALIC = "BeVietnamPro", "BeVietnamPro-Bold", "BeVietnamPro-Italic"
FACES = {
    REGULAR: "400Regular/BeVietnamPro_400Regular.ttf",
    BOLD: "700Bold/BeVietnamPro_700Bold.ttf",
    ITALIC: "400Regular_Italic/BeVietnamPro_400Regular_Italic.ttf",
}
# What the renderer takes for granted; its own sheet is ten times as long and parsed for every page.
BASE_CSS = f"""
html {{ font-family: "{FAMILY}"; font-size: 11pt; color: #1c2333; line-height: 135%; }}
html, body {{ margin: 0; padding: 0; }}
p, div, table, h1, h2, h3, ul, ol {{ display: block; margin: 0; }}
b, strong, h1, h2, h3, th {{ font-weight: bold; }}
i, em {{ font-style: italic; }}
table {{ display: table; }} tr {{ display: table-row; }} td, th {{ display: table-cell; vertical-align: top; }}
li {{ display: list-item; }} head, style, script, title, meta {{ display: none; }}
"""
# The document may read nothing at all: no address, no file. Type is registered here, drawings are painted.
CLOSED = ResourceAccessPolicy.server(None, allow_remote=False)

# ReportLab keeps its fonts and caches in module globals: one document at a time in a process.
_lock = threading.Lock()
_logs = [logging.getLogger(name) for name in ("xhtml2pdf", "reportlab")]


class FontsMissing(Exception):
    """The type that papers are set in is not where the settings say."""


class CannotMakePdf(Exception):
    """The renderer complained; nothing that came out may be used."""


@dataclass(frozen=True)
class PdfFacts:
    """What a finished PDF really holds, as another library reads it.

    `words`: the text of all pages in drawing order, split at white space. Text inside a form
    (a drawing kept once and used often) is not among them; `text_in_drawings` says that there is some.
    """

    pages: int
    words: list[str]
    fonts_not_embedded: list[str]
    text_in_drawings: bool


def html_to_pdf(html: str, *, title: str, paint: Callable[[Canvas], None] | None = None) -> bytes:
    """The PDF of `html`; `paint` draws on each page before its text.

    Raises FontsMissing when type is missing, CannotMakePdf on any error or warning.
    """
    with _lock, _complaints() as complaints, use_policy(CLOSED), render_budget(CLOSED):
        register_fonts()
        try:
            pdf, context = _build(html, title, paint)
        except Exception as error:
            raise CannotMakePdf(_("The PDF could not be made: %(error)s") % {"error": error}) from error
        finally:
            cleanFiles()
            reset_caches()
    if context.err or context.warn or complaints:
        said = complaints or [str(entry) for entry in context.log]
        raise CannotMakePdf(_("The PDF could not be made: %(error)s") % {"error": "; ".join(said)})
    return pdf


def read_pdf(pdf: bytes) -> PdfFacts:
    """Pages, words and fonts of a PDF that we made (not for uploads: it trusts the file)."""
    reader = pypdf.PdfReader(io.BytesIO(pdf))
    text = " ".join(_page_text(page) for page in reader.pages)
    bare = {str(font["/BaseFont"]) for page in reader.pages for font in _fonts(page) if not _is_embedded(font)}
    return PdfFacts(
        pages=len(reader.pages),
        words=text.split(),
        fonts_not_embedded=sorted(bare),
        text_in_drawings=any(_SHOWS_TEXT.search(form.get_data()) for page in reader.pages for form in _forms(page)),
    )


def register_fonts() -> None:
    """Make the three faces known to ReportLab, once per process; look for the files every time.

    Raises FontsMissing.
    """
    folder = Path(settings.PDF_FONT_DIR)
    for name, file in FACES.items():
        if not (folder / file).is_file():
            raise FontsMissing(_("The typeface file %(file)s is missing. Papers cannot be made.") % {"file": file})
        if name not in pdfmetrics.getRegisteredFontNames():
            pdfmetrics.registerFont(TTFont(name, io.BytesIO(lean(folder / file))))
    for bold, italic, face in ((0, 0, REGULAR), (1, 0, BOLD), (0, 1, ITALIC), (1, 1, BOLD)):
        addMapping(REGULAR, bold, italic, face)
    # Tables would name ReportLab's default face in the file, without embedding it.
    CellStyle.fontname = REGULAR


def text_width(text: str, face: str, size: float) -> float:
    """How wide `text` is set, in points."""
    width: float = _face(face).stringWidth(text, size)
    return width


def embed_signs(canvas: Canvas, signs: str) -> None:
    """Put `signs` into the three faces of this document whether its own text needs them or not."""
    for name in FACES:
        for number, _codes in _face(name).splitString(signs, canvas._doc):
            _face(name).getSubsetInternalName(number, canvas._doc)


def postscript_name(face: str) -> str:
    """What a PDF calls `face`."""
    name: bytes = _face(face).face.name
    return name.decode()


def missing_glyphs(text: str) -> list[str]:
    """The characters of `text` that one of the faces cannot draw."""
    faces = [_face(name).face.charToGlyph for name in FACES]
    return sorted({c for c in text if not c.isspace() and not all(ord(c) in glyphs for glyphs in faces)})


def _face(name: str) -> TTFont:
    if name not in pdfmetrics.getRegisteredFontNames():
        register_fonts()
    return pdfmetrics.getFont(name)


class _Page(PmlBaseDoc):
    """xhtml2pdf's document, with a drawing under the text."""

    paint: Callable[[Canvas], None] | None = None

    def handle_pageBegin(self) -> None:  # noqa: N802 - ReportLab's name
        if self.paint is not None:
            self.paint(self.canv)
        super().handle_pageBegin()


def _build(html: str, title: str, paint: Callable[[Canvas], None] | None) -> tuple[bytes, Any]:
    context = pisaContext("")
    context.resource_policy = CLOSED
    context.registerFont(REGULAR, [FAMILY.lower()])
    # ReportLab's default face would be named in the file without being embedded.
    context.fontList["helvetica"] = REGULAR
    pisaStory(html, context=context, default_css=BASE_CSS, encoding="utf-8", resource_policy=CLOSED)
    out = io.BytesIO()
    document = _Page(
        out,
        pagesize=context.pageSize,
        title=title,
        author=settings.WAGTAIL_SITE_NAME,
        lang="vi-VN",
        initialFontName=REGULAR,
        # No day and no random name: the same page comes out as the same bytes.
        invariant=1,
    )
    document.paint = paint
    first = context.templateList.pop(DEFAULT_PAGE_NAME, None) or _plain_page(context.pageSize)
    document.addPageTemplates([first, *context.templateList.values()])
    document.pisaPositioned = context.positioned
    document.build(context.story)
    return out.getvalue(), context


def _plain_page(size: tuple[float, float]) -> PmlPageTemplate:
    """For a document that says nothing about its page: margins of 2 cm."""
    frame = PmlFrame(MARGIN, MARGIN, size[0] - 2 * MARGIN, size[1] - 2 * MARGIN, id=DEFAULT_PAGE_NAME)
    return PmlPageTemplate(id=DEFAULT_PAGE_NAME, frames=[frame], pagesize=size)


@contextmanager
def _complaints() -> Iterator[list[str]]:
    """Everything the libraries say while we render: some faults are only logged."""
    said: list[str] = []
    handler = logging.Handler(logging.WARNING)
    handler.emit = lambda record: said.append(record.getMessage())  # type: ignore[method-assign]
    for log in _logs:
        log.setLevel(logging.WARNING)
        log.addHandler(handler)
    try:
        yield said
    finally:
        for log in _logs:
            log.removeHandler(handler)


def _page_text(page: pypdf.PageObject) -> str:
    """The page's own text. Its drawings are left out: reading each use of each would take half a second."""
    content = ContentStream(page["/Contents"].get_object(), page.pdf, "bytes")
    content.operations = [(operands, operator) for operands, operator in content.operations if operator != b"Do"]
    page[NameObject("/Contents")] = content
    return page.extract_text()


def _forms(page: pypdf.PageObject) -> Iterator[Any]:
    resources: Any = page.get("/Resources", {})
    for item in resources.get("/XObject", {}).values():
        form = item.get_object()
        if form.get("/Subtype") == "/Form":
            yield form


def _fonts(page: pypdf.PageObject) -> Iterator[Any]:
    resources: Any = page.get("/Resources", {})
    for font in resources.get("/Font", {}).values():
        yield font.get_object()


def _is_embedded(font: Any) -> bool:
    inner = font["/DescendantFonts"][0].get_object() if "/DescendantFonts" in font else font
    descriptor = inner.get("/FontDescriptor", {}).get_object() if "/FontDescriptor" in inner else {}
    return any(key in descriptor for key in ("/FontFile", "/FontFile2", "/FontFile3"))
