"""Finds completions that earned a paper and were never decided on: news may be lost, facts are not."""

import datetime as dt

from certificates.issuing import decide_to_issue_many
from certificates.models import Award
from certificates.nameless import HAS_NAME
from courses.models import Completion

BATCH = 1000


def make_missing_jobs(*, at: dt.datetime) -> int:
    """A job for every completion of a course with an award that has none; how many. Calling twice is harmless.

    Whoever had their data erased since gets none: no name is left to print.
    """
    made = 0
    for award in Award.objects.all():
        missing = Completion.objects.filter(HAS_NAME, course=award.course_id, issue_job=None).order_by("pk")
        while batch := list(missing[:BATCH]):
            decide_to_issue_many(completions=batch, at=at)
            made += len(batch)
    return made
