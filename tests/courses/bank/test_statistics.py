"""Figures of questions agree with a slow and obvious count; what stands out is told."""

import math
import random
from typing import Any

import pytest

from accounts.models import User
from courses.bank.statistics import Flag, Tally, count_statistics, discrimination, flags_of
from courses.bank.telling import short, tell
from courses.models import Attempt, AttemptItem, CoursePage, Enrolment, Option, Question, QuestionStatistics
from courses.tasks import count_answers
from tests.courses.study import NOW, our_queries, quiz_of


def attempts(course: CoursePage, people: list[User], *, seed: int, with_ref: bool = True) -> None:
    """Graded attempts at the six questions of the small course, answered by chance, some not at all."""
    chance = random.Random(seed)
    questions = list(Question.objects.filter(course=course).order_by("pk").prefetch_related("options"))
    for number, person in enumerate(people):
        asked = chance.sample(questions, chance.choice([1, 4, 6]))
        items = [_item(question, place, chance, with_ref) for place, question in enumerate(asked, start=1)]
        right = sum(bool(item.is_correct) for item in items)
        is_open = number % 11 == 10
        attempt = Attempt.objects.create(
            enrolment=Enrolment.objects.create(person=person, course=course, enrolled_at=NOW),
            quiz=quiz_of(course),
            number=1,
            state=Attempt.State.OPEN if is_open else Attempt.State.GRADED,
            seed="x",
            pass_percent=70,
            started_at=NOW,
            submitted_at=None if is_open else NOW,
            correct=None if is_open else right,
            passed=None if is_open else right == len(items),
            total=len(items),
        )
        for item in items:
            item.attempt = attempt
        AttemptItem.objects.bulk_create(items)


def _item(question: Question, place: int, chance: random.Random, with_ref: bool) -> AttemptItem:
    options = [
        {
            "key": f"k{option.pk}",
            "text": option.text,
            "correct": option.correct,
            **({"ref": option.pk} if with_ref else {}),
        }
        for option in question.options.all()
    ]
    chosen: Any = chance.choice([None, [], *[[option["key"]] for option in options] * 3])
    right = [option["key"] for option in options if option["correct"]]
    shown = {"type": question.type, "text": question.text, "options": options}
    return AttemptItem(
        position=place, question=question, shown=shown, chosen=chosen, is_correct=bool(chosen) and chosen == right
    )


@pytest.fixture
def people(db: None) -> list[User]:
    return User.objects.bulk_create(User(username=f"n{number}", full_name=f"Người {number}") for number in range(90))


def slow_figures(question: Question) -> dict[str, Any]:
    """Every attempt looked at one by one; Pearson's formula as textbooks print it."""
    answered, xs, rests = [], [], []
    shown = AttemptItem.objects.filter(question=question, attempt__state="graded")
    for item in shown:
        if not item.chosen:
            continue
        answered.append(item)
        others = [other for other in item.attempt.items.all() if other != item]
        if others:
            xs.append(1.0 if item.is_correct else 0.0)
            rests.append(sum(bool(other.is_correct) for other in others) / len(others))
    mean_x, mean_r = sum(xs) / len(xs), sum(rests) / len(rests)
    above = sum((x - mean_x) * (r - mean_r) for x, r in zip(xs, rests, strict=True))
    below = math.sqrt(sum((x - mean_x) ** 2 for x in xs) * sum((r - mean_r) ** 2 for r in rests))
    return {
        "shown": len(shown),
        "answers": len(answered),
        "right": sum(bool(item.is_correct) for item in answered),
        "discrimination": round(above / below, 9) if below else None,
        "choices": [
            (option.text, sum(f"k{option.pk}" in item.chosen for item in answered)) for option in question.options.all()
        ],
    }


@pytest.mark.parametrize("with_ref", [True, False])
def test_figures_agree_with_a_slow_count(course: CoursePage, people: list[User], with_ref: bool) -> None:
    attempts(course, people, seed=7, with_ref=with_ref)
    assert count_statistics(at=NOW) == 6
    for question in Question.objects.all():
        figures = question.statistics
        told = figures.discrimination
        assert {
            "shown": figures.shown,
            "answers": figures.answers,
            "right": figures.right,
            "discrimination": None if told is None else round(told, 9),
            "choices": [(choice["text"], choice["count"]) for choice in figures.choices],
        } == slow_figures(question)


