"""Vietnamese or English: the visitor's choice, kept in a cookie."""

from functools import lru_cache

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import check_for_language, get_language_from_request
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

YEAR = 365 * 24 * 3600


def language_of(request: HttpRequest) -> str:
    """The language of the screen, as LocaleMiddleware finds it; what browsers say is looked up once in a process."""
    return _language_for(
        request.COOKIES.get(settings.LANGUAGE_COOKIE_NAME), request.META.get("HTTP_ACCEPT_LANGUAGE", "")
    )


@lru_cache(maxsize=500)
def _language_for(cookie: str | None, accepted: str) -> str:
    asking = HttpRequest()
    asking.META["HTTP_ACCEPT_LANGUAGE"] = accepted
    if cookie is not None:
        asking.COOKIES[settings.LANGUAGE_COOKIE_NAME] = cookie
    return get_language_from_request(asking)


def safe_next(request: HttpRequest) -> str:
    """The page to return to, if it is one of ours; else the front page."""
    wanted = request.POST.get("next", "")
    ours = url_has_allowed_host_and_scheme(wanted, {request.get_host()}, require_https=request.is_secure())
    return wanted if ours else "/"


# Without a token, so that pages shown to strangers need no cookie and can be cached: all that a
# forged request could do is change the language of the screen.
@csrf_exempt
@login_not_required
@require_POST
def choose_language(request: HttpRequest) -> HttpResponse:
    """Remember `language` for a year and go back to `next`. An unknown language changes nothing."""
    response = HttpResponseRedirect(safe_next(request))
    language = request.POST.get("language", "")
    if language in dict(settings.LANGUAGES) and check_for_language(language):
        response.set_cookie(
            settings.LANGUAGE_COOKIE_NAME,
            language,
            max_age=YEAR,
            secure=settings.SESSION_COOKIE_SECURE,
            httponly=True,
            samesite="Lax",
        )
    return response
