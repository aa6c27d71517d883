"""A course goes into files and comes back: nothing changes, nothing is lost, and the files are the same again."""

import random
import shutil
from html.parser import HTMLParser
from pathlib import Path

import pytest
from django.conf import settings
from django.core.management import CommandError, call_command
from wagtail.documents import get_document_model
from wagtail.models import Revision

from courses.curriculum.blocks import body_of
from courses.curriculum.exporting import CannotExport, export_course
from courses.curriculum.importing import import_course
from courses.curriculum.named import Named
from courses.curriculum.reading import BadCurriculum, read_course
from courses.curriculum.richtext import Block, Run, blocks_of, html_of, markdown_of, rich
from courses.models import CoursePage, Film, LessonPage, Picture, Question, QuizPage, Term
from home.models import HomePage
from tests.courses.material_of_all_kinds import bytes_of, every_block, fill, png
from tests.courses.study import NOW

pytestmark = pytest.mark.once

REAL = sorted(path.parent for path in (Path(settings.BASE_DIR) / "curriculum").glob("*/course.yaml"))


@pytest.fixture
def small_folder(tmp_path: Path) -> Path:
    """A copy of the small course, to be spoilt."""
    return Path(shutil.copytree(Path(__file__).parent / "material/khoa-thu", tmp_path / "khoa-thu"))


def refused(folder: Path) -> list[str]:
    with pytest.raises(BadCurriculum) as refusal:
        read_course(folder)
    return refusal.value.problems


def round_trip(course: CoursePage, folder: Path) -> None:
    """Out, in, out again: the import finds nothing to do, and both exports hold the same bytes."""
    export_course(course, folder / "mot")
    before = Revision.objects.count(), Picture.objects.count(), Film.objects.count()
    done = import_course(folder / "mot")
    assert (done.new, done.changed) == (0, 0)
    assert done.unchanged > 5
    assert (Revision.objects.count(), Picture.objects.count(), Film.objects.count()) == before
    export_course(CoursePage.objects.get(pk=course.pk), folder / "hai")
    assert bytes_of(folder / "hai") == bytes_of(folder / "mot")


@pytest.mark.parametrize("folder", [pytest.param(folder, id=folder.name) for folder in REAL])
def test_real_course_goes_out_and_comes_back(site: HomePage, frameworks: None, tmp_path: Path, folder: Path) -> None:
    course = import_course(folder).course
    round_trip(course, tmp_path)
    ours, theirs = read_course(folder), read_course(tmp_path / "mot")
    assert [lesson.slug for lesson in theirs.lessons] == [lesson.slug for lesson in ours.lessons]
    for mine, its in zip(ours.lessons, theirs.lessons, strict=True):
        assert [block["type"] for block in its.body] == [block["type"] for block in mine.body]


def test_course_of_all_kinds_goes_out_and_comes_back(course: CoursePage, tmp_path: Path) -> None:
    fill(course)
    quiz = QuizPage.objects.get()
    quiz.opens_at = NOW
    quiz.save_revision().publish()
    round_trip(course, tmp_path)
    assert sorted(path for path in bytes_of(tmp_path / "mot") if path.startswith("media/")) == [
        "media/anh-cau-hoi.png",
        "media/anh-cho.png",
        "media/cach-goi-156-2.wav",
        "media/cach-goi-156-phu-de.vtt",
        "media/cach-goi-156.mp4",
        "media/man-hinh.png",
        "media/mau-so.csv",
    ]


def test_course_is_the_same_on_another_site(course: CoursePage, tmp_path: Path) -> None:
    """Everything a course is made of stands in its files: an empty site gives the same files back."""
    fill(course)
    export_course(course, tmp_path / "mot")
    body = LessonPage.objects.get(slug="hai").body
    assert [block.block_type for block in body] == [block["type"] for block in body.raw_data]
    Question.objects.all().delete()
    LessonPage.objects.all().delete()
    QuizPage.objects.all().delete()
    CoursePage.objects.all().delete()
    Term.objects.all().delete()
    Film.objects.all().delete()
    Picture.objects.all().delete()
    get_document_model().objects.all().delete()
    done = import_course(tmp_path / "mot")
    assert (done.changed, done.unchanged) == (0, 0)
    export_course(CoursePage.objects.get(), tmp_path / "hai")
    assert bytes_of(tmp_path / "hai") == bytes_of(tmp_path / "mot")
    film = Film.objects.get(type="video")
    assert (film.transcript, film.duration, film.poster.alt_text) == (
        "Xin chào.\n\nGọi 156.",
        12.5,
        "Một người gọi điện.",
    )
    assert import_course(tmp_path / "hai").unchanged == done.new


