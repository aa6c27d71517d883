"""What runs in the background. Tasks carry no data and may run twice."""

from typing import Any

from celery import Task, shared_task
from django.utils import timezone

from coverage.reminding import sending
from coverage.reporting import agreeing, making

# In a web process (no broker) whoever ordered a report waits for it; a worker has time.
REPORTS_AT_ONCE_EMBEDDED = 1
REPORTS_AT_ONCE = 20


@shared_task(name="coverage.make_reports", bind=True)
def make_reports(self: Task, **_: Any) -> None:
    """Make the reports that wait, and count again those of which that was asked."""
    for do_next in (making.make_next, agreeing.check_next):
        for _turn in range(REPORTS_AT_ONCE_EMBEDDED if self.request.is_eager else REPORTS_AT_ONCE):
            if do_next(at=timezone.now()) is None:
                break


@shared_task(name="coverage.remind")
def remind(**_: Any) -> None:
    """Every hour: the first hour that is not quiet tells everybody, the others find nothing to do."""
    sending.remind(at=timezone.now())
