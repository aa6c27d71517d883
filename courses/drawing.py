"""Drawing questions from the bank, and the copy of each that an attempt keeps."""

import random
import secrets
from typing import Any

from courses.models import CoursePage, DrawRule, Question, QuizPage


def draw(quiz: QuizPage, *, course: CoursePage, chance: random.Random) -> list[Question]:
    """Questions by the quiz's rules, in random order; fewer when the bank holds fewer. Five queries."""
    bank = list(
        Question.objects.filter(course=course, live=True).order_by("pk").prefetch_related("options", "tagged__tag")
    )
    drawn: list[Question] = []
    for rule in quiz.draw_rules.order_by("sort_order"):
        pool = [question for question in bank if fits(question, rule) and question not in drawn]
        drawn += chance.sample(pool, min(rule.count, len(pool)))
    chance.shuffle(drawn)
    return drawn


def fits(question: Question, rule: DrawRule) -> bool:
    """Whether `rule` may draw `question`: every filter that is set must fit."""
    return (
        rule.difficulty in ("", question.difficulty)
        and rule.competency_id in (None, question.competency_id)
        and rule.level_id in (None, question.level_id)
        and rule.lesson_slug in ("", question.lesson_slug)
        and (not rule.tag or rule.tag in {tagged.tag.name for tagged in question.tagged.all()})
    )


def show(question: Question, *, chance: random.Random) -> dict[str, Any]:
    """What this attempt shows of `question`: its options under fresh opaque keys, shuffled but for Đúng / Sai."""
    options = [
        {"key": secrets.token_hex(6), "text": option.text, "correct": option.correct}
        for option in question.options.all()
    ]
    if question.type != Question.Type.TRUE_FALSE:
        chance.shuffle(options)
    return {
        "type": question.type,
        "text": question.text,
        "explanation": question.explanation,
        "lesson": question.lesson_slug,
        "options": options,
    }
