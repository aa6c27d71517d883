"""In which language a reader gets a course: beside the language of the screen, for Tày or Nùng have no screens.

Facts point at the page of the source language (the site's own). A translation is the same course in other
words: `courses.published.Edition` puts its words on the source's pages.
"""

import functools
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils.translation import get_language
from wagtail.query import PageQuerySet

COOKIE = "noi_dung"
_chosen: ContextVar[str] = ContextVar("content_language", default="")


def source_language() -> str:
    return settings.LANGUAGE_CODE


def of_source(pages: PageQuerySet) -> PageQuerySet:
    """Those of `pages` that are in the site's own language."""
    return pages.filter(locale__language_code=source_language())


def content_language() -> str:
    """The language in which this request reads courses: what the reader chose, else the language of the screen."""
    return _chosen.get() or get_language() or source_language()


def name_of(language: str) -> str:
    """What a language calls itself."""
    return str(dict(settings.WAGTAIL_CONTENT_LANGUAGES).get(language, language))


@contextmanager
def reading_in(cookies: Mapping[str, str]) -> Iterator[None]:
    """Within it courses are in the language that the reader chose; an unknown one counts as none."""
    wanted = cookies.get(COOKIE, "")
    token = _chosen.set(wanted if wanted in _known() else "")
    try:
        yield
    finally:
        _chosen.reset(token)


@functools.cache
def _known() -> frozenset[str]:
    return frozenset(dict(settings.WAGTAIL_CONTENT_LANGUAGES))


class ContentLanguageMiddleware:
    """Reads the reader's choice from its cookie."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        with reading_in(request.COOKIES):
            return self.get_response(request)
