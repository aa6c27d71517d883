"""What a design says around the words of a person: sentences with named fields.

"{khoa_hoc}" stands for the course. A part in square brackets is left out when a field in it is empty:
"{thoi_gian}[, kết quả {diem}]" says nothing of a result where there is none.
"""

import re
from collections.abc import Mapping
from dataclasses import asdict, dataclass, fields
from typing import Any, Self

from django.utils.translation import gettext as _

FIELDS = {
    "ho_ten": "họ và tên",
    "chuc_vu": "vị trí việc làm và cơ quan, để trống với người dân",
    "khoa_hoc": "tên khóa học",
    "don_vi": "tên đầy đủ của đơn vị cấp",
    "nguoi_chung_nhan": "chức vụ người ký và đơn vị cấp",
    "ten_giay": "GIẤY CHỨNG NHẬN, hoặc CHỨNG CHỈ khi đơn vị được phép",
    "ngay_hoan_thanh": "ngày hoàn thành, 06/03/2026",
    "thoi_gian": "từ ngày … đến ngày …",
    "diem": "kết quả bài kiểm tra, 88%; để trống khi khóa học không có",
    "bac": "bậc 5 trên 8; để trống khi khóa học không có bậc",
    "so": "số của giấy",
    "hieu_luc": "ngày hết giá trị, 06/03/2028; để trống khi không có hạn",
    "dia_danh": "nơi cấp",
}
_FIELD = re.compile(r"\{([^{}]*)\}")
_OPTIONAL = re.compile(r"\[([^\[\]]*)\]")


class TextNotUsable(Exception):
    """A text names a field that does not exist, or its brackets do not match."""


@dataclass(frozen=True, kw_only=True)
class Texts:
    """The sentences of a design, top to bottom. `national`: head with Quốc hiệu and Tiêu ngữ (Nghị định 30/2020/NĐ-CP);
    without it `banner` and `slogan` stand there. An empty signatory is the issuer's."""

    national: bool = True
    banner: str = ""
    slogan: str = ""
    title: str = "{ten_giay}"
    subtitle: str = "HOÀN THÀNH KHÓA HỌC"
    certifier: str = "{nguoi_chung_nhan} chứng nhận"
    post: str = "{chuc_vu}"
    done: str = "đã hoàn thành khóa học"
    period: str = "{thoi_gian}[, kết quả {diem}]"
    closing: str = ""
    signatory_title: str = ""
    signatory_name: str = ""

    @classmethod
    def from_json(cls, data: dict[str, Any]) -> Self:
        known = {field.name for field in fields(cls)}
        return cls(**{name: value for name, value in data.items() if name in known})

    def to_json(self) -> dict[str, Any]:
        return asdict(self)


# These are drawn with the design itself and signed by whoever signs: they are the same on each of its papers.
WITHOUT_FIELDS = ("banner", "slogan", "signatory_title", "signatory_name")


def fill(text: str, values: Mapping[str, str]) -> str:
    """`text` with its fields filled in; parts in brackets with an empty field are left out.

    The text was checked when the design was saved (`refuse_unusable`).
    """

    def optional(part: re.Match[str]) -> str:
        return part[1] if all(values[name] for name in _FIELD.findall(part[1])) else ""

    # Fields last and in one pass, so that brackets and braces in a name are only signs.
    return _FIELD.sub(lambda field: values[field[1]], _OPTIONAL.sub(optional, text))


def refuse_unusable(text: str, *, fields_allowed: bool = True) -> None:
    """Raise TextNotUsable when `text` names a field that there is not, or a bracket stands alone."""
    allowed = FIELDS if fields_allowed else {}
    for name in _FIELD.findall(text):
        if name not in allowed:
            if not fields_allowed:
                raise TextNotUsable(_("“{%(name)s}”: no field can stand here.") % {"name": name})
            raise TextNotUsable(
                _("There is no field “{%(name)s}”. There are: %(names)s.")
                % {"name": name, "names": ", ".join(f"{{{known}}}" for known in FIELDS)}
            )
    left = _OPTIONAL.sub("", _FIELD.sub("", text))
    for sign in "{}[]":
        if sign in left:
            raise TextNotUsable(_("“%(sign)s” stands alone: each bracket needs its other half.") % {"sign": sign})
