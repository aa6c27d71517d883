"""Drawing questions from the bank, and the copy of each that an attempt keeps."""

import random
import secrets
from collections.abc import Sequence
from typing import Any, NamedTuple

from courses.drawn import Answer, Drawn, take
from courses.languages import content_language
from courses.models import CoursePage, DrawRule, Question, QuizPage, TaggedQuestion
from courses.question_wording import put_into_words
from kit.statements import rows_of
from kit.text import nfc


class InBank(NamedTuple):
    """What rules ask of a question."""

    pk: int
    difficulty: str
    competency_id: int | None
    level_id: int | None
    lesson_slug: str


_BANK = f"""
    SELECT id, difficulty, competency_id, level_id, lesson_slug
    FROM {Question._meta.db_table} WHERE course_id = %s AND live ORDER BY id
"""  # noqa: S608 - names of our own tables


def draw(quiz: QuizPage, *, rules: Sequence[DrawRule], course: CoursePage, chance: random.Random) -> list[Drawn]:
    """Questions by the quiz's rules with their options, fewer when the bank holds fewer. Two queries, three with tags,
    one more in another language.

    In random order, or in the order of the rules and of the bank when the quiz does not shuffle.
    """
    # Rows, not questions: a bank holds hundreds, and most are not drawn.
    bank = [InBank(*row) for row in rows_of(_BANK, [course.pk])]
    tags = tags_of(bank) if any(rule.tag for rule in rules) else {}
    drawn: list[int] = []
    for rule in rules:
        pool = [q.pk for q in bank if q.pk not in drawn and fits(q, rule, tags=tags.get(q.pk, frozenset()))]
        picked = chance.sample(pool, min(rule.count, len(pool)))
        drawn += picked if quiz.shuffle_questions else sorted(picked)
    if quiz.shuffle_questions:
        chance.shuffle(drawn)
    questions = take(drawn)
    put_into_words(questions, content_language())
    return questions


def fits(question: Question | InBank, rule: DrawRule, *, tags: frozenset[str]) -> bool:
    """Whether `rule` may draw `question`, which carries `tags` (lower case): every filter that is set must fit."""
    return (
        rule.difficulty in ("", question.difficulty)
        and rule.competency_id in (None, question.competency_id)
        and rule.level_id in (None, question.level_id)
        and rule.lesson_slug in ("", question.lesson_slug)
        and (not rule.tag or nfc(rule.tag).casefold() in tags)
    )


def tags_of(bank: Sequence[Question | InBank]) -> dict[int, frozenset[str]]:
    """The tags of each question that has any, in lower case. One query."""
    named: dict[int, set[str]] = {}
    tagged = TaggedQuestion.objects.filter(content_object__in=[question.pk for question in bank])
    for question, name in tagged.values_list("content_object", "tag__name"):
        named.setdefault(question, set()).add(nfc(name).casefold())
    return {question: frozenset(names) for question, names in named.items()}


def show(question: Drawn, *, chance: random.Random, shuffled: bool = True) -> dict[str, Any]:
    """What an attempt keeps of `question`: everything shown, and the key. It never leaves the server whole.

    Always: `type`, `text`, `explanation`, `lesson` (slug), `picture` (pk or null), and `options`, a list of
    {`key`, `text`, `ref`} in the order shown: `key` is opaque and new each time, `ref` is the Option's pk.
    Which further keys there are, and what the item's `chosen` then holds, depends on the type:

    | type | further | `chosen` |
    |---|---|---|
    | single, multiple, true_false | each option has `correct` | keys, in the order shown |
    | matching | options are the left side, each with `match`, the right key; `matches` like options | "left:right" |
    | ordering | each option has `place`, counted from 1 | keys in the order given ("2:key" until graded) |
    | number | no options; `number`, `tolerance` (decimals as text), `unit` | one text as typed |
    | short_text | no options; `accepted`: {text, ref} | one text as typed |

    Without `shuffled` answers stand as the author put them; pairs and things to order are always mixed.
    """
    make = {
        Question.Type.MATCHING: _pairs,
        Question.Type.ORDERING: _sequence,
        Question.Type.NUMBER: _number,
        Question.Type.SHORT_TEXT: _accepted,
    }.get(Question.Type(question.type), _choices)
    return {
        "type": question.type,
        "text": question.text,
        "explanation": question.explanation,
        "lesson": question.lesson_slug,
        "picture": question.picture_id,
        "options": [],
        **make(question, chance, shuffled),
    }


def _key() -> str:
    return secrets.token_hex(6)


def _seen(option: Answer) -> dict[str, Any]:
    return {"key": _key(), "text": option.text, "ref": option.pk}


def _choices(question: Drawn, chance: random.Random, shuffled: bool) -> dict[str, Any]:
    options = [{**_seen(option), "correct": option.correct} for option in question.options]
    if shuffled and question.type != Question.Type.TRUE_FALSE:
        chance.shuffle(options)
    return {"options": options}


def _pairs(question: Drawn, chance: random.Random, shuffled: bool) -> dict[str, Any]:
    """Left sides that share one right side find it once; an option without text is a distractor on the right."""
    matches: dict[str, dict[str, Any]] = {}
    for option in question.options:
        matches.setdefault(nfc(option.match), {"key": _key(), "text": option.match, "ref": option.pk})
    left = [{**_seen(option), "match": matches[nfc(option.match)]["key"]} for option in question.options if option.text]
    right = list(matches.values())
    if shuffled:
        chance.shuffle(left)
    chance.shuffle(right)
    return {"options": left, "matches": right}


def _sequence(question: Drawn, chance: random.Random, shuffled: bool) -> dict[str, Any]:
    """Never shown in the right order: who finds nothing to move would have given no answer."""
    right = [{**_seen(option), "place": place} for place, option in enumerate(question.options, start=1)]
    mixed = list(right)
    while mixed == right and len(right) > 1:
        chance.shuffle(mixed)
    return {"options": mixed}


def _number(question: Drawn, chance: random.Random, shuffled: bool) -> dict[str, Any]:
    return {"number": str(question.number), "tolerance": str(question.tolerance), "unit": question.unit}


def _accepted(question: Drawn, chance: random.Random, shuffled: bool) -> dict[str, Any]:
    own = [{"text": option.text, "ref": option.pk} for option in question.options]
    return {"accepted": [*own, *({"text": text, "ref": None} for text in question.further_accepted)]}
