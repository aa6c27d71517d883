"""The published words of a course in each language, on the pages of the source language.

A translated page lends its words to a copy of the source page: number, address and order stay the
source's, so that progress in one language is progress in all. What is not translated stays as it is.
"""

import copy
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from wagtail.models import Page

from courses.languages import source_language
from courses.models import CoursePage, Outcome, StepPage

COURSE_WORDS = ("title", "summary", "description")
STEP_WORDS = ("title", "summary_line")


@dataclass(frozen=True)
class Texts:
    """Courses by address, steps and outcomes by the course's number, in one language."""

    courses: dict[str, CoursePage]
    steps: dict[int, list[StepPage]]
    outcomes: dict[int, list[Outcome]]


def in_each_language(source: Texts, translations: Iterable[Page]) -> dict[str, Texts]:
    """Language → texts, the source language included. `translations` are live pages of other languages."""
    texts = {source_language(): source}
    by_language: dict[str, dict[Any, Any]] = {}
    for page in translations:
        by_language.setdefault(page.locale.language_code, {})[page.translation_key] = page
    for language, pages in by_language.items():
        texts[language] = _translated(source, pages)
    return texts


def _translated(source: Texts, pages: dict[Any, Any]) -> Texts:
    """A lesson counts as translated only inside a translated course: nobody expects half a course elsewhere."""
    courses, steps, outcomes = dict(source.courses), dict(source.steps), dict(source.outcomes)
    for slug, course in source.courses.items():
        words = pages.get(course.translation_key)
        if words is None:
            continue
        courses[slug] = _wearing(course, words, COURSE_WORDS)
        steps[course.pk] = [
            _wearing(step, pages[step.translation_key], STEP_WORDS) if step.translation_key in pages else step
            for step in source.steps[course.pk]
        ]
        outcomes[course.pk] = _outcomes(source.outcomes.get(course.pk, []), words.outcomes.all())
    return Texts(courses, steps, outcomes)


def _wearing(page: Any, words: Any, names: tuple[str, ...]) -> Any:
    worn = copy.copy(page)
    worn._state = copy.copy(page._state)
    for name in names:
        setattr(worn, name, getattr(words, name) or getattr(page, name))
    worn.words_pk = words.pk
    worn.language = words.locale.language_code
    return worn


def _outcomes(source: list[Outcome], words: Iterable[Outcome]) -> list[Outcome]:
    statements = {outcome.competency_id: outcome.statement for outcome in words}
    translated = []
    for outcome in source:
        worn = copy.copy(outcome)
        worn.statement = statements.get(outcome.competency_id) or outcome.statement
        translated.append(worn)
    return translated
