"""The short way in for a scanned code: one statement, a page filled in (kit.short_way)."""

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.translation import activate

from certificates.answer_page import is_known
from certificates.rules import local_day
from certificates.verifying import Unknown, answer_for
from certificates.views import answered
from kit.language import language_of
from kit.short_way import said_in


def check(request: HttpRequest, code: str) -> HttpResponse | None:
    """The answer for a stranger; a code that is unknown goes the whole way, where misses are counted."""
    if request.method != "GET" or is_known(request):
        return None
    now, language = timezone.now(), language_of(request)
    # For the rest of the request, as LocaleMiddleware does: putting back the one before costs as much again.
    activate(language)
    answer = answer_for(code, local_day(now))
    if isinstance(answer, Unknown):
        return None
    return said_in(answered(request, answer, now), language)
