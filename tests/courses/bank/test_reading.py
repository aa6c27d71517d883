"""Files of the four formats, read into drafts; what is wrong is named with its line. No database."""

import base64
import io
import zipfile
from dataclasses import replace
from decimal import Decimal
from typing import Any

import pytest
from openpyxl import Workbook

from courses.bank import sheet
from courses.bank.drafts import CannotRead, OptionDraft, QuestionDraft, Reading
from courses.bank.opening import looked_through
from courses.bank.reading import read_questions
from courses.models import Question
from tests.courses.bank.files import WRITERS, gift, made, moodle, picture, qti, qti_item, xlsx

Type = Question.Type


def read(name: str, content: bytes | str) -> Reading:
    return read_questions(name, content.encode() if isinstance(content, str) else content).reading


def one(name: str, content: bytes | str) -> QuestionDraft:
    reading = read(name, content)
    assert reading.faults == []
    (draft,) = reading.drafts
    return draft


def told(reading: Reading) -> list[tuple[int, str]]:
    return [(fault.line, fault.reason) for fault in reading.faults]


@pytest.mark.parametrize("form", WRITERS)
def test_all_types_come_back_as_they_were_written(form: str) -> None:
    write, name = WRITERS[form]
    drafts = [made(number) for number in range(70)]
    reading = read(name, write(drafts))
    assert reading.faults == []
    assert [replace(draft, line=0) for draft in reading.drafts] == drafts


def test_a_line_is_where_a_question_begins() -> None:
    lines = [draft.line for draft in read("a.txt", gift([made(0), made(1)])).drafts]
    assert lines == [2, 9]
    assert [draft.line for draft in read("a.xlsx", xlsx([made(0), made(1)])).drafts] == [2, 3]
    assert [draft.line for draft in read("a.xml", moodle([made(0), made(1)])).drafts] == [3, 14]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
@pytest.mark.parametrize("form", ["gift", "moodle"])
def test_text_may_be_in_any_of_three_encodings(form: str, encoding: str) -> None:
    write, name = WRITERS[form]
    content = write([made(3)]).decode().replace("\n", "\r\n").encode(encoding)
    assert replace(one(name, content), line=0) == made(3)


def test_text_in_another_encoding_is_refused_with_its_line() -> None:
    with pytest.raises(CannotRead) as refusal:
        read("a.txt", "Câu một {TRUE}\n\nCâu hai: ".encode() + "đúng {FALSE}".encode("cp1258", errors="replace"))
    assert refusal.value.line == 3


# ── GIFT ──────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("text", "kind", "options"),
    [
        ("Hỏi {=đúng ~sai#vì sao}", Type.SINGLE, [("đúng", "", True), ("sai", "", False)]),
        ("Hỏi {~%50%a ~%50%b ~%-100%c}", Type.MULTIPLE, [("a", "", True), ("b", "", True), ("c", "", False)]),
        ("Hỏi {T}", Type.TRUE_FALSE, [("Đúng", "", True), ("Sai", "", False)]),
        ("Hỏi {false#sai rồi#giỏi}", Type.TRUE_FALSE, [("Đúng", "", False), ("Sai", "", True)]),
        ("Hỏi {=VNeID =%50%VN =vneid}", Type.SHORT_TEXT, [("VNeID", "", True), ("vneid", "", True)]),
        ("Hỏi {=a -> 1 =b -> 2 = -> 3}", Type.MATCHING, [("a", "1", False), ("b", "2", False), ("", "3", False)]),
        ("Hỏi {>2 SHORTEST\na\nb\n}", Type.ORDERING, [("a", "", False), ("b", "", False)]),
        (r"Hỏi {=1 \= 1 ~a\:b\#\{\~\}}", Type.SINGLE, [("1 = 1", "", True), ("a:b#{~}", "", False)]),
    ],
)
def test_gift_of_every_type(text: str, kind: str, options: list[tuple[str, str, bool]]) -> None:
    draft = one("a.txt", text)
    assert (draft.type, draft.text) == (kind, "Hỏi")
    assert [(option.text, option.match, option.correct) for option in draft.options] == options


