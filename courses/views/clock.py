"""When an open attempt ends: an invigilator may move that while somebody writes."""

from django.http import Http404, HttpResponse, JsonResponse
from django.utils import timezone
from django.views.decorators.http import require_safe

from accounts.requests import SignedInRequest
from courses.attempting import attempts_of, takes_answers
from courses.finding import find_course, find_quiz


@require_safe
def clock(request: SignedInRequest, course: str, quiz: str, number: int) -> HttpResponse:
    """The end of the person's own attempt, and whether it is over."""
    for attempt in attempts_of(request.user, find_quiz(find_course(course), quiz)):
        if attempt.number == number:
            due = timezone.localtime(attempt.due_at).isoformat() if attempt.due_at else None
            return JsonResponse({"due": due, "over": not takes_answers(attempt, at=timezone.now())})
    raise Http404
