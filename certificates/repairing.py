"""Finds completions that earned a paper and were never decided on: news may be lost, facts are not."""

import datetime as dt

from django.db import transaction

from certificates.issuing import ask_for_drain
from certificates.models import Award, IssueJob
from courses.models import Completion

BATCH = 1000


def make_missing_jobs(*, at: dt.datetime) -> int:
    """A job for every completion of a course with an award that has none; how many. Calling twice is harmless."""
    made = 0
    for award in Award.objects.all():
        missing = Completion.objects.filter(course=award.course_id, issue_job=None).order_by("pk")
        while batch := list(missing[:BATCH]):
            jobs = [IssueJob(completion=c, award=award, decided_at=at, next_try_at=at) for c in batch]
            # Conflicts: somebody decided in between.
            IssueJob.objects.bulk_create(jobs, ignore_conflicts=True)
            made += len(jobs)
    if made:
        transaction.on_commit(ask_for_drain)
    return made
