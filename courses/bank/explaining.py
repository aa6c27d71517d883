"""The explanation of a question that came without one: its right answer in a sentence."""

from collections.abc import Sequence

from courses.bank.checking import OptionLike, QuestionLike
from courses.models.bank import Question

Type = Question.Type


def explanation_of(question: QuestionLike, options: Sequence[OptionLike]) -> str:
    """“Đáp án đúng: …”. In Vietnamese whatever the screen speaks: it becomes part of the question."""
    if question.type == Type.NUMBER:
        if question.number is None:
            return ""
        told = [_decimal(question.number) + (f" {unit}" if (unit := getattr(question, "unit", "")) else "")]
    elif question.type == Type.MATCHING:
        told = [f"{option.text} – {option.match}" for option in options if option.text]
    elif question.type in (Type.ORDERING, Type.SHORT_TEXT):
        told = [option.text for option in options]
    else:
        told = [option.text for option in options if option.correct]
    joint = " → " if question.type == Type.ORDERING else "; "
    return f"Đáp án đúng: {joint.join(told)}." if told else ""


def _decimal(number: object) -> str:
    return f"{number:f}".rstrip("0").rstrip(".").replace(".", ",") if "." in f"{number:f}" else f"{number:f}"
