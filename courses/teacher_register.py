"""Teachers of courses in the admin: appointed and ended, never deleted."""

from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.naming import PersonField
from courses.models import Teaching
from courses.teaching import appoint_teacher, end_teaching
from workforce.registers import EndView, GrantView, RegisterViewSet


class AppointForm(forms.ModelForm):
    """Who teaches which course."""

    person = PersonField()

    class Meta:
        model = Teaching
        fields = ["person", "course"]

    def validate_constraints(self) -> None:
        """Appointing somebody twice is harmless: the appointment that runs is shown again."""


class AppointView(GrantView):
    def save_instance(self) -> Teaching:
        return appoint_teacher(**self.form.cleaned_data, by=self.request.user, at=timezone.now())


class EndTeachingView(EndView):
    page_title = _("End the appointment")
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
    labels = {"delete": ("circle-xmark", _("End the appointment"))}
    add_view_class = AppointView
    delete_view_class = EndTeachingView
    list_display = ["person", "course", "appointed_at", "ended_at"]
    list_filter = ["course"]
    ordering = "-appointed_at"
    inspect_view_fields = ["person", "course", "appointed_by", "appointed_at", "ended_at"]

    def is_over(self, row: Teaching) -> bool:
        return row.ended_at is not None

    def get_form_class(self, for_update: bool = False) -> "type[forms.ModelForm[Any]]":
        return AppointForm
