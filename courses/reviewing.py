"""What a learner may see of a graded attempt, by the test's review rule."""

import datetime as dt
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.utils.formats import number_format
from django.utils.translation import gettext as _

from courses.asking import Shown, pictures_of
from courses.attempting import Standing
from courses.grading import is_answered
from courses.models import Attempt, AttemptItem, QuizPage, ReviewRule
from courses.outline import Outline, Step
from courses.rules import percent, tells_key


@dataclass(frozen=True)
class ReviewedOption:
    text: str
    chosen: bool
    correct: bool | None  # None: not told


@dataclass(frozen=True)
class ReviewedPair:
    """A left side, what it was paired with, and what it belongs to; `right` is None when not told."""

    left: str
    given: str
    right: str | None

    @property
    def is_wrong(self) -> bool:
        return self.right is not None and self.given != self.right


@dataclass(frozen=True)
class ReviewedItem:
    """`given` and `right` are lists of lines, for things put in order and for what was typed; empty when not told."""

    position: int
    type: str
    text: str
    is_correct: bool
    is_answered: bool
    options: list[ReviewedOption]
    pairs: list[ReviewedPair]
    given: list[str]
    right: list[str]
    explanation: str
    lesson: Step | None
    picture: Shown | None
    sequence: int


@dataclass(frozen=True)
class Review:
    """The result. `needed` right answers pass; `key_shown`: whether right answers are told, else `why_not` says it."""

    items: list[ReviewedItem]
    percent: int
    needed: int
    key_shown: bool
    why_not: str
    standing: Standing

    @property
    def lessons_to_read(self) -> list[Step]:
        """The lessons that teach what was answered wrong, in order, each once."""
        wrong = {item.lesson.number: item.lesson for item in self.items if item.lesson and not item.is_correct}
        return [wrong[number] for number in sorted(wrong)]


def review_of(attempt: Attempt, quiz: QuizPage, outline: Outline, standing: Standing, *, at: dt.datetime) -> Review:
    """The review of a graded attempt at `quiz` of the learner whose `standing` it is.

    Right options and explanations are told when the rule says so; until then only what was right and wrong,
    with the lesson to read again, so that a retry still tests.
    """
    key_shown = tells_key(
        rule=quiz.review_rule,
        has_passed=standing.has_passed,
        left=standing.left,
        has_open_attempt=standing.open_attempt is not None,
        is_closed=_is_closed(quiz, at),
    )
    items = list(attempt.items.order_by("position"))
    pictures = pictures_of(items)
    return Review(
        items=[_reviewed(item, outline, pictures.get(item.position), key_shown=key_shown) for item in items],
        percent=percent(part=attempt.correct or 0, whole=attempt.total),
        needed=-(-attempt.pass_percent * attempt.total // 100),
        key_shown=key_shown,
        why_not="" if key_shown else why_not_told(quiz),
        standing=standing,
    )


def _is_closed(quiz: QuizPage, at: dt.datetime) -> bool:
    """Closed, and nobody with extra time is at it any more. One query, for tests with that rule after closing only."""
    return (
        quiz.review_rule == ReviewRule.AFTER_CLOSING
        and quiz.closes_at is not None
        and at >= quiz.closes_at
        and not Attempt.objects.filter(quiz=quiz, state=Attempt.State.OPEN).exists()
    )


def why_not_told(quiz: QuizPage) -> str:
    """When the right answers are shown, for a learner to whom they are not shown now."""
    return {
        ReviewRule.NEVER: _("The right answers of this test are not shown."),
        ReviewRule.AFTER_SUBMITTING: _("The right answers are shown again once you have handed in the open attempt."),
        ReviewRule.AFTER_CLOSING: _("The right answers are shown after the test has closed for everybody."),
    }.get(ReviewRule(quiz.review_rule), _("The right answers are shown once you have passed or used all attempts."))


def _reviewed(item: AttemptItem, outline: Outline, picture: Shown | None, *, key_shown: bool) -> ReviewedItem:
    shown, chosen = item.shown, item.chosen or []
    kind = shown["type"]
    return ReviewedItem(
        position=item.position,
        type=kind,
        text=shown["text"],
        is_correct=bool(item.is_correct),
        is_answered=is_answered(shown, chosen) or bool(chosen and kind in ("matching", "ordering")),
        options=[
            ReviewedOption(o["text"], o["key"] in chosen, o["correct"] if key_shown else None)
            for o in shown["options"]
            if kind not in ("matching", "ordering")
        ],
        pairs=_pairs(shown, chosen, key_shown=key_shown) if kind == "matching" else [],
        given=_given(shown, chosen),
        right=_right(shown) if key_shown else [],
        explanation=shown["explanation"] if key_shown else "",
        lesson=outline.find(shown["lesson"]),
        picture=picture,
        sequence=item.sequence,
    )


def _pairs(shown: dict[str, Any], chosen: list[str], *, key_shown: bool) -> list[ReviewedPair]:
    texts = {match["key"]: match["text"] for match in shown["matches"]}
    given = dict(pair.split(":", 1) for pair in chosen if ":" in pair)
    return [
        ReviewedPair(
            option["text"], texts.get(given.get(option["key"], ""), ""), texts[option["match"]] if key_shown else None
        )
        for option in shown["options"]
    ]


def _given(shown: dict[str, Any], chosen: list[str]) -> list[str]:
    if shown["type"] == "ordering":
        texts = {option["key"]: option["text"] for option in shown["options"]}
        return [texts[key] for key in chosen if key in texts]
    if shown["type"] == "number":
        return [f"{typed} {shown['unit']}".strip() for typed in chosen]
    return chosen if shown["type"] == "short_text" else []


def _right(shown: dict[str, Any]) -> list[str]:
    if shown["type"] == "ordering":
        return [option["text"] for option in sorted(shown["options"], key=lambda option: option["place"])]
    if shown["type"] == "number":
        return [_number(shown)]
    return [answer["text"] for answer in shown["accepted"]] if shown["type"] == "short_text" else []


def _number(shown: dict[str, Any]) -> str:
    right, tolerance = (_plain(shown[name]) for name in ("number", "tolerance"))
    return f"{right} {shown['unit']}".strip() + (f" (± {tolerance})" if tolerance != "0" else "")


def _plain(number: str) -> str:
    """A decimal in the reader's writing, without the noughts that the database adds."""
    return str(number_format(format(Decimal(number).normalize(), "f"), use_l10n=True, force_grouping=True))
