"""What runs in the background. Tasks carry no data and may run twice."""

from typing import Any

from celery import shared_task
from django.core.management import call_command
from django.utils import timezone

from courses import attempting, recomputing, task_news
from courses.bank import bringing, statistics


@shared_task(name="courses.close_overdue_attempts")
def close_overdue_attempts(**_: Any) -> None:
    attempting.close_overdue_attempts(at=timezone.now())


@shared_task(name="courses.recompute_progress")
def recompute_progress(**_: Any) -> None:
    recomputing.recompute(at=timezone.now())


@shared_task(name="courses.tell_of_late_marking")
def tell_of_late_marking(**_: Any) -> None:
    task_news.tell_of_late_marking(at=timezone.now())


@shared_task(name="courses.publish_scheduled")
def publish_scheduled(**_: Any) -> None:
    """Wagtail's own command: what was to go live by now does, what was to expire does."""
    call_command("publish_scheduled")


@shared_task(name="courses.count_answers")
def count_answers(**_: Any) -> None:
    """Nightly: what answers say about each question; and files nobody confirmed are dropped."""
    statistics.count_statistics(at=timezone.now())
    bringing.forget_old_files(at=timezone.now())
