"""Lesson files become blocks; whatever is wrong in a folder is told at once."""

import shutil
import uuid
from pathlib import Path
from typing import Any

import pytest

from courses.blocks import CalloutBlock, MessageBlock, SideBlock
from courses.curriculum.blocks import CALLOUTS, MESSAGES, TONES, BadBlock, body_of, inline, rich
from courses.curriculum.reading import BadCurriculum, read_course

SMALL = Path(__file__).parent / "material/khoa-thu"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A copy of the small course, to be spoilt."""
    return Path(shutil.copytree(SMALL, tmp_path / "khoa-thu"))


def problems(folder: Path) -> list[str]:
    with pytest.raises(BadCurriculum) as refusal:
        read_course(folder)
    assert str(refusal.value) == "\n".join(refusal.value.problems)
    return refusal.value.problems


def spoil(folder: Path, name: str, *changes: tuple[str, str]) -> None:
    path = folder / name
    text = path.read_text(encoding="utf-8")
    for old, new in changes:
        assert old in text
        text = text.replace(old, new, 1)
    path.write_text(text, encoding="utf-8")


def only(text: str) -> tuple[str, Any]:
    """The one block that `text` makes."""
    (block,) = body_of(text, seed="x")
    return block["type"], block["value"]


def test_text_keeps_what_rich_text_knows() -> None:
    assert rich("## Tiêu đề\n\nĐoạn **đậm** và *nghiêng*, [liên kết](https://example.com).\n\n- một\n- hai") == (
        "<h2>Tiêu đề</h2><p>Đoạn <b>đậm</b> và <i>nghiêng</i>, "
        '<a href="https://example.com">liên kết</a>.</p><ul><li>một</li><li>hai</li></ul>'
    )


@pytest.mark.parametrize(
    ("markdown", "html"),
    [
        ("<script>alert(1)</script>", "<p>&lt;script&gt;alert(1)&lt;/script&gt;</p>"),
        ("[x](javascript:alert(1))", "<p><a>x</a></p>"),
        ("![x](https://example.com/x.png)", ""),
        ("<b onclick=x>x</b>", "<p>&lt;b onclick=x&gt;x</p>"),
        ("<b>x</b>", "<p><b>x</b></p>"),
        ("`a < b`", "<p>a &lt; b</p>"),
    ],
)
def test_text_lets_no_script_through(markdown: str, html: str) -> None:
    assert rich(markdown).replace('<a href="#harmful-link">', "<a>") == html


def test_inline_has_no_paragraph() -> None:
    assert inline("Báo cáo **mới**") == "Báo cáo <b>mới</b>"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Chữ.", ("text", "<p>Chữ.</p>")),
        (
            "| A | B |\n|---|:--|\n| một | **hai** |",
            ("table", {"caption": "", "header": ["A", "B"], "rows": [["một", "<b>hai</b>"]]}),
        ),
        (
            ':::callout kind="tip" title="Mẹo"\nGhi ngày.\n:::',
            ("callout", {"kind": "tip", "title": "Mẹo", "text": "<p>Ghi ngày.</p>"}),
        ),
        (
            ':::callout kind="warning"\nKhoan.\n:::',
            ("callout", {"kind": "warning", "title": "", "text": "<p>Khoan.</p>"}),
        ),
        (
            ':::steps title="Cách làm"\n1. **Mở.** Chọn.\n2. Ghi.\n:::',
            (
                "steps",
                {
                    "title": "Cách làm",
                    "steps": [
                        {"text": "<p><b>Mở.</b> Chọn.</p>", "picture": None},
                        {"text": "<p>Ghi.</p>", "picture": None},
                    ],
                },
            ),
        ),
        (
            ":::compare\nleft: {title: Nên, tone: good, items: [a, 2]}\nright: {title: Không, items: [b]}\n:::",
            (
                "compare",
                {
                    "left": {"title": "Nên", "tone": "good", "items": ["a", "2"]},
                    "right": {"title": "Không", "tone": "plain", "items": ["b"]},
                },
            ),
        ),
        (
            ':::message kind="sms" from="+84 000"\ntext: " Bấm vào "\nsigns: ["Giục"]\n:::',
            ("message", {"kind": "sms", "sender": "+84 000", "text": "Bấm vào", "signs": ["Giục"]}),
        ),
        (
            ':::practice title="Làm thử" minutes="2"\nĐổi tên.\n:::',
            ("practice", {"title": "Làm thử", "minutes": 2, "text": "<p>Đổi tên.</p>"}),
        ),
        (
            ':::practice title="Làm thử"\nĐổi tên.\n:::',
            ("practice", {"title": "Làm thử", "minutes": None, "text": "<p>Đổi tên.</p>"}),
        ),
        (
            ":::check\nquestion: Tên nào?\noptions:\n  - {text: 1, correct: true, feedback: Đúng}\n"
            "  - {text: b, feedback: Sai}\n:::",
            (
                "check",
                {
                    "question": "Tên nào?",
                    "options": [
                        {"text": "1", "correct": True, "feedback": "Đúng"},
                        {"text": "b", "correct": False, "feedback": "Sai"},
                    ],
                },
            ),
        ),
    ],
)
def test_block_is_read_as_the_page_keeps_it(text: str, expected: tuple[str, Any]) -> None:
    assert only(text) == expected


def test_blocks_stand_in_the_order_of_the_file() -> None:
    text = 'Trước.\n\n:::callout kind="tip"\nMẹo.\n:::\n\nGiữa.\n\n| A |\n|---|\n| a |\n\nSau.\n'
    assert [block["type"] for block in body_of(text, seed="x")] == ["text", "callout", "text", "table", "text"]


def test_block_ids_are_the_same_each_time_and_differ_by_lesson() -> None:
    text = "Một.\n\n| A |\n|---|\n| a |"
    ids = [block["id"] for block in body_of(text, seed="khoa/mot")]
    assert ids == [block["id"] for block in body_of(text, seed="khoa/mot")]
    assert len({*ids, *(block["id"] for block in body_of(text, seed="khoa/hai"))}) == 4
    assert all(uuid.UUID(identity) for identity in ids)


@pytest.mark.parametrize(
    ("text", "message"),
    [
        (":::check\nquestion: x", "line 1: :::check is never closed"),
        ("a\n\n:::poem\nx\n:::", "line 3: unknown block :::poem; there are callout, check, cite, compare,"),
        (':::callout title="x"\nx\n:::', "line 1: :::callout cannot be read: 'kind'"),
        (':::callout kind="note"\nx\n:::', "line 1: :::callout cannot be read: note is none of example, tip,"),
        (':::callout kind="tip" title="a "b""\nx\n:::', 'line 1: :::callout kind="tip" title="a "b"" opens no block'),
        ("x\n:::", "line 2: ::: opens no block"),
        (':::message kind="fax" from="x"\ntext: x\nsigns: []\n:::', "line 1: :::message cannot be read: fax is none"),
        (':::practice title="x" minutes="vài"\nx\n:::', "line 1: :::practice cannot be read: invalid literal"),
        (":::compare\nleft: {title: x, tone: sad, items: []}\n:::", "line 1: :::compare cannot be read: sad is none"),
        (":::compare\nleft: {title: x, items: []}\n:::", "line 1: :::compare cannot be read: 'right'"),
        (":::check\nquestion: x\noptions: [{text: a}]\n:::", "line 1: :::check cannot be read: 'feedback'"),
        (":::check\nquestion: [\n:::", "line 1: :::check cannot be read: "),
        ("| A | B |\n|---|---|\n| a |", "the table “| A | B |” has a row with more or fewer cells than its header"),
    ],
)
def test_block_that_cannot_be_read_says_where_and_why(text: str, message: str) -> None:
    with pytest.raises(BadBlock) as refusal:
        body_of(text, seed="x")
    assert str(refusal.value).startswith(message)


def test_files_and_the_admin_form_offer_the_same_kinds() -> None:
    def offered(block: Any, name: str) -> tuple[str, ...]:
        return tuple(value for value, _label in block.child_blocks[name].field.choices if value)

    assert offered(CalloutBlock(), "kind") == CALLOUTS
    assert offered(MessageBlock(), "kind") == MESSAGES
    assert offered(SideBlock(), "tone") == TONES


def test_course_is_read_whole() -> None:
    course = read_course(SMALL)
    assert [step.kind for step in course.steps] == ["lesson", "lesson", "quiz"]
    (first, _second), (quiz,) = course.lessons, course.quizzes
    assert (first.slug, first.minutes, first.competencies, first.sources) == ("mot", 3, ["tt02-2025/1.3"], ["ban-ghi"])
    assert [block["type"] for block in first.body] == [
        *["text", "table", "callout", "steps", "compare", "message", "practice", "check"]
    ]
    assert quiz["slug"] == "bai-kiem-tra"
    assert [question["code"] for question in course.questions] == [f"THU-00{number}" for number in range(1, 7)]


def test_empty_folder_misses_its_files(tmp_path: Path) -> None:
    assert problems(tmp_path) == [
        f"{tmp_path.name}/course.yaml: the file is missing",
        f"{tmp_path.name}/questions.yaml: the file is missing",
        f"{tmp_path.name}/course.yaml: expected a mapping",
    ]


def test_every_fault_is_told_at_once(folder: Path) -> None:
    spoil(folder, "course.yaml", ("audience: staff", "audience: robots"), ("order: locked", "order: any"))
    spoil(folder, "course.yaml", ("minutes: 10", "minutes: ten"), ("pass_percent: 75", "pass_percent: 101"))
    spoil(folder, "course.yaml", ("{difficulty: basic, count: 3}", "{difficulty: hard, count: 0}"))
    spoil(folder, "01-mot.md", (":::check", ":::quiz"), ("minutes: 3", "minutes: -1"))
    (folder / "02-hai.md").unlink()
    spoil(folder, "questions.yaml", ("type: single", "type: essay"), ('"Nên A", correct: true', '"Nên A"'))
    spoil(folder, "questions.yaml", ('"Nên B", correct: true', '"Nên B"'), ('"Sai"}', '"Sai", correct: true}'))
    assert problems(folder) == [
        "khoa-thu/questions.yaml THU-001: unknown type essay",
        "khoa-thu/questions.yaml THU-002: 0 options are marked correct",
        "khoa-thu/questions.yaml THU-003: 2 options are marked correct",
        "khoa-thu/course.yaml: unknown audience robots",
        "khoa-thu/course.yaml: unknown order any",
        "khoa-thu/01-mot.md: minutes must be a whole number from 1 to 1000, not -1",
        "khoa-thu/01-mot.md: line 41: unknown block :::quiz; there are "
        "callout, check, cite, compare, download, message, picture, practice, steps, table, term, text, video",
        "khoa-thu/02-hai.md: the file is missing",
        "khoa-thu/course.yaml quiz: minutes must be a whole number from 0 to 1000, not ten",
        "khoa-thu/course.yaml quiz: pass_percent must be a whole number from 1 to 100, not 101",
        "khoa-thu/course.yaml quiz draw: unknown difficulty hard",
        "khoa-thu/course.yaml quiz draw: count must be a whole number from 1 to 1000, not 0",
    ]


@pytest.mark.parametrize(
    ("name", "old", "new", "problem"),
    [
        ("course.yaml", "title: Khóa thử\n", "", "course.yaml: missing title"),
        ("course.yaml", "title: Khóa thử", "title: [", "course.yaml: "),
        ("course.yaml", "    level: TC2\n", "", "course.yaml outcome: missing level"),
        (
            "course.yaml",
            "  - lesson: 01-mot.md",
            "  - 01-mot.md",
            "course.yaml: each step is one of: lesson, quiz, task",
        ),
        ("course.yaml", "attempts: 3", "attempts: many", "course.yaml quiz: attempts must be a whole number from 0"),
        ("course.yaml", "slug: bai-kiem-tra", "slug: mot", "course.yaml: two steps have the slug mot"),
        ("course.yaml", "count: 3", "count: 5", "course.yaml quiz: draws 5 basic questions out of 4"),
        ("course.yaml", "  ban-ghi:", "  ban-khac:", "01-mot.md: source ban-ghi is not listed in course.yaml"),
        ("01-mot.md", "slug: mot\n", "", "01-mot.md: missing slug"),
        ("01-mot.md", "---\n## Vì sao", "## Vì sao", "01-mot.md: front matter must stand between two lines of ---"),
        ("01-mot.md", "sources: [ban-ghi]", "sources: ban-ghi", "01-mot.md: sources must be a list"),
        ("questions.yaml", "- code: THU-001\n ", "-", "questions.yaml ?: missing code"),
        ("questions.yaml", "- code: THU-001\n", "- một câu\n- code: THU-001\n", "questions.yaml ?: expected a mapping"),
        ("questions.yaml", "THU-002", "THU-001", "questions.yaml THU-001: two questions have this code"),
        ("questions.yaml", "lesson: hai", "lesson: ba", "questions.yaml THU-002: there is no lesson ba"),
        ("questions.yaml", 'text: "Câu sai 1 a"', 'txt: "x"', "questions.yaml THU-001 option: missing text"),
    ],
)
def test_fault_is_named_with_its_file(folder: Path, name: str, old: str, new: str, problem: str) -> None:
    spoil(folder, name, (old, new))
    found = problems(folder)
    assert found[0].startswith(f"khoa-thu/{problem}")


def test_file_in_another_encoding_is_named(folder: Path) -> None:
    (folder / "01-mot.md").write_bytes("---\ntitle: Bài một\n---\n".encode("utf-16"))
    assert problems(folder)[0] == "khoa-thu/01-mot.md: the file is not in UTF-8"
