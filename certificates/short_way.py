"""The short way in for a scanned code: one statement, a page filled in (kit.short_way)."""

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.translation import get_language_from_request, override

from certificates.answer_page import is_known
from certificates.rules import local_day
from certificates.verifying import Unknown, answer_for
from certificates.views import answered
from kit.short_way import said_in


def check(request: HttpRequest, code: str) -> HttpResponse | None:
    """The answer for a stranger; a code that is unknown goes the whole way, where misses are counted."""
    if request.method != "GET" or is_known(request):
        return None
    now, language = timezone.now(), get_language_from_request(request)
    with override(language):
        answer = answer_for(code, local_day(now))
        if isinstance(answer, Unknown):
            return None
        return said_in(answered(request, answer, now), language)
