"""What we ask of a newcomer beside allauth's own fields. allauth loads this module before its forms."""

from django import forms
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from accounts.models import User


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
