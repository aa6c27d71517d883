"""The catalogue and the page of one course."""

from typing import Any

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.requests import SignedInRequest
from courses.enrolling import CannotEnrol, enrol, enrolment_of, why_not_enrol
from courses.finding import find_course, open_courses, search
from courses.glossary import glossary_of
from courses.languages import COOKIE, name_of, of_source, source_language
from courses.models import CourseIndexPage, CoursePage, Outcome
from courses.outline import Outline, outline_of
from courses.previewing import is_preview
from courses.progress import catch_up
from courses.published import edition, kept_for_strangers
from courses.waiting import waiting_in
from kit.language import YEAR


@login_not_required
@require_safe
@kept_for_strangers
def catalogue(request: HttpRequest) -> HttpResponse:
    return show_catalogue(request, get_object_or_404(of_source(CourseIndexPage.objects.live())))


def show_catalogue(request: HttpRequest, page: CourseIndexPage) -> HttpResponse:
    words = request.GET.get("tim", "").strip()[:100]
    courses = open_courses()
    return render(
        request,
        "courses/catalogue.html",
        {
            "page": page,
            "words": words,
            "found": search(words),
            "for_everyone": [course for course in courses if course.is_public],
            "for_staff": [course for course in courses if not course.is_public],
        },
    )


@login_not_required
@require_safe
@kept_for_strangers
def course_page(request: HttpRequest, course: str) -> HttpResponse:
    return show_course(request, find_course(course))


def show_course(request: HttpRequest, course: CoursePage) -> HttpResponse:
    if is_preview(request):
        return _render_course(request, outline_of(course, None), list(course.outcomes.all()))
    person = request.user
    enrolment = enrolment_of(person, course) if person.is_authenticated else None
    refusal = ""
    if person.is_authenticated and not enrolment:
        refusal = why_not_enrol(person, course, on=timezone.localdate())
    outline = outline_of(course, enrolment)
    completion = getattr(enrolment, "completion", None)
    if enrolment and outline.is_complete and not completion:
        completion = catch_up(enrolment=enrolment, at=timezone.now())
    waiting = waiting_in(enrolment) if enrolment else []
    outcomes = edition().outcomes.get(course.pk, [])
    reader = {"enrolment": enrolment, "completion": completion, "refusal": refusal, "waiting": waiting}
    return _render_course(request, outline, outcomes, **reader)


def _render_course(request: HttpRequest, outline: Outline, outcomes: list[Outcome], **reader: Any) -> HttpResponse:
    """`reader`: the enrolment, the completion, the refusal and what waits of who looks, where there are any."""
    languages = [(code, name_of(code)) for code in edition().languages_of(outline.course)]
    enrolment = reader.get("enrolment")
    context = {
        "course": outline.course,
        "outline": outline,
        "outcomes": outcomes,
        "languages": languages if len(languages) > 1 else [],
        "content_language": getattr(outline.course, "language", source_language()),
        "has_glossary": bool(glossary_of(outline.course)),
        "onward": outline.go_on_from(enrolment.last_step_id if enrolment else None),
    }
    return render(request, "courses/course.html", {**context, **reader})


@require_http_methods(["GET", "HEAD", "POST"])
def enrol_here(request: SignedInRequest, course: str) -> HttpResponse:
    """Enrol, then open the first step that is waiting. Signing in leads here by GET: that shows the course."""
    page = find_course(course)
    if request.method != "POST":
        return redirect("courses:course", page.slug)
    try:
        enrolment = enrol(person=request.user, course=page, at=timezone.now(), on=timezone.localdate())
    except CannotEnrol as refusal:
        messages.error(request, str(refusal))
        return redirect("courses:course", page.slug)
    step = outline_of(page, enrolment).next_step
    if step is None:
        messages.info(request, _("You have finished every step of this course."))
        return redirect("courses:course", page.slug)
    return redirect(step.url)


# Without a token, as the language of the screen: pages for strangers are kept without one.
@csrf_exempt
@login_not_required
@require_POST
def choose_content_language(request: HttpRequest, course: str) -> HttpResponse:
    """Read courses in another language from now on, for a year; one the course does not have changes nothing."""
    page = find_course(course)
    response = redirect("courses:course", page.slug)
    language = request.POST.get("language", "")
    if language in edition().languages_of(page):
        response.set_cookie(
            COOKIE, language, max_age=YEAR, secure=settings.SESSION_COOKIE_SECURE, httponly=True, samesite="Lax"
        )
    return response
