"""What an author sees before publishing is the page as it will be served."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext_lazy as _

# The narrowest telephone comes first: most learners hold one.
PREVIEW_SIZES = [
    {"name": "phone", "icon": "mobile-alt", "device_width": 360, "label": _("Preview as on a telephone")},
    {"name": "tablet", "icon": "tablet-alt", "device_width": 768, "label": _("Preview as on a tablet")},
    {"name": "desk", "icon": "desktop", "device_width": 1280, "label": _("Preview as on a computer")},
]


class PreviewedAsServed:
    """Mixed into a page with a `serve` of its own: Wagtail's preview would look for a template by name."""

    @property
    def preview_sizes(self) -> list[dict[str, Any]]:
        return PREVIEW_SIZES

    @property
    def default_preview_size(self) -> str:
        return "phone"

    def serve_preview(self, request: HttpRequest, mode_name: str) -> HttpResponse:
        page: Any = self
        response: HttpResponse = page.serve(request)
        return response


def is_preview(request: HttpRequest) -> bool:
    """Whether Wagtail shows a draft to its author: then nobody's progress is asked for, and none is made."""
    return bool(getattr(request, "is_preview", False))
