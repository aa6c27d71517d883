"""What an author sees before publishing is the page as it will be served."""

from typing import Any

from django.http import HttpRequest, HttpResponse


class PreviewedAsServed:
    """Mixed into a page with a `serve` of its own: Wagtail's preview would look for a template by name."""

    def serve_preview(self, request: HttpRequest, mode_name: str) -> HttpResponse:
        page: Any = self
        response: HttpResponse = page.serve(request)
        return response


def is_preview(request: HttpRequest) -> bool:
    """Whether Wagtail shows a draft to its author: then nobody's progress is asked for, and none is made."""
    return bool(getattr(request, "is_preview", False))
