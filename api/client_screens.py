"""Connected systems in the administration: made, given another secret and ended; never edited or deleted."""

from typing import Any

from django import forms
from django.http import HttpResponse
from django.urls import URLPattern, path
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from wagtail.admin.ui.tables import Column, DateColumn

from accounts.naming import PersonField
from api.clients import change_secret, end_client, make_client
from api.models import ApiClient, Scope
from api.screens import ActedOnInspectView, ActedOnViewSet, Acts, AskView, MakeView, labels_of, show_secret
from workforce.models import Agency

CONNECTED_AT = _("Connected at")


class ClientForm(forms.ModelForm):
    officer = PersonField(
        required=False,
        help_text=_("Only for rosters: who looks after the staff there and answers for them."),
    )
    scopes = forms.MultipleChoiceField(
        label=_("What it may do"),
        choices=Scope.choices,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("No more than needed."),
    )

    class Meta:
        model = ApiClient
        fields = ["name", "agency", "scopes", "officer"]
        help_texts = {"agency": _("It sees this agency and everything below it.")}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["officer"].label = _("User name of the officer who answers for rosters")
        self.fields["agency"].queryset = Agency.objects.at(timezone.localdate())  # type: ignore[attr-defined]


class MakeClientView(MakeView):
    make = staticmethod(make_client)


class EndClientView(AskView):
    page_title = _("End the connection")
    confirmation_message = _("Shall this system ask no more? Its token, its secret and its addresses end at once.")
    success_message = _("%(object)s: ended.")
    act, called = staticmethod(end_client), "client"


class ChangeSecretView(AskView):
    page_title = _("Another secret")
    confirmation_message = _(
        "Shall this system get another secret? The one it has, and its tokens, end at once: it asks nothing until "
        "somebody enters the new one. Where it must not stop, connect it a second time and end this connection later."
    )
    act, called = staticmethod(change_secret), "client"

    def confirmed(self, form: Any) -> HttpResponse:
        made, secret = self.delete_action()
        return show_secret(self.request, made, secret, back=self.get_success_url())


class LookAtClientView(ActedOnInspectView):
    labels = {"oauth": "client_id", "webhooks": _("Addresses that are told of news"), "made_at": CONNECTED_AT}

    def get_scopes_display_value(self) -> str:
        return labels_of(Scope, self.object.scopes)

    def get_last_used_at_display_value(self) -> Any:
        at = self.object.last_used_at
        return timezone.localtime(at) if at else _("never yet")

    def get_webhooks_display_value(self) -> str:
        return ", ".join(self.object.webhooks.running().order_by("pk").values_list("url", flat=True)) or "–"


class ClientViewSet(ActedOnViewSet):
    model = ApiClient
    icon = "link"
    menu_label = _("Connected systems")
    allowed = ("add", "delete")
    form = ClientForm
    add_view_class = MakeClientView
    delete_view_class = EndClientView
    inspect_view_class = LookAtClientView
    list_display = [
        "name",
        "agency",
        Column("scopes", label=_("What it may do"), accessor=lambda client: labels_of(Scope, client.scopes)),
        DateColumn("made_at", label=CONNECTED_AT, sort_key="made_at"),
        DateColumn("last_used_at", label=_("last used"), sort_key="last_used_at"),
        DateColumn("ended_at", label=_("ended at"), sort_key="ended_at"),
    ]
    list_filter = ["agency"]
    search_fields = ["name"]
    ordering = "-made_at"
    inspect_view_fields = [
        *("name", "oauth", "agency", "scopes", "officer", "last_used_at", "webhooks"),
        *("made_by", "made_at", "ended_by", "ended_at"),
    ]

    def acts_on(self, row: ApiClient) -> Acts:
        if row.ended_at is not None:
            return []
        return [("secret", _("Another secret"), "key"), ("delete", _("End the connection"), "circle-xmark")]

    def get_urlpatterns(self) -> list[URLPattern]:
        secret = self.construct_view(ChangeSecretView, **self.get_delete_view_kwargs())
        return [*super().get_urlpatterns(), path("secret/<int:pk>/", secret, name="secret")]