def test_counting_again_replaces(course: CoursePage, people: list[User]) -> None:
    attempts(course, people[:20], seed=1)
    count_statistics(at=NOW)
    before = list(QuestionStatistics.objects.order_by("pk").values_list("pk", "answers"))
    count_answers()
    assert list(QuestionStatistics.objects.order_by("pk").values_list("pk", "answers")) == before
    assert QuestionStatistics.objects.filter(counted_at=NOW).count() == 0


def test_choice_of_an_answer_that_was_written_anew_is_found_by_its_words(
    course: CoursePage, people: list[User]
) -> None:
    attempts(course, people[:30], seed=3)
    count_statistics(at=NOW)
    question = Question.objects.order_by("pk").first()
    assert question is not None
    before = [choice["count"] for choice in question.statistics.choices]
    options = [(option.text, option.correct) for option in question.options.all()]
    Option.objects.filter(question=question).delete()
    Option.objects.bulk_create(
        Option(question=question, text=text, correct=correct, sort_order=place)
        for place, (text, correct) in enumerate(options)
    )
    count_statistics(at=NOW)
    question.statistics.refresh_from_db()
    assert [choice["count"] for choice in question.statistics.choices] == before


def test_counting_asks_the_same_for_few_and_many(course: CoursePage, people: list[User]) -> None:
    attempts(course, people[:5], seed=1)
    with our_queries() as few:
        count_statistics(at=NOW)
    attempts(course, people[5:], seed=2)
    with our_queries() as many:
        count_statistics(at=NOW)
    assert (len(few), len(many)) == (4, 4)


@pytest.mark.parametrize(
    ("pairs", "value"),
    [
        ([(1, 1.0), (0, 0.0)], 1.0),
        ([(1, 0.0), (0, 1.0)], -1.0),
        ([(1, 0.5), (0, 0.5)], None),
        ([(1, 0.5), (1, 0.9)], None),
        ([(1, 1.0)], None),
        ([], None),
    ],
)
def test_discrimination_by_hand(pairs: list[tuple[int, float]], value: float | None) -> None:
    tally = Tally()
    for x, rest in pairs:
        tally.add(is_right=bool(x), rest=rest)
    assert discrimination(tally) == value


def figures(answers: int = 100, right: int = 60, telling: float | None = 0.4, *counts: int) -> QuestionStatistics:
    given = counts or (right, answers - right)
    choices = [
        {"ref": place, "text": f"câu {place}", "correct": place == 0, "count": count}
        for place, count in enumerate(given)
    ]
    found = QuestionStatistics(
        counted_at=NOW, shown=answers, answers=answers, right=right, discrimination=telling, choices=choices
    )
    found.flags = "".join(f",{flag}" for flag in flags_of(found)) + ","
    return found


@pytest.mark.parametrize(
    ("found", "flags"),
    [
        (figures(), []),
        (figures(29, 0, -1.0), []),
        (figures(100, 90), [Flag.TOO_EASY]),
        (figures(100, 89), []),
        (figures(100, 30, 0.4, 30, 30, 40), [Flag.TOO_HARD, Flag.MISLEADING]),
        (figures(100, 60, 0.14), [Flag.NOT_TELLING]),
        (figures(100, 60, None), []),
        (figures(100, 60, 0.4, 60, 40, 0), [Flag.IDLE_OPTION]),
    ],
)
def test_what_stands_out(found: QuestionStatistics, flags: list[Flag]) -> None:
    assert flags_of(found) == flags
    assert len(tell(found).advice) == max(1, len(flags))


def test_figures_in_words() -> None:
    told = tell(figures(100, 94, 0.4, 94, 6))
    assert short(told.figures) == "94 % · 100"
    assert [(bar.count, bar.percent, bar.correct) for bar in told.bars] == [(94, 94, True), (6, 6, False)]
    assert short(None) == "–"
