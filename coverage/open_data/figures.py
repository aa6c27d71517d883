"""What is published: each open target at the end of the last whole month, in total and by agency.

Months that are over, and no day of choice: who could ask for every day would see each person come and go.
"""

import datetime as dt
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.core.cache import cache

from coverage.counting import Count, counts_of
from coverage.months import month_end
from coverage.open_data.hiding import Row, Shown, hide_the_few
from coverage.reporting.figures import targets_of
from coverage.reporting.numbers import percent
from workforce.models import Agency

LICENCE = "CC BY 4.0"
LICENCE_URL = "https://creativecommons.org/licenses/by/4.0/deed.vi"
# Name of a column, what it holds, and its type: in Vietnamese, as the data are.
DICTIONARY = [
    ("chi_tieu", "Mã chỉ tiêu", "chuỗi"),
    ("ke_hoach", "Kế hoạch đặt ra chỉ tiêu", "chuỗi"),
    ("cau_chu", "Nguyên văn chỉ tiêu trong kế hoạch", "chuỗi"),
    ("muc_tieu", "Tỷ lệ phải đạt, phần trăm", "số nguyên"),
    ("thoi_han", "Ngày phải đạt", "ngày"),
    ("ngay", "Số liệu tính đến hết ngày này", "ngày"),
    ("ma_don_vi", "Mã đơn vị; để trống là toàn tỉnh", "chuỗi"),
    ("don_vi", "Tên đơn vị", "chuỗi"),
    ("thuoc_dien", "Số người thuộc diện; để trống là được ẩn", "số nguyên"),
    ("da_dat", "Số người đã đạt; để trống là được ẩn", "số nguyên"),
    ("ty_le", "Tỷ lệ đạt, phần trăm; để trống là được ẩn", "số"),
]


@dataclass(frozen=True, kw_only=True)
class PublicTarget:
    """One target as everyone may see it; people are counted, whatever the unit of the target."""

    code: str
    document: str
    verbatim: str
    percent: int
    deadline: dt.date | None
    total: Shown
    rows: list[Shown]

    @property
    def hidden(self) -> int:
        """How many agencies have a number hidden."""
        return sum(row.population is None or row.achieved is None for row in self.rows)


@dataclass(frozen=True, kw_only=True)
class OpenData:
    day: dt.date
    province: str
    targets: list[PublicTarget]


def published(*, today: dt.date) -> OpenData:
    """What is published on `today`; kept ready for settings.OPEN_DATA_SECONDS."""
    day = month_end(today, 1)
    key = f"open-data:{day}:{settings.OPEN_DATA_LEAST}"
    found: OpenData | None = cache.get(key)
    if found is None:
        found = gather_open_data(day)
        cache.set(key, found, settings.OPEN_DATA_SECONDS)
    return found


def gather_open_data(day: dt.date) -> OpenData:
    """The figures of `day`. One query for all targets, and some for the targets themselves."""
    root = Agency.get_first_root_node()
    counted = counts_of(targets_of(day), day=day)
    return OpenData(day=day, province=root.name if root else "", targets=[_public(one) for one in counted])


def _public(counted: Count) -> PublicTarget:
    target = counted.target
    rows = [Row(row.code, row.name, row.population, row.achieved) for row in counted.rows]
    total, shown = hide_the_few(rows, least=settings.OPEN_DATA_LEAST)
    return PublicTarget(
        code=target.code,
        document=target.document,
        verbatim=target.verbatim,
        percent=target.percent or 0,
        deadline=target.deadline,
        total=total,
        rows=shown,
    )


def table_of(data: OpenData) -> list[dict[str, Any]]:
    """Flat rows by the names of DICTIONARY: for each target the province first, then its agencies."""
    return [
        {
            "chi_tieu": target.code,
            "ke_hoach": target.document,
            "cau_chu": target.verbatim,
            "muc_tieu": target.percent,
            "thoi_han": target.deadline.isoformat() if target.deadline else None,
            "ngay": data.day.isoformat(),
            "ma_don_vi": row.code,
            "don_vi": row.name or data.province,
            "thuoc_dien": row.population,
            "da_dat": row.achieved,
            "ty_le": share_of(row),
        }
        for target in data.targets
        for row in (target.total, *target.rows)
    ]


def share_of(row: Shown) -> float | None:
    if row.population is None or row.achieved is None or not row.population:
        return None
    return float(percent(row.achieved, row.population).removesuffix("%").replace(",", "."))


def as_json(data: OpenData) -> dict[str, Any]:
    """The whole file: where it comes from, under which licence, what its columns mean, and the rows."""
    return {
        "ten": "Chỉ tiêu đào tạo kỹ năng số theo đơn vị",
        "co_quan": data.province,
        "giay_phep": {"ten": LICENCE, "dia_chi": LICENCE_URL},
        "so_lieu_den_ngay": data.day.isoformat(),
        "an_nhom_duoi": settings.OPEN_DATA_LEAST,
        "tu_dien": [{"cot": name, "y_nghia": meaning, "kieu": kind} for name, meaning, kind in DICTIONARY],
        "du_lieu": table_of(data),
    }
