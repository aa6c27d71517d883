"""What the administration says in the browser, in our Vietnamese too."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.views.i18n import JavaScriptCatalog
from wagtail.admin.localization import get_localized_response

_catalogue = JavaScriptCatalog.as_view()


def words_in_the_browser(request: HttpRequest, **more: Any) -> HttpResponse:
    """Stands in front of Wagtail's own, which looks into Wagtail's catalogues only and passes ours by."""
    response: HttpResponse = get_localized_response(_catalogue, request, **more)
    return response
