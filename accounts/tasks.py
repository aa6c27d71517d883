"""What runs in the background. Tasks carry no data and may run twice."""

from typing import Any

from celery import Task, shared_task
from django.utils import timezone

from accounts import erasing, telling

# In a web process (no broker) somebody waits for this; a worker has time.
MAILS_AT_ONCE_EMBEDDED = 3
MAILS_AT_ONCE = 200
ERASURES_AT_ONCE = 20


@shared_task(name="accounts.mail_notices", bind=True)
def mail_notices(self: Task, **_: Any) -> None:
    limit = MAILS_AT_ONCE_EMBEDDED if self.request.is_eager else MAILS_AT_ONCE
    telling.mail_notices(limit=limit, at=timezone.now())


@shared_task(name="accounts.carry_out_erasures")
def carry_out_erasures(**_: Any) -> None:
    erasing.carry_out_erasures(limit=ERASURES_AT_ONCE, at=timezone.now())
