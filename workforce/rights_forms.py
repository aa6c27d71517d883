"""What an officer fills in to let somebody look after a branch."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.naming import PersonField
from workforce.models import Verb
from workforce.models.verbs import VERBS_OF
from workforce.roles import MEANT_BY

_DAY = "%Y-%m-%d"


def _day_field(label: Any, help_text: Any) -> forms.DateField:
    widget = forms.DateInput(format=_DAY, attrs={"type": "date"})
    formats = [_DAY, "%d/%m/%Y"]
    return forms.DateField(label=label, help_text=help_text, input_formats=formats, widget=widget, required=False)


class GrantForm(forms.Form):
    """Whom, as what, without which rights, how long.

    Offered are the roles whose main right the giver has; what else the giver lacks is withheld by itself.
    """

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
        self.mine: frozenset[str] = frozenset().union(*own)
        roles = [(role.value, role.label) for role, verb in MEANT_BY.items() if verb in self.mine]
        self.fields["role"].choices = roles  # type: ignore[attr-defined]
        offered = [(verb.value, verb.label) for verb in Verb if verb in self.mine and verb != Verb.SEE]
        self.fields["withheld"].choices = offered  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if role := cleaned.get("role"):
            cleaned["withheld"] = {*cleaned.get("withheld", ()), *(VERBS_OF[role] - self.mine)}
        return cleaned
