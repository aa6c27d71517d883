"""The words of a report, frozen when it is made. Vietnamese whatever the language of the screen, as all papers are."""

import datetime as dt
from typing import Any

from django.conf import settings
from django.utils import translation

from certificates.words import COUNTRY, MOTTO, place_and_date
from coverage.changes import Part
from coverage.counting import DayShare, total_of
from coverage.models import Target
from coverage.months import month_ends
from coverage.prospect import look_ahead
from coverage.reporting.blocks import TOTAL, Block, Columns, appendix, chapter, paragraph, point, table
from coverage.reporting.figures import Figures
from coverage.reporting.heading import Head
from coverage.reporting.numbers import change, day_of, grouped, listed, percent, signed
from coverage.reporting.periods import period_in_words
from kit.text import nfc
from workforce.models import Agency

BEHIND = 10  # agencies named in the text; all of them stand in the appendix
WHAT_HAPPENED = {
    Part.HIRED: "vào làm",
    Part.MOVED_IN: "chuyển đến",
    Part.JOINED_GROUP: "vào diện",
    Part.LEFT: "nghỉ việc",
    Part.MOVED_OUT: "chuyển đi",
    Part.LEFT_GROUP: "ra khỏi diện",
    Part.ACHIEVED: "đạt trong kỳ",
    Part.EXPIRED: "giấy hết hạn",
    Part.REVOKED: "giấy bị thu hồi",
    Part.SUSPENDED: "giấy tạm dừng hiệu lực",
    Part.LAPSED: "thôi được tính vì lý do khác",
    Part.MOVED_WITHIN: "chuyển giữa các đơn vị trong phạm vi báo cáo",
}
CATEGORIES = {
    "can_bo": "Cán bộ",
    "cong_chuc": "Công chức",
    "vien_chuc": "Viên chức",
    "nguoi_lao_dong": "Người lao động hợp đồng",
}


def put_report_into_words(
    figures: Figures,
    *,
    head: Head,
    kind: str,
    agency: Agency,
    since: dt.date,
    day: dt.date,
    targets: dict[str, Target],
    written_on: dt.date,
) -> dict[str, Any]:
    """Every sentence and cell of the report. `targets` by code, for the words of the plans."""
    with translation.override("vi"):
        body = [
            paragraph(_opening(figures, targets, agency, kind, since, day)),
            chapter("I. TÌNH HÌNH CHUNG"),
            *_staff(figures, agency, since, day),
            *_courses(figures),
            chapter("II. KẾT QUẢ THỰC HIỆN CÁC CHỈ TIÊU"),
            *_summary(figures, targets, day),
            *(block for place, each in enumerate(figures["targets"], 1) for block in _target(place, each, since, day)),
            chapter("III. DỰ BÁO VÀ ĐƠN VỊ CẦN QUAN TÂM"),
            *_outlook(figures, targets, day),
            *_typed("IV. TỒN TẠI, NGUYÊN NHÂN", head.remarks),
            *_typed(f"{'V' if head.remarks.strip() else 'IV'}. ĐỀ XUẤT, KIẾN NGHỊ", head.proposals),
            paragraph(f"Trên đây là báo cáo {period_in_words(kind, since, day)} của {agency.name}./."),
            *_appendix(figures, day),
        ]
    return {
        **{name: nfc(word) for name, word in _frame(head, kind, since, day, written_on).items()},
        "sentences": {each["code"]: targets[each["code"]].verbatim for each in figures["targets"]},
        "recipients": [nfc(line) for line in head.recipients.splitlines() if line.strip()],
        "body": body,
    }


def _frame(head: Head, kind: str, since: dt.date, day: dt.date, written_on: dt.date) -> dict[str, str]:
    """Head and foot of the document (Nghị định 30/2020/NĐ-CP, Phụ lục I)."""
    number = head.number.strip()
    padded = f"{int(number):02d}" if number.isdecimal() else number or "      "
    about = f"Kết quả thực hiện các chỉ tiêu đào tạo kỹ năng số {period_in_words(kind, since, day)}"
    return {
        "parent_line": head.parent_line,
        "name_line": head.name_line,
        "country": COUNTRY,
        "motto": MOTTO,
        "place_and_date": place_and_date(head.place, written_on),
        "title": "BÁO CÁO",
        "about": about,
        "until": f"Số liệu tính đến hết ngày {day:%d/%m/%Y}",
        "addressee": f"Kính gửi: {head.addressee}" if head.addressee.strip() else "",
        "signatory_title": head.signatory_title.upper(),
        "signatory_name": head.signatory_name,
    } | {"number": f"Số: {padded}/BC-{head.symbol}"}


