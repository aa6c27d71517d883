"""One's own data: what is kept, to take along, to have erased. Nobody sees these pages for somebody else."""

from allauth.core import ratelimit
from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST, require_safe
from wagtail.log_actions import log

from accounts.erasing import CannotErase, ask_to_be_erased, open_request_of, take_back_request
from accounts.models import ErasureRequest
from accounts.personal_data import Words, hindrances, holdings, needs_officer, packed
from accounts.requests import SignedInRequest
from accounts.sign_in import one_form


class ErasureForm(forms.Form):
    """Two deliberate steps: somebody else may hold the telephone."""

    understood = forms.BooleanField(label=gettext_lazy("I understand that what is erased cannot be brought back"))
    password = forms.CharField(
        label=gettext_lazy("Your password"),
        help_text=gettext_lazy("So that nobody does this in your name."),
        max_length=200,
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "current-password"}),
    )


@require_safe
def own_data(request: SignedInRequest) -> HttpResponse:
    asked = ErasureRequest.objects.filter(person=request.user).order_by("-asked_at", "-pk").first()
    return render(request, "accounts/own_data.html", {"asked": asked})


@require_POST
def take_along(request: SignedInRequest) -> HttpResponse:
    """The ZIP; so many in an hour, for it reads much."""
    if not ratelimit.consume(request, action="own_data", user=request.user):
        messages.error(request, _("You have fetched your data often just now. Try again in an hour."))
        return redirect("accounts:own_data")
    now = timezone.now()
    log(request.user, "accounts.take_own_data", user=request.user, timestamp=now)
    response = HttpResponse(packed(request.user, at=now), content_type="application/zip")
    response["Content-Disposition"] = f'attachment; filename="du-lieu-cua-toi-{timezone.localdate():%Y-%m-%d}.zip"'
    return response


@sensitive_post_parameters("password")
@require_http_methods(["GET", "HEAD", "POST"])
def erase(request: SignedInRequest) -> HttpResponse:
    """What goes, what stays and why; and the form, where nothing hinders it."""
    if open_request_of(request.user):
        return redirect("accounts:own_data")
    form = ErasureForm(request.POST or None)
    if not request.user.has_usable_password():
        del form.fields["password"]
    if request.method == "POST" and form.is_valid() and _asked(request, form):
        return redirect("accounts:own_data")
    context = {
        "form": form,
        "goes": _all("goes"),
        "stays": _all("stays"),
        "hindered": hindrances(request.user, on=timezone.localdate()),
        "needs_officer": needs_officer(request.user),
        "crumbs": [(_("My data"), reverse("accounts:own_data")), (_("Have my data erased"), "")],
    }
    return render(request, "accounts/erase.html", context, status=422 if form.errors else 200)


def _all(part: str) -> list[Words]:
    return [words for holding in holdings() for words in getattr(holding, part)]


def _asked(request: SignedInRequest, form: ErasureForm) -> bool:
    if not ratelimit.consume(request, action="ask_erasure", user=request.user):
        form.add_error(None, _("You have tried many times. Wait an hour, then try once more."))
        return False
    if "password" in form.fields and not request.user.check_password(one_form(form.cleaned_data["password"])):
        form.add_error("password", _("This is not your password."))
        return False
    try:
        ask_to_be_erased(person=request.user, at=timezone.now())
    except CannotErase as refusal:
        form.add_error(None, str(refusal))
        return False
    return True


@require_POST
def take_back(request: SignedInRequest) -> HttpResponse:
    take_back_request(person=request.user, at=timezone.now())
    messages.success(request, _("Nothing is erased. Everything stays as it is."))
    return redirect("accounts:own_data")
