"""What an officer types around a report: who writes it, to whom, who signs. Layout: Nghị định 30/2020/NĐ-CP, Điều 8."""

import datetime as dt
from dataclasses import asdict, dataclass
from typing import Any, Self

from accounts.models import User
from certificates.models import Issuer
from workforce.employing import employment_of
from workforce.models import Agency

_SMALL_WORDS = {"và", "của", "các", "về"}
PEOPLES_COMMITTEE = ("ủy ban nhân dân", "uỷ ban nhân dân", "ubnd")


@dataclass(frozen=True, kw_only=True)
class Head:
    """The typed parts. `parent_line`: the body above, may be empty; `recipients`: one in a line."""

    parent_line: str
    name_line: str
    symbol: str
    number: str
    place: str
    addressee: str
    remarks: str
    proposals: str
    recipients: str
    signatory_title: str
    signatory_name: str

    def to_json(self) -> dict[str, Any]:
        return asdict(self)

    @classmethod
    def from_json(cls, data: dict[str, Any]) -> Self:
        return cls(**data)


def usual_head(agency: Agency, *, by: User, day: dt.date) -> Head:
    """What stands in the form before anything is typed: written by the agency where `by` works, else by `agency`."""
    job = employment_of(by, day)
    writer = job.agency if job else agency
    above = writer.get_parent()
    issuer = Issuer.objects.filter(agency__in=[writer, *([above] if above else [])]).order_by("pk").first()
    root = Agency.get_first_root_node() if above else writer
    return Head(
        parent_line=above.name.upper() if above else "",
        name_line=full_name_of(writer.name).upper(),
        symbol=symbol_of(writer.name),
        number="",
        place=issuer.place if issuer else place_of(writer, root),
        addressee=full_name_of(above.name) if above else "",
        remarks="",
        proposals="",
        recipients="Như trên;\nLưu: VT.",
        signatory_title="Thủ trưởng đơn vị",
        signatory_name="",
    )


def full_name_of(name: str) -> str:
    """ "Ủy ban nhân dân xã Đồng Đăng" for "UBND xã Đồng Đăng"."""
    return name.replace("UBND", "Ủy ban nhân dân", 1) if name.startswith("UBND") else name


def symbol_of(name: str) -> str:
    """The letters behind "BC-": UBND, or the first letters: SKHCN for Sở Khoa học và Công nghệ."""
    if name.lower().startswith(PEOPLES_COMMITTEE):
        return "UBND"
    return "".join(word[0].upper() for word in name.split() if word.lower() not in _SMALL_WORDS and word[0].isalpha())


def place_of(writer: Agency, root: Agency | None) -> str:
    """Where it is dated: the commune itself, else the province."""
    for name in (writer.name, root.name if root else ""):
        for kind in (" xã ", " phường ", " tỉnh "):
            if kind in name:
                return name.split(kind, 1)[1]
    return writer.name
