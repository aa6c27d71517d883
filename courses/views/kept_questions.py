"""The questions of a test as HTML. Those of one make differ in their words only: each make is rendered once.

A make is the kind of question, how many answers it offers and which of them are chosen. What is kept holds marks
(kit.stencils) and no word of any question. Pairs, orders, typed answers and pictures are rendered as they come.
"""

from collections.abc import Hashable, Sequence
from dataclasses import replace
from typing import Any

from django.template.loader import render_to_string
from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language

from courses.asking import Asked, Choice
from courses.grading import CHOICES
from courses.models import Attempt, CoursePage, QuizPage
from kit.stencils import Stencil, marks_for

TEMPLATE = "courses/_question.html"
# Kept in one process, about 1 kB each.
MOST_MAKES = 500
_makes: dict[Hashable, Stencil] = {}


def questions_of(items: Sequence[Asked], *, course: CoursePage, quiz: QuizPage, attempt: Attempt) -> list[SafeString]:
    """Each question of an open attempt, in the language in force."""
    context = {"course": course, "quiz": quiz, "attempt": attempt}
    return [
        _filled_in(item)
        if item.type in CHOICES and item.picture is None
        else render_to_string(TEMPLATE, {**context, "item": item})
        for item in items
    ]


def _filled_in(item: Asked) -> SafeString:
    make = (get_language(), item.type, tuple(option.key in item.chosen for option in item.options))
    stencil = _makes.get(make)
    if stencil is None:
        stencil = _stencil_of(item)
        if len(_makes) < MOST_MAKES:
            _makes[make] = stencil
    words = {"position": str(item.position), "sequence": str(item.sequence), "text": escape(item.text)}
    for place, option in enumerate(item.options):
        words[f"key {place}"], words[f"text {place}"] = escape(option.key), escape(option.text)
    return mark_safe(stencil.fill(words))  # noqa: S308 - every word is escaped above


def _stencil_of(item: Asked) -> Stencil:
    places = range(len(item.options))
    marks = marks_for(
        ["position", "sequence", "text", *(f"{what} {place}" for place in places for what in ("key", "text"))]
    )
    options = [Choice(marks[f"key {place}"], marks[f"text {place}"]) for place in places]
    chosen = [options[place].key for place in places if item.options[place].key in item.chosen]
    numbers: dict[str, Any] = {"position": marks["position"], "sequence": marks["sequence"]}
    marked = replace(item, text=marks["text"], options=options, chosen=chosen, typed="", **numbers)
    return Stencil(render_to_string(TEMPLATE, {"item": marked}), marks)
