"""The page that shows what was said to whom about an assignment."""

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from coverage.asking import for_overseers
from coverage.assigning.views import address, crumbs, seen_by
from coverage.reminding.reading import reason_of, said_of, ways_of

LINES_PER_PAGE = 50


@require_safe
@for_overseers
def reminders(request: HttpRequest, number: int) -> HttpResponse:
    """The log of reminders of one assignment, of the people the officer looks after."""
    seen = seen_by(request, number)
    page = Paginator(said_of(seen), LINES_PER_PAGE).get_page(request.GET.get("page"))
    context = {
        "seen": seen,
        "page": page,
        "lines": [(said, reason_of(said), ways_of(said)) for said in page],
        "query": urlencode({"don-vi": seen.agency.code}),
        "crumbs": crumbs((seen.what, address(seen)), (_("Reminders sent"), "")),
    }
    return render(request, "coverage/assigning/reminders.html", context)
