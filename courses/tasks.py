"""What runs in the background. Tasks carry no data and may run twice."""

from typing import Any

from celery import shared_task
from django.core.management import call_command
from django.utils import timezone

from courses import attempting


@shared_task(name="courses.close_overdue_attempts")
def close_overdue_attempts(**_: Any) -> None:
    attempting.close_overdue_attempts(at=timezone.now())


@shared_task(name="courses.publish_scheduled")
def publish_scheduled(**_: Any) -> None:
    """Wagtail's own command: what was to go live by now does, what was to expire does."""
    call_command("publish_scheduled")
