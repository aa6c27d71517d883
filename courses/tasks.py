"""What runs in the background. Tasks carry no data and may run twice."""

from typing import Any

from celery import shared_task
from django.utils import timezone

from courses import attempting
from courses.bank import bringing, statistics


@shared_task(name="courses.close_overdue_attempts")
def close_overdue_attempts(**_: Any) -> None:
    attempting.close_overdue_attempts(at=timezone.now())


@shared_task(name="courses.count_answers")
def count_answers(**_: Any) -> None:
    """Nightly: what answers say about each question; and files nobody confirmed are dropped."""
    statistics.count_statistics(at=timezone.now())
    bringing.forget_old_files(at=timezone.now())
