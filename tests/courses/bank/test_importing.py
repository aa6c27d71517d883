"""Files into the bank: all or nothing, twice the same, and out again without a change."""

import io
import json
from dataclasses import replace
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from openpyxl import load_workbook
from wagtail.models import ModelLogEntry, PageLogEntry

from accounts.models import User
from competency.models import Competency, Level
from courses.bank import sheet
from courses.bank.bringing import bring_file, confirm
from courses.bank.drafts import OptionDraft, QuestionDraft
from courses.bank.framing import Defaults
from courses.bank.importing import CannotImport, import_questions
from courses.bank.planning import Plan, plan_import
from courses.bank.reading import read_questions
from courses.bank.writing import wholes_of, write_gift, write_moodle
from courses.bank.writing_xlsx import write_bank, write_template
from courses.models import CoursePage, Option, Picture, Question, QuestionImport
from tests.courses.bank.files import WRITERS, gift, made, moodle, picture, xlsx
from tests.courses.study import NOW, at_once, make_course, our_queries

Type = Question.Type
HERE = Defaults(course="KHOA-THU")


def bring(content: bytes, name: str = "a.txt", *, defaults: Defaults = HERE, publish: bool = True) -> Plan:
    return import_questions(read_questions(name, content), defaults=defaults, publish=publish, by=None, at=NOW)


def look(content: bytes, name: str = "a.txt", *, defaults: Defaults = HERE) -> Plan:
    return plan_import(read_questions(name, content), defaults)


def kept(code: str) -> QuestionDraft:
    """The question of that code as the bank holds it."""
    question = Question.objects.get(code=code)
    return QuestionDraft(
        line=0,
        type=question.type,
        code=question.code,
        text=question.text,
        options=tuple(OptionDraft(o.text, o.match, o.correct) for o in question.options.all()),
        number=question.number,
        tolerance=question.tolerance,
        explanation=question.explanation,
        tags=tuple(sorted(tag.name for tag in question.tags.all())),
    )


def run(capsys: pytest.CaptureFixture[str], file: Path, *more: str) -> tuple[int, dict[str, Any]]:
    """The command's exit code and what it says as JSON."""
    code = 0
    try:
        call_command("import_questions", str(file), "--json", *more)
    except SystemExit as leaving:
        code = int(leaving.code or 0)
    return code, json.loads(capsys.readouterr().out)


def counted(said: dict[str, Any]) -> tuple[int, ...]:
    return tuple(
        said[name] if name != "wrong" else len(said[name]) for name in ("read", "new", "changed", "unchanged", "wrong")
    )


# ── A thousand questions by the command ───────────────────────────────────────────────────────


