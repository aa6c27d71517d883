"""Naming a person in a form of the administration."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.models import User


class PersonField(forms.ModelChoiceField):
    """A person by user name: there are tens of thousands, too many for a list to choose from."""

    def __init__(self, **more: Any) -> None:
        super().__init__(
            User.objects.filter(is_active=True),
            to_field_name="username",
            label=_("User name of the person"),
            widget=forms.TextInput,
            error_messages={"invalid_choice": _("There is nobody with this user name.")},
            **more,
        )
