"""The report as a PDF: the same words in the same order as the DOCX, to read on a telephone and to keep."""

from typing import Any

from django.template.loader import render_to_string

from kit.pdf import html_to_pdf


def make_pdf(words: dict[str, Any]) -> bytes:
    """The PDF of frozen `words`. Raises kit.pdf.CannotMakePdf, FontsMissing."""
    first = next((at for at, block in enumerate(words["body"]) if block["kind"] == "appendix"), len(words["body"]))
    context = {"words": words, "body": _laid_out(words["body"][:first]), "rest": _laid_out(words["body"][first:])}
    html = render_to_string("coverage/reports/pdf.html", context)
    return html_to_pdf(html, title=f"{words['title']}: {words['about']}")


def _laid_out(blocks: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Blocks with the columns and cells of tables paired with their widths and sides, as a template needs them."""
    return [
        block
        if block["kind"] != "table"
        else {
            **block,
            "heads": list(zip(block["titles"], block["widths"], strict=True)),
            "lines": [list(zip(row, block["sides"], strict=True)) for row in block["rows"]],
        }
        for block in blocks
    ]
