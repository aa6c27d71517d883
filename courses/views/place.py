"""The reader's browser says where it is. Sent in the background, often when the page is already closing."""

from django.http import HttpResponse
from django.utils import timezone
from django.views.decorators.http import require_POST

from accounts.requests import SignedInRequest
from courses.opening import open_step
from courses.placing import moment_of, save_place


@require_POST
def place(request: SignedInRequest, course: str, step: str) -> HttpResponse:
    """`block`, `at` (ms by the reader's clock), `leaving`, and `film-<id>` = seconds for each film. 204 always.

    A reader who is not enrolled has no place on the server; it stays in the browser.
    """
    opened = open_step(request.user, course, step)
    if opened.enrolment:
        save_place(
            enrolment=opened.enrolment,
            step=opened.step.page,
            block=request.POST.get("block", ""),
            films={
                name.removeprefix("film-"): int(value)
                for name, value in request.POST.items()
                if name.startswith("film-") and isinstance(value, str) and value.isdecimal() and len(value) < 7
            },
            at=moment_of(request.POST.get("at", ""), now=timezone.now()),
            is_leaving=request.POST.get("leaving") == "1",
        )
    return HttpResponse(status=204)
