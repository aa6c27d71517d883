"""Registers in the administration: rows are looked up, granted and ended through one function each, never edited."""

import datetime as dt
from typing import Any

from django.core.exceptions import FieldDoesNotExist
from django.db import models
from django.forms import ModelForm
from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.text import capfirst
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from wagtail.admin import messages
from wagtail.admin.ui.tables import BaseColumn, BooleanColumn
from wagtail.admin.views import generic
from wagtail.admin.viewsets.model import ModelViewSet
from wagtail.admin.widgets.button import Button
from wagtail.permission_policies import ModelPermissionPolicy

from accounts.models import User


class OnlyThese(ModelPermissionPolicy):
    """Allows no more than the named actions, even to a superuser."""

    def __init__(self, model: type[models.Model], *actions: str) -> None:
        super().__init__(model)
        self.actions = {"view", *actions}

    def user_has_permission(self, user: User, action: str) -> bool:
        return action in self.actions and super().user_has_permission(user, action)


def name_of(model: type[models.Model], name: str) -> str:
    """What a relation without a name of its own is called: as what it leads to. Empty for every other field."""
    try:
        field: Any = model._meta.get_field(name)
    except FieldDoesNotExist:
        return ""
    nameless = field.is_relation and str(getattr(field, "verbose_name", "")) == name.replace("_", " ")
    return capfirst(str(field.related_model._meta.verbose_name)) if nameless else ""


class RegisterIndexView(generic.IndexView):
    """Beside each row stands what may be done with it, by its name: what only ends is not said to be deleted."""

    acts_of: Any = None

    @cached_property
    def columns(self) -> list[BaseColumn]:
        return [self._in_words(column) for column in super().columns]

    def _in_words(self, column: BaseColumn) -> BaseColumn:
        """Relations have a name in every language; yes and no are signs, not “False”."""
        column.label = name_of(self.model, column.name) or column.label
        signs = {field.name for field in self.model._meta.fields if isinstance(field, models.BooleanField)}
        if column.name in signs:
            return BooleanColumn(column.name, label=column.label, sort_key=column.sort_key)
        return column

    def get_list_more_buttons(self, row: Any) -> list[Button]:
        look = Button(_("Look at it"), url=self.get_inspect_url(row), icon_name="info-circle", priority=1)
        return [look, *self.acts_of(row, self.request.user)]


class RegisterInspectView(generic.InspectView):
    """What a row holds, in the time of this place; a dash for nothing."""

    page_title = _("Look at it")
    acts_of: Any = None

    @cached_property
    def header_more_buttons(self) -> list[Button]:
        acts: list[Button] = self.acts_of(self.object, self.request.user)
        return acts

    def get_field_display_value(self, field_name: str, field: Any) -> Any:
        value = super().get_field_display_value(field_name, field)
        if isinstance(value, bool):
            return gettext("yes") if value else gettext("no")
        if isinstance(value, dt.datetime):
            return timezone.localtime(value)
        return "–" if value in (None, "") else value

    def get_field_label(self, field_name: str, field: Any) -> str:
        return name_of(self.model, field_name) or super().get_field_label(field_name, field)


class RegisterViewSet(ModelViewSet):
    """A list to look things up in; `allowed` names what may be done through the administration.

    `labels` says what that is here: an icon and a word for each of “change” and “delete”.
    """

    allowed: tuple[str, ...] = ()
    labels: dict[str, tuple[str, Any]] = {"change": ("edit", _("Change")), "delete": ("circle-xmark", _("End"))}
    index_view_class = RegisterIndexView
    exclude_form_fields: list[str] = []
    inspect_view_enabled = True
    inspect_view_class = RegisterInspectView
    copy_view_enabled = False
    add_to_reference_index = False
    list_per_page = 50

    @property
    def permission_policy(self) -> OnlyThese:
        return OnlyThese(self.model, *self.allowed)

    def is_over(self, row: Any) -> bool:
        """Whether nothing is left to do with a row, since it ended."""
        return False

    def acts_of(self, row: Any, user: User) -> list[Button]:
        """What `user` may do with `row`, after looking at it."""
        if self.is_over(row):
            return []
        return [
            Button(label, url=reverse(self.get_url_name(view), args=[row.pk]), icon_name=icon, priority=place)
            for place, (action, view) in enumerate((("change", "edit"), ("delete", "delete")), start=2)
            if self.permission_policy.user_has_permission(user, action)
            for icon, label in [self.labels[action]]
        ]

    def get_common_view_kwargs(self, **kwargs: Any) -> dict[str, Any]:
        return {**super().get_common_view_kwargs(**kwargs), "acts_of": self.acts_of}


class GrantView(generic.CreateView):
    """Where others create, a function grants; what it refuses (`refusals`) is told in the form."""

    refusals: tuple[type[Exception], ...] = ()

    def form_valid(self, form: ModelForm[Any]) -> HttpResponse:
        try:
            return super().form_valid(form)
        except self.refusals as refusal:
            form.add_error(None, str(refusal))
            self.produced_error_message = self.get_error_message()  # as for forms that are wrong from the start
            return self.form_invalid(form)


class ConfirmView(generic.DeleteView):
    """A question about one row, and a function that is called for who says yes (`delete_action`).

    What the function refuses (`refusals`) is told on the page one came from.
    """

    template_name = "workforce/confirm.html"
    refusals: tuple[type[Exception], ...] = ()

    def form_valid(self, form: Any) -> HttpResponse:
        try:
            return self.confirmed(form)
        except self.refusals as refusal:
            messages.error(self.request, str(refusal))
            return redirect(self.get_success_url())

    def get_page_subtitle(self) -> str:
        return ""  # which row is meant stands in the question: a long name would fill the page as a heading

    def confirmed(self, form: Any) -> HttpResponse:
        response: HttpResponse = super().form_valid(form)
        return response


class EndView(ConfirmView):
    """Where others delete, a row ends and stays."""

    success_message = _("%(object)s: ended.")
