"""A lesson for somebody who learns: one statement, and a page kept with the edition in which only names are filled in.

The lesson is the page asked for most. What differs between two readers at it is little: who they are, the outline
beside it, where they stopped. So the page is rendered once with marks in those places (kit.stencils), for each way
it can look, and kept until somebody publishes. Whatever is out of the ordinary (a message to tell, a quick check
answered, a step not open yet, nobody signed in) is left to courses.views.player, which renders it all.
"""

import functools
from types import SimpleNamespace
from typing import Any

from django.contrib.messages import get_messages
from django.http import HttpRequest, HttpResponse
from django.middleware.csrf import get_token
from django.template import RequestContext
from django.template.loader import get_template
from django.utils import timezone
from django.utils.html import escape
from django.utils.safestring import mark_safe

from accounts.devices import device_tag
from accounts.sessions import claimed_person_id, may_go_on, session_key_of
from courses.lessons import reading_of
from courses.models import CoursePage
from courses.outline import Outline, Step, build_outline
from courses.progress import note_visit
from courses.published import edition, tongue
from courses.readers import Reader, reader_of
from courses.views.aside import aside_of
from courses.views.lesson_page import lesson_context
from kit.stencils import Stencil, marks_for

TEMPLATE = "courses/lesson.html"
# Pages kept in one process, about 30 kB each.
MOST_PAGES = 1000
MARKS = ("short_name", "name", "username", "device", "csrf", "aside", "block", "films", "at")


class StandIn:
    """Stands where the template asks for the reader. Anything it does not know is a mistake in the template."""

    is_authenticated = True

    def __init__(self, marks: dict[str, str]) -> None:
        self.get_short_name = marks["short_name"]
        self.username = marks["username"]
        self._name = marks["name"]

    def __str__(self) -> str:
        return self._name


def kept_lesson(request: HttpRequest, course: CoursePage, slug: str) -> HttpResponse | None:
    """The lesson's page when all is ordinary; None when it is not, and nothing has happened then."""
    if request.method != "GET" or request.GET or request.headers.get("HX-Request"):
        return None
    person_id, now = claimed_person_id(request), timezone.now()
    page = next((step for step in edition().steps.get(course.pk, []) if step.slug == slug), None)
    if person_id is None or page is None or len(get_messages(request)):
        return None
    goes_on = functools.partial(may_go_on, request)
    reader = reader_of(person_id, course, page, session_key=session_key_of(request), at=now, may_go_on=goes_on)
    if reader is None:
        return None
    # Spares whatever asks for request.user later the same question.
    request._cached_user = reader.person  # type: ignore[attr-defined]
    outline = build_outline(course, edition().steps[course.pk], reader.done)
    step = outline.find(slug)
    if step is None or not step.is_open or not step.is_lesson:
        return None
    note_visit(enrolment=reader.enrolment, step=page, at=now)
    response = HttpResponse(_page(request, outline, step, reader))
    response["Cache-Control"] = "private, no-store"
    return response


def _page(request: HttpRequest, outline: Outline, step: Step, reader: Reader) -> str:
    person, place = reader.person, reader.place
    return _stencil_of(request, outline, step, reader).fill(
        {
            "short_name": escape(person.get_short_name() or person.username),
            "name": escape(str(person)),
            "username": escape(person.username),
            "device": device_tag(person),
            "csrf": get_token(request),
            "aside": aside_of(outline, step),
            "block": escape(place.block),
            "films": escape(place.films_text),
            "at": str(place.at),
        }
    )


def _stencil_of(request: HttpRequest, outline: Outline, step: Step, reader: Reader) -> Stencil:
    """The page for everybody who sees the same doors in the bar, in the same look, at this lesson done or not."""
    pages: dict[Any, Stencil] = edition().kept.setdefault("lesson pages", {})
    template: Any = get_template(TEMPLATE)
    frame = RequestContext(request)
    with frame.bind_template(template.template):
        key = (tongue(), step.page.pk, step.is_done, str(frame["display"]), str(frame["doors"]))
    stencil: Stencil | None = pages.get(key)
    if stencil is None:
        marks = marks_for(MARKS)
        stencil = Stencil(_rendered(request, outline, step, reader, marks), marks)
        if len(pages) < MOST_PAGES:
            pages[key] = stencil
    return stencil


def _rendered(request: HttpRequest, outline: Outline, step: Step, reader: Reader, marks: dict[str, str]) -> str:
    reading = reading_of(outline.course, step.page)
    context = lesson_context(outline, step, reading, enrolment=reader.enrolment)
    context |= {
        "user": StandIn(marks),
        "device_person": marks["device"],
        "csrf_token": marks["csrf"],
        "place": SimpleNamespace(block=marks["block"], films_text=marks["films"], at=marks["at"]),
        "aside": mark_safe(marks["aside"]),  # noqa: S308 - a mark; what is filled in is our own rendering
    }
    return get_template(TEMPLATE).render(context, request)
