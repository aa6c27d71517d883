"""Rules of tests, and who gets more time, in the administration."""

from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from wagtail.admin.widgets import AdminDateInput
from wagtail.snippets.views.snippets import SnippetViewSet

from accounts.naming import PersonField
from courses.accommodating import CannotAccommodate, end_accommodation, grant_accommodation
from courses.models import Accommodation, QuizPreset
from workforce.registers import EndView, GrantView, RegisterViewSet


class QuizPresetViewSet(SnippetViewSet):
    """Authors choose a preset on the page of a test; only administrators hold the permission to change one."""

    model = QuizPreset
    icon = "clipboard-list"
    menu_label = _("Rules of tests")
    menu_order = 160
    add_to_admin_menu = True
    copy_view_enabled = False
    list_display = ["name", "document", "pass_percent", "time_limit_minutes", "confidence"]
    ordering = ["name"]


class AccommodationForm(forms.ModelForm):
    """Who gets how much more time, why and how long."""

    person = PersonField()

    class Meta:
        model = Accommodation
        fields = ["person", "extra_percent", "reason", "valid_from", "valid_to"]
        widgets = {"valid_from": AdminDateInput, "valid_to": AdminDateInput}

    def _post_clean(self) -> None:
        """Only fields are checked here; the rest is for the one function that grants."""


class GrantAccommodationView(GrantView):
    refusals = (CannotAccommodate,)

    def save_instance(self) -> Accommodation:
        return grant_accommodation(**self.form.cleaned_data, by=self.request.user, at=timezone.now())


class EndAccommodationView(EndView):
    page_title = _("End more time")
    confirmation_message = _("Shall this person get the usual time from today on? That it was granted stays on record.")

    def delete_action(self) -> None:
        end_accommodation(accommodation=self.object, on=timezone.localdate(), by=self.request.user)


class AccommodationViewSet(RegisterViewSet):
    model = Accommodation
    icon = "time"
    menu_label = _("More time in tests")
    menu_order = 310
    add_to_admin_menu = True
    allowed = ("add", "delete")
    labels = {"delete": ("circle-xmark", _("End more time"))}
    add_view_class = GrantAccommodationView
    delete_view_class = EndAccommodationView
    list_display = ["person", "extra_percent", "valid_from", "valid_to"]
    ordering = "-granted_at"
    inspect_view_fields = ["person", "extra_percent", "reason", "valid_from", "valid_to", "granted_by", "granted_at"]

    def is_over(self, row: Accommodation) -> bool:
        return row.valid_to is not None and row.valid_to <= timezone.localdate()

    def get_form_class(self, for_update: bool = False) -> type[forms.ModelForm[Any]]:
        return AccommodationForm
