"""Reading GIFT, Moodle's plain-text form of questions.

The form: https://docs.moodle.org/en/GIFT_format. `[id:…]` and `[tag:…]` in the comment above a question name
it and tag it, as Moodle itself writes them. `{>` opens things to put in order, one a line.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from decimal import Decimal

from django.utils.translation import gettext as _

from courses.bank.drafts import (
    BLANK,
    CannotMap,
    OptionDraft,
    QuestionDraft,
    Reading,
    lines_of,
    number_of,
    true_or_false,
)
from courses.bank.markup import read_html
from courses.models.bank import Question

Type = Question.Type
# An escaped mark is put away as one letter of a private range while the text is cut up.
_MARKS = "~=#{}:\\>"
_AWAY = {f"\\{mark}": chr(0xE000 + place) for place, mark in enumerate(_MARKS)}
_BACK = {letter: written[1] for written, letter in _AWAY.items()} | {"\ue0ff": "\n"}
_ESCAPED = re.compile(r"\\([~=#{}:\\>n])")
_TITLE = re.compile(r"^::(.*?)::", re.DOTALL)
_FORMAT = re.compile(r"^\s*\[(html|moodle|plain|markdown)\]", re.IGNORECASE)
_ID, _TAG = re.compile(r"\[id:([^\]]+)\]"), re.compile(r"\[tag:([^\]]+)\]")
_WEIGHT = re.compile(r"^%(-?[\d.,]+)%")
_TRUTH = re.compile(r"^(T|TRUE|F|FALSE)\s*(?:#(.*))?$", re.IGNORECASE | re.DOTALL)
_HOW_TO_ORDER = re.compile(r"^>[ \t]*(?:\d+|[A-Z]+)?(?:[ \t]+[A-Z]+)*[ \t]*\n")


@dataclass
class _Chunk:
    """The lines of one question, with what stood above it."""

    line: int
    text: str
    code: str
    tags: list[str]


@dataclass
class _Answer:
    """One answer in the braces. `weight` in percent; None when it says none."""

    is_right: bool
    text: str
    feedback: str
    weight: Decimal | None = None


def read_gift(text: str) -> Reading:
    """The questions of a GIFT text; each fault names the line where its question begins."""
    reading = Reading()
    for chunk in _chunks(text):
        try:
            draft = _question(chunk)
        except CannotMap as error:
            reading.fault(chunk.line, str(error), chunk.code)
            continue
        if draft:
            reading.drafts.append(draft)
        else:
            reading.notes.append(_("Line %(line)d: a text without a question was left out.") % {"line": chunk.line})
    return reading


def _chunks(text: str) -> Iterator[_Chunk]:
    """Questions stand between empty lines; comments and categories are taken out. Braces hold empty lines."""
    category, code, tags = "", "", []
    held: list[str] = []
    begun = 0
    for number, line in enumerate([*text.split("\n"), ""], start=1):
        bare = line.strip()
        if bare.startswith("//"):
            code = next(iter(_ID.findall(bare)), code).strip()
            tags += [tag.strip() for tag in _TAG.findall(bare)]
        elif bare.startswith("$CATEGORY:"):
            category = _category(bare.removeprefix("$CATEGORY:"))
        elif bare or _is_open(held):
            begun = begun or number
            held.append(line)
        elif held:
            yield _Chunk(begun, "\n".join(held), code, tags or [category] * bool(category))
            held, begun, code, tags = [], 0, "", []
    if held:
        yield _Chunk(begun, "\n".join(held), code, tags or [category] * bool(category))


def _is_open(lines: list[str]) -> bool:
    text = _put_away("\n".join(lines))
    return text.count("{") > text.count("}")


def _category(path: str) -> str:
    last = path.strip().replace("//", "\0").rpartition("/")[2].replace("\0", "/").strip()
    return "" if last.startswith(("$", "Default for", "top")) else last


def _put_away(text: str) -> str:
    return _ESCAPED.sub(lambda found: "\ue0ff" if found[1] == "n" else _AWAY[found[0]], text)


def _bring_back(text: str) -> str:
    return "".join(_BACK.get(letter, letter) for letter in text)


def _words(text: str, form: str = "plain") -> str:
    """Text as it is read: a format of its own goes before that of the question."""
    if found := _FORMAT.match(text):
        form, text = found[1].lower(), text[found.end() :]
    text = _bring_back(text)
    return read_html(text).text if form == "html" else lines_of(text)


def _question(chunk: _Chunk) -> QuestionDraft | None:
    """None for a text without braces: a description, not a question."""
    text = _put_away(chunk.text.strip())
    if title := _TITLE.match(text):
        text = text[title.end() :]
    form = "plain"
    if found := _FORMAT.match(text):
        form, text = found[1].lower(), text[found.end() :]
    before, opened, rest = text.partition("{")
    if not opened:
        return None
    inside, closed, after = rest.partition("}")
    if not closed:
        raise CannotMap(_("The braces { } of the answers do not close."))
    if "{" in after or "{" in inside:
        raise CannotMap(_("A question has one pair of braces { } only; write \\{ for a brace that is text."))
    asked = f"{before.rstrip()} {BLANK} {after.lstrip()}" if after.strip() else before
    inside, marked, general = inside.partition("####")
    values = _answers(inside.strip(), form)
    said = _words(general, form) if marked else ""
    feedback = values.pop("feedback")
    return QuestionDraft(
        line=chunk.line,
        code=chunk.code,
        text=_words(asked, form),
        explanation=said or str(feedback),
        tags=tuple(dict.fromkeys(chunk.tags)),
        **values,  # type: ignore[arg-type]
    )


def _answers(inside: str, form: str) -> dict[str, object]:
    if not inside:
        raise CannotMap(_("Questions of the type “%(type)s” cannot be taken over.") % {"type": "essay"})
    if found := _TRUTH.match(inside):
        said = [_words(part, form) for part in (found[2] or "").split("#")]
        options = true_or_false(found[1][0].upper() == "T")
        return {"type": Type.TRUE_FALSE, "options": options, "feedback": _joined(reversed(said))}
    if inside.startswith("#"):
        return _number(inside[1:].strip(), form)
    if inside.startswith(">"):
        return _order(inside, form)
    answers = [_answer(part, form) for part in _parts(inside)]
    feedback = _joined(answer.feedback for answer in answers if answer.is_right) or _joined(a.feedback for a in answers)
    if all(answer.is_right for answer in answers):
        kind, options = _accepted_or_pairs(answers, form)
    else:
        kind, options = _choices(answers, form)
    return {"type": kind, "options": options, "feedback": feedback}


def _parts(inside: str) -> list[str]:
    """The answers, each with the mark it begins with."""
    found = [part.strip() for part in re.split(r"(?=[=~])", inside) if part.strip()]
    if not found or found[0][0] not in "=~":
        raise CannotMap(_("Each answer in the braces begins with = or ~."))
    return found


def _answer(part: str, form: str) -> _Answer:
    body, _mark, feedback = part[1:].partition("#")
    body, weight = body.strip(), None
    if found := _WEIGHT.match(body):
        weight, body = number_of(found[1]), body[found.end() :].strip()
    return _Answer(part[0] == "=", body, _words(feedback, form), weight)


def _choices(answers: list[_Answer], form: str) -> tuple[str, tuple[OptionDraft, ...]]:
    """With = one answer is right; with weights alone, several are."""
    several = not any(answer.is_right for answer in answers)
    options = [
        OptionDraft(_words(a.text, form), correct=a.is_right or (several and a.weight is not None and a.weight > 0))
        for a in answers
    ]
    return (Type.MULTIPLE if several else Type.SINGLE), tuple(options)


def _accepted_or_pairs(answers: list[_Answer], form: str) -> tuple[str, tuple[OptionDraft, ...]]:
    """Only = : pairs with -> are matched, other answers are accepted words (those of part credit are not)."""
    if all("->" in answer.text for answer in answers):
        sides = [answer.text.partition("->") for answer in answers]
        return Type.MATCHING, tuple(
            OptionDraft(_words(left, form), match=_words(right, form)) for left, _arrow, right in sides
        )
    whole = [answer for answer in answers if answer.weight is None or answer.weight >= 100]
    return Type.SHORT_TEXT, tuple(OptionDraft(_words(answer.text, form), correct=True) for answer in whole)


def _order(inside: str, form: str) -> dict[str, object]:
    lines = _HOW_TO_ORDER.sub("", inside + "\n", count=1).removeprefix(">").split("\n")
    things = tuple(OptionDraft(_words(line, form)) for line in lines if line.strip())
    return {"type": Type.ORDERING, "options": things, "feedback": ""}


def _number(inside: str, form: str) -> dict[str, object]:
    """`3:0.5`, `2.5..3.5`, or several with = of which one is wholly right."""
    body, _mark, feedback = inside.partition("#")
    if inside.startswith("="):
        answers = [_answer(part, form) for part in _parts(inside)]
        whole = [answer for answer in answers if answer.is_right and answer.weight in (None, Decimal(100))]
        if len(whole) != 1:
            raise CannotMap(_("A number needs exactly one answer that is wholly right."))
        number, tolerance = _number_within(whole[0].text)
        said = whole[0].feedback
    else:
        number, tolerance = _number_within(body)
        said = _words(feedback, form)
    return {"type": Type.NUMBER, "number": number, "tolerance": tolerance, "feedback": said}


def _number_within(written: str) -> tuple[Decimal, Decimal]:
    written = _bring_back(written)
    if ".." in written:
        low, high = (number_of(part) for part in written.split("..", 1))
        if low is not None and high is not None:
            return (low + high) / 2, abs(high - low) / 2
    else:
        middle, _colon, off = written.partition(":")
        number, tolerance = number_of(middle), number_of(off or "0")
        if number is not None and tolerance is not None:
            return number, tolerance
    raise CannotMap(_("Write the right number."))


def _joined(texts: Iterable[str]) -> str:
    return "\n".join(dict.fromkeys(filter(None, texts)))
