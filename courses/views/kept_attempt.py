"""The page of an open attempt. What surrounds the questions is kept, as the lesson's page is (kept_lesson).

The frame is rendered once with marks where it names the learner, the clock and the questions, and kept until
somebody publishes. With a message to tell, the page is rendered whole.
"""

import datetime as dt
from copy import copy
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.middleware.csrf import get_token
from django.shortcuts import render
from django.template import RequestContext
from django.template.loader import get_template
from django.urls import reverse
from django.utils import timezone
from django.utils.html import escape
from django.utils.safestring import mark_safe

from accounts.devices import device_tag
from accounts.models import User
from courses.asking import Asked, ask
from courses.attempt_rows import items_to_show
from courses.models import Attempt, CoursePage, QuizPage
from courses.published import edition, tongue
from courses.saving import sequence_at
from courses.views.kept_lesson import MOST_PAGES, StandIn
from courses.views.kept_questions import questions_of
from kit.stencils import Stencil, marks_for

TEMPLATE = "courses/attempt.html"
MARKS = (
    *("short_name", "name", "username", "device", "csrf", "number"),
    *("attempt", "sequence", "now", "due_moment", "due_time", "autosave_url", "clock_url", "answered", "questions"),
)


def attempt_whole(
    request: HttpRequest, course: CoursePage, quiz: QuizPage, attempt: Attempt, now: dt.datetime
) -> HttpResponse:
    """The page as the template makes it, whatever there is to tell."""
    items = ask(items_to_show(attempt))
    shown = _shown(course, quiz, attempt, items, now)
    context: dict[str, Any] = {
        **shown,
        "course": course,
        "quiz": quiz,
        "attempt": attempt,
        "items": items,
        "due": {"moment": shown["due_moment"], "time": shown["due_time"]} if attempt.due_at else None,
        "questions": mark_safe(shown["questions"]),  # noqa: S308 - our own rendering
    }
    return render(request, TEMPLATE, context)


def attempt_filled_in(
    request: HttpRequest, course: CoursePage, quiz: QuizPage, attempt: Attempt, person: User, now: dt.datetime
) -> HttpResponse:
    """The same page for a learner without messages, filled in."""
    items = ask(items_to_show(attempt))
    learner = {
        "short_name": escape(person.get_short_name() or person.username),
        "name": escape(str(person)),
        "username": escape(person.username),
        "device": device_tag(person),
        "csrf": get_token(request),
        "number": str(attempt.number),
    }
    shown = _shown(course, quiz, attempt, items, now)
    page = _frame(request, course, quiz, attempt).fill({**learner, **shown, "attempt": str(attempt.pk)})
    return HttpResponse(page, headers={"Vary": "Cookie"})


def _shown(
    course: CoursePage, quiz: QuizPage, attempt: Attempt, items: list[Asked], now: dt.datetime
) -> dict[str, str]:
    """The questions, and what the page's scripts go by: safe HTML, each piece at a mark of its own."""
    due = timezone.localtime(attempt.due_at) if attempt.due_at else None
    place = [course.slug, quiz.slug, attempt.number]
    return {
        "sequence": str(sequence_at(now)),
        "now": timezone.localtime(now).isoformat(),
        "due_moment": due.isoformat() if due else "",
        "due_time": f"{due:%H:%M}" if due else "",
        "autosave_url": reverse("courses:autosave", args=place),
        "clock_url": reverse("courses:clock", args=place) if attempt.admission_id else "",
        "answered": str(sum(item.is_answered for item in items)),
        "questions": "".join(questions_of(items, course=course, quiz=quiz, attempt=attempt)),
    }


def _frame(request: HttpRequest, course: CoursePage, quiz: QuizPage, attempt: Attempt) -> Stencil:
    """The page for everybody who sees the same doors in the bar, in the same look."""
    pages: dict[Any, Stencil] = edition().kept.setdefault("attempt pages", {})
    template: Any = get_template(TEMPLATE)
    around = RequestContext(request)
    with around.bind_template(template.template):
        look = (str(around["display"]), str(around["doors"]))
    key = (tongue(), quiz.pk, attempt.total, attempt.due_at is None, attempt.admission_id is None, look)
    stencil: Stencil | None = pages.get(key)
    if stencil is None:
        marks = marks_for(MARKS)
        stencil = Stencil(_marked(request, course, quiz, attempt, marks), marks)
        if len(pages) < MOST_PAGES:
            pages[key] = stencil
    return stencil


def _marked(request: HttpRequest, course: CoursePage, quiz: QuizPage, attempt: Attempt, marks: dict[str, str]) -> str:
    context = {
        **marks,
        "course": course,
        "quiz": quiz,
        "user": StandIn(marks),
        "device_person": marks["device"],
        "csrf_token": marks["csrf"],
        "attempt": {"pk": marks["attempt"], "total": attempt.total, "admission_id": attempt.admission_id},
        "due": {"moment": marks["due_moment"], "time": marks["due_time"]} if attempt.due_at else None,
        "messages": (),
    }
    # The page names its own address, which ends in the attempt's number.
    elsewhere = copy(request)
    elsewhere.path = elsewhere.path_info = f"{request.path.rsplit('/', 2)[0]}/{marks['number']}/"
    return get_template(TEMPLATE).render(context, elsewhere)
