"""Rules of tests, and who gets more time, in the administration."""

from typing import Any

from django import forms
from django.http import HttpResponse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from wagtail.admin.views import generic
from wagtail.admin.widgets import AdminDateInput
from wagtail.snippets.views.snippets import SnippetViewSet

from accounts.models import User
from courses.accommodating import CannotAccommodate, end_accommodation, grant_accommodation
from courses.models import Accommodation, QuizPreset
from workforce.viewsets import RegisterViewSet


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
    """Who gets how much more time, why and how long; the person is named by user name."""

    person = forms.ModelChoiceField(
        User.objects.all(),
        to_field_name="username",
        label=_("User name of the person"),
        widget=forms.TextInput,
        error_messages={"invalid_choice": _("There is nobody with this user name.")},
    )

    class Meta:
        model = Accommodation
        fields = ["person", "extra_percent", "reason", "valid_from", "valid_to"]
        widgets = {"valid_from": AdminDateInput, "valid_to": AdminDateInput}

    def _post_clean(self) -> None:
        """Only fields are checked here; the rest is for the one function that grants."""


class GrantView(generic.CreateView):
    def save_instance(self) -> Accommodation:
        return grant_accommodation(**self.form.cleaned_data, by=self.request.user, at=timezone.now())

    def form_valid(self, form: AccommodationForm) -> HttpResponse:
        try:
            return super().form_valid(form)
        except CannotAccommodate as refusal:
            form.add_error(None, str(refusal))
            self.produced_error_message = str(refusal)  # Wagtail sets it for forms that are wrong from the start
            return self.form_invalid(form)


class EndView(generic.DeleteView):
    """Where others delete, an accommodation ends; its row stays."""

    page_title = _("End more time")
    success_message = _("%(object)s: ended.")
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
    add_view_class = GrantView
    delete_view_class = EndView
    list_display = ["person", "extra_percent", "valid_from", "valid_to"]
    ordering = "-granted_at"
    inspect_view_fields = ["person", "extra_percent", "reason", "valid_from", "valid_to", "granted_by", "granted_at"]

    def get_form_class(self, for_update: bool = False) -> type[forms.ModelForm[Any]]:
        return AccommodationForm