@pytest.mark.parametrize(
    ("inside", "number", "tolerance"),
    [
        ("#3", "3", "0"),
        ("#3,5:0.25", "3.5", "0.25"),
        ("#1..2", "1.5", "0.5"),
        ("#=7:1 =%50%8:2", "7", "1"),
        ("#-4#lạnh", "-4", "0"),
    ],
)
def test_gift_of_numbers(inside: str, number: str, tolerance: str) -> None:
    draft = one("a.gift", f"Mấy? {{{inside}}}")
    assert (draft.type, draft.number, draft.tolerance) == (Type.NUMBER, Decimal(number), Decimal(tolerance))


def test_gift_keeps_names_tags_categories_and_feedback() -> None:
    text = (
        "$CATEGORY: $course$/top/An toàn\n\n// [id:AT-1] [tag:khó]\n::Tên::[html]<p>Một<br>hai</p>"
        "{=a#vì a ~b\n####Nhớ <b>nhé</b>}\n\n// lời bàn\nTiền Việt là {=đồng} chứ?\n\nLời dẫn không hỏi gì\n"
    )
    reading = read("a.txt", text)
    first, second = reading.drafts
    assert (first.code, first.tags, first.text, first.explanation) == ("AT-1", ("khó",), "Một\nhai", "Nhớ nhé")
    assert (second.code, second.tags, second.text) == ("", ("An toàn",), "Tiền Việt là _____ chứ?")
    assert len(reading.notes) == 1


def test_gift_names_the_line_of_what_it_cannot_take() -> None:
    text = "Được {TRUE}\n\nTự luận {}\n\nThiếu dấu {=a ~b\n\n"
    assert [line for line, _reason in told(read("a.txt", text))] == [3, 5]


# ── Moodle XML ────────────────────────────────────────────────────────────────────────────────


def in_moodle(kind: str, inside: str) -> str:
    asked = '<questiontext format="html"><text><![CDATA[<p>Hỏi <b>gì</b>?</p><p>Dòng hai</p>]]></text></questiontext>'
    return f'<?xml version="1.0"?>\n<quiz>\n<question type="{kind}">{asked}{inside}</question>\n</quiz>'


def test_moodle_html_becomes_lines_and_feedback_an_explanation() -> None:
    answers = (
        '<single>true</single><answer fraction="100"><text>a</text><feedback><text>vì a</text></feedback></answer>'
        '<answer fraction="0"><text>b</text></answer>'
    )
    draft = one("a.xml", in_moodle("multichoice", answers))
    assert (draft.text, draft.explanation) == ("Hỏi gì?\n\nDòng hai", "vì a")
    assert draft.options == (OptionDraft("a", correct=True), OptionDraft("b"))


def test_moodle_takes_unit_and_category() -> None:
    text = in_moodle(
        "numerical",
        '<answer fraction="100"><text>2,5</text><tolerance>0.5</tolerance></answer>'
        "<units><unit><multiplier>1000</multiplier><unit_name>m</unit_name></unit>"
        "<unit><multiplier>1</multiplier><unit_name>km</unit_name></unit></units>",
    ).replace("<quiz>", '<quiz><question type="category"><category><text>top/Đo</text></category></question>')
    draft = one("a.xml", text)
    assert (draft.number, draft.tolerance, draft.unit, draft.tags) == (Decimal("2.5"), Decimal("0.5"), "km", ("Đo",))


def test_moodle_names_what_cannot_be_taken_over() -> None:
    reading = read("a.xml", in_moodle("essay", ""))
    assert [line for line, _reason in told(reading)] == [3]
    assert "essay" in reading.faults[0].reason


def test_moodle_leaves_a_description_out_with_a_note() -> None:
    reading = read(
        "a.xml", in_moodle("description", "").replace("</quiz>", moodle([made(0)]).decode().split("<quiz>")[1])
    )
    assert (len(reading.drafts), len(reading.faults), len(reading.notes)) == (1, 0, 1)


@pytest.mark.parametrize("form", ["moodle", "qti"])
def test_a_picture_comes_along(form: str) -> None:
    write, name = WRITERS[form]
    draft = replace(made(0), picture=picture())
    assert replace(one(name, write([draft])), line=0) == draft


def test_moodle_takes_a_picture_written_into_the_text() -> None:
    address = "data:image/png;base64," + base64.b64encode(picture().content).decode()
    content = moodle([made(0)]).replace(b"<![CDATA[<p>", f'<![CDATA[<p><img src="{address}" alt="mã">'.encode(), 1)
    found = one("a.xml", content).picture
    assert found is not None
    assert (found.content, found.alt) == (picture().content, "mã")


