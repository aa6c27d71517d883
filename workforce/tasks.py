"""What runs in the background. Tasks carry no data and may run twice."""

from typing import Any

from celery import shared_task
from django.utils import timezone

from workforce.roster import bringing, working_off


@shared_task(name="workforce.work_off_rosters")
def work_off_rosters(**_: Any) -> None:
    working_off.work_off(at=timezone.now())


@shared_task(name="workforce.forget_old_rosters")
def forget_old_rosters(**_: Any) -> None:
    bringing.forget_old_rosters(at=timezone.now())
