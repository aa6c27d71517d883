"""A refusal raised deep inside Wagtail's own screens, told where the person stands."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.utils.html import format_html, format_html_join
from django.utils.translation import gettext as _
from wagtail.admin import messages

from courses.publishing import NotReady, lines_of


class RefusalMiddleware:
    """NotReady becomes a message, and the way back to the page's editor, where each finding is listed."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponseBase | None:
        return send_to_editor(request, exception) if isinstance(exception, NotReady) else None


def send_to_editor(request: HttpRequest, refusal: NotReady) -> HttpResponse:
    lines = format_html_join("", "<li>{}</li>", ((line,) for line in lines_of(refusal)))
    address = refusal.checked.edit_url
    button = messages.button(f"{address}#tab-check", _("See the findings"))
    messages.error(request, format_html("{}<ul>{}</ul>", str(refusal), lines), buttons=[button])
    if request.headers.get("x-requested-with") == "XMLHttpRequest":
        # The window in which a reviewer writes a comment takes its next step from this.
        return JsonResponse({"step": "success", "redirect": address})
    return redirect(address)
