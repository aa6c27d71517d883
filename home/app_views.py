"""The site as an app: its manifest, its icons, its service worker."""

from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_safe

from home.icons import SIZES, draw_icon
from home.installing import app_manifest, worker_script

ICON_SECONDS = 30 * 24 * 3600
MANIFEST_SECONDS = 3600


@login_not_required
@require_safe
@cache_control(max_age=MANIFEST_SECONDS, private=True)
def manifest(request: HttpRequest) -> JsonResponse:
    return JsonResponse(app_manifest(), content_type="application/manifest+json")


@login_not_required
@require_safe
@cache_control(max_age=ICON_SECONDS, public=True)
def icon(request: HttpRequest, name: str) -> HttpResponse:
    if name not in SIZES:
        raise Http404
    return HttpResponse(draw_icon(name), content_type="image/png")


@login_not_required
@require_safe
@cache_control(no_cache=True)
def worker(request: HttpRequest) -> HttpResponse:
    """At the root, so that it serves the whole site; asked for anew each time, so that a new one is noticed."""
    return HttpResponse(worker_script(), content_type="text/javascript")
