"""The sheet of questions: its columns, and how each is written. Reading and writing share this page.

The words are Vietnamese and fixed: a file means the same whoever opens it, whatever the language of the screen.
"""

import re

from courses.models.bank import Question
from courses.models.pages import Difficulty

Type = Question.Type
SHEET, EXAMPLES, HELP, LISTS = "Câu hỏi", "Ví dụ", "Hướng dẫn", "Danh mục"

CODE, TYPE, TEXT = "Mã", "Loại", "Câu hỏi"
RIGHT, NUMBER, TOLERANCE, UNIT = "Đáp án đúng", "Số đúng", "Sai số", "Đơn vị"
EXPLANATION, SOURCE, TAGS = "Giải thích", "Nguồn", "Thẻ"
COURSE, COMPETENCY, LEVEL, DIFFICULTY, LESSON = "Khóa học", "Năng lực", "Bậc", "Mức độ", "Bài học"
OPTION = "Phương án"

TYPES = {
    Type.SINGLE.value: "Một đáp án",
    Type.MULTIPLE.value: "Nhiều đáp án",
    Type.TRUE_FALSE.value: "Đúng / Sai",
    Type.MATCHING.value: "Ghép cặp",
    Type.ORDERING.value: "Sắp thứ tự",
    Type.NUMBER.value: "Số",
    Type.SHORT_TEXT.value: "Điền từ",
}
DIFFICULTIES = {Difficulty.BASIC.value: "Cơ bản", Difficulty.INTERMEDIATE.value: "Trung cấp"}

FEWEST_OPTIONS = 6
# Left and right side of a pair; a bar that is text is written \|.
PAIR = "|"
_BAR = re.compile(r"(?<!\\)\|")


def columns(options: int = FEWEST_OPTIONS) -> list[str]:
    """The titles of the columns, in order, with so many columns of options."""
    return [
        *(CODE, TYPE, TEXT),
        *(f"{OPTION} {number}" for number in range(1, max(options, FEWEST_OPTIONS) + 1)),
        *(RIGHT, NUMBER, TOLERANCE, UNIT, EXPLANATION, SOURCE, TAGS),
        *(COURSE, COMPETENCY, LEVEL, DIFFICULTY, LESSON),
    ]


def written_pair(left: str, right: str) -> str:
    """“Hà Nội | Việt Nam”; without a left side “| Lào”."""
    return f"{_escaped(left)} {PAIR} {_escaped(right)}".strip()


def pair_in(cell: str) -> tuple[str, str] | None:
    """The two sides of a pair; None when the cell holds no bar, or two."""
    sides = _BAR.split(cell)
    if len(sides) != 2:
        return None
    left, right = (side.replace("\\|", "|").strip() for side in sides)
    return left, right


def _escaped(text: str) -> str:
    return text.replace("|", "\\|")
