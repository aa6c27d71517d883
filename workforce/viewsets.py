"""Agencies, positions and roles in the administration.

Agencies come from documents and are read only: changing one would change the past. Positions may
be added and renamed. Roles are granted and ended through workforce.roles, never edited or deleted.
"""

from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from wagtail.admin.ui.tables import Column
from wagtail.admin.viewsets.model import ModelViewSetGroup

from accounts.naming import PersonField
from workforce.models import Agency, AgencyRole, Position
from workforce.registers import EndView, GrantView, RegisterViewSet
from workforce.roles import NotYoursToGrant, end_role, grant_role


class AgencyViewSet(RegisterViewSet):
    model = Agency
    icon = "site"
    menu_label = _("Agencies")
    list_display = [
        "name",
        "code",
        "kind",
        "valid_from",
        Column("valid_to", label=_("Ended"), sort_key="valid_to"),
        "confidence",
    ]
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


class RoleForm(forms.ModelForm):
    person = PersonField()

    class Meta:
        model = AgencyRole
        fields = ["person", "agency", "role"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        agencies = Agency.objects.at(timezone.localdate())
        self.fields["agency"].queryset = agencies  # type: ignore[attr-defined]


class GrantRoleView(GrantView):
    refusals = (NotYoursToGrant,)

    def save_instance(self) -> AgencyRole:
        return grant_role(**self.form.cleaned_data, by=self.request.user, at=timezone.now())


class EndRoleView(EndView):
    refusals = (NotYoursToGrant,)
    page_title = _("End role")
    confirmation_message = _("Shall this role end now? That it was held stays on record.")

    def delete_action(self) -> None:
        end_role(role=self.object, by=self.request.user, at=timezone.now())


class RoleViewSet(RegisterViewSet):
    model = AgencyRole
    icon = "key"
    menu_label = _("Roles")
    allowed = ("add", "delete")
    labels = {"delete": ("circle-xmark", _("End role"))}
    add_view_class = GrantRoleView
    delete_view_class = EndRoleView
    list_display = ["person", "role", "agency", "granted_at", "ended_at"]
    list_filter = ["role"]
    ordering = "-granted_at"
    inspect_view_fields = [
        "person",
        "role",
        "withheld",
        "agency",
        "starts_on",
        "ends_on",
        "given_from",
        "granted_by",
        "granted_at",
        "ended_at",
    ]

    def is_over(self, row: AgencyRole) -> bool:
        return row.ended_at is not None

    def get_form_class(self, for_update: bool = False) -> type[forms.ModelForm]:
        return RoleForm


class WorkforceViewSets(ModelViewSetGroup):
    menu_label = _("Agencies, roles")
    menu_icon = "group"
    menu_order = 300
    items = (AgencyViewSet("agencies"), PositionViewSet("positions"), RoleViewSet("agency_roles"))
