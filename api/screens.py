"""What the screens of connected systems share: a secret is shown once; beside a row stands what can be done with it."""

from collections.abc import Callable, Iterable
from typing import Any

from django.db import models
from django.forms import ModelForm
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from wagtail.admin.widgets.button import Button

from accounts.models import User
from api.addresses import AddressRefused
from api.clients import CannotConnect
from workforce.registers import ConfirmView, GrantView, RegisterInspectView, RegisterViewSet

Acts = list[tuple[str, Any, str]]


def show_secret(request: HttpRequest, row: models.Model, secret: str, *, back: str) -> HttpResponse:
    """The page that tells a secret, this once: it is the answer itself, which nothing keeps."""
    return render(request, "api/secret.html", {"made": row, "secret": secret, "back": back})


def labels_of(choices: type[models.TextChoices], values: Iterable[str]) -> str:
    return ", ".join(str(choices(value).label) for value in values)


class MakeView(GrantView):
    """`make` (a function of api.clients or api.webhooks) gives the row and its secret."""

    refusals = (CannotConnect, AddressRefused)
    make: Callable[..., tuple[models.Model, str]]
    secret = ""

    def save_instance(self) -> models.Model:
        made, self.secret = self.make(**self.form.cleaned_data, by=self.request.user, at=timezone.now())
        return made

    def save_action(self) -> HttpResponse:
        return show_secret(self.request, self.object, self.secret, back=self.get_success_url())


class AskView(ConfirmView):
    """`act` (a function of this app) is called with the row, under the name `called`."""

    refusals = (CannotConnect,)
    act: Callable[..., Any]
    called = ""

    def delete_action(self) -> Any:
        return self.act(**{self.called: self.object}, by=self.request.user, at=timezone.now())


class ActedOnInspectView(RegisterInspectView):
    """A row, and below it what can be done with it. `labels`: what a field is called here."""

    template_name = "api/look.html"
    labels: dict[str, Any] = {}
    header_more_buttons: list[Button] = []

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return {**super().get_context_data(**kwargs), "acts": self.acts_of(self.object, self.request.user)}

    def get_field_label(self, field_name: str, field: Any) -> str:
        return str(self.labels.get(field_name) or super().get_field_label(field_name, field))


class ActedOnViewSet(RegisterViewSet):
    """Rows that are looked at and acted on, never edited: `form` makes one, `acts_on` says what is open for each."""

    inspect_view_class = ActedOnInspectView
    form: type[ModelForm[Any]] | None = None

    def acts_on(self, row: Any) -> Acts:
        """The name of an address, what it is called and its icon, for each act that is open."""
        return []

    def acts_of(self, row: Any, user: User) -> list[Button]:
        return [
            Button(label, url=reverse(self.get_url_name(name), args=[row.pk]), icon_name=icon, priority=place)
            for place, (name, label, icon) in enumerate(self.acts_on(row), start=2)
        ]

    def get_form_class(self, for_update: bool = False) -> type[ModelForm[Any]]:
        return self.form or super().get_form_class(for_update)
