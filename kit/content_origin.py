"""Uploaded files live on an origin of their own, which has no cookie and no page of ours.

In production the proxy or the object store answers there; embedded, this middleware does, so
that a hostile upload meets the same wall on a laptop.
"""

from collections.abc import Callable
from pathlib import Path

from django.conf import settings
from django.core.exceptions import SuspiciousFileOperation
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseNotFound
from django.http.response import HttpResponseBase
from django.utils._os import safe_join
from django.views.static import serve

from kit.byte_ranges import in_parts

HARMLESS = {"Content-Security-Policy": "default-src 'none'; sandbox", "X-Content-Type-Options": "nosniff"}
INLINE_TYPES = ("image/png", "image/jpeg", "image/gif", "image/webp", "video/", "audio/")


class ContentOriginMiddleware:
    """On the content host: files under /media/ and nothing else, never with a cookie. Elsewhere: no /media/."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        if not settings.CONTENT_HOST or request.get_host().split(":")[0] != settings.CONTENT_HOST:
            return self.get_response(request)
        return self.serve_upload(request)

    def serve_upload(self, request: HttpRequest) -> HttpResponseBase:
        if not request.path.startswith("/media/") or request.method not in ("GET", "HEAD"):
            return HttpResponseNotFound("Not found.", content_type="text/plain")
        name = request.path.removeprefix("/media/")
        try:
            whole: HttpResponseBase = serve(request, name, str(settings.MEDIA_ROOT))
            response = in_parts(request, whole, Path(safe_join(settings.MEDIA_ROOT, name)))
        except (Http404, SuspiciousFileOperation):
            return HttpResponse("Not found.", status=404, content_type="text/plain")
        for name, value in HARMLESS.items():
            response[name] = value
        # Our own pages alone may read them: a device that saves a course keeps its pictures and films.
        response["Access-Control-Allow-Origin"] = settings.BASE_URL
        if not response.get("Content-Type", "").startswith(INLINE_TYPES):
            response["Content-Disposition"] = "attachment"
        return response
