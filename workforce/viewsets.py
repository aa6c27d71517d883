"""Agencies, positions and roles in the administration.

Agencies come from documents and are read only: changing one would change the past. Positions may
be added and renamed. Roles are granted and ended through workforce.roles, never edited or deleted.
"""

from typing import Any

from django import forms
from django.db import models
from django.http import HttpResponse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from wagtail.admin.views import generic
from wagtail.admin.viewsets.model import ModelViewSet, ModelViewSetGroup
from wagtail.permission_policies import ModelPermissionPolicy

from accounts.models import User
from workforce.models import Agency, AgencyRole, Position
from workforce.roles import NotYoursToGrant, end_role, grant_role


class OnlyThese(ModelPermissionPolicy):
    """Allows no more than the named actions, even to a superuser."""

    def __init__(self, model: type[models.Model], *actions: str) -> None:
        super().__init__(model)
        self.actions = {"view", *actions}

    def user_has_permission(self, user: User, action: str) -> bool:
        return action in self.actions and super().user_has_permission(user, action)


class RegisterViewSet(ModelViewSet):
    """A list to look things up in; `allowed` names what may be changed through the administration."""

    allowed: tuple[str, ...] = ()
    exclude_form_fields: list[str] = []
    inspect_view_enabled = True
    copy_view_enabled = False
    add_to_reference_index = False
    list_per_page = 50

    @property
    def permission_policy(self) -> OnlyThese:
        return OnlyThese(self.model, *self.allowed)


class AgencyViewSet(RegisterViewSet):
    model = Agency
    icon = "site"
    menu_label = _("Agencies")
    list_display = ["name", "code", "kind", "valid_from", "valid_to", "confidence"]
    list_filter = ["kind", "confidence", "valid_to"]
    search_fields = ["name", "code"]
    ordering = "path"
    inspect_view_fields = ["name", "code", "kind", "valid_from", "valid_to", "confidence", "note"]


class PositionViewSet(RegisterViewSet):
    model = Position
    icon = "tag"
    menu_label = _("Positions")
    allowed = ("add", "change")
    form_fields = ["code", "name"]
    list_display = ["name", "code"]
    search_fields = ["name", "code"]
    ordering = "name"


class GrantForm(forms.ModelForm):
    """Who gets which role where; the person is named by user name, for there are tens of thousands."""

    person = forms.ModelChoiceField(
        User.objects.all(),
        to_field_name="username",
        label=_("User name of the person"),
        widget=forms.TextInput,
        error_messages={"invalid_choice": _("There is nobody with this user name.")},
    )

    class Meta:
        model = AgencyRole
        fields = ["person", "agency", "role"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        agencies = Agency.objects.at(timezone.localdate())
        self.fields["agency"].queryset = agencies  # type: ignore[attr-defined]


class GrantView(generic.CreateView):
    def save_instance(self) -> AgencyRole:
        return grant_role(**self.form.cleaned_data, by=self.request.user, at=timezone.now())

    def form_valid(self, form: GrantForm) -> HttpResponse:
        try:
            return super().form_valid(form)
        except NotYoursToGrant as refusal:
            form.add_error(None, str(refusal))
            return self.form_invalid(form)


class EndView(generic.DeleteView):
    """Where others delete, a role ends; its row stays."""

    page_title = _("End role")
    success_message = _("%(object)s: ended.")
    confirmation_message = _("Shall this role end now? That it was held stays on record.")

    def delete_action(self) -> None:
        end_role(role=self.object, by=self.request.user, at=timezone.now())


class RoleViewSet(RegisterViewSet):
    model = AgencyRole
    icon = "key"
    menu_label = _("Roles")
    allowed = ("add", "delete")
    add_view_class = GrantView
    delete_view_class = EndView
    list_display = ["person", "role", "agency", "granted_at", "ended_at"]
    list_filter = ["role"]
    ordering = "-granted_at"
    inspect_view_fields = ["person", "role", "agency", "granted_by", "granted_at", "ended_at"]

    def get_form_class(self, for_update: bool = False) -> type[forms.ModelForm]:
        return GrantForm


class WorkforceViewSets(ModelViewSetGroup):
    menu_label = _("Agencies and roles")
    menu_icon = "group"
    menu_order = 300
    items = (AgencyViewSet("agencies"), PositionViewSet("positions"), RoleViewSet("agency_roles"))
