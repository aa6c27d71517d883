"""A question of each type, in memory or in the bank, with markers in everything that gives the answer away."""

from decimal import Decimal
from io import BytesIO
from typing import Any

from django.core.files.base import ContentFile
from PIL import Image

from competency.models import Competency, Level
from courses.models import CoursePage, DrawRule, Option, Picture, Question
from courses.published import new_edition
from tests.courses.study import quiz_of

# type → how the question is put: fields of the question, and its options as (text, match, correct).
KINDS: dict[str, tuple[dict[str, Any], list[tuple[str, str, bool]]]] = {
    "single": ({}, [("Hai", "", True), ("Ba", "", False), ("Bốn", "", False)]),
    "multiple": ({}, [("Hai", "", True), ("Bốn", "", True), ("Ba", "", False)]),
    "true_false": ({}, [("Đúng", "", True), ("Sai", "", False)]),
    "matching": (
        {},
        [
            ("Lạng Sơn", "hoa hồi", False),
            ("Thái Nguyên", "chè", False),
            ("", "cà phê", False),
            ("Cao Lộc", "hoa hồi", False),
        ],
    ),
    "ordering": ({}, [("Mở máy", "", False), ("Đăng nhập", "", False), ("Soạn thư", "", False), ("Gửi", "", False)]),
    "number": ({"number": Decimal("12.5"), "tolerance": Decimal("0.1"), "unit": "km"}, []),
    "short_text": ({}, [("Đồng Đăng", "", False), ("thị trấn Đồng Đăng", "", False)]),
}


def put_in_bank(course: CoursePage, kind: str, **fields: Any) -> Question:
    """A live question of this type."""
    set_up, options = KINDS[kind]
    question = Question(
        code=f"LOAI-{kind.replace('_', '-')}",
        course=course,
        type=kind,
        competency=Competency.objects.get(domain__framework__code="tt02-2025", code="1.3"),
        level=Level.objects.get(framework__code="tt02-2025", code="TC2"),
        difficulty="basic",
        text=f"Câu loại {kind}?",
        explanation=f"GIAI-THICH {kind}",
        **{**set_up, **fields},
    )
    question.options = [
        Option(text=text, match=match, correct=correct, sort_order=place)
        for place, (text, match, correct) in enumerate(options)
    ]
    question.save()
    question.save_revision().publish()
    return question


def ask_one_of_each(course: CoursePage) -> None:
    """The course's test draws exactly one question of each type, whatever was in the bank before."""
    Question.objects.filter(course=course).update(live=False)
    for kind in KINDS:
        put_in_bank(course, kind)
    quiz = quiz_of(course)
    DrawRule.objects.filter(quiz=quiz).delete()
    DrawRule.objects.create(quiz=quiz, count=len(KINDS))
    new_edition()


def picture(name: str, *, alt: str) -> Picture:
    content = BytesIO()
    Image.new("RGB", (1200, 600), "indigo").save(content, "PNG")
    return Picture.objects.create(title=name, file=ContentFile(content.getvalue(), name), alt_text=alt)
