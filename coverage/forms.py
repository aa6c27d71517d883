import datetime as dt

from django import forms
from django.core.validators import MaxValueValidator
from django.utils.translation import gettext_lazy as _

from kit.long_select import LongSelect
from workforce.models import Agency

ISO = "%Y-%m-%d"


def day_field(today: dt.date) -> forms.DateField:
    """A day that has come, typed as 22/11/2026 or 2026-11-22."""
    return forms.DateField(
        label=_("Counted at the end of"),
        input_formats=[ISO, "%d/%m/%Y"],
        widget=forms.DateInput(format=ISO, attrs={"type": "date", "max": today.isoformat()}),
        validators=[MaxValueValidator(today, _("This day has not come yet; the figures below are of today."))],
        error_messages={"invalid": _("This is not a day; the figures below are of today.")},
    )


def read_day(typed: str, *, today: dt.date) -> dt.date:
    """The day that was typed; today when nothing was, or no day that has come."""
    try:
        day: dt.date = day_field(today).clean(typed)
    except forms.ValidationError:
        return today
    return day


class QuestionForm(forms.Form):
    """Which day and which agency to count. The names of its fields stand in addresses that people pass on."""

    def __init__(self, typed: str, *, today: dt.date, agencies: list[Agency], chosen: Agency | None) -> None:
        super().__init__({"ngay": typed or today.isoformat(), "don-vi": chosen.code if chosen else ""})
        self.fields["ngay"] = day_field(today)
        if chosen:
            offered = agencies if chosen in agencies else [chosen, *agencies]
            choices = [(agency.code, agency.name) for agency in offered]
            self.fields["don-vi"] = forms.ChoiceField(label=_("Agency"), choices=choices, widget=LongSelect)


class PeopleFilterForm(forms.Form):
    """Words to look for among the people behind a figure."""

    tim = forms.CharField(label=_("Name or user name"), required=False, max_length=100)


def since_field(before: dt.date) -> forms.DateField:
    """A day before `before`."""
    latest = before - dt.timedelta(days=1)
    return forms.DateField(
        label=_("Compared with the end of"),
        input_formats=[ISO, "%d/%m/%Y"],
        widget=forms.DateInput(format=ISO, attrs={"type": "date", "max": latest.isoformat()}),
        validators=[MaxValueValidator(latest, _("This day must lie before the other; a year back is shown."))],
        error_messages={"invalid": _("This is not a day; a year back is shown.")},
    )


def read_since(typed: str, *, before: dt.date, usual: dt.date) -> dt.date:
    """The day that was typed; `usual` when nothing was, or no day before `before`."""
    try:
        day: dt.date = since_field(before).clean(typed)
    except forms.ValidationError:
        return usual
    return day


class SinceForm(forms.Form):
    """The earlier of two days."""

    def __init__(self, typed: str, *, before: dt.date) -> None:
        super().__init__({"tu": typed})
        self.fields["tu"] = since_field(before)


class ShareForm(forms.Form):
    """How many in a hundred of the people still missing are supposed to achieve."""

    phan = forms.IntegerField(
        label=_("Of the people still missing, so many in a hundred"), min_value=1, max_value=100, initial=100
    )
