"""Connected systems in the administration: made and ended through one function each, never edited or deleted."""

from typing import Any

from django import forms
from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from wagtail.admin.ui.tables import Column
from wagtail.admin.viewsets.model import ModelViewSetGroup

from accounts.naming import PersonField
from api.addresses import AddressRefused
from api.clients import CannotConnect, end_client, make_client
from api.models import ApiClient, Delivery, Event, Scope, Webhook
from api.webhooks import end_webhook, make_webhook
from workforce.models import Agency
from workforce.registers import EndView, GrantView, RegisterViewSet


class OnceView(GrantView):
    """After making a row its secret is shown, this once: the answer is the page itself, which nothing keeps."""

    refusals = (CannotConnect, AddressRefused)
    secret = ""

    def save_action(self) -> HttpResponse:
        shown = {"made": self.object, "secret": self.secret, "back": self.get_success_url()}
        return render(self.request, "api/secret.html", shown)


class ClientForm(forms.ModelForm):
    officer = PersonField(required=False)
    scopes = forms.MultipleChoiceField(
        label=_("What it may do"),
        choices=Scope.choices,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("No more than needed."),
    )

    class Meta:
        model = ApiClient
        fields = ["name", "agency", "scopes", "officer"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        agencies = Agency.objects.at(timezone.localdate())
        self.fields["agency"].queryset = agencies  # type: ignore[attr-defined]
        self.fields["officer"].help_text = _("Only for rosters: who looks after the staff there and answers for them.")
        self.fields["agency"].help_text = _("It sees this agency and everything below it.")


class MakeClientView(OnceView):
    def save_instance(self) -> ApiClient:
        made = make_client(**self.form.cleaned_data, by=self.request.user, at=timezone.now())
        self.secret = made.secret
        return made.client


class EndClientView(EndView):
    page_title = _("End the connection")
    confirmation_message = _("Shall this system ask no more? Its token, its secret and its addresses end at once.")

    def delete_action(self) -> None:
        end_client(client=self.object, by=self.request.user, at=timezone.now())


def _scopes(client: ApiClient) -> str:
    return ", ".join(str(Scope(scope).label) for scope in client.scopes)


class ClientViewSet(RegisterViewSet):
    model = ApiClient
    icon = "link"
    menu_label = _("Connected systems")
    allowed = ("add", "delete")
    add_view_class = MakeClientView
    delete_view_class = EndClientView
    list_display = [
        "name",
        "agency",
        Column("scopes", label=_("What it may do"), accessor=_scopes),
        "made_at",
        "ended_at",
    ]
    list_filter = ["agency"]
    search_fields = ["name"]
    ordering = "-made_at"
    inspect_view_fields = [
        *("name", "oauth", "agency", "scopes", "officer"),
        *("made_by", "made_at", "ended_by", "ended_at"),
    ]

    def get_form_class(self, for_update: bool = False) -> type[forms.ModelForm]:
        return ClientForm


class WebhookForm(forms.ModelForm):
    events = forms.MultipleChoiceField(label=_("Told of"), choices=Event.choices, widget=forms.CheckboxSelectMultiple)

    class Meta:
        model = Webhook
        fields = ["client", "url", "events"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        running = ApiClient.objects.running().select_related("agency").order_by("name", "pk")
        self.fields["client"].queryset = running  # type: ignore[attr-defined]
        self.fields["url"].help_text = _("https:// and a public address.")


class MakeWebhookView(OnceView):
    def save_instance(self) -> Webhook:
        made = make_webhook(**self.form.cleaned_data, by=self.request.user, at=timezone.now())
        self.secret = made.secret
        return made.webhook


class EndWebhookView(EndView):
    page_title = _("Tell it no more")
    confirmation_message = _("Shall this address be told of nothing more? What still waits is not sent.")

    def delete_action(self) -> None:
        end_webhook(webhook=self.object, by=self.request.user, at=timezone.now())


def _events(webhook: Webhook) -> str:
    return ", ".join(str(Event(event).label) for event in webhook.events)


class WebhookViewSet(RegisterViewSet):
    model = Webhook
    icon = "mail"
    menu_label = _("Addresses that are told of news")
    allowed = ("add", "delete")
    add_view_class = MakeWebhookView
    delete_view_class = EndWebhookView
    list_display = [
        "url",
        "client",
        Column("events", label=_("Told of"), accessor=_events),
        "failures",
        "made_at",
        "ended_at",
    ]
    list_filter = ["client"]
    ordering = "-made_at"
    inspect_view_fields = ["url", "client", "events", "failures", "made_by", "made_at", "ended_by", "ended_at"]

    def get_form_class(self, for_update: bool = False) -> type[forms.ModelForm]:
        return WebhookForm


class DeliveryViewSet(RegisterViewSet):
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


class ApiViewSets(ModelViewSetGroup):
    menu_label = _("Connected systems")
    menu_icon = "link"
    menu_order = 310
    items = (ClientViewSet("api_clients"), WebhookViewSet("api_webhooks"), DeliveryViewSet("api_deliveries"))