@pytest.mark.once
@pytest.mark.parametrize("form", WRITERS)
def test_a_thousand_questions_come_once(
    course: CoursePage, form: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    write, name = WRITERS[form]
    drafts = [made(number) for number in range(1000)]
    good, bad = tmp_path / name, tmp_path / f"sai-{name}"
    good.write_bytes(write(drafts))
    twice = (OptionDraft("như nhau", correct=True), OptionDraft("như nhau"))
    broken = replace(drafts[611], type=Type.SINGLE, options=twice, number=None, tolerance=Decimal(0))
    bad.write_bytes(write([*drafts[:611], broken, *drafts[612:]]))

    code, said = run(capsys, bad, "--course", "KHOA-THU")
    assert (code, counted(said)[4], said["written"]) == (1, 1, False)
    (fault,) = said["wrong"]
    wrong = next(d for d in read_questions(bad.name, bad.read_bytes()).reading.drafts if d.code == "BANK-0611")
    assert (fault["code"], fault["line"]) == ("BANK-0611", wrong.line)
    assert Question.objects.count() == 6

    assert run(capsys, good, "--course", "KHOA-THU", "--dry-run")[1]["written"] is False
    assert Question.objects.count() == 6
    code, said = run(capsys, good, "--course", "KHOA-THU")
    assert (code, counted(said)) == (0, (1000, 1000, 0, 0, 0))
    assert Question.objects.filter(live=True).count() == 1006
    for number in range(0, 1000, 91):
        held = kept(drafts[number].code)
        assert held == replace(drafts[number], tags=tuple(sorted(drafts[number].tags)))
    code, said = run(capsys, good, "--course", "KHOA-THU")
    assert (code, counted(said)) == (0, (1000, 0, 0, 1000, 0))
    assert Question.objects.count() == 1006


# ── The command ───────────────────────────────────────────────────────────────────────────────


def test_command_takes_the_only_course(course: CoursePage, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = tmp_path / "a.txt"
    file.write_bytes(gift([made(0)]))
    assert run(capsys, file)[0] == 0
    outcome = course.outcomes.first()
    question = Question.objects.get(code="BANK-0000")
    assert (question.course, question.difficulty) == (course, "basic")
    assert (question.competency, question.level) == (outcome.competency, outcome.level)


def test_command_asks_which_course(course: CoursePage, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    make_course("khac")
    file = tmp_path / "a.txt"
    file.write_bytes(gift([made(0)]))
    assert run(capsys, file)[0] == 1
    assert run(capsys, file, "--course", "KHONG-CO")[0] == 1
    assert Question.objects.count() == 6


def test_command_names_the_line_of_a_broken_file(
    course: CoursePage, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "a.xml"
    file.write_bytes(moodle([made(0)]).replace(b"</questiontext>", b"</wrong>"))
    code, said = run(capsys, file)
    assert (code, [fault["line"] for fault in said["wrong"]]) == (1, [6])


def test_command_without_a_file_says_so(db: None) -> None:
    with pytest.raises(CommandError, match="khong-co"):
        call_command("import_questions", "khong-co.xml")


def test_command_speaks_in_words(course: CoursePage, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = tmp_path / "a.txt"
    file.write_bytes(gift([made(0)]))
    call_command("import_questions", str(file), "--draft")
    assert capsys.readouterr().out == "GIFT: 1 read, 1 new, 0 changed, 0 unchanged, 0 wrong\nWritten.\n"
    assert Question.objects.get(code="BANK-0000").live is False


# ── New, changed, unchanged ───────────────────────────────────────────────────────────────────


def test_imported_question_is_as_wagtail_would_have_saved_it(course: CoursePage, author: User) -> None:
    bring(gift([made(0)]))
    question = Question.objects.get(code="BANK-0000")
    revision = question.latest_revision
    assert (question.live, question.has_unpublished_changes, question.live_revision) == (True, False, revision)
    assert revision.is_latest_revision()
    held = revision.as_object()
    assert (held.text, [o.pk for o in held.options.all()]) == (question.text, [o.pk for o in question.options.all()])
    assert sorted(tag.name for tag in held.tags.all()) == sorted(made(0).tags)
    revision.publish(user=author)
    assert kept("BANK-0000") == replace(made(0), tags=tuple(sorted(made(0).tags)))


def test_change_keeps_the_rows_of_answers_that_stay(course: CoursePage) -> None:
    bring(gift([made(0)]))
    rows = dict(Option.objects.filter(question__code="BANK-0000").values_list("text", "pk"))
    first, _second, third = made(0).options
    new = replace(made(0), text="Câu mới", options=(third, first, OptionDraft("Thêm vào")))
    plan = bring(gift([new, made(1)]))
    assert (len(plan.new), [row.code for row in plan.changed]) == (1, ["BANK-0000"])
    held = Question.objects.get(code="BANK-0000")
    assert (held.text, held.live, held.folded) == ("Câu mới", True, "bank-0000 cau moi")
    assert [(o.text, o.pk) for o in held.options.all()][:2] == [(o.text, rows[o.text]) for o in (third, first)]
    assert held.options.count() == 3
    assert look(gift([new, made(1)])).counts["unchanged"] == 2
    entry = PageLogEntry.objects.filter(action="courses.import_questions").latest("timestamp")
    assert entry.data == {"format": "gift", "new": ["BANK-0001"], "changed": ["BANK-0000"]}


def test_drafts_wait_for_a_reviewer(course: CoursePage) -> None:
    bring(gift([made(0)]), publish=False)
    question = Question.objects.get(code="BANK-0000")
    assert (question.live, question.has_unpublished_changes) == (False, True)
    assert look(gift([made(0)])).counts["unchanged"] == 1
    question.latest_revision.publish()
    bring(gift([replace(made(0), text="Câu mới")]), publish=False)
    question.refresh_from_db()
    assert (question.live, question.has_unpublished_changes, question.text) == (True, True, made(0).text)
    assert look(gift([replace(made(0), text="Câu mới")])).counts["unchanged"] == 1
    assert look(gift([made(0)])).counts["changed"] == 1


@pytest.mark.parametrize("form", ["gift", "moodle"])
def test_codes_follow_from_the_words_when_the_file_has_none(course: CoursePage, form: str) -> None:
    write, name = WRITERS[form]
    drafts = [made(number) for number in range(14)]
    content = write(drafts, with_codes=False)
    bring(content, name)
    assert look(content, name).counts["unchanged"] == 14
    backwards = write(drafts[::-1], with_codes=False)
    assert look(backwards, name).counts["unchanged"] == 14
    make_course("khac")
    assert look(content, name, defaults=Defaults("KHAC", "tt02-2025/1.3", "TC2")).counts["new"] == 14


def test_same_words_with_other_answers_are_two_questions(course: CoursePage) -> None:
    text = "Câu nào đúng? {=a ~b}\n\nCâu nào đúng? {=c ~d}".encode()
    bring(text)
    assert Question.objects.count() == 8
    assert look(text).counts["unchanged"] == 2


def test_code_of_another_system_becomes_one_of_ours(course: CoursePage) -> None:
    bring("// [id:Câu 1/Phần A]\nHỏi {TRUE}".encode())
    (question,) = Question.objects.filter(text="Hỏi")
    assert question.code.startswith("cau-1-phan-a-")
    assert look("// [id:Câu 1/Phần A]\nHỏi {TRUE}".encode()).counts["unchanged"] == 1


def test_question_without_explanation_tells_the_right_answer(course: CoursePage) -> None:
    plan = bring("// [id:A]\nHỏi {=đúng ~sai}\n\n// [id:B]\nMấy? {#2.5:0}".encode())
    assert len(plan.notes) == 1
    assert kept("A").explanation == "Đáp án đúng: đúng."
    assert kept("B").explanation == "Đáp án đúng: 2,5."
    bring("// [id:A]\nHỏi {=sai ~đúng}".encode())
    assert kept("A").explanation == "Đáp án đúng: sai."
    Question.objects.filter(code="A").update(explanation="Lời của tác giả.")
    assert look("// [id:A]\nHỏi {=sai ~đúng}".encode()).counts["unchanged"] == 1


def test_tags_say_what_the_format_has_no_place_for(course: CoursePage) -> None:
    tags = "[tag:nang-luc:tt02-2025/1.1] [tag:bac:TC1] [tag:muc-do:intermediate] [tag:bai:mot] [tag:khó]"
    bring(f"// [id:A] {tags}\nHỏi {{TRUE}}".encode())
    question = Question.objects.get(code="A")
    assert question.competency == Competency.objects.get(code="1.1", domain__framework__code="tt02-2025")
    assert question.level == Level.objects.get(code="TC1", framework__code="tt02-2025")
    assert (question.difficulty, question.lesson_slug) == ("intermediate", "mot")
    assert kept("A").tags == ("khó",)


def test_row_of_the_sheet_goes_before_the_defaults(course: CoursePage) -> None:
    make_course("khac")
    more = {sheet.COURSE: "KHAC", sheet.COMPETENCY: "tt02-2025/1.1 Tên gì cũng được", sheet.LEVEL: "TC1"}
    bring(xlsx([made(0)], **more), "a.xlsx", defaults=Defaults("KHOA-THU", "tt02-2025/1.3", "TC2"))
    question = Question.objects.get(code="BANK-0000")
    assert (question.course.code, question.competency.code, question.level.code) == ("KHAC", "1.1", "TC1")


def test_picture_is_kept_once_with_its_words(course: CoursePage) -> None:
    drafts = [replace(made(number), picture=picture()) for number in (0, 1)]
    bring(moodle(drafts), "a.xml")
    (image,) = Picture.objects.all()
    assert (image.alt_text, image.width) == ("Một mã QR dán ở quầy", 8)
    assert look(moodle(drafts), "a.xml").counts["unchanged"] == 2
    other = replace(made(0), picture=picture("navy"))
    assert look(moodle([other]), "a.xml").counts["changed"] == 1
    assert look(moodle([made(0)]), "a.xml").counts["unchanged"] == 1


def test_bytes_that_are_no_picture_are_wrong(course: CoursePage) -> None:
    bad = replace(made(0), picture=replace(picture(), content=b"<svg onload=alert(1)>"))
    assert [fault.code for fault in look(moodle([bad]), "a.xml").wrong] == ["BANK-0000"]


# ── Wrong ─────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    "text",
    [
        "// [id:A]\nMột {TRUE}\n\n// [id:A]\nHai {TRUE}",
        "// [id:A]\nMột {TRUE}\n\n// [id:B]\nMột {TRUE}",
        "// [id:A]\nMột {TRUE}\n\n// [id:B] [tag:nang-luc:khong-co]\nHai {TRUE}",
        "// [id:A]\nMột {TRUE}\n\n// [id:B] [tag:bac:XX]\nHai {TRUE}",
        "// [id:A]\nMột {TRUE}\n\n// [id:B] [tag:bai:khong-co]\nHai {TRUE}",
        "// [id:A]\nMột {TRUE}\n\n// [id:B] [tag:muc-do:la]\nHai {TRUE}",
        "// [id:A]\nMột {TRUE}\n\n// [id:B] [tag:khoa:LA]\nHai {TRUE}",
    ],
)
def test_wrong_question_keeps_the_whole_file_out(course: CoursePage, text: str) -> None:
    assert [fault.line for fault in look(text.encode()).wrong] == [5]
    with pytest.raises(CannotImport):
        bring(text.encode())
    assert Question.objects.count() == 6


def test_question_the_bank_has_is_refused_under_another_code(course: CoursePage) -> None:
    bring("// [id:A]\nMột {=a ~b}".encode())
    (fault,) = look("// [id:B]\nMột {~b =a}".encode()).wrong
    assert "“A”" in fault.reason


def test_code_of_another_course_is_not_taken_over(course: CoursePage) -> None:
    bring(gift([made(0)]))
    make_course("khac")
    (fault,) = look(gift([made(0)]), defaults=Defaults("KHAC", "tt02-2025/1.3", "TC2")).wrong
    assert "KHOA-THU" in fault.reason


def test_locked_question_is_not_changed(course: CoursePage) -> None:
    bring(gift([made(0)]))
    Question.objects.update(locked=True)
    assert [fault.code for fault in look(gift([replace(made(0), text="Mới")])).wrong] == ["BANK-0000"]


# ── Out and in again ──────────────────────────────────────────────────────────────────────────


def test_export_comes_back_without_a_change(course: CoursePage) -> None:
    hostile = [
        replace(made(0), code="F-1", text='=HYPERLINK("http://xau.example")', explanation="+84 -> {x} #1 ~ \\n :: \\"),
        replace(
            made(3), code="F-2", options=(OptionDraft("a | b", "-1"), OptionDraft("c -> d", "@x"), OptionDraft("", "|"))
        ),
        replace(made(6), code="F-3", options=(OptionDraft("*", correct=True), OptionDraft("a*b", correct=True))),
        replace(made(1), code="F-4", text="Câu có hình", picture=picture()),
        replace(made(5), code="F-5", number=Decimal("1000000"), tolerance=Decimal("0.000001")),
    ]
    bring(moodle([*[made(number) for number in range(21)], *[d for d in hostile if d.code != "F-3"]]), "a.xml")
    bring(gift([hostile[2]]))
    bring(gift([replace(made(0), text="Bản nháp mới")]), publish=False)
    wholes = wholes_of(Question.objects.order_by("code"))
    for content, name in (
        (write_bank(wholes), "a.xlsx"),
        (write_gift(wholes), "a.txt"),
        (write_moodle(wholes), "a.xml"),
    ):
        counts = look(content, name, defaults=Defaults()).counts
        assert (name, counts) == (name, {"read": 32, "new": 0, "changed": 0, "unchanged": 32, "wrong": 0})
    book = load_workbook(io.BytesIO(write_bank(wholes)))
    cells = [cell for page in book for row in page.iter_rows() for cell in row]
    assert {cell.data_type for cell in cells} <= {"s", "n"}
    assert '=HYPERLINK("http://xau.example")' in [cell.value for cell in cells]


def test_export_makes_the_same_bank_elsewhere(course: CoursePage) -> None:
    bring(gift([made(number) for number in range(14)]))
    questions = Question.objects.filter(code__startswith="BANK")
    questions.update(difficulty="intermediate", lesson_slug="mot")
    before = [kept(code) for code in questions.order_by("code").values_list("code", flat=True)]
    files = [(write_gift(wholes_of(questions)), "a.txt"), (write_moodle(wholes_of(questions)), "a.xml")]
    for content, name in [*files, (write_bank(wholes_of(questions)), "a.xlsx")]:
        Question.objects.filter(code__startswith="BANK").delete()
        bring(content, name, defaults=Defaults())
        assert [kept(draft.code) for draft in before] == before
        assert questions.filter(difficulty="intermediate", lesson_slug="mot").count() == 14


def test_template_opens_with_lists_examples_and_help(course: CoursePage) -> None:
    book = load_workbook(io.BytesIO(write_template()))
    assert book.sheetnames == [sheet.SHEET, sheet.EXAMPLES, sheet.HELP, sheet.LISTS]
    assert len(book[sheet.SHEET].data_validations.dataValidation) == 5
    del book[sheet.SHEET]
    book[sheet.EXAMPLES].title = sheet.SHEET
    stream = io.BytesIO()
    book.save(stream)
    plan = bring(stream.getvalue(), "mau.xlsx")
    assert (plan.counts["new"], {row.draft.type for row in plan.new}) == (7, set(Type.values))


# ── Together ──────────────────────────────────────────────────────────────────────────────────


def test_plan_costs_the_same_for_few_and_many(course: CoursePage) -> None:
    bring(gift([made(number) for number in range(40)]))
    with our_queries() as few:
        look(gift([made(0)]))
    with our_queries() as many:
        look(gift([made(number) for number in range(40)]))
    assert (len(few), len(many)) == (9, 9)


@pytest.mark.django_db(transaction=True)
def test_two_people_confirm_the_same_file_once(course: CoursePage, author: User, lan: User) -> None:
    User.objects.filter(pk=lan.pk).update(is_superuser=True)
    lan.refresh_from_db()
    content = gift([made(number) for number in range(7)])
    brought, plan = bring_file(name="a.txt", content=content, defaults=HERE, publish=True, by=author, at=NOW)
    people = [author, lan] * 3
    outcomes = at_once(6, lambda number: confirm(brought=brought, agreed=plan.digest, by=people[number], at=NOW))
    assert [type(outcome).__name__ for outcome in outcomes].count("Plan") == 1
    assert [type(outcome).__name__ for outcome in outcomes].count("CannotImport") == 5
    assert Question.objects.count() == 13
    assert QuestionImport.objects.get().confirmed_at == NOW


@pytest.mark.django_db(transaction=True)
def test_same_file_imported_at_once_comes_once(course: CoursePage) -> None:
    content = gift([made(number) for number in range(7)])
    outcomes = at_once(4, lambda _number: bring(content).counts)
    assert sorted(outcome["new"] for outcome in outcomes) == [0, 0, 0, 7]
    assert Question.objects.count() == 13
    assert ModelLogEntry.objects.filter(action="courses.import_questions").count() == 0
