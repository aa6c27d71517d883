"""Writing questions of the bank as files that any of our readers takes back without a change."""

import base64
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from xml.sax.saxutils import escape, quoteattr

from django.db.models import QuerySet

from courses.bank.drafts import truth
from courses.bank.framing import frame_tags
from courses.bank.planning import as_drafted
from courses.models import Option, Picture, Question, QuestionTag

Type = Question.Type
_MOODLE = {
    Type.SINGLE: "multichoice",
    Type.MULTIPLE: "multichoice",
    Type.TRUE_FALSE: "truefalse",
    Type.MATCHING: "matching",
    Type.ORDERING: "ordering",
    Type.NUMBER: "numerical",
    Type.SHORT_TEXT: "shortanswer",
}
_GIFT_MARKS = "\\~=#{}:"
# XML 1.0 knows no way to write these.
_UNWRITABLE = dict.fromkeys((*range(9), 11, 12, *range(14, 32), 65534, 65535))


@dataclass(frozen=True)
class Whole:
    """A question with all that a file says of it; of one with an unpublished draft, the draft."""

    question: Question
    options: list[Option]
    tags: list[str]
    frame: list[str]
    picture: Picture | None


def wholes_of(questions: "QuerySet[Question]") -> list[Whole]:
    """Five queries, and some for each question whose draft differs from what is live."""
    related = questions.select_related(
        "course", "competency__domain__framework", "level", "picture", "latest_revision"
    ).prefetch_related("options", "tagged")
    names = dict(QuestionTag.objects.values_list("pk", "name"))
    return [_whole(as_drafted(question), names) for question in related]


def _whole(question: Question, names: dict[int, str]) -> Whole:
    return Whole(
        question=question,
        options=list(question.options.all()),
        tags=sorted(names[tagged.tag_id] for tagged in question.tagged.all()),
        frame=frame_tags(question),
        picture=question.picture,
    )


def decimal(value: Decimal | None) -> str:
    """Without the zeros that the column adds: 2.5, not 2.500000."""
    return format((value or Decimal(0)).normalize(), "f")


# ── GIFT ──────────────────────────────────────────────────────────────────────────────────────


def write_gift(questions: Iterable[Whole]) -> bytes:
    """GIFT in UTF-8. Pictures have no place in it."""
    return "\n".join(_gift(whole) for whole in questions).encode("utf-8")


def _gift(whole: Whole) -> str:
    question = whole.question
    tags = "".join(f" [tag:{tag.replace(']', ')')}]" for tag in [*whole.tags, *whole.frame])
    return (
        f"// [id:{question.code}]{tags}\n"
        f"::{_gift_text(question.code)}::[plain]{_gift_text(question.text)} {{{_gift_answers(whole)}\n"
        f"\t####{_gift_text(question.explanation)}\n}}\n"
    )


def _gift_answers(whole: Whole) -> str:
    question, options = whole.question, whole.options
    if question.type == Type.NUMBER:
        return f"#{decimal(question.number)}:{decimal(question.tolerance)}"
    if question.type == Type.TRUE_FALSE:
        return "TRUE" if _is_true(options) else "FALSE"
    if question.type == Type.MATCHING:
        return "".join(f"\n\t={_gift_text(o.text)} -> {_gift_text(o.match)}" for o in options)
    if question.type == Type.ORDERING:
        return ">ALL\n" + "\n".join(_gift_text(option.text) for option in options)
    if question.type == Type.SHORT_TEXT:
        return "".join(f"\n\t={_gift_text(option.text)}" for option in options)
    right, wrong = _marks(question.type, options)
    return "".join(f"\n\t{right if option.correct else wrong}{_gift_text(option.text)}" for option in options)


def _marks(type_: str, options: Sequence[Option]) -> tuple[str, str]:
    if type_ == Type.SINGLE:
        return "=", "~"
    right = sum(option.correct for option in options)
    return f"~%{100 / max(1, right):.5f}%", "~%-100%"


def _gift_text(text: str) -> str:
    for mark in _GIFT_MARKS:
        text = text.replace(mark, f"\\{mark}")
    return text.replace("->", "-\\>").replace("\r\n", "\n").replace("\n", "\\n")


