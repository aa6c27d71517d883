"""A question of questions.yaml: read, brought into the bank, written back."""

from collections.abc import Mapping
from decimal import Decimal, InvalidOperation
from typing import Any

from courses.curriculum.importing_things import Import, put
from courses.curriculum.named import Named, Names
from courses.curriculum.reader import Reader
from courses.curriculum.vocabulary import Vocabulary
from courses.models import Difficulty, Option, Question

QUESTION_KEYS = ["code", "type", "competency", "level", "difficulty", "text", "explanation"]
CHOSEN = (Question.Type.SINGLE, Question.Type.MULTIPLE, Question.Type.TRUE_FALSE)
# The fewest options with which there is something to choose, match, sort or accept.
FEWEST = {Question.Type.ORDERING: 2, Question.Type.MATCHING: 2, Question.Type.SHORT_TEXT: 1}


def read_question(reader: Reader, item: Any) -> dict[str, Any] | None:
    name = f"questions.yaml {item.get('code', '?') if isinstance(item, dict) else '?'}"
    if not reader.require(name, item, QUESTION_KEYS):
        return None
    reader.choice(name, item, "type", Question.Type.values)
    reader.choice(name, item, "difficulty", Difficulty.values)
    reader.items(name, item, "tags")
    if item["type"] == Question.Type.NUMBER:
        _check_number(reader, name, item)
    elif reader.require(name, item, ["options"]):
        _check_options(reader, name, item)
    return dict(item)


def _check_number(reader: Reader, name: str, item: Mapping[str, Any]) -> None:
    if item.get("options"):
        reader.fault(name, "a number has no options")
    for key in ("number", "tolerance"):
        if decimal_of(item.get(key, 0 if key == "tolerance" else None)) is None:
            reader.fault(name, f"{key} must be a number, not {item.get(key)}")
    if (decimal_of(item.get("tolerance", 0)) or 0) < 0:
        reader.fault(name, "tolerance must not be below 0")


def _check_options(reader: Reader, name: str, item: dict[str, Any]) -> None:
    kind = item["type"]
    options = reader.items(name, item, "options", least=FEWEST.get(kind, 2))
    needed = [] if kind == Question.Type.MATCHING else ["text"]
    if not all(reader.require(f"{name} option", option, needed) for option in options):
        return
    right = sum(bool(option.get("correct")) for option in options)
    if kind in CHOSEN and options and (right < 1 or (kind != Question.Type.MULTIPLE and right != 1)):
        reader.fault(name, f"{right} options are marked correct")
    if kind == Question.Type.MATCHING:
        if any(not option.get("match") for option in options):
            reader.fault(name, "every pair needs a match; one without text is a match that belongs to nothing")
        if sum(bool(option.get("text")) for option in options) < 2:
            reader.fault(name, "at least two pairs need a text")


def decimal_of(value: Any) -> Decimal | None:
    try:
        found = Decimal(str(value))
    except InvalidOperation:
        return None
    return found if found.is_finite() else None


def bring_question(item: Mapping[str, Any], work: Import) -> None:
    """Add or update the question in the bank, and publish it."""
    question = Question.objects.filter(code=item["code"]).first() or Question(code=item["code"])
    is_new = question.pk is None
    words = work.vocabulary
    values = {
        "course_id": work.course.pk,
        "type": item["type"],
        "competency_id": words.competency(item["competency"]).pk,
        "level_id": words.level(item["competency"], item["level"]).pk,
        "difficulty": item["difficulty"],
        "lesson_slug": item.get("lesson", ""),
        "text": item["text"].strip(),
        "picture_id": work.key_of(Named("picture", item["picture"])) if item.get("picture") else None,
        "number": decimal_of(item["number"]) if item["type"] == Question.Type.NUMBER else None,
        "tolerance": decimal_of(item.get("tolerance", 0)),
        "unit": item.get("unit", ""),
        "explanation": item["explanation"].strip(),
        "source": item.get("source", ""),
    }
    changed = put(question, values) or is_new
    wanted = [
        (str(option.get("text", "")), str(option.get("match", "")), bool(option.get("correct")))
        for option in item.get("options") or []
    ]
    if [(option.text, option.match, option.correct) for option in question.options.all()] != wanted:
        changed = True
        question.options = [
            Option(text=text, match=match, correct=correct, sort_order=position)
            for position, (text, match, correct) in enumerate(wanted)
        ]
    tags = sorted(str(tag) for tag in item.get("tags", []))
    if sorted(question.tags.names()) != tags:
        changed = True
        question.tags.set(tags)
    if is_new or changed or not question.live:
        question.save()
        question.save_revision().publish()
    work.count(is_new=is_new, is_changed=changed)


def write_question(question: Question, names: Names, words: Vocabulary) -> dict[str, Any]:
    """The question as an item of questions.yaml; what is as usual is left out."""
    is_number = question.type == Question.Type.NUMBER
    facts = {
        "code": question.code,
        "type": question.type,
        "competency": words.codes[question.competency_id],
        "level": question.level.code,
        "difficulty": question.difficulty,
        "lesson": question.lesson_slug,
        "tags": sorted(question.tags.names()),
        "text": question.text.strip(),
        "picture": names.name("picture", question.picture_id) if question.picture_id else "",
        "options": [] if is_number else [_option(option) for option in question.options.all()],
        "number": _plain(question.number) if is_number and question.number is not None else "",
        "tolerance": _plain(question.tolerance) if question.tolerance else "",
        "unit": question.unit,
        "explanation": question.explanation.strip(),
        "source": question.source,
    }
    return {name: value for name, value in facts.items() if value not in ("", [])}


def _option(option: Option) -> dict[str, Any]:
    facts = {"text": option.text, "match": option.match, "correct": option.correct}
    return {name: value for name, value in facts.items() if value}


def _plain(number: Decimal) -> int | float | str:
    """The number as YAML writes numbers, when nothing of it is lost by that; else as text."""
    if number == number.to_integral_value():
        return int(number)
    return float(number) if Decimal(str(float(number))) == number else format(number.normalize(), "f")