def test_changed_words_of_a_picture_update_it_and_other_bytes_make_another(course: CoursePage, tmp_path: Path) -> None:
    fill(course)
    export_course(course, tmp_path / "mot")
    listed = tmp_path / "mot/media.yaml"
    listed.write_text(listed.read_text().replace("alt: Nút màu đỏ ở góc.", "alt: Nút đỏ.", 1))
    before = Picture.objects.count()
    done = import_course(tmp_path / "mot")
    assert (done.new, done.changed, Picture.objects.count()) == (0, 1, before)
    assert Picture.objects.get(title="Màn hình").alt_text == "Nút đỏ."
    (tmp_path / "mot/media/man-hinh.png").write_bytes(png("white"))
    done = import_course(tmp_path / "mot")
    assert (done.new, done.changed, Picture.objects.count()) == (1, 1, before + 1)


def test_blocks_keep_their_ids_when_another_changes(course: CoursePage, tmp_path: Path) -> None:
    fill(course)
    ids = [block.id for block in LessonPage.objects.get(slug="hai").body]
    export_course(course, tmp_path / "mot")
    (path,) = (tmp_path / "mot").glob("02-*.md")
    path.write_text(path.read_text().replace("Làm đi.", "Làm ngay."))
    assert import_course(tmp_path / "mot").changed == 1
    after = [block.id for block in LessonPage.objects.get(slug="hai").body]
    assert [old for old, new in zip(ids, after, strict=True) if old != new] == [ids[11]]


def test_every_block_is_tried(course: CoursePage) -> None:
    kinds = {block["type"] for block in every_block(LessonPage.objects.get(slug="mot"))}
    assert kinds == set(LessonPage.body.field.stream_block.child_blocks)


def test_drafts_and_unpublished_questions_stay_behind(course: CoursePage, tmp_path: Path) -> None:
    Question.objects.get(code="THU-001").unpublish()
    lesson = LessonPage.objects.get(slug="hai")
    lesson.title = "Bản nháp"
    lesson.save_revision()
    export_course(course, tmp_path / "mot")
    read = read_course(tmp_path / "mot")
    assert [question["code"] for question in read.questions] == [f"THU-00{number}" for number in range(2, 7)]
    assert [found.title for found in read.lessons] == ["Bài một: đặt tên tệp", "Bài hai"]


def test_folder_that_holds_something_is_not_written_into(course: CoursePage, tmp_path: Path) -> None:
    (tmp_path / "cua-toi.txt").write_text("x")
    with pytest.raises(CannotExport):
        export_course(course, tmp_path)
    assert bytes_of(tmp_path) == {"cua-toi.txt": b"x"}


