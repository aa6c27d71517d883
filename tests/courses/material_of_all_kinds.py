"""A course that holds every block and every type of question, with files made on the spot: nothing binary is kept."""

import io
import wave
from pathlib import Path
from typing import Any

from django.core.files.base import ContentFile
from PIL import Image
from wagtail.documents import get_document_model

from competency.models import Competency, Level
from courses.models import (
    CoursePage,
    DrawRule,
    Film,
    LessonPage,
    Option,
    Picture,
    Question,
    QuizPage,
    Term,
)

CAPTIONS = "WEBVTT\n\n00:00.000 --> 00:00.500\nXin chào bà con.\n"
# The first bytes of an MP4, which is all that anybody looks at.
MP4 = b"\x00\x00\x00\x18ftypisom\x00\x00\x02\x00isommp42" + b"\x00" * 64


def png(colour: str = "navy", size: tuple[int, int] = (640, 400)) -> bytes:
    file = io.BytesIO()
    Image.new("RGB", size, colour).save(file, "PNG")
    return file.getvalue()


def wav(seconds: float = 0.5) -> bytes:
    file = io.BytesIO()
    with wave.open(file, "wb") as sound:
        sound.setnchannels(1)
        sound.setsampwidth(1)
        sound.setframerate(8000)
        sound.writeframes(b"\x80" * int(8000 * seconds))
    return file.getvalue()


def make_picture(title: str = "Màn hình", *, alt: str = "Nút màu đỏ ở góc.", colour: str = "navy") -> Picture:
    picture = Picture(title=title, alt_text=alt, file=ContentFile(png(colour), name="anh.png"))
    picture.save()
    return picture


def make_film(title: str = "Cách gọi 156", *, kind: str = "audio", **facts: Any) -> Film:
    name, content = ("phim.mp4", MP4) if kind == "video" else ("tieng.wav", wav())
    film = Film(title=title, type=kind, file=ContentFile(content, name=name), **facts)
    film.full_clean()
    film.save()
    return film


def make_document(title: str = "Mẫu sổ", name: str = "mau-so.csv") -> Any:
    content = "ngày,việc\n".encode()
    document = get_document_model()(title=title, file=ContentFile(content, name=name), file_size=len(content))
    document.save()
    return document


def make_term() -> Term:
    return Term.objects.create(
        code="ma-otp", term="Mã OTP", definition="Mã chỉ dùng một lần.\nKhông đọc cho ai.", source="Điều 3"
    )


def every_block(link: LessonPage) -> list[dict[str, Any]]:
    """The body of a lesson with each block, as the editor stores it: with ids, and keys in rich text."""
    picture = make_picture()
    film = make_film(
        kind="video",
        captions=ContentFile(CAPTIONS.encode(), name="phu-de.vtt"),
        transcript="Xin chào.\n\nGọi 156.",
        poster=make_picture("Ảnh chờ", alt="Một người gọi điện.", colour="green"),
        duration=12.5,
        credit="Tổ biên soạn",
    )
    rich = (
        '<p data-block-key="k1">Chữ <b>đậm </b>và <i>nghiêng</i> &amp; '
        '<a href="https://vi.du/?a=1&amp;b=2">nối</a>.</p>'
    )
    page = f'<a linktype="page" id="{link.pk}">Bài hai</a>'
    items = '<hr/><ol><li data-block-key="b">x<ul><li>y</li></ul></li></ol>'
    values: list[tuple[str, Any]] = [
        ("text", f'<h2 data-block-key="a">Mục # 1</h2>{rich}{items}'),
        ("text", f"<p>- không phải gạch đầu dòng</p><p>{page}<br/>“<b>a.</b>b</p>"),
        ("picture", {"picture": picture.pk, "caption": 'Nút "gọi" \\ ấn'}),
        ("video", {"film": film.pk, "link": "", "title": "", "transcript": ""}),
        ("video", {"film": make_film().pk, "link": "", "title": "Nghe thử", "transcript": ""}),
        ("callout", {"kind": "tip", "title": "Mẹo", "text": rich}),
        (
            "steps",
            {
                "title": "Gọi 156",
                "steps": [
                    item({"text": "<p>Mở máy.</p><ul><li>một</li><li>hai</li></ul>", "picture": picture.pk}),
                    item({"text": "<ol><li>a</li><li>b</li></ol>", "picture": None}),
                ],
            },
        ),
        (
            "compare",
            {
                "left": {"title": "Nên", "tone": "good", "items": [item("Hỏi: ai?"), item("- gọi")]},
                "right": {"title": "Không", "tone": "bad", "items": [item("1")]},
            },
        ),
        (
            "table",
            {"caption": "", "header": [item("A | B"), item("C")], "rows": [item([item("<p>x|y</p>"), item("")])]},
        ),
        ("table", {"caption": "Có tên", "header": [item("A")], "rows": [item([item("<p><b>x</b></p><p>y</p>")])]}),
        ("message", {"kind": "sms", "sender": "+84 000", "text": "Dòng 1\r\n:::\nDòng 2", "signs": [item("Giục")]}),
        ("practice", {"title": "Làm thử", "minutes": 3, "text": "<p>Làm đi.</p>"}),
        (
            "check",
            {
                "question": "Đúng hay sai?",
                "options": [
                    item({"text": "Đúng", "correct": True, "feedback": "Phải."}),
                    item({"text": "Sai", "correct": False, "feedback": "Chưa."}),
                ],
            },
        ),
        ("download", {"document": make_document().pk, "note": "In ra"}),
        ("term", {"term": make_term().pk}),
        ("cite", {"source": "ban-ghi", "place": "Điều 4", "quote": "Không đọc mã cho ai."}),
    ]
    return [
        {"type": kind, "value": value, "id": f"00000000-0000-0000-0000-0000000000{number:02}"}
        for number, (kind, value) in enumerate(values)
    ]


