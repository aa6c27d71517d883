"""What a holder chooses before a link is made."""

from django import forms
from django.utils.translation import gettext_lazy as _

from certificates.models import ShareLink
from certificates.sharing.links import Choices


class ShareForm(forms.ModelForm[ShareLink]):
    class Meta:
        model = ShareLink
        fields = ["name_shown", "shows_level", "shows_day", "may_be_found"]
        widgets = {"name_shown": forms.RadioSelect}
        help_texts = {
            "may_be_found": _("Leave it off if only those you send the link to should see the page."),
        }

    def choices(self) -> Choices:
        return Choices(**self.cleaned_data)