# ── QTI ───────────────────────────────────────────────────────────────────────────────────────


def test_qti_item_stands_alone() -> None:
    assert replace(one("a.xml", qti_item(made(0))), line=0) == replace(made(0), tags=())


def test_qti_association_and_mapping() -> None:
    head = (
        '<assessmentItem identifier="X"><responseDeclaration identifier="R" cardinality="multiple" baseType="{base}">'
    )
    pair = (
        head.format(base="pair") + "<correctResponse><value>A B</value><value>D C</value></correctResponse>"
        "</responseDeclaration><itemBody><p>Nối</p><associateInteraction responseIdentifier='R'>"
        + "".join(f"<simpleAssociableChoice identifier='{n}'>{n}</simpleAssociableChoice>" for n in "ABCDE")
        + "</associateInteraction></itemBody></assessmentItem>"
    )
    draft = one("a.xml", pair)
    assert [(o.text, o.match) for o in draft.options] == [("A", "B"), ("D", "C"), ("", "E")]
    mapped = (
        head.format(base="string") + "<correctResponse><value>Hà Nội</value></correctResponse><mapping>"
        "<mapEntry mapKey='Ha Noi' mappedValue='1'/><mapEntry mapKey='Hn' mappedValue='0.2'/></mapping>"
        "</responseDeclaration><itemBody><p>Thủ đô là <textEntryInteraction responseIdentifier='R'/> nhé</p></itemBody>"
        "</assessmentItem>"
    )
    draft = one("a.xml", mapped)
    assert (draft.text, [o.text for o in draft.options]) == ("Thủ đô là _____ nhé", ["Hà Nội", "Ha Noi"])


def test_qti_names_the_file_of_what_it_cannot_take() -> None:
    item = qti_item(made(0)).replace("choiceInteraction", "extendedTextInteraction")
    stream = io.BytesIO(qti([made(1)]))
    with zipfile.ZipFile(stream, "a") as package:
        package.writestr("items/BANK-0001.xml.bad", item)
    broken = io.BytesIO()
    with zipfile.ZipFile(stream) as old, zipfile.ZipFile(broken, "w") as new:
        new.writestr("imsmanifest.xml", old.read("imsmanifest.xml"))
        new.writestr("items/BANK-0001.xml", item)
    (fault,) = read("a.zip", broken.getvalue()).faults
    assert fault.reason.startswith("items/BANK-0001.xml: ")


# ── Excel ─────────────────────────────────────────────────────────────────────────────────────


def book_of(*rows: dict[str, Any]) -> bytes:
    book = Workbook()
    page = book.active
    titles = sheet.columns()
    page.append(titles)
    for row in rows:
        page.append([row.get(title) for title in titles])
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


BASE = {sheet.TYPE: "Một đáp án", sheet.TEXT: "Hỏi", sheet.EXPLANATION: "Vì thế.", "Phương án 1": "a", "Phương án 2": 5}


@pytest.mark.parametrize("right", ["2", 2, "B", " 2 "])
def test_xlsx_right_answer_by_number_or_letter(right: Any) -> None:
    draft = one("a.xlsx", book_of({**BASE, sheet.RIGHT: right}))
    assert draft.options == (OptionDraft("a"), OptionDraft("5", correct=True))


@pytest.mark.parametrize(
    "wrong",
    [
        {sheet.RIGHT: "7"},
        {sheet.TYPE: "Tự luận"},
        {sheet.TYPE: "Ghép cặp", "Phương án 1": "không có gạch"},
        {sheet.TYPE: "Số", sheet.NUMBER: "nhiều"},
        {sheet.TEXT: "=1+1"},
        {sheet.TEXT: '=HYPERLINK("http://xau.example","Bấm")'},
        {sheet.DIFFICULTY: "Khó vô cùng"},
    ],
)
def test_xlsx_names_the_row_of_what_is_wrong(wrong: dict[str, str]) -> None:
    reading = read("a.xlsx", book_of({**BASE, sheet.RIGHT: "1"}, {**BASE, sheet.RIGHT: "1", **wrong}))
    assert [line for line, _reason in told(reading)] == [3]


def test_xlsx_without_headings_is_refused() -> None:
    book, stream = Workbook(), io.BytesIO()
    book.active.append(["a", "b"])
    book.save(stream)
    with pytest.raises(CannotRead, match=sheet.TYPE):
        read("a.xlsx", stream.getvalue())


