"""What an officer fills in to let somebody look after a branch."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.naming import PersonField
from workforce.models import AgencyRole, Verb
from workforce.models.verbs import VERBS_OF

_DAY = "%Y-%m-%d"


def _day_field(label: Any, help_text: Any) -> forms.DateField:
    widget = forms.DateInput(format=_DAY, attrs={"type": "date"})
    formats = [_DAY, "%d/%m/%Y"]
    return forms.DateField(label=label, help_text=help_text, input_formats=formats, widget=widget, required=False)


class GrantForm(forms.Form):
    """Whom, as what, without which rights, how long. Only roles that the giver could give in part are offered."""

    person = PersonField()
    role = forms.ChoiceField(label=_("Role"), widget=forms.RadioSelect)
    withheld = forms.MultipleChoiceField(
        label=_("But not these rights"),
        widget=forms.CheckboxSelectMultiple,
        required=False,
        help_text=_("None ticked: everything that the role brings along."),
    )
    starts_on = _day_field(_("From"), _("Empty: at once."))
    ends_on = _day_field(_("Until"), _("The first day on which it no longer holds. Empty: until somebody ends it."))

    def __init__(self, data: Any = None, *, own: list[frozenset[str]]) -> None:
        super().__init__(data)
        mine = frozenset().union(*own)
        roles = [(role, label) for role, label in AgencyRole.Role.choices if VERBS_OF[role] <= mine]
        self.fields["role"].choices = roles  # type: ignore[attr-defined]
        offered = [(verb.value, verb.label) for verb in Verb if verb in mine and verb != Verb.SEE]
        self.fields["withheld"].choices = offered  # type: ignore[attr-defined]
