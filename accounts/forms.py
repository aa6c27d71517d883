"""What we ask of a newcomer, and the fields that the user administration shows."""

from typing import Any

from django import forms
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from wagtail.users.forms import UserCreationForm, UserEditForm

from accounts.models import User

PERSON_FIELDS = {"username", "full_name", "email", "phone", "is_superuser", "groups"}


class SignUpDetails(forms.Form):
    """The name, as it will stand on a certificate."""

    full_name = forms.CharField(
        label=_("Full name"),
        max_length=120,
        help_text=_("As on your identity card: it is printed on your certificates."),
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
    )

    def signup(self, request: HttpRequest, user: User) -> None:
        user.full_name = self.cleaned_data["full_name"]
        user.save()


class PersonEditForm(UserEditForm):
    first_name = None
    last_name = None
    email = forms.EmailField(required=False, label=_("E-mail"))

    class Meta(UserEditForm.Meta):
        model = User
        fields = PERSON_FIELDS | {"is_active"}


class PersonCreationForm(UserCreationForm):
    first_name = None
    last_name = None
    email = forms.EmailField(required=False, label=_("E-mail"))

    class Meta(UserCreationForm.Meta):
        model = User
        fields = PERSON_FIELDS

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean()
        cleaned["email"] = cleaned.get("email") or None
        return cleaned
