"""The report as a workbook: the figures with native charts, each agency, the road so far, and the people by name."""

import datetime as dt
import io
from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import Any

from openpyxl import Workbook
from openpyxl.chart import BarChart, LineChart, Reference
from openpyxl.chart.label import DataLabelList

from coverage.counting import people
from coverage.models import Target
from coverage.reporting.figures import Figures, Period
from kit.spreadsheets import Column, Value, add_sheet

TALLEST = 25  # agencies that a chart can name; all of them stand in the table
INDIGO, ANISE = "3D4FA3", "B5532A"
PERSON = [
    Column("Họ và tên", 42),
    Column("Tên đăng nhập", 20),
    Column("Vị trí việc làm", 28),
    Column("Đơn vị", 60),
    Column("Đã đạt", 10),
    Column("Ngày đạt", 14),
    Column("Số giấy", 26),
]


def make_xlsx(
    figures: Figures,
    words: dict[str, Any],
    period: Period,
    targets: Sequence[Target],
    *,
    with_people: bool,
    told: Callable[[int], None] = lambda _done: None,
) -> bytes:
    """The workbook; text never becomes a formula. `told` hears how many lists of people are written."""
    book = Workbook(write_only=True)
    book.properties.title = words["about"]
    book.properties.creator = words["name_line"]
    wording = {target.code: target.verbatim for target in targets}
    _summary(book, figures, wording)
    for each in figures["targets"]:
        _agencies(book, each)
        _road(book, each)
    if with_people:
        for done, target in enumerate(targets, start=1):
            add_sheet(book, f"Người {target.code}", PERSON, _people(target, period))
            told(done)
    _about(book, words, period)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def _summary(book: Any, figures: Figures, wording: dict[str, str]) -> None:
    columns = [
        Column("Chỉ tiêu", 16),
        Column("Câu trong kế hoạch", 70),
        Column("Thuộc diện", 12),
        Column("Đã đạt", 12),
        Column("Tỷ lệ (%)", 12),
        Column("Mục tiêu (%)", 12),
        Column("Thời hạn", 14),
    ]
    rows: list[list[Value]] = [
        [
            each["code"],
            wording.get(each["code"], ""),
            each["population"],
            each["achieved"],
            percent(each["achieved"], each["population"]),
            each["percent"],
            dt.date.fromisoformat(each["deadline"]) if each["deadline"] else None,
        ]
        for each in figures["targets"]
    ]
    sheet = add_sheet(book, "Tổng hợp", columns, rows)
    if rows:
        _add_bars(sheet, rows=len(rows), labels=1, values=(5, 6), title="Tỷ lệ đạt so với mục tiêu (%)", at="I2")


def _agencies(book: Any, each: dict[str, Any]) -> None:
    columns = [
        Column("Đơn vị", 44),
        Column("Mã", 12),
        Column("Thuộc diện", 12),
        Column("Đã đạt", 12),
        Column("Tỷ lệ (%)", 12),
        Column("Mục tiêu (%)", 12),
    ]
    low_first = sorted(each["agencies"], key=lambda row: (row[3] / row[2] if row[2] else 1, row[1]))
    rows = [
        [name, code, whole, achieved, percent(achieved, whole), each["percent"]]
        for code, name, whole, achieved in low_first
    ]
    sheet = add_sheet(book, f"Đơn vị {each['code']}", columns, rows)
    if rows:
        title = f"{each['code']}: đơn vị có tỷ lệ thấp nhất (%), mục tiêu {each['percent']}%"
        _add_bars(sheet, rows=min(len(rows), TALLEST), labels=1, values=(5,), title=title, at="H2")


def _road(book: Any, each: dict[str, Any]) -> None:
    columns = [
        Column("Đến hết ngày", 16),
        Column("Thuộc diện", 12),
        Column("Đã đạt", 12),
        Column("Tỷ lệ (%)", 12),
        Column("Mục tiêu (%)", 12),
    ]
    in_agencies = each["unit"] == Target.Unit.AGENCIES
    required = 100 if in_agencies else each["percent"]
    rows = [
        [f"{on[8:]}/{on[5:7]}/{on[:4]}", whole, done, percent(done, whole), required]
        for on, whole, done in each["history"]
    ]
    sheet = add_sheet(book, f"Diễn biến {each['code']}", columns, rows)
    chart = LineChart()
    chart.title, chart.width, chart.height = f"{each['code']}: tỷ lệ đạt qua thời gian (%)", 22, 11
    chart.y_axis.scaling.min, chart.y_axis.scaling.max = 0, 100
    chart.x_axis.delete = chart.y_axis.delete = False
    _fill(chart, sheet, rows=len(rows), labels=1, values=(4, 5))
    sheet.add_chart(chart, "G2")


def _add_bars(sheet: Any, *, rows: int, labels: int, values: tuple[int, ...], title: str, at: str) -> None:
    """What was achieved beside what is asked, lying bars, the first row at the top."""
    chart = BarChart()
    chart.type, chart.title, chart.gapWidth = "bar", title, 60
    chart.width, chart.height = 24, max(8.0, 3.5 + 0.9 * rows)
    chart.y_axis.scaling.min, chart.y_axis.scaling.max = 0, 100
    chart.x_axis.scaling.orientation = "maxMin"
    chart.x_axis.delete = chart.y_axis.delete = False
    _fill(chart, sheet, rows=rows, labels=labels, values=values)
    chart.series[0].dLbls = DataLabelList(showVal=True)
    for name in ("showSerName", "showCatName", "showLegendKey", "showPercent"):
        setattr(chart.series[0].dLbls, name, False)
    sheet.add_chart(chart, at)


def _fill(chart: Any, sheet: Any, *, rows: int, labels: int, values: tuple[int, ...]) -> None:
    for column in values:
        chart.add_data(Reference(sheet, min_col=column, min_row=1, max_row=rows + 1), titles_from_data=True)
    chart.set_categories(Reference(sheet, min_col=labels, min_row=2, max_row=rows + 1))
    if len(values) > 1:
        chart.legend.position = "b"
    else:
        chart.legend = None
    for series, colour in zip(chart.series, (INDIGO, ANISE), strict=False):
        series.graphicalProperties.solidFill = series.graphicalProperties.line.solidFill = colour
        if isinstance(chart, LineChart):
            series.smooth = False


def _people(target: Target, period: Period) -> Iterator[list[Value]]:
    """A row for each person behind the figure, read as they are written; by name."""
    listed: Any = people(target, day=period.day, agency=period.agency)
    rows = listed.values_list(
        "person__full_name",
        "person__username",
        "position__name",
        "agency__name",
        "achieved",
        "achieved_on",
        "number",
    )
    for name, username, position, agency, achieved, on, number in rows.iterator(chunk_size=2000):
        yield [name, username, position, agency, "có" if achieved else "chưa", on, number]


def _about(book: Any, words: dict[str, Any], period: Period) -> None:
    rows: Iterable[list[Value]] = [
        ["Báo cáo", words["about"]],
        ["Phạm vi", period.agency.name],
        ["Từ hết ngày", period.since],
        ["Đến hết ngày", period.day],
        ["Số liệu", words["until"]],
    ]
    add_sheet(book, "Về báo cáo này", [Column("", 24), Column("", 80)], rows)


def percent(achieved: int, whole: int) -> float | None:
    """With one digit, as a number that charts draw; None where nobody is counted."""
    return round(100 * achieved / whole, 1) if whole else None