def test_command_writes_and_says_how_much(
    course: CoursePage, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    call_command("export_course", "KHOA-THU", tmp_path / "ra")
    assert capsys.readouterr().out == "Khóa thử: 4 files\n"
    with pytest.raises(CommandError, match="There is no course KHONG-CO"):
        call_command("export_course", "KHONG-CO", tmp_path / "khac")
    with pytest.raises(CommandError, match="is not empty"):
        call_command("export_course", "KHOA-THU", tmp_path / "ra")


# ── Rich text ─────────────────────────────────────────────────────────────────────────────────

LETTERS = [*"aéữ b.,*_[]()<>\\`#-+1!|:~&\"'=“” \xa0\n", " ", " "]
LINKS = ["", "", "", "https://vi.du/a?b=1&c=(2)", "tel:156", "page:/khoa-hoc/x/", "#muc"]


def any_text(chance: random.Random) -> list[Block]:
    """Rich text such as an author might leave behind on a bad day."""
    blocks: list[Block] = []
    for _number in range(chance.randint(1, 4)):
        kind = chance.choice(["p", "p", "h2", "h3", "hr", "ul", "ol"])
        runs = tuple(
            Run(
                "".join(chance.choices(LETTERS, k=chance.randint(1, 6))),
                chance.choice(LINKS),
                chance.random() < 0.3,
                chance.random() < 0.3,
            )
            for _run in range(chance.randint(1, 3))
        )
        deepest = blocks[-1].depth + 1 if blocks and blocks[-1].is_item else 0
        depth = chance.randint(0, deepest) if kind in ("ul", "ol") else 0
        blocks.append(Block(kind, () if kind == "hr" else runs, depth))
    return blocks


@pytest.mark.parametrize("seed", range(150))
def test_whatever_the_editor_allows_survives_as_markdown(seed: int) -> None:
    stored = html_of(any_text(random.Random(seed)))
    blocks = blocks_of(stored)
    assert blocks_of(html_of(blocks)) == blocks
    assert rich(markdown_of(blocks)) == html_of(blocks)


@pytest.mark.parametrize(
    ("html", "markdown"),
    [
        ("<p>Chữ <b>đậm </b>và <i>nghiêng</i>.</p>", "Chữ **đậm** và *nghiêng*."),
        ("<p></p><p>Một</p><p> </p>", "Một"),
        ("<p>“<b>a.</b>b</p>", "“<b>a\\.</b>b"),
        ("<p>a<br/>b</p>", "a\\\nb"),
        ("<ul><li>a<ol><li>b</li></ol></li><li>c</li></ul><ol><li>d</li></ol>", "- a\n    1. b\n- c\n\n1. d"),
        ("<p>2 * 3 &lt; 7</p>", "2 \\* 3 \\< 7"),
        ("<p># x</p>", "\\# x"),
        ("<p>:::</p>", "\\:\\:\\:"),
    ],
)
def test_markdown_is_as_one_would_write_it(html: str, markdown: str) -> None:
    assert markdown_of(blocks_of(html)) == markdown


@pytest.mark.parametrize(
    "markdown",
    [
        "<script>alert(1)</script>",
        "<img src=x onerror=alert(1)>",
        "[x](javascript:alert(1))",
        "[x](JaVaScRiPt:alert(1))",
        "[x](data:text/html;base64,PHNjcmlwdD4=)",
        "![x](javascript:alert(1))",
        '<b onclick="alert(1)">x</b>',
        '[x](page:/a/" onclick="alert(1))',
        "<i><script>alert(1)</script></i>",
        "<https://a.b/><style>*{}</style>",
    ],
)
def test_hostile_markdown_comes_out_as_words(markdown: str) -> None:
    found: list[tuple[str, list[tuple[str, str | None]]]] = []
    parser = HTMLParser()
    parser.handle_starttag = lambda tag, attrs: found.append((tag, attrs))  # type: ignore[method-assign]
    parser.feed(rich(markdown))
    assert {tag for tag, _attrs in found} <= {"p", "b", "i", "a", "br"}
    assert [attrs for tag, attrs in found if tag != "a" and attrs] == []
    links = [dict(attrs) for tag, attrs in found if tag == "a"]
    assert [link for link in links if set(link) != {"href"}] == []
    assert [
        link for link in links if ":" in (link["href"] or "") and not str(link["href"]).startswith("https://")
    ] == []


# ── What is refused ───────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        (':::picture name="khong-co"\n:::', "01-mot.md: there is no picture khong-co"),
        (':::video name="khong-co"\n:::', "01-mot.md: there is no film khong-co"),
        (':::download name="khong-co"\n:::', "01-mot.md: there is no document khong-co"),
        (':::term code="khong-co"\n:::', "01-mot.md: there is no term khong-co"),
        (":::steps\n1. a\n   ![](khong-co)\n:::", "01-mot.md: there is no picture khong-co"),
        (':::cite source="khong-co"\n:::', "01-mot.md: source khong-co is not listed in course.yaml"),
        (":::picture\n:::", "01-mot.md: line 9: :::picture cannot be read: 'name'"),
        (":::video\n:::", "01-mot.md: line 9: :::video cannot be read: give either name or link"),
        (
            ':::video link="https://phim.example/a.mp4" title="x"\nLời.\n:::',
            "01-mot.md: line 9: :::video cannot be read: ",
        ),
        (":::steps\n1. a\n   ![](b)\n   ![](c)\n:::", "01-mot.md: line 9: :::steps cannot be read: a step has one"),
        (':::table caption="x"\nkhông phải bảng\n:::', "01-mot.md: line 9: :::table cannot be read: a table needs"),
    ],
)
def test_lesson_that_shows_what_is_not_there_is_refused(small_folder: Path, text: str, problem: str) -> None:
    path = small_folder / "01-mot.md"
    head, mark, _body = path.read_text().partition("\n---\n")
    path.write_text(f"{head}{mark}{text}\n")
    assert refused(small_folder)[0].startswith(f"khoa-thu/{problem}")


