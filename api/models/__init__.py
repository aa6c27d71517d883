"""Connected systems, the addresses that are told of news, and every attempt to tell them."""

from api.models.clients import ApiClient, ApiClientQuerySet, Scope
from api.models.rosters import BroughtRoster
from api.models.webhooks import Delivery, DeliveryQuerySet, Event, Webhook, WebhookQuerySet

__all__ = [
    "ApiClient",
    "ApiClientQuerySet",
    "BroughtRoster",
    "Delivery",
    "DeliveryQuerySet",
    "Event",
    "Scope",
    "Webhook",
    "WebhookQuerySet",
]
