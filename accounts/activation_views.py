"""The page where a code on paper becomes a password of one's own. Open to strangers, and guarded against guessing."""

from typing import Any

from allauth.core import ratelimit
from django import forms
from django.contrib.auth import login
from django.contrib.auth.decorators import login_not_required
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from accounts.activating import CannotActivate, activate


class ActivationForm(forms.Form):
    """What stands on the sheet, and a password."""

    login = forms.CharField(
        label=gettext_lazy("User name"),
        help_text=gettext_lazy("As on your sheet."),
        max_length=150,
        widget=forms.TextInput(attrs={"autocomplete": "username", "autocapitalize": "none", "spellcheck": "false"}),
    )
    code = forms.CharField(
        label=gettext_lazy("Activation code"),
        help_text=gettext_lazy("Twelve letters and digits; hyphens may be left out."),
        max_length=40,
        widget=forms.TextInput(
            attrs={"autocomplete": "one-time-code", "autocapitalize": "characters", "spellcheck": "false"}
        ),
    )
    password = forms.CharField(
        label=gettext_lazy("Your new password"),
        help_text=gettext_lazy("At least eight characters that nobody else would think of."),
        max_length=200,
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
    )


@login_not_required
@never_cache
@sensitive_post_parameters("code", "password")
@require_http_methods(["GET", "HEAD", "POST"])
def activation(request: HttpRequest) -> HttpResponse:
    """`ten` in the address fills in the user name; the code is never in an address, for addresses are kept."""
    form = ActivationForm(request.POST or None, initial={"login": request.GET.get("ten", "")})
    if request.method == "POST" and form.is_valid() and _activated(request, form):
        return redirect("home:desk")
    return render(request, "accounts/activate.html", {"form": form}, status=422 if form.errors else 200)


def _activated(request: HttpRequest, form: ActivationForm) -> bool:
    given: dict[str, Any] = form.cleaned_data
    if not ratelimit.consume(request, action="activate", key=given["login"].strip().lower()):
        form.add_error(None, _("You have tried many times. Wait five minutes, then look at your sheet once more."))
        return False
    try:
        person = activate(login=given["login"], typed=given["code"], password=given["password"], at=timezone.now())
    except CannotActivate as refusal:
        form.add_error(None, str(refusal))
        return False
    except ValidationError as weak:
        form.add_error("password", weak)
        return False
    login(request, person)
    return True