def _is_true(options: Sequence[Option]) -> bool:
    return any(option.correct and truth(option.text) == truth("true") for option in options)


# ── Moodle XML ────────────────────────────────────────────────────────────────────────────────


def write_moodle(questions: Iterable[Whole]) -> bytes:
    """Moodle XML in UTF-8, pictures inside."""
    body = "\n".join(_moodle(whole) for whole in questions)
    return f'<?xml version="1.0" encoding="UTF-8"?>\n<quiz>\n{body}\n</quiz>\n'.encode()


def _moodle(whole: Whole) -> str:
    question = whole.question
    tags = "".join(f"<tag>{_text(tag)}</tag>" for tag in [*whole.tags, *whole.frame])
    lines = [
        f'<question type="{_MOODLE[Type(question.type)]}">',
        f"<name>{_text(question.code)}</name>",
        _moodle_asked(whole),
        f'<generalfeedback format="plain_text">{_text(question.explanation)}</generalfeedback>',
        "<defaultgrade>1</defaultgrade>",
        f"<idnumber>{escape(question.code)}</idnumber>",
        *_moodle_answers(whole),
        f"<tags>{tags}</tags>",
        "</question>",
    ]
    return "\n".join(lines)


def _moodle_asked(whole: Whole) -> str:
    if whole.picture is None:
        return f'<questiontext format="plain_text">{_text(whole.question.text)}</questiontext>'
    name = whole.picture.file.name.rpartition("/")[2]
    with whole.picture.file.open("rb") as stream:
        content = base64.b64encode(stream.read()).decode("ascii")
    image = f'<img src="@@PLUGINFILE@@/{name}" alt={quoteattr(whole.picture.alt_text)}>'
    words = "<br>".join(escape(line) for line in whole.question.text.splitlines())
    return (
        f'<questiontext format="html">{_text(f"<p>{image}{words}</p>")}'
        f'<file name={quoteattr(name)} path="/" encoding="base64">{content}</file></questiontext>'
    )


def _moodle_answers(whole: Whole) -> list[str]:
    question, options = whole.question, whole.options
    if question.type == Type.NUMBER:
        answer = f"{_text(decimal(question.number))}<tolerance>{decimal(question.tolerance)}</tolerance>"
        unit = f"<unit><multiplier>1</multiplier><unit_name>{escape(question.unit)}</unit_name></unit>"
        return [f'<answer fraction="100">{answer}</answer>', f"<units>{unit}</units>" if question.unit else ""]
    if question.type == Type.MATCHING:
        return [
            f'<subquestion format="plain_text">{_text(o.text)}<answer>{_text(o.match)}</answer></subquestion>'
            for o in options
        ]
    if question.type == Type.TRUE_FALSE:
        is_true = _is_true(options)
        return [
            f'<answer fraction="{100 if word == is_true else 0}">{_text("true" if word else "false")}</answer>'
            for word in (True, False)
        ]
    single = f"<single>{'false' if question.type == Type.MULTIPLE else 'true'}</single>"
    head = [single, "<shuffleanswers>true</shuffleanswers>"] if question.type in (Type.SINGLE, Type.MULTIPLE) else []
    return [
        *head,
        *(
            f'<answer fraction="{_fraction(question.type, options, place)}" format="plain_text">'
            f"{_text(_starless(option.text, question.type))}</answer>"
            for place, option in enumerate(options)
        ),
    ]


def _fraction(type_: str, options: Sequence[Option], place: int) -> str:
    if type_ == Type.ORDERING:
        return str(place + 1)
    if type_ == Type.SHORT_TEXT:
        return "100"
    if not options[place].correct:
        return "0" if type_ == Type.SINGLE else "-100"
    right = sum(option.correct for option in options) if type_ == Type.MULTIPLE else 1
    return f"{100 / right:.5f}".rstrip("0").rstrip(".")


def _starless(text: str, type_: str) -> str:
    """In Moodle's short answers a star stands for any letters."""
    return text.replace("*", "\\*") if type_ == Type.SHORT_TEXT else text


def _text(text: str) -> str:
    return f"<text>{escape(text.translate(_UNWRITABLE))}</text>"
