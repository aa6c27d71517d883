"""The one door to a step for what a reader keeps there: place, notes, bookmarks, questions."""

from dataclasses import dataclass

from django.http import Http404
from django.utils.translation import gettext as _

from accounts.models import User
from courses.enrolling import enrolment_of
from courses.finding import find_course
from courses.models import CoursePage, Enrolment
from courses.outline import Outline, Step, outline_of


@dataclass(frozen=True)
class Opened:
    """A step that the person may read. `enrolment` is None for a reader of a public course who has not enrolled."""

    course: CoursePage
    outline: Outline
    step: Step
    enrolment: Enrolment | None


def open_step(person: User, course: str, step: str) -> Opened:
    """The published step at /khoa-hoc/<course>/<step>/ as `person` may read it.

    Raises Http404 when there is none, when it is locked, and when the course is closed to `person`.
    """
    page = find_course(course)
    enrolment = enrolment_of(person, page)
    if enrolment is None and not page.is_public:
        raise Http404(_("There is no such step."))
    outline = outline_of(page, enrolment)
    here = outline.find(step)
    if here is None or not here.is_open:
        raise Http404(_("There is no such step."))
    return Opened(page, outline, here, enrolment)
