"""What a learner takes along of a course: its pages without anything personal, ready to be kept on a device.

Quick checks go along with their feedback, for nobody grades them. Of a test nothing goes along but
the sentence that it needs the line: its questions and its key stay on the server.
"""

import hashlib
import json
import re
from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import Path
from typing import Any

from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.contrib.staticfiles import finders
from django.contrib.staticfiles.storage import staticfiles_storage
from django.http import Http404
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from accounts.models import User
from courses.enrolling import enrolment_of
from courses.finding import find_course
from courses.lessons import Checked, lesson_of, reading_of, render_check
from courses.models import CoursePage
from courses.offline.media import File, file_at, lighten
from courses.outline import Outline, Step, outline_of
from courses.published import edition


@dataclass(frozen=True)
class CarriedPage:
    """A page as it is kept: where it is shown, where it is fetched from, its HTML, its quick checks answered.

    `checks` maps "<block>/<option>" to the check with the feedback for that option.
    `revision` changes when what the page says changes, not when the site's style does.
    """

    url: str
    source: str
    html: str
    checks: dict[str, str]
    revision: str
    pictures: list[str]
    films: list[tuple[str, str]]
    captions: list[str]

    def as_json(self) -> dict[str, Any]:
        return {"html": self.html, "checks": self.checks, "revision": self.revision}

    @cached_property
    def size(self) -> int:
        return len(json.dumps(self.as_json()))


@dataclass(frozen=True)
class Package:
    """Everything of a course that can be taken along."""

    outline: Outline
    pages: list[CarriedPage]
    pictures: list[File]
    films: list[File]
    assets: list[File]

    @cached_property
    def revision(self) -> str:
        return _digest(*(page.revision for page in self.pages))

    def as_json(self) -> dict[str, Any]:
        course = self.outline.course
        return {
            "course": course.slug,
            "title": course.title,
            "url": course.address,
            "locked": course.order == CoursePage.Order.LOCKED,
            "revision": self.revision,
            "steps": [
                {"id": step.page.pk, "url": step.url, "title": step.page.title, "kind": step.kind.value}
                for step in self.outline.steps
            ],
            "pages": [
                {"url": page.url, "source": page.source, "bytes": page.size, "revision": page.revision}
                for page in self.pages
            ],
            "pictures": [file.as_json() for file in self.pictures],
            "films": [file.as_json() for file in self.films],
            "assets": [file.as_json() for file in self.assets],
        }


def find_carried_course(person: User | AnonymousUser, slug: str) -> CoursePage:
    """The course `person` may take along: a public one, or one taken. Raises Http404, also for what is not theirs."""
    course = find_course(slug)
    if course.is_public or (isinstance(person, User) and enrolment_of(person, course)):
        return course
    raise Http404(_("There is no such course."))


def find_carried_page(course: CoursePage, url: str) -> CarriedPage:
    """The page of the package that is shown at `url`. Raises Http404."""
    for page in package_of(course).pages:
        if page.url == url:
            return page
    raise Http404(_("There is no such step."))


def package_of(course: CoursePage) -> Package:
    """The package of `course` as published, the same for everybody; kept with the edition."""
    kept = edition().kept
    key = ("package", course.pk, get_language())
    if key not in kept:
        kept[key] = _pack(edition().courses[course.slug])
    package: Package = kept[key]
    return package


def _pack(course: CoursePage) -> Package:
    outline = outline_of(course, None)
    # The device knows what is done and shuts what is not open yet; the kept pages show every step alike.
    outline = replace(outline, steps=[replace(step, is_open=True) for step in outline.steps])
    pages = [_cover(outline), *(_step_page(outline, step) for step in outline.steps)]
    pictures = dict.fromkeys(url for page in pages for url in page.pictures)
    films = dict(film for page in pages for film in page.films)
    assets = dict.fromkeys(url for page in pages for url in [*_assets_in(page.html), *page.captions])
    return Package(
        outline=outline,
        pages=pages,
        pictures=[file for url in pictures if (file := file_at(url))],
        films=[file for url, title in films.items() if (file := file_at(url, title))],
        assets=[File(url, _static_size(url)) for url in assets],
    )


def _cover(outline: Outline) -> CarriedPage:
    course = outline.course
    html = render_to_string("courses/offline/course.html", {"course": course, "outline": outline})
    titles = [f"{step.page.pk} {step.page.title}" for step in outline.steps]
    return CarriedPage(
        url=course.address,
        source=reverse("courses:carried-cover", args=[course.slug]),
        html=html,
        checks={},
        revision=_digest(course.title, course.summary, course.order, *titles),
        pictures=[],
        films=[],
        captions=[],
    )


def _step_page(outline: Outline, step: Step) -> CarriedPage:
    course = outline.course
    light = lighten("", title="")
    checks: dict[str, str] = {}
    template, context = "courses/offline/test.html", {}
    if step.is_lesson:
        reading = reading_of(course, step.page)
        light, checks = lighten(reading.body, title=step.page.title), _checks_of(step)
        template, context = "courses/offline/lesson.html", {"body": light.html, "sources": reading.sources}
    html = render_to_string(
        template,
        {
            **context,
            "course": course,
            "step": step,
            "aside": render_to_string("courses/_aside.html", {"course": course, "outline": outline, "step": step}),
            "previous": outline.before(step),
            "next": outline.after(step),
        },
    )
    return CarriedPage(
        url=step.url,
        source=reverse("courses:carried", args=[course.slug, step.page.slug]),
        html=html,
        checks=checks,
        revision=_digest(step.page.title, step.kind, light.html, json.dumps(checks)),
        pictures=light.pictures,
        films=light.films,
        captions=light.captions,
    )


def _checks_of(step: Step) -> dict[str, str]:
    """Each quick check of the lesson as it looks after each of its answers."""
    return {
        f"{block.id}/{option}": str(render_check(step.page, Checked(block.id, option)))
        for block in lesson_of(step.page).body
        if block.block_type == "check"
        for option in range(len(block.value["options"]))
    }


def _assets_in(html: str) -> list[str]:
    """Style sheets, scripts and drawings that a page asks for by name."""
    addresses = re.findall(r'(?:src|href)="([^"#]+)', html)
    return [address for address in addresses if address.startswith(settings.STATIC_URL)]


def _static_size(url: str) -> int:
    """Bytes of a static file: collected, or as it lies in the sources; 0 when it is neither, as captions are."""
    if not url.startswith(settings.STATIC_URL):
        return 0
    name = url.removeprefix(settings.STATIC_URL)
    if staticfiles_storage.exists(name):
        return staticfiles_storage.size(name)
    found = finders.find(name)
    return Path(found).stat().st_size if isinstance(found, str) else 0


def _digest(*parts: str) -> str:
    return hashlib.sha256("\x1f".join(parts).encode()).hexdigest()[:16]