def _opening(
    figures: Figures, targets: dict[str, Target], agency: Agency, kind: str, since: dt.date, day: dt.date
) -> str:
    plans = sorted({targets[each["code"]].document for each in figures["targets"] if each["code"] in targets})
    by = f"Thực hiện {listed([_plan(name) for name in plans])}, " if plans else ""
    words = f"kết quả thực hiện các chỉ tiêu đào tạo kỹ năng số {period_in_words(kind, since, day)} tại {agency.name}"
    sentence = f"{by}{words} như sau:"
    return sentence[0].upper() + sentence[1:]


def _plan(name: str) -> str:
    return name if name.lower().startswith(("kế hoạch", "nghị quyết", "quyết định")) else f"Kế hoạch số {name}"


def _staff(figures: Figures, agency: Agency, since: dt.date, day: dt.date) -> list[Block]:
    now, then = figures["staff"], figures["staff_before"]
    intro = (
        f"Đến hết ngày {day:%d/%m/%Y}, {agency.name} có {grouped(now['total'])} người đang làm việc"
        + (f" tại {grouped(now['agencies'])} đơn vị" if now["agencies"] > 1 else "")
        + f"; {change(now['total'] - then['total'])} so với ngày {since:%d/%m/%Y}."
    )
    kinds = [(name, code) for code, name in CATEGORIES.items()]
    kinds += [("Trong đó: chuyên trách CNTT, chuyển đổi số", "it_staff"), ("Trong đó: lãnh đạo", "leaders")]
    rows = [[name, grouped(then[code]), grouped(now[code]), signed(now[code] - then[code])] for name, code in kinds]
    rows.append([TOTAL, grouped(then["total"]), grouped(now["total"]), signed(now["total"] - then["total"])])
    columns: Columns = [
        ("Nhóm", 49, "left"),
        (f"{since:%d/%m/%Y}", 17, "right"),
        (f"{day:%d/%m/%Y}", 17, "right"),
        ("Tăng, giảm", 17, "right"),
    ]
    return [paragraph(intro), table(columns, rows, caption="Bảng 1. Số người đang làm việc")]


def _courses(figures: Figures) -> list[Block]:
    rows = [
        [str(place), each["title"], grouped(each["completed"]), grouped(each["people"]), grouped(each["papers"])]
        for place, each in enumerate(figures["courses"], 1)
    ]
    if not rows:
        return [paragraph("Trong kỳ chưa có người nào hoàn thành khóa học.")]
    columns: Columns = [
        ("TT", 7, "center"),
        ("Khóa học", 48, "left"),
        ("Lượt hoàn thành", 15, "right"),
        ("Số người", 15, "right"),
        ("Giấy đã cấp", 15, "right"),
    ]
    return [table(columns, rows, caption="Bảng 2. Khóa học hoàn thành và giấy cấp trong kỳ")]


def _summary(figures: Figures, targets: dict[str, Target], day: dt.date) -> list[Block]:
    if not figures["targets"]:
        return [paragraph("Không có chỉ tiêu nào đang trong thời hạn thực hiện mà hệ thống đếm được.")]
    rows = []
    for place, each in enumerate(figures["targets"], 1):
        target = targets.get(each["code"])
        rows.append(
            [
                str(place),
                target.verbatim if target else each["code"],
                grouped(each["population"]),
                grouped(each["achieved"]),
                percent(each["achieved"], each["population"]),
                f"{each['percent']}%",
                day_of(each["deadline"]),
            ]
        )
    columns: Columns = [
        ("TT", 6, "center"),
        ("Chỉ tiêu", 37, "left"),
        ("Thuộc diện", 11, "right"),
        ("Đã đạt", 10, "right"),
        ("Tỷ lệ", 10, "right"),
        ("Mục tiêu", 10, "right"),
        ("Thời hạn", 16, "center"),
    ]
    return [table(columns, rows, caption=f"Bảng 3. Các chỉ tiêu tính đến hết ngày {day:%d/%m/%Y}")]


def _target(place: int, each: dict[str, Any], since: dt.date, day: dt.date) -> list[Block]:
    """What stands under the table for one target: the change since the period began, and why."""
    unit = "đơn vị" if each["unit"] == Target.Unit.AGENCIES else "người"
    said = (
        f"Chỉ tiêu {place} ({each['code']}): {_of(each['achieved'], each['population'], unit)}; "
        f"ngày {since:%d/%m/%Y}: {_of(each['achieved_before'], each['population_before'], unit)}. {_verdict(each)}"
    )
    why = [
        f"{WHAT_HAPPENED[Part(part)]}: {', '.join(_both(population, achieved))}"
        for part, population, achieved in each["parts"]
        if population or achieved
    ]
    reasons = [point(f"Nguyên nhân thay đổi, theo từng người: {'; '.join(why)}.")] if why else []
    return [paragraph(said), *reasons]


def _of(achieved: int, whole: int, unit: str) -> str:
    return f"{grouped(achieved)} trên {grouped(whole)} {unit} đã đạt ({percent(achieved, whole)})"


