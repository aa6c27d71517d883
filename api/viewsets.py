"""The register of connected systems in the menu of the administration."""

from django.utils.translation import gettext_lazy as _
from wagtail.admin.viewsets.model import ModelViewSetGroup

from api.client_screens import ClientViewSet
from api.webhook_screens import DeliveryViewSet, WebhookViewSet


class ApiViewSets(ModelViewSetGroup):
    menu_label = _("Connections")
    menu_icon = "link"
    menu_order = 310
    items = (ClientViewSet("api_clients"), WebhookViewSet("api_webhooks"), DeliveryViewSet("api_deliveries"))
