"""A report as it stands on paper: paragraphs and tables in order, kept as JSON, drawn by DOCX, PDF and the screen."""

from collections.abc import Sequence
from typing import Any, Literal

Block = dict[str, Any]
TOTAL = "Tổng số"  # the row that begins so is a sum
Side = Literal["left", "center", "right"]
# Title, width in hundredths of the page, and where its cells stand.
Columns = list[tuple[str, int, Side]]


def chapter(text: str) -> Block:
    return {"kind": "chapter", "text": text}


def paragraph(text: str) -> Block:
    return {"kind": "paragraph", "text": text}


def point(text: str) -> Block:
    """An item of a list, which begins with a hyphen."""
    return {"kind": "point", "text": text}


def appendix(title: str, under: str) -> Block:
    """Begins a page."""
    return {"kind": "appendix", "text": title, "under": under}


def table(columns: Columns, rows: Sequence[Sequence[str]], *, caption: str = "", label: str = "") -> Block:
    """Cells are text as printed. `label` names a table that has no caption, for those who hear the page."""
    return {
        "kind": "table",
        "caption": caption,
        "label": caption or label,
        "titles": [title for title, _width, _side in columns],
        "widths": [width for _title, width, _side in columns],
        "sides": [side for _title, _width, side in columns],
        "rows": [list(row) for row in rows],
    }
