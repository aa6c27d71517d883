"""The report as a DOCX, laid out after Nghị định 30/2020/NĐ-CP, Phụ lục I: A4, margins of 20, 20, 30 and 15 mm, Times.

It is the document an office goes on with: registers, signs and sends. What stands in it are the frozen words.
"""

import datetime as dt
import io
from typing import Any

from docx import Document
from docx.enum.table import WD_TABLE_ALIGNMENT
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Mm, Pt
from docx.text.paragraph import Paragraph

from coverage.reporting.blocks import TOTAL, Block

FAMILY = "Times New Roman"
WIDTH = 165  # mm between the margins of a page 210 mm wide
LEFT = 68  # mm for the body that writes; the rest is the country's
SIDES = {"left": WD_ALIGN_PARAGRAPH.LEFT, "center": WD_ALIGN_PARAGRAPH.CENTER, "right": WD_ALIGN_PARAGRAPH.RIGHT}


def make_docx(words: dict[str, Any], *, made_at: dt.datetime) -> bytes:
    """The DOCX of frozen `words`. Text is written as text: nothing in it becomes a field or a formula."""
    paper = Document()
    _page(paper)
    _style(paper)
    paper.core_properties.title = f"{words['title']}: {words['about']}"
    paper.core_properties.author = words["name_line"]
    paper.core_properties.created = paper.core_properties.modified = made_at.astimezone(dt.UTC).replace(tzinfo=None)
    _head(paper, words)
    _title(paper, words)
    body, rest = _until_appendix(words["body"])
    for block in body:
        _block(paper, block)
    _foot(paper, words)
    for block in rest:
        _block(paper, block)
    out = io.BytesIO()
    paper.save(out)
    return out.getvalue()


def _until_appendix(blocks: list[Block]) -> tuple[list[Block], list[Block]]:
    """The signature stands before the appendices."""
    first = next((place for place, block in enumerate(blocks) if block["kind"] == "appendix"), len(blocks))
    return blocks[:first], blocks[first:]


def _page(paper: Any) -> None:
    section = paper.sections[0]
    section.page_width, section.page_height = Mm(210), Mm(297)
    section.top_margin = section.bottom_margin = Mm(20)
    section.left_margin, section.right_margin = Mm(30), Mm(15)
    section.header_distance = Mm(10)
    # The first page bears no number; the others have it at the top, in the middle.
    section.different_first_page_header_footer = True
    number = section.header.paragraphs[0]
    number.alignment = WD_ALIGN_PARAGRAPH.CENTER
    run = number.add_run()
    for tag, text in (("begin", ""), ("", "PAGE"), ("end", "")):
        piece = OxmlElement("w:fldChar" if tag else "w:instrText")
        if tag:
            piece.set(qn("w:fldCharType"), tag)
        piece.text = text or None
        run._r.append(piece)


def _style(paper: Any) -> None:
    normal = paper.styles["Normal"]
    normal.font.name, normal.font.size = FAMILY, Pt(13)
    fonts = normal.element.get_or_add_rPr().get_or_add_rFonts()
    for script in ("w:ascii", "w:hAnsi", "w:cs", "w:eastAsia"):
        fonts.set(qn(script), FAMILY)
    language = OxmlElement("w:lang")
    language.set(qn("w:val"), "vi-VN")
    normal.element.get_or_add_rPr().append(language)
    normal.paragraph_format.space_after = Pt(0)
    normal.paragraph_format.line_spacing = 1.0


def _head(paper: Any, words: dict[str, Any]) -> None:
    left, right = _two_columns(paper)
    if words["parent_line"]:
        _centred(left, words["parent_line"], size=12)
    _centred(left, words["name_line"], size=12, bold=True)
    _rule(left, of=LEFT, long=22)
    _centred(left, words["number"], size=13, before=6)
    _centred(right, words["country"], size=12, bold=True)
    _centred(right, words["motto"], size=13, bold=True)
    _rule(right, of=WIDTH - LEFT, long=59)
    _centred(right, words["place_and_date"], size=13, italic=True, before=6)


def _title(paper: Any, words: dict[str, Any]) -> None:
    _centred(paper, words["title"], size=14, bold=True, before=18)
    _centred(paper, words["about"], size=14, bold=True)
    _centred(paper, f"({words['until']})", size=13, italic=True)
    _rule(paper, of=WIDTH, long=60)
    if words["addressee"]:
        _centred(paper, words["addressee"], size=14, before=12, after=6)


def _foot(paper: Any, words: dict[str, Any]) -> None:
    _put(paper.add_paragraph(), "", size=6)
    left, right = _two_columns(paper, left=82)
    _put(_next(left), "Nơi nhận:", size=12, bold=True, italic=True)
    for line in words["recipients"]:
        _put(_next(left), f"- {line}", size=11)
    _centred(right, words["signatory_title"], size=13, bold=True)
    _centred(right, words["signatory_name"] or " ", size=13, bold=True, before=72)


