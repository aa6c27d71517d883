"""The figures of a report as one long CSV for other programs: a row for each target and agency."""

from coverage.models import Target
from coverage.reporting.figures import Figures, Period
from coverage.reporting.workbook import percent
from kit.spreadsheets import Column, Table, Value, write_csv

COLUMNS = [
    Column(name)
    for name in (
        *("chi_tieu", "ma_don_vi", "don_vi", "tu_het_ngay", "den_het_ngay", "thuoc_dien", "da_dat", "ty_le"),
        *("muc_tieu", "don_vi_dem"),
    )
]


def make_csv(figures: Figures, period: Period) -> bytes:
    """Rows without an agency code are of the whole branch, in the unit of the target."""
    rows: list[list[Value]] = []
    for each in figures["targets"]:
        required = 100 if each["unit"] == Target.Unit.AGENCIES else each["percent"]
        lines = [("", period.agency.name, each["population"], each["achieved"], required, each["unit"])]
        lines += [(code, name, whole, done, each["percent"], "people") for code, name, whole, done in each["agencies"]]
        for code, name, whole, achieved, asked, unit in lines:
            share = percent(achieved, whole)
            rows.append([each["code"], code, name, period.since, period.day, whole, achieved, share, asked, unit])
    return write_csv(Table("Báo cáo", COLUMNS, rows))
