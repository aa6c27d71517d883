"""The front page and the learner's desk."""

from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from accounts.requests import SignedInRequest
from accounts.telling import note_seen
from courses.finding import lessons_for_everyone, open_courses
from courses.languages import of_source
from courses.published import kept_for_strangers
from home.desk import desk_of
from home.models import HomePage


@login_not_required
@require_safe
@kept_for_strangers
def front_page(request: HttpRequest) -> HttpResponse:
    return front(request, get_object_or_404(of_source(HomePage.objects.live())))


def front(request: HttpRequest, page: HomePage) -> HttpResponse:
    return render(
        request,
        "home/front.html",
        {
            "page": page,
            "lessons": lessons_for_everyone()[:6],
            "courses": open_courses(),
        },
    )


@require_safe
def desk(request: SignedInRequest) -> HttpResponse:
    return render(request, "home/desk.html", {"desk": desk_of(request.user, at=timezone.now())})


@require_POST
def notice(request: SignedInRequest, notice: int) -> HttpResponse:
    """Open what a notice is about, or put it away: either way it has been seen."""
    seen = note_seen(person=request.user, pk=notice, at=timezone.now())
    if seen is None:
        raise Http404(_("There is no such notice."))
    return redirect("home:desk" if request.POST.get("put") == "away" else seen.url)
