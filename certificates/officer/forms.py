"""What an officer fills in for each verb."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from wagtail.admin.widgets import AdminDateInput

from certificates.correcting import OnFile
from certificates.models import Certificate, Confirmation

SENTENCE = 1000  # characters


def _sentence(label: Any, help_text: Any) -> forms.CharField:
    return forms.CharField(
        label=label, help_text=help_text, max_length=SENTENCE, widget=forms.Textarea(attrs={"rows": 3})
    )


class OnFileForm(forms.Form):
    """A sentence for the file, and the decision it rests on, if there is one."""

    note = _sentence(_("For the file"), _("What happened and how you know. Only officers read it."))
    decision_number = forms.CharField(label=_("Number of the decision"), max_length=60, required=False)
    decision_on = forms.DateField(label=_("Day of the decision"), required=False, widget=AdminDateInput)

    @property
    def on_file(self) -> OnFile:
        return OnFile(
            note=self.cleaned_data["note"],
            decision_number=self.cleaned_data["decision_number"],
            decision_on=self.cleaned_data["decision_on"],
        )


class RevokeForm(OnFileForm):
    reason = forms.ChoiceField(
        label=_("Reason"),
        choices=[("", "—"), *Certificate.Reason.choices],
        help_text=_("Circular 03/2023/TT-BNV, Article 8. Whoever checks the paper will read it."),
    )
    field_order = ["reason", "note", "decision_number", "decision_on"]


class ReplaceForm(OnFileForm):
    pass


class SuspendForm(forms.Form):
    reason = _sentence(_("Why is it examined?"), _("For the file. The holder and the public only read since when."))


class LiftForm(forms.Form):
    finding = _sentence(_("What did the examination find?"), _("For the file. Only officers read it."))


class RenewForm(forms.Form):
    pass


class ConfirmForm(forms.Form):
    reason = forms.ChoiceField(
        label=_("What happened to the paper?"), choices=Confirmation.Reason.choices, widget=forms.RadioSelect
    )


class DeclineForm(forms.Form):
    answer = _sentence(_("Why not?"), _("Your colleague who proposed it reads this."))
