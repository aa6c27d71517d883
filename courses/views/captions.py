"""Captions on our own origin: a browser takes them from another one only if that one speaks of ours (CORS)."""

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.views.decorators.http import require_safe

from courses.models import Film


@login_not_required
@require_safe
def captions(request: HttpRequest, name: str) -> HttpResponse:
    """The captions kept under `name`, which is random: as open as the film itself, to whoever has the address.

    Nothing behind an address ever changes: new captions get a new name.
    """
    film = get_object_or_404(Film, captions=f"captions/{name}.vtt")
    with film.captions.open("rb") as file:
        return HttpResponse(
            file.read(),
            content_type="text/vtt; charset=utf-8",
            headers={"Cache-Control": "public, max-age=31536000, immutable"},
        )
