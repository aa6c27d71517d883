"""What answers say about questions: how hard, how telling, which answers are taken. Counted from graded attempts."""

import datetime as dt
import math
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any

from django.conf import settings
from django.db import models, transaction
from django.utils.translation import gettext_lazy as _

from courses.bank.checking import CHOICES
from courses.models import Attempt, AttemptItem, Option, Question, QuestionStatistics

# Rows in memory at once.
CHUNK = 2000
# Answers a question may have had over the years; more are not told apart, so that memory stays flat.
MOST_CHOICES = 500


class Flag(models.TextChoices):
    """What stands out in a question's figures, in the order in which it is told."""

    TOO_HARD = "too_hard", _("too hard")
    TOO_EASY = "too_easy", _("too easy")
    MISLEADING = "misleading", _("a wrong answer is taken more often than the right one")
    NOT_TELLING = "not_telling", _("does not tell who knows")
    IDLE_OPTION = "idle_option", _("an answer nobody takes")


@dataclass
class Tally:
    """The sums of one question. `rest` is the share of right answers in the rest of the attempt."""

    shown: int = 0
    answers: int = 0
    right: int = 0
    pairs: int = 0
    sum_x: int = 0
    sum_r: float = 0.0
    sum_rr: float = 0.0
    sum_xr: float = 0.0
    chosen: Counter[tuple[int, str]] = field(default_factory=Counter)

    def add(self, *, is_right: bool, rest: float | None) -> None:
        """Count one answer; `rest` is None where the attempt had no other question."""
        self.answers += 1
        self.right += is_right
        if rest is not None:
            self.pairs += 1
            self.sum_x += is_right
            self.sum_r += rest
            self.sum_rr += rest * rest
            self.sum_xr += rest * is_right


def discrimination(tally: Tally) -> float | None:
    """Whether those who answer it rightly also do well in the rest: −1 to 1; None when all answer alike.

    The point-biserial correlation of the item (0 or 1) with the rest of the attempt, the item itself taken out
    ("corrected item-total correlation"): Henrysson, S. (1963), "Correction of item-total correlations in item
    analysis", Psychometrika 28, 211-218. The rest is a share, since tests differ in length. How values are read:
    Ebel, R. L. and Frisbie, D. A. (1991), Essentials of Educational Measurement, 5th ed., chapter 13.
    """
    n, x = tally.pairs, tally.sum_x
    spread_x = n * x - x * x
    spread_r = n * tally.sum_rr - tally.sum_r * tally.sum_r
    if n < 2 or spread_x <= 0 or spread_r <= 1e-9 * n * n:
        return None
    value = (n * tally.sum_xr - x * tally.sum_r) / math.sqrt(spread_x * spread_r)
    return max(-1.0, min(1.0, value))


def count_statistics(*, at: dt.datetime) -> int:
    """Count every question anew from all graded attempts; harmless twice. Returns how many were counted.

    One pass over the answers, some thousand rows in memory at a time, and one tally for each question.
    """
    tallies: dict[int, Tally] = {}
    for row in _graded_items():
        tally = tallies.setdefault(row["question_id"], Tally())
        tally.shown += 1
        if not row["chosen"]:
            continue
        total, correct = row["attempt__total"], row["attempt__correct"]
        is_right = bool(row["is_correct"])
        tally.add(is_right=is_right, rest=(correct - is_right) / (total - 1) if total > 1 else None)
        if row["shown"].get("type") in CHOICES:
            _count_choices(tally, row["shown"]["options"], row["chosen"])
    questions = Question.objects.filter(pk__in=tallies).prefetch_related("options")
    rows = [figures_of(question, tallies[question.pk], at=at) for question in questions.iterator(chunk_size=CHUNK)]
    _keep(rows)
    return len(rows)


def _graded_items() -> Iterator[dict[str, Any]]:
    items = AttemptItem.objects.filter(attempt__state=Attempt.State.GRADED).order_by()
    columns = ("question_id", "is_correct", "chosen", "shown", "attempt__correct", "attempt__total")
    return items.values(*columns).iterator(chunk_size=CHUNK)


def _count_choices(tally: Tally, options: Iterable[dict[str, Any]], chosen: Iterable[str]) -> None:
    """Each by the option's row, 0 where the attempt did not keep it, and by its words."""
    keys = set(chosen)
    for option in options:
        choice = (int(option.get("ref") or 0), str(option["text"]))
        if option["key"] in keys and (choice in tally.chosen or len(tally.chosen) < MOST_CHOICES):
            tally.chosen[choice] += 1


def figures_of(question: Question, tally: Tally, *, at: dt.datetime) -> QuestionStatistics:
    """The figures of a question, not yet saved."""
    figures = QuestionStatistics(
        question=question,
        counted_at=at,
        shown=tally.shown,
        answers=tally.answers,
        right=tally.right,
        discrimination=discrimination(tally),
    )
    if question.type in CHOICES:
        figures.choices = _choices(list(question.options.all()), tally)
    flags = flags_of(figures)
    figures.flags = f",{','.join(flags)}," if flags else ""
    return figures


def _choices(options: list[Option], tally: Tally) -> list[dict[str, Any]]:
    """A choice belongs to its row; where that row is gone or was not kept, to the answer of the same words."""
    rows = {option.pk for option in options}
    return [
        {
            "ref": option.pk,
            "text": option.text,
            "correct": option.correct,
            "count": sum(
                count
                for (ref, text), count in tally.chosen.items()
                if ref == option.pk or (ref not in rows and text == option.text)
            ),
        }
        for option in options
    ]


def flags_of(figures: QuestionStatistics) -> list[Flag]:
    """What stands out, by the numbers in the settings; nothing while there are too few answers to judge."""
    if figures.answers < settings.QUESTION_LEAST_ANSWERS:
        return []
    percent = 100 * figures.right / figures.answers
    found = {
        Flag.TOO_HARD: percent <= settings.QUESTION_TOO_HARD_PERCENT,
        Flag.TOO_EASY: percent >= settings.QUESTION_TOO_EASY_PERCENT,
        Flag.MISLEADING: _is_misleading(figures.choices),
        Flag.NOT_TELLING: figures.discrimination is not None
        and figures.discrimination < settings.QUESTION_LEAST_DISCRIMINATION,
        Flag.IDLE_OPTION: any(choice["count"] == 0 for choice in figures.choices if not choice["correct"]),
    }
    return [flag for flag, stands_out in found.items() if stands_out]


def _is_misleading(choices: list[dict[str, Any]]) -> bool:
    """Whether a wrong answer is taken more often than a right one. Of several right ones the least counts."""
    right = [choice["count"] for choice in choices if choice["correct"]]
    wrong = [choice["count"] for choice in choices if not choice["correct"]]
    return bool(right and wrong) and max(wrong) > min(right)


@transaction.atomic
def _keep(rows: list[QuestionStatistics]) -> None:
    names = ["counted_at", "shown", "answers", "right", "discrimination", "choices", "flags"]
    QuestionStatistics.objects.bulk_create(
        rows, batch_size=500, update_conflicts=True, unique_fields=["question"], update_fields=names
    )
