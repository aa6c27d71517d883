"""What is published, kept ready in each process until somebody publishes again.

Every visitor reads the same few courses. Each process keeps them, with the pages that strangers
see, under a stamp in the shared cache; publishing changes the stamp, and all processes read anew.
"""

import functools
import time
import uuid
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any

from django.conf import settings
from django.contrib.messages.storage.cookie import CookieStorage
from django.core.cache import cache
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import get_language
from wagtail.models import Locale, Page

from courses.languages import content_language, of_source, source_language
from courses.models import CoursePage, Outcome, StepPage
from courses.wording import Texts, in_each_language
from kit.display import display_of

STAMP = "courses:edition"
# Names of competencies and the like change without publishing; they show after this many seconds.
STAMP_SECONDS = 600


@dataclass(frozen=True)
class Edition:
    """Everything published at one moment. Its pages are shared between requests: read them, never change them.

    `courses`, `steps` and `outcomes` are in the language in which this request reads courses. `kept` holds
    what was worked out from them, lessons as HTML, whole pages for strangers, under keys that begin with
    `tongue()`.
    """

    stamp: str
    texts: dict[str, Texts]
    kept: dict[Any, Any] = field(default_factory=dict)

    @property
    def _here(self) -> Texts:
        return self.texts.get(content_language()) or self.texts[source_language()]

    @property
    def courses(self) -> dict[str, CoursePage]:
        return self._here.courses

    @property
    def steps(self) -> dict[int, list[StepPage]]:
        return self._here.steps

    @property
    def outcomes(self) -> dict[int, list[Outcome]]:
        return self._here.outcomes

    def course(self, course: CoursePage) -> CoursePage:
        """`course` in the reader's language; as it is when it is not published."""
        return self.courses.get(course.slug, course)

    def languages_of(self, course: CoursePage) -> list[str]:
        """The languages in which `course` can be read, its own first."""
        return [
            language
            for language, texts in self.texts.items()
            if language == source_language() or getattr(texts.courses.get(course.slug), "language", "") == language
        ]


def tongue() -> tuple[str, str]:
    """What a page depends on beside its address: the language of the screen and that of the course."""
    return get_language() or source_language(), content_language()


_NEVER = float("-inf")
_here: Edition | None = None
_looked_at = _NEVER


def edition() -> Edition:
    """The edition in force; four queries when it is new to this process, none otherwise.

    The stamp is looked at once in settings.EDITION_SECONDS: what another process published shows
    that much later here.
    """
    global _here, _looked_at
    now = time.monotonic()
    if _here is not None and now - _looked_at < settings.EDITION_SECONDS:
        return _here
    stamp = cache.get(STAMP) or _stamp_anew()
    _looked_at = now
    if _here is None or _here.stamp != stamp:
        _here = _read(stamp)
    return _here


def published_course(pk: int) -> CoursePage | None:
    """The course with this number in its own language, as kept; None when it is not published."""
    courses = edition().texts[source_language()].courses.values()
    return next((course for course in courses if course.pk == pk), None)


def minutes_of(course: CoursePage) -> int | None:
    """How long the published steps of `course` take in its own language; None when it is not published."""
    found = published_course(course.pk)
    return found.minutes if found else None


def new_edition() -> None:
    """Have every process read anew: now, and once more when the change is committed.

    Between the two another process may still read the old state under the first stamp.
    """
    _stamp_anew()
    transaction.on_commit(_stamp_anew)


def _stamp_anew() -> str:
    global _looked_at
    _looked_at = _NEVER
    stamp = uuid.uuid4().hex
    cache.set(STAMP, stamp, STAMP_SECONDS)
    return stamp


def _read(stamp: str) -> Edition:
    courses = list(of_source(CoursePage.objects.live()).order_by("path"))
    steps: dict[str, list[StepPage]] = {}
    for step in of_source(StepPage.objects.live()).order_by("path"):
        steps.setdefault(step.path[: -Page.steplen], []).append(step)
    outcomes: dict[int, list[Outcome]] = {}
    for outcome in Outcome.objects.select_related("competency", "level").order_by("sort_order"):
        outcomes.setdefault(outcome.course_id, []).append(outcome)
    for course in courses:
        course.address = reverse("courses:course", args=[course.slug])
        for step in steps.get(course.path, []):
            step.address = reverse("courses:step", args=[course.slug, step.slug])
        course.step_count = len(steps.get(course.path, []))
        course.minutes = sum(step.minutes for step in steps.get(course.path, []))
    source = Texts(
        courses={course.slug: course for course in courses},
        steps={course.pk: steps.get(course.path, []) for course in courses},
        outcomes=outcomes,
    )
    return Edition(stamp=stamp, texts=in_each_language(source, _translations()))


def _translations() -> Iterator[Page]:
    """Live pages of courses in other languages; aliases only repeat the source's words."""
    if Locale.objects.count() == 1:
        return
    for model in (CoursePage, StepPage):
        yield from (
            model.objects.live()
            .exclude(locale__language_code=source_language())
            .filter(alias_of=None)
            .select_related("locale")
        )


def kept_for_strangers(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """Keep the page for visitors without a session: the same for all of them, in each language and look."""

    @functools.wraps(view)
    def wrapped(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        # Who has just signed out has no session left, but a message on the way.
        if request.GET or {settings.SESSION_COOKIE_NAME, CookieStorage.cookie_name} & request.COOKIES.keys():
            return view(request, *args, **kwargs)
        kept = edition().kept
        key = (tongue(), request.path, display_of(request.COOKIES))
        if key not in kept:
            response = view(request, *args, **kwargs)
            if response.status_code != 200 or b"csrfmiddlewaretoken" in response.content:
                return response
            kept[key] = response.content
        return HttpResponse(kept[key])

    return wrapped
