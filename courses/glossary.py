"""The glossary of a course: the words its published lessons explain, in the order of the alphabet."""

from dataclasses import dataclass

from courses.models import CoursePage, LessonPage, StepPage, Term
from courses.published import edition
from kit.alphabet import alphabetical


@dataclass(frozen=True)
class Entry:
    """A word, and the lessons that explain it in the order of the course."""

    term: Term
    lessons: list[StepPage]


def glossary_of(course: CoursePage) -> list[Entry]:
    """The words of `course` as published; two queries when they are new to this process, none otherwise."""
    kept = edition().kept
    key = ("glossary", course.pk)
    if key not in kept:
        kept[key] = _gather(course)
    entries: list[Entry] = kept[key]
    return entries


def terms_in(lesson: LessonPage) -> list[int]:
    """The keys of the terms that a lesson explains, in reading order."""
    return [block["value"]["term"] for block in lesson.body.raw_data if block["type"] == "term"]


def _gather(course: CoursePage) -> list[Entry]:
    steps = {step.pk: step for step in edition().steps.get(course.pk, [])}
    explained: dict[int, list[StepPage]] = {}
    for lesson in LessonPage.objects.filter(pk__in=steps).order_by("path"):
        for key in dict.fromkeys(terms_in(lesson)):
            explained.setdefault(key, []).append(steps[lesson.pk])
    terms = Term.objects.filter(pk__in=explained) if explained else []
    entries = [Entry(term, explained[term.pk]) for term in terms]
    return sorted(entries, key=lambda entry: alphabetical(entry.term.term))
