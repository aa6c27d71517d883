"""What runs in the background. Tasks carry no data and may run twice."""

from typing import Any

from allauth.idp.oidc.models import Token
from celery import Task, shared_task
from django.utils import timezone

from api.delivering import deliver
from api.noticing import notice_news

# In a web process (no broker) somebody may wait for this; a worker has time.
AT_ONCE_EMBEDDED = 2
AT_ONCE = 200


@shared_task(name="api.tell_systems", bind=True)
def tell_systems(self: Task, **_: Any) -> None:
    now = timezone.now()
    notice_news(at=now)
    deliver(limit=AT_ONCE_EMBEDDED if self.request.is_eager else AT_ONCE, at=now)


@shared_task(name="api.forget_tokens")
def forget_tokens(**_: Any) -> None:
    """Tokens whose time is over open nothing any more."""
    Token.objects.expired().delete()
