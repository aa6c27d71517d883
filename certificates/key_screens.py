"""Signing keys in the administration: looked up, and for officers entered and retired; never edited or deleted.

The server's own key enters by `manage.py rotate_signing_key`. That a key is compromised is for two people to say.
"""

from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from wagtail.admin.ui.tables import Column

from accounts.naming import PersonField
from certificates.keys import CannotEndKey, CannotEnterKey, ends_soon, enter_officer_key, retire_key
from certificates.models import SigningKey
from workforce.registers import EndView, GrantView, RegisterViewSet

CERTIFICATE_LIMIT = 64 * 1024  # bytes; a certificate has about 2,000


class OfficerKeyForm(forms.ModelForm):
    officer = PersonField()
    file = forms.FileField(
        label=_("Certificate of the token"),
        help_text=_("The public certificate (.cer, .crt or .pem) that the programme of the token exports. No secret."),
    )

    class Meta:
        model = SigningKey
        fields = ["officer", "issuer", "has_legal_value"]

    field_order = ["officer", "issuer", "file", "has_legal_value"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["issuer"].required = True

    def clean_file(self) -> bytes:
        file = self.cleaned_data["file"]
        if file.size > CERTIFICATE_LIMIT:
            raise forms.ValidationError(_("This file is no certificate (.cer, .crt, .pem)."))
        content: bytes = file.read()
        return content

    def _post_clean(self) -> None:
        """The row is made whole by keys.enter_officer_key; half of one cannot be validated here."""


class EnterKeyView(GrantView):
    refusals = (CannotEnterKey, CannotEndKey)

    def save_instance(self) -> SigningKey:
        said = self.form.cleaned_data
        return enter_officer_key(
            certificate=said["file"],
            officer=said["officer"],
            issuer=said["issuer"],
            has_legal_value=said["has_legal_value"],
            by=self.request.user,
            at=timezone.now(),
        )


class RetireKeyView(EndView):
    page_title = _("Retire key")
    confirmation_message = _("Shall this key sign no more? What it signed stays good. This cannot be undone.")

    def delete_action(self) -> None:
        retire_key(key=self.object, by=self.request.user, at=timezone.now())


def _state(key: SigningKey) -> str:
    if ends_soon(key, at=timezone.now()):
        return str(_("active, but its certificate ends soon"))
    return str(key.state.label)


class KeyViewSet(RegisterViewSet):
    model = SigningKey
    icon = "key"
    menu_label = _("Signing keys")
    allowed = ("add", "delete")
    add_view_class = EnterKeyView
    delete_view_class = RetireKeyView
    list_display = [
        "subject",
        Column("state", label=_("State"), accessor=_state),
        "kind",
        "officer",
        "has_legal_value",
        "active_from",
        "certificate_ends_at",
        "retired_at",
        "compromised_since",
    ]
    list_filter = ["kind", "has_legal_value"]
    ordering = "-active_from"
    inspect_view_fields = [
        "subject",
        "fingerprint",
        "algorithm",
        "kind",
        "officer",
        "issuer",
        "has_legal_value",
        "active_from",
        "certificate_ends_at",
        "retired_at",
        "compromised_since",
        "certificate_pem",
    ]

    def get_form_class(self, for_update: bool = False) -> type[forms.ModelForm]:
        return OfficerKeyForm
