"""Files become pages and questions; a second import mends them in place and never takes a fact away."""

import shutil
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from django.utils.translation import gettext as _
from wagtail.models import Page, Revision

from accounts.models import User
from courses.curriculum.importing import import_course
from courses.curriculum.reading import BadCurriculum
from courses.models import CoursePage, LessonPage, Option, Question, QuizPage, StepProgress
from courses.progress import complete_step
from home.models import HomePage
from tests.courses.study import NOW, join, slugs_of, step

SMALL = Path(__file__).parent / "material/khoa-thu"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A copy of the small course, to be changed."""
    return Path(shutil.copytree(SMALL, tmp_path / "khoa-thu"))


def change(folder: Path, name: str, old: str, new: str) -> None:
    text = (folder / name).read_text(encoding="utf-8")
    assert old in text
    (folder / name).write_text(text.replace(old, new, 1), encoding="utf-8")


def keys() -> dict[str, int]:
    """The primary keys of everything that facts point at."""
    pages = {page.slug: page.pk for page in Page.objects.type(CoursePage, LessonPage, QuizPage)}
    return pages | {question.code: question.pk for question in Question.objects.all()}


def test_import_writes_the_course_its_steps_and_its_bank(course: CoursePage) -> None:
    assert (course.code, course.audience, course.order, course.live) == ("KHOA-THU", "staff", "locked", True)
    assert course.description == "<p>Đoạn <b>mở đầu</b>.</p>"
    assert course.sources == [{"key": "ban-ghi", "title": "Bản ghi nội bộ", "confidence": "own_knowledge"}]
    assert [(str(o.competency.code), o.level.code, o.statement) for o in course.outcomes.all()] == [
        ("1.3", "TC2", "Sắp xếp được tệp theo một cách chung.")
    ]
    assert slugs_of(course) == ["mot", "hai", "bai-kiem-tra"]
    lesson = LessonPage.objects.get(slug="mot")
    assert (lesson.minutes, lesson.summary_line, lesson.source_keys) == (3, "Cách đặt tên tệp.", ["ban-ghi"])
    assert [c.code for c in lesson.competencies.all()] == ["1.3"]
    quiz = QuizPage.objects.get()
    assert (quiz.time_limit_minutes, quiz.pass_percent, quiz.attempts_allowed, quiz.cool_down_minutes) == (
        *(10, 75, 3, 60),
    )
    assert list(quiz.draw_rules.values_list("difficulty", "count")) == [("basic", 3), ("intermediate", 1)]
    assert Question.objects.filter(course=course, live=True).count() == 6
    assert list(Option.objects.filter(question__code="THU-002").values_list("text", "correct")) == [
        *[("Nên A", True), ("Nên B", True), ("Không nên", False), ("Không bao giờ", False)]
    ]


def test_first_import_counts_what_is_new(site: HomePage, frameworks: None) -> None:
    done = import_course(SMALL)
    assert (done.new, done.changed, done.unchanged) == (10, 0, 0)


def test_second_import_changes_nothing(course: CoursePage) -> None:
    before, revisions = keys(), Revision.objects.count()
    done = import_course(SMALL)
    assert (done.new, done.changed, done.unchanged) == (0, 0, 10)
    assert (keys(), Revision.objects.count()) == (before, revisions)


def test_changed_files_update_in_place(course: CoursePage, folder: Path) -> None:
    before = keys()
    change(folder, "course.yaml", "title: Khóa thử", "title: Khóa đã sửa")
    change(folder, "course.yaml", "statement: Sắp xếp được", "statement: Xếp được")
    change(folder, "course.yaml", "pass_percent: 75", "pass_percent: 50")
    change(folder, "course.yaml", "count: 3", "count: 4")
    change(folder, "02-hai.md", "Chia thư mục theo năm.", "Chia thư mục theo việc.")
    change(folder, "questions.yaml", '{text: "Câu sai 1 a"}', '{text: "Câu sai mới"}')
    change(folder, "questions.yaml", "GIAI-THICH-2", "GIAI-THICH-HAI")
    done = import_course(folder)
    assert (done.new, done.changed, done.unchanged) == (0, 5, 5)
    assert keys() == before
    course.refresh_from_db()
    assert course.title == "Khóa đã sửa"
    assert [outcome.statement for outcome in course.outcomes.all()] == ["Xếp được tệp theo một cách chung."]
    assert QuizPage.objects.get().pass_percent == 50
    assert [rule.count for rule in QuizPage.objects.get().draw_rules.all()] == [4, 1]
    assert LessonPage.objects.get(slug="hai").body.raw_data[0]["value"] == "<p>Chia thư mục theo việc.</p>"
    assert Option.objects.filter(text="Câu sai mới", question__code="THU-001").count() == 1
    assert Option.objects.filter(question__code="THU-001").count() == 4
    assert Question.objects.get(code="THU-002").explanation.startswith("GIAI-THICH-HAI")


def test_steps_follow_the_order_of_the_files(course: CoursePage, folder: Path) -> None:
    before = keys()
    change(folder, "course.yaml", "  - lesson: 01-mot.md\n  - lesson: 02-hai.md\n", "  - lesson: 02-hai.md\n")
    with (folder / "course.yaml").open("a", encoding="utf-8") as file:
        file.write("  - lesson: 01-mot.md\n")
    import_course(folder)
    assert slugs_of(course) == ["hai", "bai-kiem-tra", "mot"]
    assert keys() == before
    assert import_course(folder).changed == 0


def test_step_that_files_no_longer_name_is_unpublished_not_deleted(course: CoursePage, folder: Path, lan: User) -> None:
    complete_step(enrolment=join(lan, course), step=step(course, "mot"), at=NOW)
    before = keys()
    change(folder, "course.yaml", "  - lesson: 01-mot.md\n", "")
    for _question in ("THU-001", "THU-003", "THU-005"):
        change(folder, "questions.yaml", "  lesson: mot\n", "")
    import_course(folder)
    assert slugs_of(course) == ["hai", "bai-kiem-tra"]
    assert keys() == before
    assert StepProgress.objects.filter(step__slug="mot").count() == 1
    import_course(SMALL)
    assert LessonPage.objects.get(slug="mot").live is True
    assert keys() == before


def test_question_that_files_no_longer_name_is_not_drawn_but_stays(course: CoursePage, folder: Path) -> None:
    text = (folder / "questions.yaml").read_text(encoding="utf-8")
    (folder / "questions.yaml").write_text(text[: text.index("- code: THU-006")], encoding="utf-8")
    import_course(folder)
    assert list(Question.objects.filter(live=False).values_list("code", flat=True)) == ["THU-006"]
    assert import_course(folder).changed == 0
    import_course(SMALL)
    assert Question.objects.filter(live=False).count() == 0


def test_broken_files_import_nothing(course: CoursePage, folder: Path) -> None:
    change(folder, "course.yaml", "title: Khóa thử", "title: Khóa đã sửa")
    change(folder, "questions.yaml", "type: multiple", "type: essay")
    with pytest.raises(BadCurriculum):
        import_course(folder)
    course.refresh_from_db()
    assert course.title == "Khóa thử"


def test_unknown_competencies_and_levels_are_all_named_and_nothing_is_imported(
    site: HomePage, frameworks: None, folder: Path
) -> None:
    change(folder, "01-mot.md", "tt02-2025/1.3", "tt02-2025/9.9")
    change(folder, "questions.yaml", "tt02-2025/1.3", "khong-co/1")
    change(folder, "course.yaml", "level: TC2", "level: XX")
    with pytest.raises(BadCurriculum) as refusal:
        import_course(folder)
    assert refusal.value.problems[:3] == [
        "khoa-thu: unknown competency khong-co/1",
        "khoa-thu: unknown competency tt02-2025/9.9",
        "khoa-thu: unknown level XX of tt02-2025/1.3",
    ]
    assert CoursePage.objects.count() == 0


def test_import_without_a_catalogue_says_what_to_do(db: None, frameworks: None) -> None:
    with pytest.raises(BadCurriculum) as refusal:
        import_course(SMALL)
    assert refusal.value.problems == [_("There is no course catalogue yet. Run the command set_up_site first.")]


def test_import_failing_half_way_leaves_nothing(
    site: HomePage, frameworks: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    def break_off(question: Question) -> None:
        raise RuntimeError

    monkeypatch.setattr(Question, "save_revision", break_off)
    with pytest.raises(RuntimeError):
        import_course(SMALL)
    assert CoursePage.objects.count() == 0


def test_command_imports_a_folder_and_counts(
    site: HomePage, frameworks: None, capsys: pytest.CaptureFixture[str]
) -> None:
    call_command("import_courses", SMALL)
    call_command("import_courses", SMALL)
    assert capsys.readouterr().out == (
        "Khóa thử: 10 new, 0 changed, 0 unchanged\nKhóa thử: 0 new, 0 changed, 10 unchanged\n"
    )


def test_command_stops_with_the_faults(site: HomePage, frameworks: None, tmp_path: Path) -> None:
    with pytest.raises(CommandError) as refusal:
        call_command("import_courses", tmp_path)
    assert f"{tmp_path.name}/course.yaml: the file is missing" in str(refusal.value)
