"""The front page and the learner's desk."""

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.views.decorators.http import require_safe

from accounts.requests import SignedInRequest
from courses.finding import lessons_for_everyone, open_courses
from courses.published import kept_for_strangers
from home.desk import desk_of
from home.models import HomePage


@login_not_required
@require_safe
@kept_for_strangers
def front_page(request: HttpRequest) -> HttpResponse:
    return front(request, get_object_or_404(HomePage.objects.live()))


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
    return render(request, "home/desk.html", {"desk": desk_of(request.user, on=timezone.localdate())})
