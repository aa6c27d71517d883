"""The words of a paper, frozen at the moment it is issued.

A paper speaks Vietnamese whatever the language of the screen, so its sentences stand here and
not in the translations. Layout of the head and form of dates: Nghị định 30/2020/NĐ-CP.
"""

import datetime as dt
import unicodedata
from dataclasses import asdict, dataclass, fields
from typing import Any, NamedTuple, Self
from urllib.parse import urlsplit

from django.conf import settings
from django.utils.translation import gettext as _

from certificates.rules import VIETNAM, last_valid_day
from certificates.texts import Texts, fill
from kit.text import nfc

COUNTRY = "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM"
MOTTO = "Độc lập - Tự do - Hạnh phúc"
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

    First what is the same on all papers of a design, then what is said of this one.
    `level`, `scale` and `issuer` are kept beside the printed words for the sign of eight petals
    and for the page that answers whether the paper is real.
    """

    version: int = 2
    country: str
    motto: str
    banner: str = ""
    slogan: str = ""
    sample: str
    parent_line: str
    name_line: str
    level_words: str
    title: str
    subtitle: str
    certifier: str
    holder: str
    post: str
    done: str
    course: str
    period: str
    closing: str = ""
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
        return [*self.same_on_all(), *self.own()]

    def heading(self) -> "Heading":
        return Heading(self.country, self.motto, self.banner, self.slogan)

    def same_on_all(self) -> list[str]:
        """What all papers of a design say."""
        return [word for word in self.heading() if word]

    def own(self) -> list[str]:
        """What this paper says."""
        return [word for name in _OWN if (word := getattr(self, name))]


class Heading(NamedTuple):
    """Quốc hiệu and Tiêu ngữ, or a banner and its slogan: the words that stand on the blank itself."""

    country: str
    motto: str
    banner: str
    slogan: str


_NOT_OWN = {"version", "issuer", "level", "scale", *Heading._fields}
_OWN = tuple(field.name for field in fields(Words) if field.name not in _NOT_OWN)


def put_into_words(facts: Facts, texts: Texts = Texts()) -> Words:  # noqa: B008 - a frozen value
    """The frozen words of `facts`, in the sentences of a design. Raises CannotPrint."""
    local = facts.issued_at.astimezone(VIETNAM)
    values = _values(facts)
    words = {
        "country": COUNTRY if texts.national else "",
        "motto": MOTTO if texts.national else "",
        "banner": "" if texts.national else texts.banner,
        "slogan": "" if texts.national else texts.slogan,
        "sample": SAMPLE if facts.is_sample else "",
        "parent_line": facts.parent_line,
        "name_line": facts.name_line,
        "level_words": values["bac"],
        "title": fill(texts.title, values),
        "subtitle": fill(texts.subtitle, values),
        "certifier": fill(texts.certifier, values),
        "holder": facts.holder,
        "post": fill(texts.post, values),
        "done": fill(texts.done, values),
        "course": facts.course,
        "period": fill(texts.period, values),
        "closing": fill(texts.closing, values),
        "replaces": f"Thay cho giấy số {facts.replaces_number}" if facts.replaces_number else "",
        "number": f"Số: {facts.number}",
        "valid_until": f"Có giá trị đến hết ngày {last_valid_day(facts.expires_on):%d/%m/%Y}"
        if facts.expires_on
        else "",
        "check_at": f"Kiểm tra tại {urlsplit(settings.BASE_URL).netloc}/kiem-tra",
        "check_code": in_groups(facts.code),
        "scan": SCAN,
        "place_and_date": place_and_date(facts.place, local.date()),
        "signatory_title": (texts.signatory_title or facts.signatory_title).upper(),
        "signed": SIGNED,
        "signed_by": facts.issuer,
        "signed_when": f"{local:%H:%M} ngày {local:%d/%m/%Y}",
        "signatory_name": texts.signatory_name or facts.signatory_name,
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


def _values(facts: Facts) -> dict[str, str]:
    """What stands for each field of `certificates.texts.FIELDS`."""
    last_day = last_valid_day(facts.expires_on) if facts.expires_on else None
    return {
        "ho_ten": facts.holder,
        "chuc_vu": facts.post,
        "khoa_hoc": facts.course,
        "don_vi": facts.issuer,
        "nguoi_chung_nhan": _certifier(facts),
        "ten_giay": "CHỨNG CHỈ" if facts.is_chung_chi else "GIẤY CHỨNG NHẬN",
        "ngay_hoan_thanh": f"{facts.completed_on:%d/%m/%Y}",
        "thoi_gian": _period(facts),
        "diem": "" if facts.score_percent is None else f"{facts.score_percent}%",
        "bac": f"bậc {facts.level} trên {facts.scale}" if facts.level else "",
        "so": facts.number,
        "hieu_luc": f"{last_day:%d/%m/%Y}" if last_day else "",
        "dia_danh": facts.place,
    }


def _certifier(facts: Facts) -> str:
    """ "Giám đốc Sở …"; only the body where somebody signs for the head ("KT. Giám đốc")."""
    return facts.issuer if "." in facts.signatory_title else f"{facts.signatory_title} {facts.issuer}"


def _period(facts: Facts) -> str:
    if facts.started_on == facts.completed_on:
        return f"ngày {facts.completed_on:%d/%m/%Y}"
    return f"từ ngày {facts.started_on:%d/%m/%Y} đến ngày {facts.completed_on:%d/%m/%Y}"
