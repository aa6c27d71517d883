"""Lists of invented people, as files in many letters, and short ways to bring them."""

import datetime as dt
import io
from typing import Any

from openpyxl import Workbook

from accounts.models import User
from workforce.models import Agency, RosterImport
from workforce.roster.bringing import bring_roster, confirm, preview

HEADER = ["Mã cán bộ", "Họ và tên", "Ngày sinh", "Thư điện tử", "Điện thoại", "Mã vị trí", "Loại", "Từ ngày"]
FAMILIES = ["Nông", "Hoàng", "Lý", "Triệu", "Đàm", "Vũ", "Nguyễn", "Hứa", "Đặng", "Lương"]
GIVEN = ["Thị Ánh Nguyệt", "Văn Thịnh", "Thúy Hường", "Đức Dũng", "Mỹ Lệ", "Quốc Việt", "Thị Phượng", "Hữu Ước"]
ON = dt.date(2026, 10, 1)
NOW = dt.datetime(2026, 11, 22, 9, 0, tzinfo=dt.UTC)
DONG_DANG, THAT_KHE = "06184", "06040"


def people(count: int) -> list[list[str]]:
    """Rows of `count` people; each has a staff code with zeros, an address and a telephone number."""
    return [
        [
            f"{number:05d}",
            f"{FAMILIES[number % 10]} {GIVEN[number // 10 % 8]}",
            f"{number % 28 + 1:02d}/{number % 12 + 1:02d}/{1970 + number % 30}",
            f"nguoi{number}@example.com",
            f"0912{number:06d}",
            "chuyen-vien",
            "Công chức",
            "01/09/2026",
        ]
        for number in range(1, count + 1)
    ]


def as_csv(rows: list[list[str]], *, header: list[str] = HEADER, encoding: str = "utf-8", sign: str = ",") -> bytes:
    text = "\r\n".join(sign.join(cells) for cells in [header, *rows])
    return text.encode(encoding)


def as_xlsx(rows: list[list[Any]], *, header: list[str] = HEADER) -> bytes:
    book = Workbook()
    for cells in [header, *rows]:
        book.active.append(cells)
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


def bring(by: User, content: bytes, *, name: str = "ds.csv", agency: str = DONG_DANG, **more: Any) -> RosterImport:
    """A file of the agency, read and planned."""
    found = Agency.objects.get(code=agency)
    return preview(bring_roster(name=name, content=content, agency=found, by=by, at=NOW, **{"on": ON, **more}))


def write(roster: RosterImport, by: User, *, at: dt.datetime = NOW) -> RosterImport:
    return confirm(roster=roster, agreed=roster.plan, by=by, at=at)


def counted(roster: RosterImport) -> dict[str, int]:
    """The kinds that occur."""
    return {kind: count for kind, count in roster.counts.items() if count}


def reasons(roster: RosterImport, kind: str) -> list[tuple[int | None, str]]:
    return list(roster.rows.filter(kind=kind).order_by("place").values_list("number", "reason"))
