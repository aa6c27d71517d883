"""Reading Moodle XML, as Moodle's question bank exports it."""

import base64
import binascii
import re
from collections.abc import Callable
from decimal import Decimal
from urllib.parse import unquote

from django.utils.translation import gettext as _

from courses.bank.drafts import (
    CannotMap,
    CannotRead,
    OptionDraft,
    PictureDraft,
    QuestionDraft,
    Reading,
    lines_of,
    number_of,
    true_or_false,
    truth,
)
from courses.bank.markup import Markup, read_html
from courses.bank.xml_tree import Node, parse_xml
from courses.models.bank import Question

Type = Question.Type
_AS_WRITTEN = ("plain_text", "markdown")
_IN_FILES = "@@PLUGINFILE@@/"
_INLINE = re.compile(r"data:image/(\w+);base64,")


def read_moodle(text: str) -> Reading:
    """The questions of a Moodle XML text. Raises CannotRead when it is not one."""
    quiz = parse_xml(text)
    if quiz.name != "quiz":
        raise CannotRead(_("This is not Moodle XML: its first element is not <quiz>."), line=quiz.line)
    reading, category = Reading(), ""
    for node in quiz.all("question"):
        kind = node.attributes.get("type", "")
        if kind == "category":
            category = _category(node)
        elif kind == "description":
            reading.notes.append(_("Line %(line)d: a text without a question was left out.") % {"line": node.line})
        else:
            try:
                reading.drafts.append(_question(node, kind, category))
            except CannotMap as error:
                reading.fault(node.line, str(error), node.text_of("idnumber"))
    return reading


def _category(node: Node) -> str:
    """The last part of a category's path; “top” and Moodle's “default for …” say nothing."""
    holder = node.first("category")
    path = holder.text_of("text") if holder else ""
    last = path.replace("//", "\0").rpartition("/")[2].replace("\0", "/").strip()
    return "" if last.startswith(("$", "Default for", "top")) else last


def _question(node: Node, kind: str, category: str) -> QuestionDraft:
    readers: dict[str, Callable[[Node], dict[str, object]]] = {
        "multichoice": _choices,
        "truefalse": _true_false,
        "matching": _pairs,
        "match": _pairs,
        "ordering": _order,
        "numerical": _number,
        "shortanswer": _short_text,
    }
    if kind not in readers:
        raise CannotMap(_("Questions of the type “%(type)s” cannot be taken over.") % {"type": kind})
    asked = node.first("questiontext")
    if asked is None:
        raise CannotMap(_("Write the question."))
    words = _marked(asked)
    tags = [tag.text_of("text") for holder in node.all("tags") for tag in holder.all("tag")]
    if category and not tags:
        tags = [category]
    values = readers[kind](node)
    return QuestionDraft(
        line=node.line,
        code=node.text_of("idnumber"),
        text=words.text,
        explanation=_text(node.first("generalfeedback")) or _feedback_of_answers(node),
        tags=tuple(dict.fromkeys(filter(None, tags))),
        picture=_picture(asked, words),
        **values,  # type: ignore[arg-type]
    )


def _marked(node: Node) -> Markup:
    """The words of an element with a format and a <text>."""
    inner = node.text_of("text") if node.first("text") else node.words()
    if node.attributes.get("format") in _AS_WRITTEN:
        return Markup(lines_of(inner))
    return read_html(inner)


def _text(node: Node | None) -> str:
    return _marked(node).text if node else ""


def _feedback_of_answers(node: Node) -> str:
    """Without general feedback: what is said to the right answer, else to every answer that says something."""
    said = [(_fraction(answer), _text(answer.first("feedback"))) for answer in node.all("answer")]
    right = [text for fraction, text in said if fraction > 0 and text]
    return "\n".join(dict.fromkeys(right or [text for _fraction_, text in said if text]))


def _fraction(answer: Node) -> Decimal:
    found = number_of(answer.attributes.get("fraction", "0"))
    if found is None:
        raise CannotMap(_("The points of an answer are not a number."))
    return found


def _choices(node: Node) -> dict[str, object]:
    is_single = node.text_of("single").lower() not in ("false", "0")
    answers = [(_text(answer), _fraction(answer)) for answer in node.all("answer")]
    right = (lambda share: share >= 100) if is_single else (lambda share: share > 0)
    options = tuple(OptionDraft(text, correct=right(share)) for text, share in answers)
    return {"type": Type.SINGLE if is_single else Type.MULTIPLE, "options": options}


def _true_false(node: Node) -> dict[str, object]:
    right = next((_text(answer) for answer in node.all("answer") if _fraction(answer) >= 100), "")
    word = truth(right)
    if word is None:
        raise CannotMap(_("No answer is marked as right."))
    return {"type": Type.TRUE_FALSE, "options": true_or_false(truth("true") == word)}


def _pairs(node: Node) -> dict[str, object]:
    pairs = []
    for pair in node.all("subquestion"):
        answer = pair.first("answer")
        pairs.append(OptionDraft(_text(pair), match=lines_of(answer.words()) if answer else ""))
    return {"type": Type.MATCHING, "options": tuple(pairs)}


def _order(node: Node) -> dict[str, object]:
    """Moodle keeps the place of each thing in `fraction`; without one the file's order counts."""
    answers = node.all("answer")
    places = [_fraction(answer) for answer in answers]
    if len(set(places)) == len(places):
        answers = [answer for _place, answer in sorted(zip(places, answers, strict=True), key=lambda pair: pair[0])]
    return {"type": Type.ORDERING, "options": tuple(OptionDraft(_text(answer)) for answer in answers)}


def _number(node: Node) -> dict[str, object]:
    right = [answer for answer in node.all("answer") if _fraction(answer) >= 100]
    if len(right) != 1:
        raise CannotMap(_("A number needs exactly one answer that is wholly right."))
    number = number_of(right[0].text_of("text"))
    tolerance = number_of(right[0].text_of("tolerance") or "0")
    if number is None or tolerance is None:
        raise CannotMap(_("Write the right number."))
    units = [unit for holder in node.all("units") for unit in holder.all("unit")]
    own = [unit.text_of("unit_name") for unit in units if number_of(unit.text_of("multiplier")) == 1]
    return {"type": Type.NUMBER, "number": number, "tolerance": tolerance, "unit": own[0] if own else ""}


def _short_text(node: Node) -> dict[str, object]:
    accepted = [_text(answer) for answer in node.all("answer") if _fraction(answer) >= 100]
    if any("*" in text.replace("\\*", "") for text in accepted):
        raise CannotMap(_("An accepted answer with a star for any letters cannot be taken over."))
    accepted = [text.replace("\\*", "*") for text in accepted]
    return {"type": Type.SHORT_TEXT, "options": tuple(OptionDraft(text, correct=True) for text in accepted)}


def _picture(asked: Node, words: Markup) -> PictureDraft | None:
    """The first picture of the question that the file holds."""
    files = {file.attributes.get("name", ""): file for file in asked.all("file")}
    if not words.images:
        return None
    address, alt = words.images[0]
    name = unquote(address.removeprefix(_IN_FILES))
    if inline := _INLINE.match(address):
        name, written = f"hinh.{inline[1]}", address[inline.end() :]
    elif name in files:
        written = files[name].words()
    else:
        raise CannotMap(_("The picture of the question is not in the file."))
    try:
        content = base64.b64decode("".join(written.split()), validate=True)
    except binascii.Error:
        raise CannotMap(_("The picture of the question is damaged.")) from None
    return PictureDraft(name=name, content=content, alt=lines_of(alt))
