"""The words of a paper, frozen at the moment it is issued.

A paper speaks Vietnamese whatever the language of the screen, so its sentences stand here and
not in the translations. Layout of the head and form of dates: Nghị định 30/2020/NĐ-CP.
"""

import datetime as dt
import unicodedata
from dataclasses import asdict, dataclass, fields
from typing import Any, Self
from urllib.parse import urlsplit

from django.conf import settings
from django.utils.translation import gettext as _

from certificates.rules import VIETNAM, last_valid_day
from kit.text import nfc

COUNTRY = "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM"
MOTTO = "Độc lập - Tự do - Hạnh phúc"
SUBTITLE = "HOÀN THÀNH KHÓA HỌC"
DONE = "đã hoàn thành khóa học"
SIGNED = "ĐÃ KÝ SỐ"
SCAN = "hoặc quét mã QR bằng điện thoại"
NO_LEGAL_VALUE = "Chữ ký số thử nghiệm: cho biết giấy có bị sửa hay không, không có giá trị pháp lý."
SAMPLE = "MẪU"

# Control, format (direction, zero width), surrogate, private, unassigned; and marks that NFC could not join.
_UNPRINTABLE = {"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp", "Mn", "Mc", "Me"}


class CannotPrint(Exception):
    """A word holds something that must not or cannot stand on a paper."""


@dataclass(frozen=True, kw_only=True)
class Facts:
    """What a paper is about, before it is put into words. `level` of `scale`; 0: no level is stated."""

    holder: str
    post: str
    course: str
    started_on: dt.date
    completed_on: dt.date
    score_percent: int | None
    level: int
    scale: int
    parent_line: str
    name_line: str
    issuer: str
    place: str
    signatory_title: str
    signatory_name: str
    is_chung_chi: bool
    number: str
    code: str
    issued_at: dt.datetime
    expires_on: dt.date | None
    replaces_number: str
    has_legal_value: bool
    is_sample: bool = False


@dataclass(frozen=True, kw_only=True)
class Words:
    """Every word on the paper, as printed, in Unicode NFC. An empty word is not printed.

    `level`, `scale` and `issuer` are kept beside the printed words for the sign of eight petals
    and for the page that answers whether the paper is real.
    """

    version: int = 1
    sample: str
    parent_line: str
    name_line: str
    country: str
    motto: str
    level_words: str
    title: str
    subtitle: str
    certifier: str
    holder: str
    post: str
    done: str
    course: str
    period: str
    number: str
    replaces: str
    valid_until: str
    check_at: str
    check_code: str
    scan: str
    place_and_date: str
    signatory_title: str
    signed: str
    signed_by: str
    signed_when: str
    signatory_name: str
    note: str
    issuer: str
    level: int
    scale: int

    @classmethod
    def from_json(cls, data: dict[str, Any]) -> Self:
        """The words kept in a register row; a word of a later version is left out."""
        known = {field.name for field in fields(cls)}
        return cls(**{name: value for name, value in data.items() if name in known})

    def to_json(self) -> dict[str, Any]:
        return asdict(self)

    def printed(self) -> list[str]:
        """The words that stand on the paper, in the order in which they are drawn."""
        unprinted = {"version", "issuer", "level", "scale"}
        values = (getattr(self, field.name) for field in fields(self) if field.name not in unprinted)
        return [value for value in values if value]


def put_into_words(facts: Facts) -> Words:
    """The frozen words of `facts`. Raises CannotPrint."""
    local = facts.issued_at.astimezone(VIETNAM)
    words = {
        "sample": SAMPLE if facts.is_sample else "",
        "parent_line": facts.parent_line,
        "name_line": facts.name_line,
        "country": COUNTRY,
        "motto": MOTTO,
        "level_words": f"bậc {facts.level} trên {facts.scale}" if facts.level else "",
        "title": "CHỨNG CHỈ" if facts.is_chung_chi else "GIẤY CHỨNG NHẬN",
        "subtitle": SUBTITLE,
        "certifier": _certifier(facts),
        "holder": facts.holder,
        "post": facts.post,
        "done": DONE,
        "course": facts.course,
        "period": _period(facts),
        "replaces": f"Thay cho giấy số {facts.replaces_number}" if facts.replaces_number else "",
        "number": f"Số: {facts.number}",
        "valid_until": f"Có giá trị đến hết ngày {last_valid_day(facts.expires_on):%d/%m/%Y}"
        if facts.expires_on
        else "",
        "check_at": f"Kiểm tra tại {urlsplit(settings.BASE_URL).netloc}/kiem-tra",
        "check_code": in_groups(facts.code),
        "scan": SCAN,
        "place_and_date": place_and_date(facts.place, local.date()),
        "signatory_title": facts.signatory_title.upper(),
        "signed": SIGNED,
        "signed_by": facts.issuer,
        "signed_when": f"{local:%H:%M} ngày {local:%d/%m/%Y}",
        "signatory_name": facts.signatory_name,
        "note": "" if facts.has_legal_value else NO_LEGAL_VALUE,
        "issuer": facts.issuer,
    }
    words = {name: nfc(word) for name, word in words.items()}
    if not words["holder"]:
        raise CannotPrint(_("The person has no name to print."))
    for word in words.values():
        refuse_unprintable(word)
    return Words.from_json({**words, "level": facts.level, "scale": facts.scale})


def in_groups(code: str) -> str:
    """A code in fours, as people read it aloud: "7QF2-9KXM-…"."""
    return "-".join(code[start : start + 4] for start in range(0, len(code), 4))


def place_and_date(place: str, day: dt.date) -> str:
    """ "Lạng Sơn, ngày 05 tháng 02 năm 2026": a zero before days under 10 and months 1 and 2 (NĐ 30/2020)."""
    month = f"{day.month:02d}" if day.month <= 2 else str(day.month)
    return f"{place}, ngày {day.day:02d} tháng {month} năm {day.year}"


def refuse_unprintable(word: str) -> None:
    """Raise CannotPrint when `word` holds a control, a mark of direction, or a lone combining mark."""
    for character in word:
        if unicodedata.category(character) in _UNPRINTABLE:
            raise CannotPrint(
                _("“%(word)s” holds a character that cannot be printed: U+%(code)s.")
                % {"word": word.replace(character, "□"), "code": f"{ord(character):04X}"}
            )


def _certifier(facts: Facts) -> str:
    """ "Giám đốc Sở … chứng nhận"; only the body where somebody signs for the head ("KT. Giám đốc")."""
    who = facts.issuer if "." in facts.signatory_title else f"{facts.signatory_title} {facts.issuer}"
    return f"{who} chứng nhận"


def _period(facts: Facts) -> str:
    if facts.started_on == facts.completed_on:
        when = f"ngày {facts.completed_on:%d/%m/%Y}"
    else:
        when = f"từ ngày {facts.started_on:%d/%m/%Y} đến ngày {facts.completed_on:%d/%m/%Y}"
    return when if facts.score_percent is None else f"{when}, kết quả {facts.score_percent}%"
