"""The doors to published course and step pages by their addresses."""

from dataclasses import dataclass
from typing import Any

from django.http import Http404
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext as _

from courses.models import CoursePage, LessonPage, QuizPage, StepKind, StepPage, TaskPage
from courses.outline import kind_of
from courses.published import edition
from kit.text import fold


def find_course(slug: str) -> CoursePage:
    """The published course at /khoa-hoc/<slug>/. Raises Http404."""
    try:
        return edition().courses[slug]
    except KeyError:
        raise Http404(_("There is no such course.")) from None


def find_quiz(course: CoursePage, slug: str) -> QuizPage:
    """The published test of `course`. Raises Http404."""
    return get_object_or_404(QuizPage.objects.live().child_of(course), slug=slug)


def find_task(course: CoursePage, slug: str) -> TaskPage:
    """The published task of `course`. Raises Http404."""
    return get_object_or_404(TaskPage.objects.live().child_of(course), slug=slug)


def full_step(step: StepPage) -> LessonPage | QuizPage | TaskPage:
    """The lesson, test or task behind a step of an outline, in one query."""
    page: Any = step.specific
    if not isinstance(page, LessonPage | QuizPage | TaskPage):
        raise Http404(_("There is no such step."))
    return page


@dataclass(frozen=True)
class Found:
    """A course or a lesson that matches what was searched for."""

    title: str
    summary: str
    url: str
    course_title: str  # empty when it is itself a course
    minutes: int


def search(words: str) -> list[Found]:
    """Published courses and steps whose title or summary holds every word, accents ignored.

    Folding is done here: there are hundreds of steps, not millions, and both databases then agree.
    """
    wanted = fold(words).split()
    if not wanted:
        return []
    found = []
    for course in open_courses():
        if _holds(wanted, course.title, course.summary):
            url = reverse("courses:course", args=[course.slug])
            found.append(Found(course.title, course.summary, url, "", course.minutes))
        for step in edition().steps[course.pk]:
            if _holds(wanted, step.title, step.summary_line):
                url = reverse("courses:step", args=[course.slug, step.slug])
                found.append(Found(step.title, step.summary_line, url, course.title, step.minutes))
    return found


def _holds(wanted: list[str], *texts: str) -> bool:
    text = fold(" ".join(texts))
    return all(word in text for word in wanted)


def open_courses() -> list[CoursePage]:
    """The published courses in catalogue order, each with `step_count` and `minutes`."""
    return list(edition().courses.values())


def lessons_for_everyone() -> list[Found]:
    """The lessons of public courses, in order: each is something one can learn in a few minutes."""
    return [
        Found(
            step.title,
            step.summary_line,
            reverse("courses:step", args=[course.slug, step.slug]),
            course.title,
            step.minutes,
        )
        for course in open_courses()
        if course.is_public
        for step in edition().steps[course.pk]
        if kind_of(step) == StepKind.LESSON
    ]