def _both(population: int, achieved: int) -> list[str]:
    return [f"{signed(number)} {name}" for number, name in ((population, "thuộc diện"), (achieved, "đã đạt")) if number]


def _verdict(each: dict[str, Any]) -> str:
    share = _share_of(each)
    if share.is_reached:
        return "Chỉ tiêu đã đạt."
    unit = "đơn vị" if share.in_agencies else "người"
    return (
        f"Còn thiếu {grouped(share.needed)} {unit} để đạt mục tiêu." if share.population else "Chưa có ai thuộc diện."
    )


def _share_of(each: dict[str, Any]) -> DayShare:
    in_agencies = each["unit"] == Target.Unit.AGENCIES
    return DayShare(
        day=dt.date.min,
        population=each["population"],
        achieved=each["achieved"],
        required=100 if in_agencies else each["percent"],
        in_agencies=in_agencies,
    )


def _outlook(figures: Figures, targets: dict[str, Target], day: dt.date) -> list[Block]:
    blocks: list[Block] = []
    for place, each in enumerate(figures["targets"], 1):
        target = targets.get(each["code"])
        if target and (said := _expected(each, target, day)):
            blocks.append(paragraph(f"Chỉ tiêu {place}: {said}"))
        if behind := _furthest_behind(each):
            blocks.append(point(f"Đơn vị có tỷ lệ thấp nhất: {'; '.join(behind)}."))
    return blocks or [paragraph("Các chỉ tiêu đã đạt hoặc chưa đủ số liệu để dự báo.")]


def _expected(each: dict[str, Any], target: Target, day: dt.date) -> str:
    """The forecast in one or two sentences, from the road that stands in the figures."""
    in_agencies = each["unit"] == Target.Unit.AGENCIES
    required = 100 if in_agencies else each["percent"]
    road = {
        dt.date.fromisoformat(on): DayShare(
            day=dt.date.fromisoformat(on), population=whole, achieved=done, required=required, in_agencies=in_agencies
        )
        for on, whole, done in each["history"]
    }
    recent = [road[on] for on in month_ends(day, settings.FORECAST_MONTHS + 1) if on in road]
    prospect = look_ahead(target, road[day], recent=recent, then=[])
    if prospect is None:
        return ""
    more = (
        [f"Cần thêm {grouped(prospect.each_month)} người đạt mỗi tháng để kịp thời hạn."] if prospect.each_month else []
    )
    return " ".join([prospect.headline, *([] if in_agencies else more)])


def _furthest_behind(each: dict[str, Any]) -> list[str]:
    if len(each["agencies"]) < 2:
        return []
    low = [row for row in each["agencies"] if 100 * row[3] < each["percent"] * row[2]]
    low.sort(key=lambda row: (row[3] / row[2], row[1]))
    return [f"{name} ({grouped(achieved)}/{grouped(whole)})" for _code, name, whole, achieved in low[:BEHIND]]


def _typed(title: str, text: str) -> list[Block]:
    lines = [line.strip() for line in text.splitlines() if line.strip()]
    return [chapter(title), *(paragraph(line) for line in lines)] if lines else []


def _appendix(figures: Figures, day: dt.date) -> list[Block]:
    """One table for each target with every agency; none where the report is of one agency."""
    columns: Columns = [
        ("TT", 7, "center"),
        ("Đơn vị", 47, "left"),
        ("Thuộc diện", 12, "right"),
        ("Đã đạt", 11, "right"),
        ("Tỷ lệ", 11, "right"),
        ("Còn thiếu", 12, "right"),
    ]
    blocks: list[Block] = []
    wide = [each for each in figures["targets"] if len(each["agencies"]) > 1]
    for place, each in enumerate(wide, 1):
        rows = [
            [
                str(line),
                name,
                grouped(whole),
                grouped(achieved),
                percent(achieved, whole),
                grouped(_needed(each, whole, achieved)),
            ]
            for line, (_code, name, whole, achieved) in enumerate(each["agencies"], 1)
        ]
        total = total_of(
            Target(unit=Target.Unit.PEOPLE, percent=each["percent"]), [row[2:] for row in each["agencies"]]
        )
        whole, achieved = total["population"], total["achieved"]
        rows.append(
            [
                "",
                TOTAL,
                grouped(whole),
                grouped(achieved),
                percent(achieved, whole),
                grouped(_needed(each, whole, achieved)),
            ]
        )
        title = f"PHỤ LỤC {place}" if len(wide) > 1 else "PHỤ LỤC"
        under = f"Chỉ tiêu {each['code']} theo đơn vị, đến hết ngày {day:%d/%m/%Y}"
        blocks += [appendix(title, under), table(columns, rows, label=under)]
    return blocks


def _needed(each: dict[str, Any], whole: int, achieved: int) -> int:
    return max(0, -(-whole * each["percent"] // 100) - achieved)