@pytest.mark.parametrize(
    ("media", "problem"),
    [
        ("pictures: {a: {file: a.png, title: A}}", "media.yaml a: missing alt"),
        ("pictures: {a: {file: a.png, title: A, alt: ' '}}", "media.yaml a: the file a.png is missing"),
        ("pictures: {a: {file: ../../secret.png, title: A, alt: x}}", "media.yaml a: the file ../../secret.png is"),
        ("films: {a: {file: course.yaml, title: A, kind: song}}", "media.yaml a: unknown kind song"),
        ("films: {a: {file: course.yaml, title: A, kind: audio, poster: b}}", "media.yaml a: there is no picture b"),
        ("songs: {}", "media.yaml: unknown kind songs; there are pictures, films, documents"),
    ],
)
def test_media_that_are_not_whole_are_refused(small_folder: Path, media: str, problem: str) -> None:
    (small_folder / "media.yaml").write_text(media)
    assert refused(small_folder)[0].startswith(f"khoa-thu/{problem}")


@pytest.mark.parametrize(
    ("question", "problem"),
    [
        ("{type: number, number: nhiều}", "number must be a number, not nhiều"),
        ("{type: number, number: 1, tolerance: -1}", "tolerance must not be below 0"),
        ("{type: number, number: 1, options: [{text: a}]}", "a number has no options"),
        ("{type: matching, options: [{text: a, match: b}, {text: c}]}", "every pair needs a match;"),
        ("{type: matching, options: [{text: a, match: b}, {match: c}]}", "at least two pairs need a text"),
        ("{type: ordering, options: [{text: a}]}", "options must be a list of at least 2"),
        ("{type: short_text, options: []}", "options must be a list of at least 1"),
        ("{type: short_text, options: [{text: a}], picture: b}", "there is no picture b"),
        ("{type: short_text, options: [{text: a}], tags: a}", "tags must be a list"),
    ],
)
def test_question_that_cannot_be_asked_is_refused(small_folder: Path, question: str, problem: str) -> None:
    path = small_folder / "questions.yaml"
    frame = "code: X-1, competency: tt02-2025/1.3, level: TC2, difficulty: basic, text: a, explanation: b"
    path.write_text(f"{path.read_text()}- {{{frame}, {question[1:-1]}}}\n")
    assert any(found.startswith(f"khoa-thu/questions.yaml X-1: {problem}") for found in refused(small_folder))


@pytest.mark.parametrize(
    ("old", "new", "problem"),
    [
        (
            "pass_percent: 75",
            "preset: bo-cau-hoi\n      pass_percent: 75",
            "attempts, cool_down_minutes, pass_percent come",
        ),
        ("pass_percent: 75", "pass_percent: 75\n      review: sometimes", "unknown review sometimes"),
        ("pass_percent: 75", "pass_percent: 75\n      opens_at: mai", "opens_at must be a day and time"),
        ("pass_percent: 75", "pass_percent: 75\n      supervised: có", "supervised must be true or false, not có"),
        ("count: 3", "count: 3, tag: khó", "draws 3 basic khó questions out of 0"),
    ],
)
def test_test_with_impossible_rules_is_refused(small_folder: Path, old: str, new: str, problem: str) -> None:
    path = small_folder / "course.yaml"
    path.write_text(path.read_text().replace(old, new, 1))
    assert refused(small_folder)[0].startswith(f"khoa-thu/course.yaml quiz: {problem}")


def test_pictures_are_found_again_though_nobody_noted_their_hash(course: CoursePage, tmp_path: Path) -> None:
    fill(course)
    export_course(course, tmp_path / "mot")
    Picture.objects.update(file_hash="")
    assert import_course(tmp_path / "mot").new == 0


def test_body_names_what_it_shows() -> None:
    (block,) = body_of(':::picture name="a" caption="Nút \\"gọi\\""\n:::', seed="x")
    assert block["value"] == {"picture": Named("picture", "a"), "caption": 'Nút "gọi"'}
