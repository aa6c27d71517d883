"""The words of a course on one page."""

from django.contrib.auth.decorators import login_not_required
from django.contrib.auth.views import redirect_to_login
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from courses.finding import find_course
from courses.glossary import glossary_of


@login_not_required
@require_safe
def glossary(request: HttpRequest, course: str) -> HttpResponse:
    """For everyone where the course is; for others who have signed in, like the course's own page."""
    page = find_course(course)
    if not page.is_public and not request.user.is_authenticated:
        return redirect_to_login(request.get_full_path())
    entries = glossary_of(page)
    if not entries:
        raise Http404(_("This course has no glossary."))
    return render(request, "courses/glossary.html", {"course": page, "entries": entries})
