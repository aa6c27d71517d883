"""What runs in the background. Tasks carry no data and may run twice."""

import logging
from typing import Any

from celery import Task, shared_task
from django.utils import timezone

from certificates import checkpoints, expiring, issuing, lacking, proposing, repairing, sweeping
from certificates.signing import KeyNotUsable

logger = logging.getLogger(__name__)

# In a web process (no broker) the person who completed a course waits for this; a worker has time.
PAPERS_AT_ONCE_EMBEDDED = 5
PAPERS_AT_ONCE = 500
# After so many papers at once the head of the register is signed without waiting for the clock.
MANY_PAPERS = 20


@shared_task(name="certificates.drain", bind=True)
def drain(self: Task, **_: Any) -> None:
    limit = PAPERS_AT_ONCE_EMBEDDED if self.request.is_eager else PAPERS_AT_ONCE
    done = issuing.drain_now(limit=limit)
    if done.issued >= MANY_PAPERS:
        _sign_head()


@shared_task(name="certificates.repair")
def repair(**_: Any) -> None:
    repairing.make_missing_jobs(at=timezone.now())
    lacking.sweep(at=timezone.now())


@shared_task(name="certificates.sweep_files")
def sweep_files(**_: Any) -> None:
    sweeping.sweep_files(at=timezone.now())


@shared_task(name="certificates.tell_before_expiry")
def tell_before_expiry(**_: Any) -> None:
    expiring.tell_before_expiry(at=timezone.now())


@shared_task(name="certificates.close_expired_proposals")
def close_expired_proposals(**_: Any) -> None:
    proposing.close_expired(at=timezone.now())


@shared_task(name="certificates.sign_head")
def sign_head(**_: Any) -> None:
    """Sign the head of the register if it grew."""
    _sign_head()


@shared_task(name="certificates.tell_witnesses")
def tell_witnesses(**_: Any) -> None:
    """Sign the head of the register and mail it to those who keep it."""
    if _sign_head():
        checkpoints.mail_checkpoint(at=timezone.now())


def _sign_head() -> bool:
    try:
        return checkpoints.make_checkpoint(at=timezone.now()) is not None
    except (KeyNotUsable, checkpoints.RegisterBroken) as error:
        logger.critical("The head of the register was not signed: %s", error)
        return False
