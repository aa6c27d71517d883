"""The sign-in form, and the fields that the user administration shows."""

from typing import Any

from allauth.account.forms import LoginForm
from django import forms
from django.utils.translation import gettext_lazy as _
from wagtail.users.forms import UserCreationForm, UserEditForm

from accounts.models import User
from accounts.telephones import read_phone

PERSON_FIELDS = {"username", "full_name", "email", "phone", "is_superuser", "groups"}


class SignInForm(LoginForm):
    """allauth's form; a telephone number is recognised in any usual spelling ("0912 345 678")."""

    def clean_login(self) -> str:
        login: str = super().clean_login()
        return (read_phone(login) if login[:1] in "+0" else None) or login


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
