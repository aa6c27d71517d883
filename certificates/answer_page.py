"""The page that answers for a code or a file, made cheap: most who open it have just scanned a QR code.

What surrounds an answer is the same for all strangers, and answers of one kind differ in their words and days only:
both are rendered once per language and process, with marks, and filled in (kit.stencils). A template may therefore
show the words of an answer, and ask whether there are any, but not what they are. Nothing of a paper is kept:
its state is asked anew each time. A visitor with a session gets the page rendered whole.
"""

import datetime as dt
from collections.abc import Hashable
from dataclasses import dataclass
from functools import lru_cache
from html import escape
from urllib.parse import quote

from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.contrib.messages.storage.cookie import CookieStorage
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.template.loader import render_to_string
from django.utils.safestring import SafeString
from django.utils.translation import get_language

from certificates.rules import VIETNAM
from certificates.verifying import Answer, Expired, Replaced, Revoked, Suspended, Valid
from kit.display import COOKIE as DISPLAY_COOKIE
from kit.display import Display, display_of
from kit.stencils import Stencil, marks_for, taken_apart, with_marks

TEMPLATE = "certificates/check.html"
# Kinds of answers kept in one process, about 4 kB each.
MOST_VERDICTS = 500


@dataclass(frozen=True)
class _Told:
    """Everything that is said: the answer, and when it was given."""

    answer: Answer
    time: str
    day: dt.date


def show_answer(request: HttpRequest, answer: Answer, *, now: dt.datetime, file_read: bool = False) -> HttpResponse:
    """The page for `answer`. `file_read`: a file was judged, not a code."""
    local = now.astimezone(VIETNAM)
    told = _Told(answer, f"{local.hour:02d}:{local.minute:02d}", local.date())
    # Who has just signed out has no session left, but a message on the way.
    if is_known(request):
        return render(request, TEMPLATE, {"verdict": _verdict(told, file_read), "file_read": file_read})
    verdict = _verdict(told, file_read) if file_read else _filled_in(told)
    around = _kept_around(_language(), file_read, display_of(request.COOKIES))
    places = {"next": quote(request.path), "address": escape(request.get_full_path().lstrip("/")), "answer": verdict}
    return HttpResponse(around.fill(places))


def is_known(request: HttpRequest) -> bool:
    """Whether the visitor's page may say more than a stranger's: a session, or a message on the way."""
    cookies = request.COOKIES
    return settings.SESSION_COOKIE_NAME in cookies or CookieStorage.cookie_name in cookies


def _language() -> str:
    return get_language() or settings.LANGUAGE_CODE


def _filled_in(told: _Told) -> str:
    """The verdict from what is kept of one of the same shape; the paper's own words and days are never kept."""
    shape, texts = taken_apart(told)
    key = (_language(), shape)
    stencil = _verdicts.get(key)
    if stencil is None:
        marked, marks = with_marks(told)
        names = [str(place) for place in range(len(marks))]
        stencil = Stencil(_verdict(marked, file_read=False), dict(zip(names, marks, strict=True)))
        if len(_verdicts) < MOST_VERDICTS:
            _verdicts[key] = stencil
    return stencil.fill({str(place): escape(text) for place, text in enumerate(texts)})


_verdicts: dict[Hashable, Stencil] = {}


def _verdict(told: _Told, file_read: bool) -> SafeString:
    answer, checks = told.answer, ""
    if isinstance(answer, Valid | Expired | Revoked | Replaced):
        # One that is suspended answers as revoked to all who know no more; here it is told honestly.
        state = "suspended" if isinstance(answer, Suspended) else answer.state
        checks = _checks(_language(), state, answer.paper.has_legal_value, file_read)
    context = {"answer": answer, "time": told.time, "day": told.day, "checks": checks}
    return render_to_string("certificates/_verdict.html", context)


@lru_cache(maxsize=64)
def _checks(language: str, state: str, has_legal_value: bool, file_read: bool) -> SafeString:
    """The badges under a paper, in the language that is active (`language` tells the copies apart)."""
    context = {"state": state, "has_legal_value": has_legal_value, "file_read": file_read}
    return render_to_string("certificates/_checks.html", context)


@lru_cache(maxsize=64)
def _kept_around(language: str, file_read: bool, look: Display) -> Stencil:
    """The page as any stranger sees it, in the language that is active, as the stranger likes pages to look."""
    marks = marks_for(["address", "next", "answer"])
    stranger = HttpRequest()
    stranger.method, stranger.path, stranger.path_info = "GET", f"/{marks['address']}", f"/{marks['address']}"
    stranger.user = AnonymousUser()
    stranger.COOKIES[DISPLAY_COOKIE] = str(look)
    page = render_to_string(TEMPLATE, {"verdict": marks["answer"], "file_read": file_read}, stranger)
    return Stencil(page.replace(f"?next=/{marks['address']}", f"?next={marks['next']}"), marks)
