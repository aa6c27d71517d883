"""Learning without a signal: what to save, the shelf of what is saved, and hearing what was done meanwhile."""

import json
from typing import Any

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.middleware.csrf import get_token
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from accounts.devices import device_tag
from accounts.requests import SignedInRequest
from courses.offline.packing import CarriedPage, find_carried_course, find_carried_page, package_of
from courses.offline.syncing import BadBatch, hear, standing_in


@login_not_required
@require_safe
def shelf(request: HttpRequest) -> HttpResponse:
    """The courses saved on this device, which fills the page in itself. ?trong-may asks for the copy it keeps."""
    if "trong-may" in request.GET:
        # The copy knows nobody, whoever's browser fetched it.
        copy = {"layout": "courses/offline/layout.html", "device_person": None}
        return render(request, "courses/offline/shelf.html", copy)
    return render(request, "courses/offline/shelf.html", {"layout": "base.html"})


@login_not_required
@require_safe
def package(request: HttpRequest, course: str) -> JsonResponse:
    return JsonResponse(package_of(find_carried_course(request.user, course)).as_json())


@login_not_required
@require_safe
def carried_cover(request: HttpRequest, course: str) -> JsonResponse:
    page = find_carried_course(request.user, course)
    return _carried(find_carried_page(page, page.address))


@login_not_required
@require_safe
def carried_step(request: HttpRequest, course: str, step: str) -> JsonResponse:
    page = find_carried_course(request.user, course)
    return _carried(find_carried_page(page, reverse("courses:step", args=[page.slug, step])))


def _carried(page: CarriedPage) -> JsonResponse:
    return JsonResponse(page.as_json())


@login_not_required
@require_safe
def who_is_here(request: HttpRequest) -> JsonResponse:
    """Who is signed in, by the device's name for them, and a fresh token: the one of a page kept for days is old."""
    tag = device_tag(request.user) if request.user.is_authenticated else ""
    response = JsonResponse({"person": tag, "token": get_token(request) if tag else ""})
    response["Cache-Control"] = "private, no-store"
    return response


@require_POST
def sync(request: SignedInRequest) -> JsonResponse:
    """Hear a batch: {"person": …, "events": […], "courses": […]}. Answers each event, and says what stands now."""
    sent = _body_of(request)
    if sent is None or not isinstance(sent.get("courses", []), list):
        return JsonResponse({"words": _("This could not be read.")}, status=400)
    if sent.get("person") != device_tag(request.user):
        # Somebody else signed in between the asking and the sending.
        return JsonResponse({"words": _("These steps belong to somebody else.")}, status=409)
    try:
        answers = hear(person=request.user, events=sent.get("events", []), at=timezone.now())
    except BadBatch as refusal:
        return JsonResponse({"words": str(refusal)}, status=400)
    courses = [course for course in sent.get("courses", []) if isinstance(course, str)]
    return JsonResponse(
        {
            "events": [{"id": answer.event, "state": answer.state, "words": answer.words} for answer in answers],
            "standing": standing_in(request.user, courses[: settings.OFFLINE_BATCH]),
        }
    )


def _body_of(request: HttpRequest) -> dict[str, Any] | None:
    try:
        sent = json.loads(request.body)
    except (ValueError, RecursionError):
        return None
    return sent if isinstance(sent, dict) else None
