"""Signing keys in the administration: looked up, and for officers entered and retired; never edited or deleted.

The server's own key enters by `manage.py rotate_signing_key`. Ending one takes two officers (certificates.proposing).
"""

from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from wagtail.admin.ui.tables import Column
from wagtail.admin.widgets import AdminDateInput, AdminDateTimeInput

from accounts.naming import PersonField
from certificates.correcting import OnFile
from certificates.decision_view import DecisionView
from certificates.keys import CannotEndKey, CannotEnterKey, ends_soon, enter_officer_key
from certificates.models import Proposal, SigningKey
from certificates.proposing import AlreadyProposed, Wanted, do_or_propose
from certificates.rights import NotYours
from workforce.registers import GrantView, RegisterViewSet

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


class EndKeyForm(forms.ModelForm):
    """Retire a key, or say since when it was in other hands; with a sentence for the file."""

    kind = forms.ChoiceField(
        label=_("What shall happen?"),
        choices=[
            (Proposal.Kind.RETIRE_KEY, _("Retire it: it signs no more, what it signed stays good")),
            (Proposal.Kind.COMPROMISE_KEY, _("It was in other hands: what it signed since then does not count")),
        ],
        widget=forms.RadioSelect,
    )
    since = forms.DateTimeField(label=_("In other hands since"), required=False, widget=AdminDateTimeInput)
    note = forms.CharField(
        label=_("For the file"),
        help_text=_("What happened and how you know. Only officers read it."),
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    decision_number = forms.CharField(label=_("Number of the decision"), max_length=60, required=False)
    decision_on = forms.DateField(label=_("Day of the decision"), required=False, widget=AdminDateInput)

    class Meta:
        model = SigningKey
        fields: list[str] = []

    def clean(self) -> dict[str, Any]:
        said = super().clean() or {}
        if said.get("kind") == Proposal.Kind.COMPROMISE_KEY and not said.get("since"):
            self.add_error("since", _("Say since when. If you do not know, take the last moment it was surely safe."))
        return said

    def wanted(self, key: SigningKey) -> Wanted:
        said = self.cleaned_data
        on_file = OnFile(note=said["note"], decision_number=said["decision_number"], decision_on=said["decision_on"])
        since = said["since"] if said["kind"] == Proposal.Kind.COMPROMISE_KEY else None
        return Wanted(kind=said["kind"], subject=key, since=since, on_file=on_file)


class EndKeyView(DecisionView):
    """Proposed here, it happens when a second officer confirms (settings.TWO_PERSONS_FROM)."""

    refusals = (CannotEndKey, AlreadyProposed, NotYours)
    page_title = _("End a key")
    submit_button_label = _("End this key")

    def save_instance(self) -> SigningKey:
        key: SigningKey = self.object
        proposal = do_or_propose(wanted=self.form.wanted(key), by=self.request.user, at=timezone.now())
        self.success_message = _("Proposed. It happens when a second officer confirms it.") if proposal else _("Done.")
        return key


def _state(key: SigningKey) -> str:
    if ends_soon(key, at=timezone.now()):
        return str(_("active, but its certificate ends soon"))
    return str(key.state.label)


class KeyViewSet(RegisterViewSet):
    model = SigningKey
    icon = "key"
    menu_label = _("Signing keys")
    allowed = ("add", "change")
    labels = {"change": ("circle-xmark", _("End a key"))}
    add_view_class = EnterKeyView
    edit_view_class = EndKeyView
    list_display = [
        "__str__",
        Column("state", label=_("State"), accessor=_state),
        "kind",
        "officer",
        "has_legal_value",
        "certificate_ends_at",
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

    def is_over(self, row: SigningKey) -> bool:
        return row.compromised_since is not None

    def get_form_class(self, for_update: bool = False) -> type[forms.ModelForm]:
        return EndKeyForm if for_update else OfficerKeyForm