def item(value: Any) -> dict[str, Any]:
    """One item of a list as Wagtail stores it."""
    return {"type": "item", "value": value, "id": "11111111-1111-1111-1111-111111111111"}


def fill(course: CoursePage) -> CoursePage:
    """Give the small course a lesson with every block, a question of every type, and a test with every rule."""
    two = LessonPage.objects.get(slug="hai")
    two.body = every_block(LessonPage.objects.get(slug="mot"))
    two.save_revision().publish()
    add_questions(course)
    quiz = QuizPage.objects.get()
    quiz.review_rule, quiz.shuffle_options, quiz.supervised = "never", False, True
    quiz.time_limit_minutes, quiz.summary_line = 45, "Làm tại phòng máy."
    quiz.draw_rules.add(DrawRule(count=1, tag="tình huống", competency=competency(), level=level(), sort_order=5))
    quiz.save_revision().publish()
    course.refresh_from_db()
    return course


def competency() -> Competency:
    return Competency.objects.get(code="1.3", domain__framework__code="tt02-2025")


def level() -> Level:
    return Level.objects.get(code="TC2", framework__code="tt02-2025")


def add_questions(course: CoursePage) -> None:
    options: dict[str, list[dict[str, Any]]] = {
        "matching": [
            {"text": "156", "match": "cuộc gọi rác"},
            {"text": "113", "match": "công an"},
            {"match": "điện lực"},
        ],
        "ordering": [{"text": "Dừng"}, {"text": "Kiểm"}, {"text": "Hỏi"}],
        "short_text": [{"text": "OTP"}, {"text": "mã OTP", "correct": True}],
        "number": [],
    }
    for number, (kind, given) in enumerate(options.items(), start=1):
        question = Question(
            course=course,
            code=f"THU-10{number}",
            type=kind,
            competency=competency(),
            level=level(),
            difficulty="basic",
            text=f"Câu {kind}: “a”?\nDòng hai",
            explanation="Vì thế.",
            number="12.50" if kind == "number" else None,
            tolerance="0.05" if kind == "number" else 0,
            unit="km" if kind == "number" else "",
            picture=make_picture("Ảnh câu hỏi", colour="red") if kind == "number" else None,
        )
        question.options = [Option(sort_order=place, **facts) for place, facts in enumerate(given)]
        question.tags.set(["tình huống", "ảnh"])
        question.save()
        question.save_revision().publish()


def bytes_of(folder: Path) -> dict[str, bytes]:
    return {str(path.relative_to(folder)): path.read_bytes() for path in folder.rglob("*") if path.is_file()}