# ── Hostile files ─────────────────────────────────────────────────────────────────────────────

BOMB = '<!DOCTYPE lolz [<!ENTITY a "ha"><!ENTITY b "&a;&a;">]>'
OUTSIDE = '<!DOCTYPE quiz [<!ENTITY x SYSTEM "file:///etc/passwd">]>'


@pytest.mark.parametrize("doctype", [BOMB, OUTSIDE, "<!DOCTYPE quiz>"])
@pytest.mark.parametrize("text", [in_moodle("multichoice", ""), qti_item(made(0))])
def test_xml_that_defines_entities_is_refused(doctype: str, text: str) -> None:
    with pytest.raises(CannotRead, match="DTD"):
        read("a.xml", text.replace("\n", f"\n{doctype}\n", 1))


def test_words_about_a_doctype_are_no_doctype() -> None:
    text = in_moodle("truefalse", '<answer fraction="100"><text>true</text></answer>')
    assert "<!DOCTYPE" in one("a.xml", text.replace("Hỏi", "&lt;!DOCTYPE html&gt; hỏi")).text


def zipped(*members: tuple[str, bytes]) -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as package:
        for name, content in members:
            package.writestr(name, content)
    return stream.getvalue()


@pytest.mark.parametrize(
    "name", ["../../x.xml", "/abs.xml", "C:\\x.xml", "a/../../b", "x" * 201, "a\nb", "IMSMANIFEST.XML"]
)
def test_zip_with_a_dangerous_name_is_refused(name: str) -> None:
    with pytest.raises(CannotRead):
        looked_through(zipped(("imsmanifest.xml", b"<manifest/>"), (name, b"x")))


def test_zip_that_swells_is_refused() -> None:
    with pytest.raises(CannotRead):
        looked_through(zipped(("zeros.xml", bytes(20_000_000))))


def test_zip_of_very_many_files_is_refused() -> None:
    with pytest.raises(CannotRead, match=r"5"):
        looked_through(zipped(*[(f"{number}", b"") for number in range(5001)]))


def test_zip_with_a_link_is_refused() -> None:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as package:
        link = zipfile.ZipInfo("imsmanifest.xml")
        link.external_attr = 0o120777 << 16
        package.writestr(link, "/etc/passwd")
    with pytest.raises(CannotRead):
        looked_through(stream.getvalue())


def test_book_with_entities_is_refused() -> None:
    with zipfile.ZipFile(io.BytesIO(xlsx([made(0)]))) as old:
        members = [(name, old.read(name)) for name in old.namelist()]
    bad = [(name, content.replace(b"<worksheet", BOMB.encode() + b"<worksheet")) for name, content in members]
    with pytest.raises(CannotRead, match="DTD"):
        read("a.xlsx", zipped(*bad))


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("a.pdf", b"%PDF-1.7"),
        ("a.xlsx", b"Cau hoi {TRUE}"),
        ("a.txt", zipped(("a", b"b"))),
        ("a.txt", b"<?xml version='1.0'?><quiz/>"),
        ("a.zip", xlsx([made(0)])),
        ("a.zip", zipped(("a.xml", b"<a/>"))),
        ("a.xlsx", zipped(("imsmanifest.xml", b"<manifest/>"))),
        ("a.xlsx", xlsx([made(0)])[:-200]),
        ("a.xml", b"<quiz><question>"),
        ("a.xml", b"<html/>"),
        ("a.xml", b"<a>" * 200 + b"</a>" * 200),
        ("a.txt", b"   "),
        ("a.txt", b"khong co cau hoi"),
    ],
)
def test_file_that_is_not_what_it_says_is_refused(name: str, content: bytes) -> None:
    with pytest.raises(CannotRead):
        read(name, content)


def test_large_file_is_refused(settings: Any) -> None:
    settings.IMPORT_MOST_BYTES = 1024 * 1024
    with pytest.raises(CannotRead, match="1 MB"):
        read("a.txt", b"x" * (1024 * 1024 + 1))


def test_too_many_questions_are_refused(settings: Any) -> None:
    settings.IMPORT_MOST_QUESTIONS = 3
    with pytest.raises(CannotRead, match="3"):
        read("a.txt", gift([made(number) for number in range(4)]))
    with pytest.raises(CannotRead, match="3"):
        read("a.xlsx", xlsx([made(number) for number in range(40)]))
