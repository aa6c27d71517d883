"""The columns of a roster: what each is called, which words of other lists mean it, and which column is which."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _

from kit.text import fold

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise


@dataclass(frozen=True)
class Field:
    """`title` stands in our files, Vietnamese whoever opens them; `words` are other headings, folded."""

    name: str
    title: str
    label: "str | _StrPromise"
    words: tuple[str, ...] = ()
    width: int = 16


FIELDS = (
    Field(
        "staff_code",
        "Mã cán bộ",
        _("Staff code"),
        (
            "ma cb",
            "ma so",
            "ma nv",
            "ma nhan vien",
            "so hieu",
            "ma cbccvc",
            "ma cong chuc",
            "ma vien chuc",
            "so hieu cong chuc",
            "ma so can bo",
            "staff code",
        ),
    ),
    Field("username", "Tên đăng nhập", _("User name"), ("tai khoan", "ten tai khoan", "user name", "username"), 24),
    Field(
        "full_name",
        "Họ và tên",
        _("Full name"),
        ("ho ten", "ten day du", "ho va ten can bo", "ho ten can bo", "full name"),
        28,
    ),
    Field("family_name", "Họ và tên đệm", _("Family and middle name"), ("ho dem", "ho va dem", "ho ten dem", "ho lot")),
    Field("given_name", "Tên", _("Given name"), ("ten goi",)),
    Field(
        "birth_date",
        "Ngày sinh",
        _("Date of birth"),
        ("ngay thang nam sinh", "sinh ngay", "nam sinh", "date of birth"),
        14,
    ),
    Field(
        "email", "Thư điện tử", _("E-mail"), ("email", "e-mail", "mail", "hop thu", "dia chi email", "thu cong vu"), 30
    ),
    Field(
        "phone",
        "Điện thoại",
        _("Telephone"),
        ("so dien thoai", "sdt", "dt", "di dong", "dien thoai di dong", "mobile", "phone"),
        16,
    ),
    Field(
        "agency",
        "Mã đơn vị",
        _("Agency"),
        ("don vi", "co quan", "ten don vi", "ma co quan", "don vi cong tac", "co quan cong tac", "phong ban", "agency"),
        28,
    ),
    Field(
        "position",
        "Mã vị trí",
        _("Position"),
        ("vi tri", "vi tri viec lam", "chuc vu", "chuc danh", "ma vi tri viec lam", "position"),
        24,
    ),
    Field("category", "Loại", _("Category"), ("loai can bo", "doi tuong", "loai lao dong", "dien", "category"), 18),
    Field(
        "is_it_staff",
        "Chuyên trách CNTT",
        _("IT and digital-transformation staff"),
        ("chuyen trach cntt-cds", "chuyen trach", "cntt", "can bo cntt"),
    ),
    Field("is_leader", "Lãnh đạo", _("Leader"), ("la lanh dao", "leader")),
    Field(
        "starts_on", "Từ ngày", _("From"), ("ngay bat dau", "ngay nhan cong tac", "bat dau tu", "ngay vao", "tu"), 14
    ),
)
BY_NAME = {field.name: field for field in FIELDS}
_MEANING = {word: field.name for field in FIELDS for word in (fold(field.title), *field.words)}
# A title of ours may say that it must be filled: "Họ và tên *".
_ORNAMENT = " *:()."

Mapping_ = Mapping[str, int]


def guess(header: Sequence[str]) -> dict[str, int]:
    """Which column means what, by the words of the titles, with accents or without; the first of two wins."""
    mapping: dict[str, int] = {}
    for place, title in enumerate(header):
        name = _MEANING.get(fold(title).strip(_ORNAMENT))
        if name:
            mapping.setdefault(name, place)
    return mapping


def is_enough(mapping: Mapping_) -> bool:
    """Whether people can be read at all: a name, and something that tells one person from another."""
    has_name = "full_name" in mapping or {"family_name", "given_name"} <= set(mapping)
    return has_name and any(name in mapping for name in ("staff_code", "username", "email", "phone"))
