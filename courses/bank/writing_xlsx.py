"""Our sheet of questions as an Excel file: the bank, and the template that authors start from."""

import io
from collections.abc import Iterable, Sequence
from typing import Any

from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.styles import Alignment, Font, PatternFill
from openpyxl.utils import get_column_letter, quote_sheetname
from openpyxl.worksheet.datavalidation import DataValidation

from competency.models import Competency, Level
from courses.bank import sheet
from courses.bank.writing import Type, Whole, decimal
from courses.models import CoursePage
from kit.spreadsheets import text_cell

# Drop-down lists reach down so far.
_LAST_ROW = 5001
_WIDTHS = {sheet.TEXT: 60, sheet.EXPLANATION: 50, sheet.COMPETENCY: 30, sheet.TYPE: 16, sheet.CODE: 18}
_NEEDED = (sheet.TYPE, sheet.TEXT, sheet.EXPLANATION)
_HEADER, _HEADER_NEEDED = PatternFill("solid", fgColor="E3EFEA"), PatternFill("solid", fgColor="BFE0D2")
Cells = dict[str, Any]

_EXAMPLES: tuple[Cells, ...] = (
    {
        sheet.TYPE: sheet.TYPES["single"],
        sheet.TEXT: "Người lạ gọi điện xin mã OTP. Bạn làm gì?",
        "Phương án 1": "Đọc mã cho họ",
        "Phương án 2": "Tắt máy, không đọc mã",
        "Phương án 3": "Nhắn mã qua Zalo",
        sheet.RIGHT: "2",
        sheet.EXPLANATION: "Mã OTP là chìa khóa tài khoản của bạn. Không ai có quyền hỏi mã này.",
    },
    {
        sheet.TYPE: sheet.TYPES["multiple"],
        sheet.TEXT: "Mật khẩu nào dưới đây là mật khẩu mạnh? (chọn hai)",
        "Phương án 1": "123456",
        "Phương án 2": "Hoa.hoi-xu.Lang!2026",
        "Phương án 3": "langson",
        "Phương án 4": "Ba-con-trau@7-sao",
        sheet.RIGHT: "2, 4",
        sheet.EXPLANATION: "Mật khẩu mạnh thì dài, có chữ hoa, chữ thường, số và dấu.",
    },
    {
        sheet.TYPE: sheet.TYPES["true_false"],
        sheet.TEXT: "Cơ quan công an làm việc với người dân qua cuộc gọi video.",
        sheet.RIGHT: "Sai",
        sheet.EXPLANATION: "Công an gửi giấy mời hoặc gặp trực tiếp.",
    },
    {
        sheet.TYPE: sheet.TYPES["matching"],
        sheet.TEXT: "Nối mỗi loại tệp với việc dùng nó.",
        "Phương án 1": ".xlsx | Bảng tính",
        "Phương án 2": ".docx | Văn bản",
        "Phương án 3": "| Đoạn phim",
        sheet.EXPLANATION: "Tệp .xlsx mở bằng Excel, tệp .docx mở bằng Word.",
    },
    {
        sheet.TYPE: sheet.TYPES["ordering"],
        sheet.TEXT: "Xếp các bước nộp hồ sơ trực tuyến theo đúng thứ tự.",
        "Phương án 1": "Đăng nhập bằng VNeID",
        "Phương án 2": "Chọn thủ tục",
        "Phương án 3": "Điền tờ khai",
        "Phương án 4": "Nộp hồ sơ",
        sheet.EXPLANATION: "Phải đăng nhập trước thì tờ khai mới có sẵn thông tin của bạn.",
    },
    {
        sheet.TYPE: sheet.TYPES["number"],
        sheet.TEXT: "Một gigabyte bằng bao nhiêu megabyte?",
        sheet.NUMBER: 1024,
        sheet.TOLERANCE: 24,
        sheet.UNIT: "MB",
        sheet.EXPLANATION: "1 GB = 1.024 MB; nhiều nơi làm tròn thành 1.000.",
    },
    {
        sheet.TYPE: sheet.TYPES["short_text"],
        sheet.TEXT: "Ứng dụng định danh điện tử của người Việt Nam tên là gì?",
        "Phương án 1": "VNeID",
        "Phương án 2": "VN eID",
        sheet.EXPLANATION: "VNeID là ứng dụng định danh điện tử do Bộ Công an cấp.",
    },
)

