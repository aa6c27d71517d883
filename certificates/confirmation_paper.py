"""The words and the sheet of a "giấy xác nhận". Vietnamese whatever the language of the screen, as all papers are.

Layout after Nghị định 30/2020/NĐ-CP, Phụ lục I: portrait A4, the body on the left, the country on the right.
"""

import datetime as dt
from dataclasses import asdict, dataclass, fields
from typing import Any

from django.template.loader import render_to_string
from reportlab.lib.colors import HexColor
from reportlab.pdfgen.canvas import Canvas

from certificates.models import Confirmation
from certificates.rendering import CannotRender, check_address, refuse_difference, refuse_missing_glyphs
from certificates.rules import VIETNAM, last_valid_day, local_day
from certificates.words import (
    COUNTRY,
    MOTTO,
    NO_LEGAL_VALUE,
    SIGNED,
    Words,
    in_groups,
    place_and_date,
    refuse_unprintable,
)
from kit.pdf import CannotMakePdf, html_to_pdf, register_fonts
from kit.qr import QrShape, qr_shape
from kit.text import nfc

TEMPLATE = "certificates/pdf/confirmation.html"
TITLE = "GIẤY XÁC NHẬN"
SUBTITLE = "Về việc đã cấp giấy chứng nhận"
SCAN = "Quét mã để xem giấy đã cấp còn giá trị hay không."
HAPPENED = {
    Confirmation.Reason.LOST: "đã bị mất",
    Confirmation.Reason.DAMAGED: "đã bị hư hỏng",
}
# Where the QR code stands, in points on a portrait A4 from the bottom left: its corner and its side.
QR_LEFT, QR_BOTTOM, QR_SIDE = 85.0, 96.0, 84.0


@dataclass(frozen=True, kw_only=True)
class ConfirmationFacts:
    """What a confirmation is about, before it is put into words. `code` is that of the paper it confirms."""

    original: Words
    original_number: str
    original_issued_on: dt.date
    original_expires_on: dt.date | None
    code: str
    reason: str
    parent_line: str
    name_line: str
    place: str
    signatory_title: str
    signatory_name: str
    number: str
    issued_at: dt.datetime
    has_legal_value: bool


@dataclass(frozen=True, kw_only=True)
class ConfirmationWords:
    """Every word on the sheet, as printed, in the order in which it is drawn. An empty word is not printed."""

    parent_line: str
    name_line: str
    number: str
    country: str
    motto: str
    place_and_date: str
    title: str
    subtitle: str
    confirms: str
    holder_label: str
    holder: str
    paper_label: str
    paper: str
    number_label: str
    paper_number: str
    issued_label: str
    issued: str
    result_label: str
    result: str
    validity_label: str
    validity: str
    standing: str
    same_value: str
    scan: str
    code: str
    signatory_title: str
    signed: str
    signed_by: str
    signed_when: str
    signatory_name: str
    note: str

    def to_json(self) -> dict[str, Any]:
        return asdict(self)

    def printed(self) -> list[str]:
        values = (getattr(self, field.name) for field in fields(self))
        return [value for value in values if value]


def put_confirmation_into_words(facts: ConfirmationFacts) -> ConfirmationWords:
    """The frozen words of a confirmation. Raises certificates.words.CannotPrint."""
    local = facts.issued_at.astimezone(VIETNAM)
    original = facts.original
    kind = original.title.lower()
    words = {
        "parent_line": facts.parent_line,
        "name_line": facts.name_line,
        "number": f"Số: {facts.number}",
        "country": COUNTRY,
        "motto": MOTTO,
        "place_and_date": place_and_date(facts.place, local.date()),
        "title": TITLE,
        "subtitle": SUBTITLE.replace("giấy chứng nhận", kind),
        "confirms": f"Căn cứ sổ cấp {kind}, {original.issuer} xác nhận:",
        "holder_label": "Họ và tên:",
        "holder": original.holder,
        "paper_label": "Đã được cấp:",
        "paper": f"{kind.capitalize()} hoàn thành khóa học “{original.course}”",
        "number_label": "Số:",
        "paper_number": facts.original_number,
        "issued_label": "Ngày cấp:",
        "issued": f"{facts.original_issued_on:%d/%m/%Y}",
        "result_label": "Học:",
        "result": original.period,
        "validity_label": "Giá trị:",
        "validity": _validity(facts.original_expires_on, local_day(facts.issued_at)),
        "standing": f"Đến ngày {local:%d/%m/%Y}, theo sổ, giấy này không bị thu hồi và không bị thay thế.",
        "same_value": f"Người học báo bản đã cấp {HAPPENED[Confirmation.Reason(facts.reason)]}. "
        "Giấy xác nhận này dùng thay cho bản đó, trong thời hạn nêu trên.",
        "scan": SCAN,
        "code": in_groups(facts.code),
        "signatory_title": facts.signatory_title.upper(),
        "signed": SIGNED,
        "signed_by": original.issuer,
        "signed_when": f"{local:%H:%M} ngày {local:%d/%m/%Y}",
        "signatory_name": facts.signatory_name,
        "note": "" if facts.has_legal_value else NO_LEGAL_VALUE,
    }
    words = {name: nfc(word) for name, word in words.items()}
    for word in words.values():
        refuse_unprintable(word)
    return ConfirmationWords(**words)


def make_confirmation_pdf(words: ConfirmationWords, *, code: str) -> bytes:
    """The sheet of `words`, with the address of the confirmed paper's page in its QR code; read back and compared.

    Raises CannotRender, kit.pdf.FontsMissing.
    """
    register_fonts()
    refuse_missing_glyphs(words)
    shape = qr_shape(check_address(code))
    try:
        html = render_to_string(TEMPLATE, {"words": words})
        pdf = html_to_pdf(html, title=f"{TITLE} {words.number}", paint=lambda canvas: _paint_qr(canvas, shape))
    except CannotMakePdf as error:
        raise CannotRender(str(error)) from error
    refuse_difference(pdf, words)
    return pdf


def _validity(expires_on: dt.date | None, day: dt.date) -> str:
    if expires_on is None:
        return "không thời hạn"
    over = " (đã hết)" if expires_on <= day else ""
    return f"đến hết ngày {last_valid_day(expires_on):%d/%m/%Y}{over}"


def _paint_qr(canvas: Canvas, shape: QrShape) -> None:
    module = QR_SIDE / shape.size
    path = canvas.beginPath()
    for column, row, length in shape.bars:
        path.rect(QR_LEFT + column * module, QR_BOTTOM + QR_SIDE - (row + 1) * module, length * module, module)
    canvas.setFillColor(HexColor("#1b2030"))
    canvas.drawPath(path, stroke=0, fill=1)
