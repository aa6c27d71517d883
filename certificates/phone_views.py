"""What a phone keeps to check papers without a signal: a page that knows nobody, our keys, the list of ended papers."""

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_safe

from certificates.ended import ended_list, keys_for_phones
from certificates.signing import KeyNotUsable

# Where a phone keeps keys and list. Another name when their shape changes: the service worker clears old ones.
PHONE_CACHE = "papers:1"


@login_not_required
@require_safe
@cache_control(no_cache=True)
def page(request: HttpRequest) -> HttpResponse:
    """Kept by the service worker, which hands it out at the addresses of papers when there is no signal."""
    return render(request, "certificates/phone.html")


@login_not_required
@require_safe
@cache_control(no_cache=True)
def keys(request: HttpRequest) -> HttpResponse:
    return JsonResponse({"keys": keys_for_phones()})


@login_not_required
@require_safe
def ended(request: HttpRequest) -> HttpResponse:
    """The signed list. Any cache on the way may keep it: it is the same for everybody and says itself how old it is."""
    try:
        response = JsonResponse(ended_list())
    except KeyNotUsable as error:
        return HttpResponse(str(error), status=503, content_type="text/plain; charset=utf-8")
    response["Cache-Control"] = f"public, max-age={settings.ENDED_LIST_SECONDS}"
    return response