_ABOUT = (
    ("Cách làm", f"Mỗi dòng của trang “{sheet.SHEET}” là một câu hỏi. Xem trang “{sheet.EXAMPLES}” để làm theo."),
    ("Không sửa", "Đừng đổi tên các cột. Thứ tự cột thì đổi được; cột không dùng thì bỏ trống."),
    (sheet.CODE, "Để trống cũng được: hệ thống tự đặt. Muốn sửa câu cũ thì ghi đúng mã của câu đó."),
    (sheet.TYPE, "Bắt buộc. Chọn trong danh sách thả xuống."),
    (sheet.TEXT, "Bắt buộc. Xuống dòng trong ô: Alt + Enter."),
    (f"{sheet.OPTION} 1, 2, 3…", "Mỗi ô một phương án. Cần thêm thì thêm cột “Phương án 7”, “Phương án 8”…"),
    (sheet.TYPES["matching"], "Ghi hai vế cách nhau bằng dấu gạch đứng: vế trái | vế phải. Vế phải thừa: | vế phải."),
    (sheet.TYPES["ordering"], "Ghi các bước theo đúng thứ tự; khi hỏi, hệ thống tự xáo trộn."),
    (sheet.TYPES["short_text"], "Mỗi ô là một cách trả lời được chấp nhận."),
    (sheet.RIGHT, "Số thứ tự của phương án đúng, ví dụ 2 hoặc 1, 3. Với câu đúng / sai: ghi Đúng hoặc Sai."),
    (f"{sheet.NUMBER}, {sheet.TOLERANCE}", "Cho câu trả lời bằng số: số đúng, và lệch bao nhiêu vẫn tính là đúng."),
    (sheet.EXPLANATION, "Bắt buộc. Người học đọc sau khi làm bài: vì sao đúng, vì sao sai."),
    (sheet.TAGS, "Các từ để sắp xếp câu hỏi, cách nhau bằng dấu phẩy."),
    (
        f"{sheet.COURSE}, {sheet.COMPETENCY}, {sheet.LEVEL}, {sheet.DIFFICULTY}, {sheet.LESSON}",
        "Để trống thì lấy theo lựa chọn lúc nhập tệp.",
    ),
    ("Ô trống ở câu cũ", "Giữ nguyên điều đã có trong ngân hàng; riêng phương án thì thay toàn bộ."),
    ("Không dùng công thức", "Ô bắt đầu bằng dấu = bị Excel coi là công thức. Hãy định dạng ô là Văn bản (Text)."),
)


def write_bank(questions: Iterable[Whole]) -> bytes:
    """The questions in our sheet, with the lists and the help. No cell becomes a formula."""
    rows = [_row(whole) for whole in questions]
    most = max((len(whole_row) for whole_row in map(_options_in, rows)), default=0)
    return _write(rows, options=most)


def write_template() -> bytes:
    """An empty sheet with drop-down lists, examples of every type and a page of help."""
    return _write([], options=0)


def _row(whole: Whole) -> Cells:
    question = whole.question
    cells: Cells = {
        sheet.CODE: question.code,
        sheet.TYPE: sheet.TYPES[question.type],
        sheet.TEXT: question.text,
        sheet.EXPLANATION: question.explanation,
        sheet.SOURCE: question.source,
        sheet.TAGS: ", ".join(whole.tags),
        sheet.COURSE: question.course.code,
        sheet.COMPETENCY: _named(question.competency),
        sheet.LEVEL: question.level.code,
        sheet.DIFFICULTY: sheet.DIFFICULTIES.get(question.difficulty, question.difficulty),
        sheet.LESSON: question.lesson_slug,
    }
    for place, option in enumerate(whole.options, start=1):
        is_pair = question.type == Type.MATCHING
        cells[f"{sheet.OPTION} {place}"] = sheet.written_pair(option.text, option.match) if is_pair else option.text
    if question.type in (Type.SINGLE, Type.MULTIPLE, Type.TRUE_FALSE):
        right = [str(place) for place, option in enumerate(whole.options, start=1) if option.correct]
        cells[sheet.RIGHT] = ", ".join(right)
    if question.type == Type.NUMBER:
        cells |= {sheet.NUMBER: decimal(question.number), sheet.TOLERANCE: decimal(question.tolerance)}
        cells[sheet.UNIT] = question.unit
    return cells


