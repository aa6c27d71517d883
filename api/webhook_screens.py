"""Addresses that are told of news, and what was sent, in the administration: entered, ended, sent again."""

from typing import Any

from django import forms
from django.urls import URLPattern, path
from django.utils.translation import gettext_lazy as _
from wagtail.admin.ui.tables import Column, DateColumn

from api.delivering import send_again
from api.models import ApiClient, Delivery, Event, Webhook
from api.screens import ActedOnInspectView, ActedOnViewSet, Acts, AskView, MakeView, labels_of
from api.webhooks import end_webhook, make_webhook

ENTERED_AT = _("Entered at")


class WebhookForm(forms.ModelForm):
    events = forms.MultipleChoiceField(label=_("Told of"), choices=Event.choices, widget=forms.CheckboxSelectMultiple)

    class Meta:
        model = Webhook
        fields = ["client", "url", "events"]
        help_texts = {"url": _("https:// and a public address.")}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        running = ApiClient.objects.running().select_related("agency").order_by("name", "pk")
        self.fields["client"].queryset = running  # type: ignore[attr-defined]


class MakeWebhookView(MakeView):
    make = staticmethod(make_webhook)


class EndWebhookView(AskView):
    page_title = _("Tell it no more")
    confirmation_message = _("Shall this address be told of nothing more? What still waits is not sent.")
    success_message = _("%(object)s: ended.")
    act, called = staticmethod(end_webhook), "webhook"


class LookAtWebhookView(ActedOnInspectView):
    labels = {"made_at": ENTERED_AT}

    def get_events_display_value(self) -> str:
        return labels_of(Event, self.object.events)


class WebhookViewSet(ActedOnViewSet):
    model = Webhook
    icon = "mail"
    menu_label = _("Addresses that are told of news")
    allowed = ("add", "delete")
    form = WebhookForm
    add_view_class = MakeWebhookView
    delete_view_class = EndWebhookView
    inspect_view_class = LookAtWebhookView
    list_display = [
        "url",
        "client",
        Column("events", label=_("Told of"), accessor=lambda webhook: labels_of(Event, webhook.events)),
        "failures",
        DateColumn("made_at", label=ENTERED_AT, sort_key="made_at"),
        DateColumn("ended_at", label=_("ended at"), sort_key="ended_at"),
    ]
    list_filter = ["client"]
    ordering = "-made_at"
    inspect_view_fields = ["url", "client", "events", "failures", "made_by", "made_at", "ended_by", "ended_at"]

    def acts_on(self, row: Webhook) -> Acts:
        return [] if row.ended_at else [("delete", _("Tell it no more"), "circle-xmark")]


class SendAgainView(AskView):
    page_title = _("Send again")
    confirmation_message = _("Shall this news be sent now? It is then tried as often as news that is new.")
    success_message = _("%(object)s: will be sent within a minute.")
    permission_required = "view"
    act, called = staticmethod(send_again), "delivery"


class DeliveryViewSet(ActedOnViewSet):
    model = Delivery
    icon = "history"
    menu_label = _("News sent")
    list_display = ["event", "webhook", "state", "tries", "last_status", "last_error", "noted_at", "delivered_at"]
    list_filter = ["state", "event", "webhook"]
    ordering = "-pk"
    inspect_view_fields = [
        *("number", "event", "webhook", "state", "tries", "last_status", "last_error"),
        *("noted_at", "next_try_at", "delivered_at", "body"),
    ]

    def acts_on(self, row: Delivery) -> Acts:
        if row.state == Delivery.State.DELIVERED or row.webhook.ended_at is not None:
            return []
        return [("again", _("Send again"), "rotate")]

    def get_urlpatterns(self) -> list[URLPattern]:
        again = self.construct_view(SendAgainView, **self.get_delete_view_kwargs())
        return [*super().get_urlpatterns(), path("again/<int:pk>/", again, name="again")]
