"""A short way in for the few small requests that come most often: past the middleware, straight to the answer.

A way is a function in settings.SHORT_WAYS that takes the request and the named parts of its address. It answers the
ordinary case, and returns None for everything else (a stranger, a refusal, a message to tell): the request
then travels the whole way as if nothing had been, so whatever a way did before must be harmless twice.
What guards every request stands before this middleware; what dresses every response is called here (decision 0026).
"""

import re
from collections.abc import Callable
from importlib import import_module
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.middleware.clickjacking import XFrameOptionsMiddleware
from django.middleware.common import CommonMiddleware
from django.middleware.csrf import CsrfViewMiddleware
from django.utils.cache import patch_vary_headers
from django.utils.module_loading import import_string

from kit.content_policy import ContentPolicyMiddleware

Way = Callable[..., HttpResponse | None]


class ShortWayMiddleware:
    """Behind SecurityMiddleware and ContentOriginMiddleware, before all others."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response
        self.ways: list[tuple[re.Pattern[str], Way]] = [
            (re.compile(address), import_string(name)) for address, name in settings.SHORT_WAYS.items()
        ]
        # From the inside out, as a response travels.
        self.dressing: list[Callable[..., Any]] = [
            middleware(get_response).process_response
            for middleware in (ContentPolicyMiddleware, XFrameOptionsMiddleware, CommonMiddleware)
        ]

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        for address, way in self.ways:
            if found := address.fullmatch(request.path_info):
                response = way(request, **found.groupdict())
                if response is not None:
                    return self._dressed(request, response)
        return self.get_response(request)

    def _dressed(self, request: HttpRequest, response: HttpResponseBase) -> HttpResponseBase:
        if request.META.get("CSRF_COOKIE_NEEDS_UPDATE"):
            response = _csrf.process_response(request, response)
        for dress in self.dressing:
            response = dress(request, response)
        return response


def open_session(request: HttpRequest) -> None:
    """Give the request its session, as SessionMiddleware does: one question to the store when it is first looked at."""
    store = import_module(settings.SESSION_ENGINE).SessionStore
    request.session = store(request.COOKIES.get(settings.SESSION_COOKIE_NAME))


def is_forged(request: HttpRequest, view: Callable[..., HttpResponse]) -> bool:
    """Whether CsrfViewMiddleware refuses the request for `view`: no token of ours, or from elsewhere."""
    _csrf.process_request(request)
    return _csrf.process_view(request, view, (), {}) is not None


def has_token(request: HttpRequest) -> bool:
    """Whether the visitor has a token already, which a form on the page may repeat. Read as CsrfViewMiddleware does."""
    _csrf.process_request(request)
    return "CSRF_COOKIE" in request.META


def said_in(response: HttpResponse, language: str, *others: str) -> HttpResponse:
    """What LocaleMiddleware says of a page, and which `others` of the request's headers it goes by."""
    if response.has_header("Vary") or others:
        patch_vary_headers(response, ("Accept-Language", *others))
    else:
        response.headers["Vary"] = "Accept-Language"
    response.headers.setdefault("Content-Language", language)
    return response


_csrf = CsrfViewMiddleware(lambda request: HttpResponse())
