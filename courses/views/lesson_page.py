"""What the template of a lesson is given, whoever renders it."""

from typing import Any

from django.conf import settings

from courses.lessons import Reading
from courses.models import Enrolment
from courses.outline import Outline, Step
from courses.placing import NOWHERE, Where
from courses.views.aside import aside_of


def lesson_context(
    outline: Outline, step: Step, reading: Reading, place: Where = NOWHERE, enrolment: Enrolment | None = None
) -> dict[str, Any]:
    return {
        "enrolment": enrolment,
        "place": place,
        "place_seconds": settings.PLACE_SECONDS,
        "course": outline.course,
        "step": step,
        "aside": aside_of(outline, step),
        "reading": reading,
        "previous": outline.before(step),
        "next": outline.after(step),
    }
