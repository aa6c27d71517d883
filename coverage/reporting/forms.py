"""What an officer says of a report: which, of whom, until when, and what stands around it."""

import datetime as dt
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from coverage.forms import ISO, day_field
from coverage.models import ReportKind
from coverage.reporting.heading import Head
from workforce.models import Agency

LONG = 4000  # letters of what an officer writes in their own words


class ReportForm(forms.Form):
    """The names of the head's fields are those of `Head`."""

    kind = forms.ChoiceField(label=_("Which report"), choices=ReportKind.choices, widget=forms.RadioSelect)
    agency = forms.ChoiceField(label=_("Of which agency, with everything below it"))
    since = forms.DateField(
        label=_("From the end of"),
        help_text=_(
            "Only for days of your choice. The yearly report begins with the year, the monthly with the month."
        ),
        input_formats=[ISO, "%d/%m/%Y"],
        widget=forms.DateInput(format=ISO, attrs={"type": "date"}),
        required=False,
    )
    with_people = forms.BooleanField(
        label=_("With the lists of people in the workbook"),
        help_text=_(
            "Names, agencies and certificate numbers. Leave it out when the file goes further than your office."
        ),
        required=False,
    )
    remarks = forms.CharField(
        label=_("What fell short, and why"),
        widget=forms.Textarea(attrs={"rows": 4}),
        max_length=LONG,
        required=False,
    )
    proposals = forms.CharField(
        label=_("What you propose"), widget=forms.Textarea(attrs={"rows": 4}), max_length=LONG, required=False
    )
    parent_line = forms.CharField(label=_("Body above"), max_length=200, required=False)
    name_line = forms.CharField(label=_("Body that writes"), max_length=200)
    number = forms.CharField(
        label=_("Number"), help_text=_("Leave it empty when the clerk gives it."), max_length=20, required=False
    )
    symbol = forms.CharField(label=_("Symbol behind “BC-”"), max_length=30)
    place = forms.CharField(label=_("Place before the date"), max_length=60)
    addressee = forms.CharField(label=_("Addressed to"), max_length=200, required=False)
    signatory_title = forms.CharField(label=_("Title of who signs"), max_length=120)
    signatory_name = forms.CharField(label=_("Name of who signs"), max_length=120, required=False)
    recipients = forms.CharField(
        label=_("Recipients, one in a line"), widget=forms.Textarea(attrs={"rows": 3}), max_length=1000, required=False
    )

    def __init__(
        self, data: Any = None, *, agencies: list[Agency], chosen: Agency | None, today: dt.date, head: Head
    ) -> None:
        usual = {"kind": ReportKind.YEARLY, "day": today, "agency": chosen.code if chosen else "", "with_people": True}
        super().__init__(data, initial={**head.to_json(), **usual})
        self.fields["agency"].choices = [(one.code, one.name) for one in agencies]  # type: ignore[attr-defined]
        self.fields["day"] = day_field(today)
        self.order_fields(["kind", "agency", "day", "since"])

    def head(self) -> Head:
        return Head(**{name: self.cleaned_data[name] for name in Head.__dataclass_fields__})

    @property
    def of_what(self) -> list[Any]:
        return [self[name] for name in ("kind", "agency", "day", "since", "with_people")]

    @property
    def own_words(self) -> list[Any]:
        return [self[name] for name in ("remarks", "proposals")]

    @property
    def around(self) -> list[Any]:
        """Head and foot of the document."""
        return [self[name] for name in Head.__dataclass_fields__ if name not in ("remarks", "proposals")]
