"""A question as an attempt takes it from the bank: without its page of the administration, as rows and values."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from decimal import Decimal

from courses.models import Option, Question
from kit.statements import Columns, rows_of


@dataclass
class Answer:
    """An option of a question as it is drawn."""

    pk: int
    text: str
    match: str
    correct: bool


@dataclass
class Drawn:
    """A question as an attempt takes it from the bank: its words and its key, none of what authors keep beside them."""

    pk: int
    latest_revision_id: int | None
    type: str
    lesson_slug: str
    text: str
    picture_id: int | None
    number: Decimal | None
    tolerance: Decimal
    unit: str
    explanation: str
    options: list[Answer] = field(default_factory=list)
    # Answers that a translation accepts besides (courses.question_wording).
    further_accepted: Sequence[str] = ()


_QUESTION = (
    *("id", "latest_revision_id", "type", "lesson_slug", "text"),
    *("picture_id", "number", "tolerance", "unit", "explanation"),
)
_WHOLE = Columns(question=(Question, _QUESTION), answer=(Option, ("id", "text", "match", "correct")))
_TAKE = f"""
    SELECT {_WHOLE}
    FROM {Question._meta.db_table} question LEFT JOIN {Option._meta.db_table} answer ON answer.question_id = question.id
    WHERE question.id IN (%s) ORDER BY question.id, answer.sort_order
"""  # noqa: S608 - names of our own tables


def take(numbers: Sequence[int]) -> list[Drawn]:
    """These questions of the bank with their options, in this order. One query."""
    if not numbers:
        return []
    found: dict[int, Drawn] = {}
    for row in rows_of(_TAKE % ", ".join(["%s"] * len(numbers)), numbers):
        values = _WHOLE.values(row)
        question, answer = values[: len(_QUESTION)], values[len(_QUESTION) :]
        drawn = found.get(question[0]) or found.setdefault(question[0], Drawn(*question))
        if answer[0] is not None:
            drawn.options.append(Answer(*answer))
    return [found[number] for number in numbers]
