"""Questions of every type, made by number, written in each of the four formats by writers of the tests' own."""

import base64
import io
import zipfile
from decimal import Decimal
from xml.sax.saxutils import escape, quoteattr

from openpyxl import Workbook
from PIL import Image

from courses.bank import sheet
from courses.bank.drafts import OptionDraft, PictureDraft, QuestionDraft, true_or_false
from courses.models import Question

Type = Question.Type
NEW = ("Xã", "Phường", "Bản", "Thôn", "Tổ dân phố")


def one(text: str, *, match: str = "", correct: bool = False) -> OptionDraft:
    return OptionDraft(text, match, correct)


def made(number: int) -> QuestionDraft:
    """The question of that number: the seven types in turn, with letters that formats must escape."""
    kind = Type.values[number % 7]
    word = NEW[number % 5]
    options: tuple[OptionDraft, ...] = {
        Type.SINGLE: (one(f"Gọi {word} {number}", correct=True), one("Bấm = ngay {nhé}"), one("Đọc mã #OTP: ~ 6 số")),
        Type.MULTIPLE: (
            one(f"Khóa máy {number}", correct=True),
            one("Đổi mật khẩu", correct=True),
            one("Cho mượn <b>"),
        ),
        Type.TRUE_FALSE: true_or_false(number % 2 == 0),
        Type.MATCHING: (
            one("Tệp .xlsx", match=f"Bảng tính {number}"),
            one("Tệp .docx", match="Văn bản & thư"),
            one("", match="Trò chơi"),
        ),
        Type.ORDERING: (one("Mở máy"), one(f"Nhập mật khẩu {number}"), one("Đọc thư"), one("Tắt máy")),
        Type.NUMBER: (),
        Type.SHORT_TEXT: (one(f"căn cước {number}", correct=True), one(f"CCCD {number}", correct=True)),
    }[Type(kind)]
    is_number = kind == Type.NUMBER
    return QuestionDraft(
        line=0,
        type=kind,
        code=f"BANK-{number:04d}",
        text=f"{word} số {number}: việc nào đúng khi dùng {{mạng}}?\nChọn kỹ: “an toàn” = trước #1 ~ nhé.",
        options=options,
        number=Decimal(number) / 4 if is_number else None,
        tolerance=Decimal("0.5") if is_number else Decimal(0),
        explanation=f"Vì {word.lower()} {number} đã được nhắc: đừng vội.",
        tags=("tình huống", f"tuần {number % 4}") if number % 3 == 0 else (),
    )


def picture(colour: str = "teal") -> PictureDraft:
    stream = io.BytesIO()
    Image.new("RGB", (8, 8), colour).save(stream, "PNG")
    return PictureDraft(name="ma-qr.png", content=stream.getvalue(), alt="Một mã QR dán ở quầy")


# ── Moodle XML ────────────────────────────────────────────────────────────────────────────────


def _html(tag: str, text: str, more: str = "") -> str:
    inner = "<br>".join(escape(line) for line in text.split("\n"))
    return f'<{tag} format="html"><text><![CDATA[<p>{inner}</p>]]></text>{more}</{tag}>'


def moodle(drafts: list[QuestionDraft], *, with_codes: bool = True) -> bytes:
    body = "\n".join(_moodle_question(draft, with_codes) for draft in drafts)
    return f'<?xml version="1.0" encoding="UTF-8"?>\n<quiz>\n{body}\n</quiz>\n'.encode()


def _moodle_question(draft: QuestionDraft, with_codes: bool) -> str:
    names = {
        Type.SINGLE: "multichoice",
        Type.MULTIPLE: "multichoice",
        Type.TRUE_FALSE: "truefalse",
        Type.MATCHING: "matching",
        Type.ORDERING: "ordering",
        Type.NUMBER: "numerical",
        Type.SHORT_TEXT: "shortanswer",
    }
    file, text = "", draft.text
    asked = _html("questiontext", text)
    if draft.picture:
        written = base64.b64encode(draft.picture.content).decode()
        file = f'<file name="{draft.picture.name}" path="/" encoding="base64">{written}</file>'
        image = f'<img src="@@PLUGINFILE@@/{draft.picture.name}" alt={quoteattr(draft.picture.alt)}>'
        asked = _html("questiontext", text, file).replace("<p>", f"<p>{image}", 1)
    tags = "".join(f"<tag><text>{escape(tag)}</text></tag>" for tag in draft.tags)
    lines = [
        f'<question type="{names[Type(draft.type)]}">',
        f"<name><text>{escape(draft.text[:40])}</text></name>",
        asked,
        _html("generalfeedback", draft.explanation) if draft.explanation else "",
        f"<idnumber>{draft.code}</idnumber>" if with_codes else "",
        *_moodle_answers(draft),
        f"<tags>{tags}</tags>" if tags else "",
        "</question>",
    ]
    return "\n".join(filter(None, lines))