def _block(paper: Any, block: Block) -> None:
    match block["kind"]:
        case "chapter":
            heading = _put(paper.add_paragraph(), block["text"], size=13, bold=True)
            heading.paragraph_format.space_before = heading.paragraph_format.space_after = Pt(6)
            heading.paragraph_format.keep_with_next = True
        case "paragraph" | "point":
            text = f"- {block['text']}" if block["kind"] == "point" else block["text"]
            _set(_put(paper.add_paragraph(), text, size=13))
        case "appendix":
            first = _centred(paper, block["text"], size=13, bold=True)
            first.paragraph_format.page_break_before = True
            _centred(paper, block["under"], size=13, italic=True, after=6)
        case _table:
            _table_of(paper, block)


def _set(line: Paragraph) -> None:
    """Body text: both edges straight, the first line 10 mm in, 6 points between paragraphs."""
    line.alignment = WD_ALIGN_PARAGRAPH.JUSTIFY
    line.paragraph_format.first_line_indent = Mm(10)
    line.paragraph_format.space_after = Pt(6)


def _table_of(paper: Any, block: Block) -> None:
    if block["caption"]:
        caption = _centred(paper, block["caption"], size=12, italic=True, before=6, after=3)
        caption.paragraph_format.keep_with_next = True
    made = paper.add_table(rows=1, cols=len(block["titles"]))
    made.style, made.alignment, made.autofit = "Table Grid", WD_TABLE_ALIGNMENT.CENTER, False
    _widen(made, [WIDTH * width / 100 for width in block["widths"]])
    _row(made.rows[0], block["titles"], block, bold=True, is_head=True)
    repeated = OxmlElement("w:tblHeader")
    made.rows[0]._tr.get_or_add_trPr().append(repeated)
    for cells in block["rows"]:
        _row(made.add_row(), cells, block, bold=TOTAL in cells)
    _put(paper.add_paragraph(), "", size=6)


def _row(row: Any, texts: list[str], block: Block, *, bold: bool = False, is_head: bool = False) -> None:
    whole = OxmlElement("w:cantSplit")
    row._tr.get_or_add_trPr().append(whole)
    for cell, text, side in zip(row.cells, texts, block["sides"], strict=True):
        line = _put(cell.paragraphs[0], text, size=11, bold=bold)
        line.alignment = WD_ALIGN_PARAGRAPH.CENTER if is_head else SIDES[side]
        line.paragraph_format.space_before = line.paragraph_format.space_after = Pt(2)


def _two_columns(paper: Any, *, left: int = LEFT) -> Any:
    """Two cells without lines; what is put into them begins with their first paragraph."""
    made = paper.add_table(rows=1, cols=2)
    made.alignment, made.autofit = WD_TABLE_ALIGNMENT.CENTER, False
    _widen(made, [left, WIDTH - left])
    return made.rows[0].cells


def _widen(made: Any, widths: list[float]) -> None:
    """Word goes by the width of each cell, LibreOffice by that of the columns: both are told, in mm."""
    for column, width in zip(made.columns, widths, strict=True):
        column.width = Mm(width)


def _next(place: Any) -> Paragraph:
    """A new paragraph; in a cell the one that is there already, while it is empty."""
    paragraphs = place.paragraphs
    is_fresh = hasattr(place, "width") and len(paragraphs) == 1 and not paragraphs[0].runs
    found: Paragraph = paragraphs[0] if is_fresh else place.add_paragraph()
    return found


def _centred(
    place: Any, text: str, *, size: float, bold: bool = False, italic: bool = False, before: float = 0, after: float = 0
) -> Paragraph:
    line = _put(_next(place), text, size=size, bold=bold, italic=italic)
    line.alignment = WD_ALIGN_PARAGRAPH.CENTER
    line.paragraph_format.space_before, line.paragraph_format.space_after = Pt(before), Pt(after)
    return line


def _put(line: Paragraph, text: str, *, size: float, bold: bool = False, italic: bool = False) -> Paragraph:
    run = line.add_run(text)
    run.font.size, run.bold, run.italic = Pt(size), bold, italic
    return line


def _rule(place: Any, *, of: float, long: float) -> None:
    """A line `long` mm in the middle of `of` mm: the lower edge of an empty paragraph."""
    line = _put(_next(place), "", size=2)
    line.paragraph_format.left_indent = line.paragraph_format.right_indent = Mm((of - long) / 2 - 2)
    edge = OxmlElement("w:bottom")
    for name, value in (("val", "single"), ("sz", "6"), ("space", "0"), ("color", "000000")):
        edge.set(qn(f"w:{name}"), value)
    borders = OxmlElement("w:pBdr")
    borders.append(edge)
    line._p.get_or_add_pPr().append(borders)
