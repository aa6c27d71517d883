"""Marks that a device made without a signal, sent when the line is back."""

import json

from django.http import JsonResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from accounts.devices import device_tag
from accounts.requests import SignedInRequest
from classes.cohorts.finding import cohort_run_by, meeting_within
from classes.cohorts.hearing import BadMarks, hear_marks


@require_POST
def device_marks(request: SignedInRequest, pk: int, meeting: int) -> JsonResponse:
    """{"person": the device's name for who is signed in, "marks": […]}; each is answered by its id."""
    held = meeting_within(cohort_run_by(request.user, pk), meeting)
    try:
        sent = json.loads(request.body)
        person, marks = sent["person"], sent["marks"]
    except (ValueError, RecursionError, KeyError, TypeError):
        return JsonResponse({"words": _("This could not be read.")}, status=400)
    if person != device_tag(request.user):
        # Somebody else signed in between the asking and the sending.
        return JsonResponse({"words": _("These marks were made by somebody else.")}, status=409)
    try:
        answers = hear_marks(meeting=held, marks=marks, by=request.user, at=timezone.now())
    except BadMarks as refusal:
        return JsonResponse({"words": str(refusal)}, status=400)
    return JsonResponse({"marks": [{"id": one.mark, "state": one.state, "words": one.words} for one in answers]})