def _moodle_answers(draft: QuestionDraft) -> list[str]:
    if draft.type == Type.NUMBER:
        answer = f'<answer fraction="100"><text>{draft.number}</text><tolerance>{draft.tolerance}</tolerance></answer>'
        return [answer]
    if draft.type == Type.MATCHING:
        return [
            f'<subquestion format="html"><text>{escape(escape(o.text))}</text>'
            f"<answer><text>{escape(o.match)}</text></answer></subquestion>"
            for o in draft.options
        ]
    if draft.type == Type.TRUE_FALSE:
        words = [("true" if option.text == "Đúng" else "false", option.correct) for option in draft.options]
        return [f'<answer fraction="{100 * right}"><text>{word}</text></answer>' for word, right in words]
    right = sum(o.correct for o in draft.options)
    share = 100 if draft.type in (Type.SINGLE, Type.SHORT_TEXT) else round(100 / right, 5) if right else 0
    parts = ["<single>false</single>"] if draft.type == Type.MULTIPLE else []
    for place, option in enumerate(draft.options, start=1):
        fraction = place if draft.type == Type.ORDERING else share if option.correct else 0
        parts.append(f'<answer fraction="{fraction}" format="plain_text"><text>{escape(option.text)}</text></answer>')
    return parts


# ── GIFT ──────────────────────────────────────────────────────────────────────────────────────


def _escaped(text: str) -> str:
    for mark in "\\~=#{}:":
        text = text.replace(mark, f"\\{mark}")
    return text.replace("\n", "\\n")


def gift(drafts: list[QuestionDraft], *, with_codes: bool = True) -> bytes:
    return "\n\n".join(_gift_question(draft, with_codes) for draft in drafts).encode()


def _gift_question(draft: QuestionDraft, with_codes: bool) -> str:
    tags = "".join(f" [tag:{tag}]" for tag in draft.tags)
    above = f"// question [id:{draft.code}]{tags}\n" if with_codes else f"//{tags}\n"
    feedback = f"####{_escaped(draft.explanation)}" if draft.explanation else ""
    return f"{above}::Câu {draft.code}::{_escaped(draft.text)} {{{_gift_answers(draft)}\n{feedback}}}"


def _gift_answers(draft: QuestionDraft) -> str:
    if draft.type == Type.NUMBER:
        return f"#{draft.number}:{draft.tolerance}"
    if draft.type == Type.TRUE_FALSE:
        return "TRUE" if draft.options[0].correct else "FALSE"
    if draft.type == Type.MATCHING:
        return "".join(f"\n={_escaped(o.text)} -> {_escaped(o.match)}" for o in draft.options)
    if draft.type == Type.ORDERING:
        return ">ALL\n" + "\n".join(_escaped(o.text) for o in draft.options)
    right = sum(o.correct for o in draft.options)
    mark = f"~%{100 / right:.5f}%" if draft.type == Type.MULTIPLE and right else "="
    return "".join(f"\n{mark if o.correct else '~'}{_escaped(o.text)}" for o in draft.options)


# ── QTI ───────────────────────────────────────────────────────────────────────────────────────

_QTI = 'xmlns="http://www.imsglobal.org/xsd/imsqti_v2p1"'


def qti(drafts: list[QuestionDraft]) -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as package:
        resources = []
        for draft in drafts:
            name = f"items/{draft.code}.xml"
            words = "".join(f"<keyword><string>{escape(tag)}</string></keyword>" for tag in draft.tags)
            resources.append(
                f'<resource identifier="{draft.code}" type="imsqti_item_xmlv2p1" href="{name}">'
                f"<metadata>{words}</metadata></resource>"
            )
            package.writestr(name, qti_item(draft))
            if draft.picture:
                package.writestr(f"items/{draft.picture.name}", draft.picture.content)
        package.writestr("imsmanifest.xml", f"<manifest><resources>{''.join(resources)}</resources></manifest>")
    return stream.getvalue()


