"""Where others edit a row in the administration, a function decides about it."""

from django import forms
from django.http import HttpResponse
from wagtail.admin.views import generic


class DecisionView(generic.EditView):
    """An edit view whose saving may be refused in words."""

    refusals: tuple[type[Exception], ...] = ()

    def form_valid(self, form: forms.ModelForm) -> HttpResponse:
        try:
            return super().form_valid(form)
        except self.refusals as refusal:
            form.add_error(None, str(refusal))
            self.produced_error_code, self.produced_error_message = "refused", self.get_error_message()
            return self.form_invalid(form)
