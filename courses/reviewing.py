"""What a learner may see of a graded attempt."""

from dataclasses import dataclass

from courses.attempting import Standing
from courses.models import Attempt
from courses.outline import Outline, Step
from courses.rules import percent


@dataclass(frozen=True)
class ReviewedOption:
    text: str
    chosen: bool
    correct: bool | None  # None: not shown while another attempt is possible


@dataclass(frozen=True)
class ReviewedItem:
    position: int
    text: str
    is_correct: bool
    is_answered: bool
    options: list[ReviewedOption]
    explanation: str
    lesson: Step | None


@dataclass(frozen=True)
class Review:
    """The result. `needed` is how many right answers pass; `key_shown` whether right answers are told."""

    items: list[ReviewedItem]
    percent: int
    needed: int
    key_shown: bool
    standing: Standing

    @property
    def lessons_to_read(self) -> list[Step]:
        """The lessons that teach what was answered wrong, in order, each once."""
        wrong = {item.lesson.number: item.lesson for item in self.items if item.lesson and not item.is_correct}
        return [wrong[number] for number in sorted(wrong)]


def review_of(attempt: Attempt, outline: Outline, standing: Standing) -> Review:
    """The review of a graded attempt of the learner whose `standing` it is.

    The right options and explanations are told when the test is passed or no attempt is left; until then
    only what was right and wrong, with the lesson to read again, so that a retry still tests. The last
    attempt counts as left until it is handed in: its questions may be those of an earlier one.
    """
    key_shown = standing.has_passed or (standing.left == 0 and standing.open_attempt is None)
    items = []
    for item in attempt.items.order_by("position"):
        chosen = set(item.chosen or [])
        items.append(
            ReviewedItem(
                position=item.position,
                text=item.shown["text"],
                is_correct=bool(item.is_correct),
                is_answered=bool(chosen),
                options=[
                    ReviewedOption(o["text"], o["key"] in chosen, o["correct"] if key_shown else None)
                    for o in item.shown["options"]
                ],
                explanation=item.shown["explanation"] if key_shown else "",
                lesson=outline.find(item.shown["lesson"]),
            )
        )
    return Review(
        items=items,
        percent=percent(part=attempt.correct or 0, whole=attempt.total),
        needed=-(-attempt.pass_percent * attempt.total // 100),
        key_shown=key_shown,
        standing=standing,
    )
