"""In which language a reader gets a course: beside the language of the screen, for Tày or Nùng have no screens.

Facts point at the page of the source language (the site's own). A translation is the same course in other
words: `courses.published.Edition` puts its words on the source's pages.
"""

from collections.abc import Callable
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


class ContentLanguageMiddleware:
    """Reads the reader's choice from its cookie; an unknown one counts as none."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response
        self.known = set(dict(settings.WAGTAIL_CONTENT_LANGUAGES))

    def __call__(self, request: HttpRequest) -> HttpResponse:
        wanted = request.COOKIES.get(COOKIE, "")
        token = _chosen.set(wanted if wanted in self.known else "")
        try:
            return self.get_response(request)
        finally:
            _chosen.reset(token)
