"""What runs in the background. Tasks carry no data and may run twice."""

from typing import Any

from celery import shared_task
from django.utils import timezone

from coverage.reminding import sending


@shared_task(name="coverage.remind")
def remind(**_: Any) -> None:
    """Every hour: the first hour that is not quiet tells everybody, the others find nothing to do."""
    sending.remind(at=timezone.now())
