"""Why somebody need not come to a class of a course: let off what asks for it."""

import datetime as dt
from collections.abc import Collection

from django.utils.translation import gettext as _

from courses.models import CoursePage
from coverage.assigning.standing import versions_running
from coverage.models import Exemption


def exempt_from(course: CoursePage, people: Collection[int], day: dt.date) -> dict[int, str]:
    """The reason of each of `people` who is let off an assignment of `course` on `day`. One query."""
    asking = versions_running(day).filter(course=course).order_by().values("assignment")
    given = Exemption.objects.on(day).filter(assignment__in=asking, person__in=people).order_by("-starts_on", "-pk")
    return {one.person_id: _("Exempt: %(reason)s") % {"reason": one.reason} for one in given}