def _options_in(cells: Cells) -> list[str]:
    return [title for title in cells if title.startswith(f"{sheet.OPTION} ")]


def _named(competency: Competency) -> str:
    return f"{competency.domain.framework.code}/{competency.code} {competency.name_vi}"


def _write(rows: Sequence[Cells], *, options: int) -> bytes:
    book = Workbook(write_only=True)
    titles = sheet.columns(options)
    page = _sheet_of_questions(book, sheet.SHEET, titles, rows)
    lists = _lists()
    for column, (title, values) in enumerate(lists.items(), start=1):
        letter = get_column_letter(column)
        reach = f"{quote_sheetname(sheet.LISTS)}!${letter}$2:${letter}${max(2, len(values) + 1)}"
        rule = DataValidation(type="list", formula1=reach, allow_blank=True, showErrorMessage=title == sheet.TYPE)
        place = get_column_letter(titles.index(title) + 1)
        rule.add(f"{place}2:{place}{_LAST_ROW}")
        page.data_validations.append(rule)
    _sheet_of_questions(book, sheet.EXAMPLES, titles, _EXAMPLES)
    help_page = book.create_sheet(sheet.HELP)
    help_page.column_dimensions["A"].width, help_page.column_dimensions["B"].width = 34, 110
    for topic, words in _ABOUT:
        cells = [text_cell(help_page, topic), text_cell(help_page, words)]
        cells[0].font = Font(bold=True)
        cells[1].alignment = Alignment(wrap_text=True, vertical="top")
        help_page.append(cells)
    _sheet_of_lists(book, lists)
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


def _sheet_of_questions(book: Workbook, name: str, titles: Sequence[str], rows: Iterable[Cells]) -> Any:
    page = book.create_sheet(name)
    page.freeze_panes = "D2"
    for place, title in enumerate(titles, start=1):
        page.column_dimensions[get_column_letter(place)].width = _WIDTHS.get(title, 20)
    header = [text_cell(page, title) for title in titles]
    for cell, title in zip(header, titles, strict=True):
        cell.font, cell.fill = Font(bold=True), _HEADER_NEEDED if title in _NEEDED else _HEADER
    page.append(header)
    for row in rows:
        page.append([_cell(page, row.get(title)) for title in titles])
    return page


def _cell(page: Any, value: Any) -> Any:
    """Text is text, however it begins, and stays text when somebody edits the cell."""
    if value is None or value == "":
        return None
    if not isinstance(value, str):
        return WriteOnlyCell(page, value)
    cell = text_cell(page, value)
    cell.number_format = "@"
    cell.alignment = Alignment(wrap_text=True, vertical="top")
    return cell


def _lists() -> dict[str, list[str]]:
    competencies = Competency.objects.select_related("domain__framework")
    ordered = competencies.order_by("domain__framework__code", "domain__order", "order")
    levels = Level.objects.order_by("framework__code", "order").values_list("code", flat=True)
    return {
        sheet.TYPE: list(sheet.TYPES.values()),
        sheet.DIFFICULTY: list(sheet.DIFFICULTIES.values()),
        sheet.COURSE: list(CoursePage.objects.order_by("code").values_list("code", flat=True)),
        sheet.COMPETENCY: [_named(one) for one in ordered],
        sheet.LEVEL: list(dict.fromkeys(levels)),
    }


def _sheet_of_lists(book: Workbook, lists: dict[str, list[str]]) -> None:
    page = book.create_sheet(sheet.LISTS)
    page.append([text_cell(page, title) for title in lists])
    for place in range(max(map(len, lists.values()))):
        row = [values[place] if place < len(values) else None for values in lists.values()]
        page.append([text_cell(page, value) if value else None for value in row])
