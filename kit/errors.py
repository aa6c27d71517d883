"""Pages for when something is wrong: what happened, and what to do, in plain words."""

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string


def _page(request: HttpRequest, status: int) -> HttpResponse:
    return HttpResponse(render_to_string(f"errors/{status}.html", {"status": status}, request), status=status)


@login_not_required
def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    return _page(request, 400)


@login_not_required
def forbidden(request: HttpRequest, exception: Exception) -> HttpResponse:
    return _page(request, 403)


@login_not_required
def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    return _page(request, 404)


@login_not_required
def server_error(request: HttpRequest) -> HttpResponse:
    """Without context processors: whatever broke may be in one of them."""
    return HttpResponse(render_to_string("errors/500.html"), status=500)
