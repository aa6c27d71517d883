"""The forms of the roster's pages."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from workforce.models import Agency, RosterImport
from workforce.roster.columns import FIELDS
from workforce.roster.opening import ENDINGS

ISO = "%Y-%m-%d"


class AgencyForm(forms.Form):
    """Which agency; the name of the field stands in addresses."""

    def __init__(self, *args: Any, agencies: Sequence[Agency], **more: Any) -> None:
        super().__init__(*args, **more)
        self.agencies = {agency.code: agency for agency in agencies}
        choices = [(agency.code, agency.name) for agency in agencies]
        self.fields["don-vi"] = forms.ChoiceField(label=_("Agency"), choices=choices)
        self.order_fields(["don-vi"])

    @property
    def agency(self) -> Agency:
        return self.agencies[self.cleaned_data["don-vi"]]


class BringForm(AgencyForm):
    """A file, and how it is meant."""

    tep = forms.FileField(
        label=_("The list"),
        help_text=_("Excel (.xlsx) or CSV. Nothing is written before you have seen what would change."),
        widget=forms.FileInput(attrs={"accept": ",".join(ENDINGS)}),
    )
    ngay = forms.DateField(
        label=_("Changes hold from"),
        help_text=_("Moves and departures without a day of their own happen on this day."),
        input_formats=[ISO, "%d/%m/%Y"],
        widget=forms.DateInput(format=ISO, attrs={"type": "date"}),
    )
    tron_ven = forms.BooleanField(
        label=_("This is everybody who works at the agency"),
        help_text=_("Whoever is missing from the list is then proposed as having left."),
        required=False,
    )


class MappingForm(forms.Form):
    """Which column of the file holds what."""

    def __init__(self, *args: Any, roster: RosterImport, **more: Any) -> None:
        super().__init__(*args, **more)
        columns = [(str(place), title or f"({place + 1})") for place, title in enumerate(roster.header)]
        for field in FIELDS:
            self.fields[field.name] = forms.ChoiceField(
                label=field.label,
                choices=[("", _("– not in the file –")), *columns],
                required=False,
                initial=str(roster.mapping.get(field.name, "")),
            )

    def mapping(self) -> dict[str, int]:
        return {name: int(place) for name, place in self.cleaned_data.items() if place}