def qti_item(draft: QuestionDraft) -> str:
    cardinality, base, values, body = _qti_parts(draft)
    right = "".join(f"<value>{escape(value)}</value>" for value in values)
    asked = "<br/>".join(escape(line) for line in draft.text.split("\n"))
    if draft.picture:
        asked = f'<img src="{draft.picture.name}" alt={quoteattr(draft.picture.alt)}/>{asked}'
    tolerance = ""
    if draft.type == Type.NUMBER:
        tolerance = (
            "<responseProcessing><responseCondition><responseIf>"
            f'<equal toleranceMode="absolute" tolerance="{draft.tolerance} {draft.tolerance}">'
            '<variable identifier="R"/><correct identifier="R"/></equal>'
            "</responseIf></responseCondition></responseProcessing>"
        )
    return (
        f'<?xml version="1.0" encoding="UTF-8"?>\n<assessmentItem {_QTI} identifier="{draft.code}" title="t">\n'
        f'<responseDeclaration identifier="R" cardinality="{cardinality}" baseType="{base}">'
        f"<correctResponse>{right}</correctResponse></responseDeclaration>\n"
        f"<itemBody><p>{asked}</p>{body}</itemBody>\n{tolerance}"
        f'<modalFeedback outcomeIdentifier="F" identifier="f">{escape(draft.explanation)}</modalFeedback>'
        "</assessmentItem>"
    )


def _qti_parts(draft: QuestionDraft) -> tuple[str, str, list[str], str]:
    names = [f"C{place}" for place in range(len(draft.options))]
    if draft.type == Type.NUMBER:
        return "single", "float", [str(draft.number)], '<p><textEntryInteraction responseIdentifier="R"/></p>'
    if draft.type == Type.SHORT_TEXT:
        accepted = [option.text for option in draft.options]
        return "multiple", "string", accepted, '<p><textEntryInteraction responseIdentifier="R"/></p>'
    if draft.type == Type.MATCHING:
        left, right, pairs = "", "", []
        for name, option in zip(names, draft.options, strict=True):
            right += f'<simpleAssociableChoice identifier="R{name}">{escape(option.match)}</simpleAssociableChoice>'
            if option.text:
                left += f'<simpleAssociableChoice identifier="L{name}">{escape(option.text)}</simpleAssociableChoice>'
                pairs.append(f"L{name} R{name}")
        sets = f"<simpleMatchSet>{left}</simpleMatchSet><simpleMatchSet>{right}</simpleMatchSet>"
        return "multiple", "directedPair", pairs, f'<matchInteraction responseIdentifier="R">{sets}</matchInteraction>'
    choices = "".join(
        f'<simpleChoice identifier="{name}">{escape(option.text)}</simpleChoice>'
        for name, option in zip(names, draft.options, strict=True)
    )
    if draft.type == Type.ORDERING:
        return "ordered", "identifier", names, f'<orderInteraction responseIdentifier="R">{choices}</orderInteraction>'
    right_names = [name for name, option in zip(names, draft.options, strict=True) if option.correct]
    cardinality = "multiple" if draft.type == Type.MULTIPLE else "single"
    return (
        cardinality,
        "identifier",
        right_names,
        f'<choiceInteraction responseIdentifier="R">{choices}</choiceInteraction>',
    )


# ── Excel ─────────────────────────────────────────────────────────────────────────────────────


def xlsx(drafts: list[QuestionDraft], **more: str) -> bytes:
    """`more` fills columns by title for every row, such as {"Bậc": "CB2"}."""
    book = Workbook(write_only=True)
    page = book.create_sheet(sheet.SHEET)
    titles = sheet.columns()
    page.append(titles)
    for draft in drafts:
        cells: dict[str, object] = {
            sheet.CODE: draft.code,
            sheet.TYPE: sheet.TYPES[draft.type],
            sheet.TEXT: draft.text,
            sheet.EXPLANATION: draft.explanation,
            sheet.TAGS: ", ".join(draft.tags),
            **more,
        }
        for place, option in enumerate(draft.options, start=1):
            pair = f"{option.text} | {option.match}" if option.match else option.text
            cells[f"{sheet.OPTION} {place}"] = pair
        if draft.type in (Type.SINGLE, Type.MULTIPLE, Type.TRUE_FALSE):
            right = [str(place) for place, option in enumerate(draft.options, start=1) if option.correct]
            cells[sheet.RIGHT] = ", ".join(right)
        if draft.type == Type.NUMBER:
            cells[sheet.NUMBER], cells[sheet.TOLERANCE] = draft.number, draft.tolerance
        page.append([cells.get(title) for title in titles])
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


WRITERS = {
    "xlsx": (xlsx, "cau-hoi.xlsx"),
    "moodle": (moodle, "cau-hoi.xml"),
    "gift": (gift, "cau-hoi.txt"),
    "qti": (qti, "cau-hoi.zip"),
}
