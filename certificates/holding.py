"""Who holds a certificate of a course, for those who hold classes of it."""

import datetime as dt
from collections.abc import Collection

from certificates.models import Certificate
from courses.models import CoursePage


def holders_among(course: CoursePage, people: Collection[int], day: dt.date) -> set[int]:
    """Which of `people` hold one that is valid at the end of `day`. One query."""
    papers = Certificate.objects.valid_at(day).filter(course=course, person__in=people)
    return set(papers.values_list("person", flat=True))
