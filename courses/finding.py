"""The doors to published course and step pages by their addresses."""

from dataclasses import dataclass
from typing import Any

from django.http import Http404
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext as _
from wagtail.models import Page

from courses.models import CoursePage, LessonPage, QuizPage, StepPage
from kit.text import fold


def find_course(slug: str) -> CoursePage:
    """The published course at /khoa-hoc/<slug>/. Raises Http404."""
    return get_object_or_404(CoursePage.objects.live(), slug=slug)


def find_quiz(course: CoursePage, slug: str) -> QuizPage:
    """The published test of `course`. Raises Http404."""
    return get_object_or_404(QuizPage.objects.live().child_of(course), slug=slug)


def full_step(step: StepPage) -> LessonPage | QuizPage:
    """The lesson or test behind a step of an outline, in one query."""
    page: Any = step.specific
    if not isinstance(page, LessonPage | QuizPage):
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
    """Published courses and steps whose title or summary holds every word, accents ignored. Two queries.

    Folding is done here: there are hundreds of steps, not millions, and both databases then agree.
    """
    wanted = fold(words).split()
    if not wanted:
        return []
    courses = {course.path: course for course in open_courses()}
    found = [
        Found(course.title, course.summary, reverse("courses:course", args=[course.slug]), "", course.minutes)
        for course in courses.values()
        if _holds(wanted, course.title, course.summary)
    ]
    for step in StepPage.objects.live().order_by("path"):
        course = courses.get(step.path[: -Page.steplen])
        if course and _holds(wanted, step.title, step.summary_line):
            url = reverse("courses:step", args=[course.slug, step.slug])
            found.append(Found(step.title, step.summary_line, url, course.title, step.minutes))
    return found


def _holds(wanted: list[str], *texts: str) -> bool:
    text = fold(" ".join(texts))
    return all(word in text for word in wanted)


def open_courses() -> "list[CoursePage]":
    """The published courses in catalogue order, each with `step_count` and `minutes`. Two queries."""
    courses = list(CoursePage.objects.live().order_by("path"))
    totals: dict[str, list[int]] = {}
    for path, minutes in StepPage.objects.live().values_list("path", "minutes"):
        totals.setdefault(path[: -Page.steplen], []).append(minutes)
    for course in courses:
        minutes_of_steps = totals.get(course.path, [])
        course.step_count = len(minutes_of_steps)
        course.minutes = sum(minutes_of_steps)
    return courses


def lessons_for_everyone(courses: list[CoursePage]) -> list[Found]:
    """The lessons of public courses, in order: each is something one can learn in a few minutes. One query."""
    public = {course.path: course for course in courses if course.is_public}
    lessons = LessonPage.objects.live().order_by("path").defer("body") if public else []
    return [
        Found(
            lesson.title,
            lesson.summary_line,
            reverse("courses:step", args=[course.slug, lesson.slug]),
            course.title,
            lesson.minutes,
        )
        for lesson in lessons
        if (course := public.get(lesson.path[: -Page.steplen]))
    ]
