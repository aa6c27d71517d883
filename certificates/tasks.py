"""What runs in the background. Tasks carry no data and may run twice."""

from typing import Any

from celery import Task, shared_task
from django.utils import timezone

from certificates import expiring, issuing, lacking, proposing, repairing

# In a web process (no broker) the person who completed a course waits for this; a worker has time.
PAPERS_AT_ONCE_EMBEDDED = 5
PAPERS_AT_ONCE = 500


@shared_task(name="certificates.drain", bind=True)
def drain(self: Task, **_: Any) -> None:
    limit = PAPERS_AT_ONCE_EMBEDDED if self.request.is_eager else PAPERS_AT_ONCE
    issuing.drain(limit=limit, at=timezone.now())


@shared_task(name="certificates.repair")
def repair(**_: Any) -> None:
    repairing.make_missing_jobs(at=timezone.now())
    lacking.sweep(at=timezone.now())


@shared_task(name="certificates.tell_before_expiry")
def tell_before_expiry(**_: Any) -> None:
    expiring.tell_before_expiry(at=timezone.now())


@shared_task(name="certificates.close_expired_proposals")
def close_expired_proposals(**_: Any) -> None:
    proposing.close_expired(at=timezone.now())
