"""The doors to published course and step pages by their addresses."""

from dataclasses import dataclass
from itertools import zip_longest
from typing import Any

from django.http import Http404
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext as _

from courses.models import CoursePage, DrawRule, LessonPage, QuizPage, StepKind, StepPage, TaskPage
from courses.outline import kind_of
from courses.published import edition, tongue
from kit.text import fold


def find_course(slug: str) -> CoursePage:
    """The published course at /khoa-hoc/<slug>/. Raises Http404."""
    try:
        return edition().courses[slug]
    except KeyError:
        raise Http404(_("There is no such course.")) from None


def find_quiz(course: CoursePage, slug: str) -> QuizPage:
    """The published test of `course`, kept with the edition: read it, never change it. Raises Http404."""
    return quiz_of_step(find_quiz_step(course, slug))


def find_quiz_step(course: CoursePage, slug: str) -> StepPage:
    """The step of `course` that is this test, without a query. Raises Http404."""
    for step in edition().steps.get(course.pk, []):
        if step.slug == slug and kind_of(step) == StepKind.QUIZ:
            return step
    raise Http404(_("There is no such test."))


def quiz_of_step(step: StepPage) -> QuizPage:
    """The whole test behind a published step; one query when it is new to this process."""
    kept = edition().kept
    key = (tongue(), "quiz", step.pk)
    if key not in kept:
        kept[key] = in_the_words_of(step, get_object_or_404(QuizPage.objects.live(), pk=step.pk))
    quiz: QuizPage = kept[key]
    return quiz


def rules_of(quiz: QuizPage) -> list[DrawRule]:
    """What the published test draws, in order; one query when it is new to this process."""
    kept = edition().kept
    key = ("draw", quiz.pk)
    if key not in kept:
        kept[key] = list(DrawRule.objects.filter(quiz=quiz).order_by("sort_order"))
    rules: list[DrawRule] = kept[key]
    return rules


def find_task(course: CoursePage, slug: str) -> TaskPage:
    """The published task of `course`. Raises Http404."""
    return get_object_or_404(TaskPage.objects.live().child_of(course), slug=slug)


def full_step(step: StepPage) -> LessonPage | QuizPage | TaskPage:
    """The lesson, test or task of a step of an outline: one query, or two when its words are another language's."""
    page: Any = step.specific
    if not isinstance(page, LessonPage | QuizPage | TaskPage):
        raise Http404(_("There is no such step."))
    return in_the_words_of(step, page)


def in_the_words_of(step: StepPage, page: Any) -> Any:
    """`page`, the whole of `step`, saying what the reader's language has for it; a query only for a translation."""
    if step.words_pk != step.pk:
        words = StepPage.objects.get(pk=step.words_pk).specific
        for name in ("title", "summary_line", "intro"):
            if value := getattr(words, name, ""):
                setattr(page, name, value)
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
    """The lessons of public courses, each something one can learn in a few minutes.

    The courses take turns: the first lesson of each, then the second.
    """
    courses = [_lessons(course) for course in open_courses() if course.is_public]
    return [lesson for turn in zip_longest(*courses) for lesson in turn if lesson]


def _lessons(course: CoursePage) -> list[Found]:
    return [
        Found(
            step.title,
            step.summary_line,
            reverse("courses:step", args=[course.slug, step.slug]),
            course.title,
            step.minutes,
        )
        for step in edition().steps[course.pk]
        if kind_of(step) == StepKind.LESSON
    ]
