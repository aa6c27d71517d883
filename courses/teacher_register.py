"""Teachers of courses in the admin: appointed and ended, never deleted."""

from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from wagtail.admin.views import generic

from accounts.models import User
from courses.models import Teaching
from courses.teaching import appoint_teacher, end_teaching
from workforce.viewsets import RegisterViewSet


class AppointForm(forms.ModelForm):
    """Who teaches which course; the person is named by user name, for there are tens of thousands."""

    person = forms.ModelChoiceField(
        User.objects.filter(is_active=True),
        to_field_name="username",
        label=_("User name of the person"),
        widget=forms.TextInput,
        error_messages={"invalid_choice": _("There is nobody with this user name.")},
    )

    class Meta:
        model = Teaching
        fields = ["person", "course"]

    def validate_constraints(self) -> None:
        """Appointing somebody twice is harmless: the appointment that runs is shown again."""


class AppointView(generic.CreateView):
    def save_instance(self) -> Teaching:
        return appoint_teacher(**self.form.cleaned_data, by=self.request.user, at=timezone.now())


class EndView(generic.DeleteView):
    """Where others delete, an appointment ends; its row stays."""

    page_title = _("End the appointment")
    success_message = _("%(object)s: ended.")
    confirmation_message = _("Shall this person stop teaching the course now? What was marked stays.")

    def delete_action(self) -> None:
        end_teaching(teaching=self.object, by=self.request.user, at=timezone.now())


class TeacherViewSet(RegisterViewSet):
    model = Teaching
    icon = "user"
    menu_label = _("Teachers")
    menu_order = 160
    add_to_admin_menu = True
    allowed = ("add", "delete")
    add_view_class = AppointView
    delete_view_class = EndView
    list_display = ["person", "course", "appointed_at", "ended_at"]
    list_filter = ["course"]
    ordering = "-appointed_at"
    inspect_view_fields = ["person", "course", "appointed_by", "appointed_at", "ended_at"]

    def get_form_class(self, for_update: bool = False) -> "type[forms.ModelForm[Any]]":
        return AppointForm
