"""What administrators are told of connected systems."""

import datetime as dt

from django.utils.translation import gettext_lazy as _

from accounts.telling import register_words, tell
from api.models import Webhook

register_words(
    "api.webhook_failed",
    _("A connected system does not answer: %(system)s"),
    _("News to %(address)s failed too often and is not sent any more. Mend the receiver, then enter the address anew."),
)


def tell_of_ended_webhook(webhook: Webhook, *, at: dt.datetime) -> None:
    """Tell who entered the address; harmless twice."""
    tell(
        people=[webhook.made_by],
        kind="api.webhook_failed",
        key=f"api.webhook_failed:{webhook.pk}",
        url="/quan-tri/api_webhooks/",
        at=at,
        system=webhook.client.name,
        address=webhook.url,
    )
