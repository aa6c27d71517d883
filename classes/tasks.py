"""What runs in the background. Tasks carry no data and may run twice."""

from typing import Any

from celery import shared_task
from django.utils import timezone

from classes.cohorts import forgetting

GUESTS_AT_ONCE = 200


@shared_task(name="classes.forget_guests")
def forget_guests(**_: Any) -> None:
    forgetting.forget_guests(limit=GUESTS_AT_ONCE, at=timezone.now())
