"""The page that answers for a code or a file, made cheap: most who open it have just scanned a QR code.

What surrounds an answer is the same for all strangers, and there are few combinations of checks:
both are rendered once per language and process. A visitor with a session gets the page rendered whole.
"""

import datetime as dt
from functools import lru_cache
from urllib.parse import quote

from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.contrib.messages.storage.cookie import CookieStorage
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.template.loader import render_to_string
from django.utils.html import escape
from django.utils.safestring import SafeString
from django.utils.translation import get_language

from certificates.verifying import Answer, Expired, Replaced, Revoked, Suspended, Valid
from kit.display import COOKIE as DISPLAY_COOKIE
from kit.display import Display, display_of

TEMPLATE = "certificates/check.html"
# Stand in the kept page where the answer and the address of this page belong.
ANSWER_HERE = "CAU-TRA-LOI-O-DAY"
ADDRESS_HERE = "DIA-CHI-O-DAY"


def show_answer(request: HttpRequest, answer: Answer, *, now: dt.datetime, file_read: bool = False) -> HttpResponse:
    """The page for `answer`. `file_read`: a file was judged, not a code."""
    verdict = _verdict(answer, now, file_read)
    # Who has just signed out has no session left, but a message on the way.
    if {settings.SESSION_COOKIE_NAME, CookieStorage.cookie_name} & request.COOKIES.keys():
        return render(request, TEMPLATE, {"verdict": verdict, "file_read": file_read})
    page = _around(get_language() or settings.LANGUAGE_CODE, file_read, request.COOKIES.get(DISPLAY_COOKIE, ""))
    page = page.replace(f"?next=/{ADDRESS_HERE}", f"?next={quote(request.path)}")
    page = page.replace(ADDRESS_HERE, escape(request.get_full_path().lstrip("/")))
    return HttpResponse(page.replace(ANSWER_HERE, verdict))


def _verdict(answer: Answer, now: dt.datetime, file_read: bool) -> SafeString:
    checks = ""
    if isinstance(answer, Valid | Expired | Revoked | Replaced):
        language = get_language() or settings.LANGUAGE_CODE
        # One that is suspended answers as revoked to all who know no more; here it is told honestly.
        state = "suspended" if isinstance(answer, Suspended) else answer.state
        checks = _checks(language, state, answer.paper.has_legal_value, file_read)
    return render_to_string("certificates/_verdict.html", {"answer": answer, "now": now, "checks": checks})


@lru_cache(maxsize=64)
def _checks(language: str, state: str, has_legal_value: bool, file_read: bool) -> SafeString:
    """The badges under a paper, in the language that is active (`language` tells the copies apart)."""
    context = {"state": state, "has_legal_value": has_legal_value, "file_read": file_read}
    return render_to_string("certificates/_checks.html", context)


def _around(language: str, file_read: bool, look: str) -> str:
    return _kept_around(language, file_read, display_of({DISPLAY_COOKIE: look}))


@lru_cache(maxsize=64)
def _kept_around(language: str, file_read: bool, look: Display) -> str:
    """The page as any stranger sees it, in the language that is active, as the stranger likes pages to look."""
    stranger = HttpRequest()
    stranger.method, stranger.path, stranger.path_info = "GET", f"/{ADDRESS_HERE}", f"/{ADDRESS_HERE}"
    stranger.user = AnonymousUser()
    stranger.COOKIES[DISPLAY_COOKIE] = str(look)
    return render_to_string(TEMPLATE, {"verdict": ANSWER_HERE, "file_read": file_read}, stranger)
