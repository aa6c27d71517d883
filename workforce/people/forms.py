"""The forms of what can happen to a person. Names of fields stand in addresses of nothing, so they are English."""

import datetime as dt
from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from workforce.models import Agency, Departure, Employment, Leave, Position, Posting
from workforce.roster.forms import ISO

Category = Employment.Category


# Without the words of the law in brackets: a page in English says nothing in Vietnamese.
CATEGORIES = {
    Category.OFFICIAL.value: _("elected or appointed official"),
    Category.CIVIL_SERVANT.value: _("civil servant"),
    Category.PUBLIC_EMPLOYEE.value: _("public employee"),
    Category.WORKER.value: _("contract worker"),
}


def _day(label: Any, **more: Any) -> forms.DateField:
    widget = forms.DateInput(format=ISO, attrs={"type": "date"})
    return forms.DateField(label=label, input_formats=[ISO, "%d/%m/%Y"], widget=widget, **more)


class ActForm(forms.Form):
    """Something that happens on a day; `agencies` are those that may be chosen where one is."""

    on = _day(_("From"))

    def __init__(self, *args: Any, agencies: Sequence[Agency] = (), **more: Any) -> None:
        super().__init__(*args, **more)
        self.fields["on"].initial = timezone.localdate()
        for name, choices in (("agency", agencies), ("position", Position.objects.order_by("name"))):
            if name in self.fields:
                self.fields[name].choices = [("", "–"), *((one.code, one.name) for one in choices)]  # type: ignore[attr-defined]

    def clean_agency(self) -> Agency:
        return Agency.objects.get(code=self.cleaned_data["agency"])

    def clean_position(self) -> Position:
        return Position.objects.get(code=self.cleaned_data["position"])


class LeaveForm(ActForm):
    kind = forms.ChoiceField(label=_("Kind of leave"), choices=Leave.Kind.choices)
    until = _day(_("First day back"), required=False, help_text=_("Leave empty when it is not known yet."))
    document = forms.CharField(label=_("By which decision"), max_length=200, required=False)
    field_order = ("kind", "on", "until", "document")


class BackForm(ActForm):
    on = _day(_("First day back"))


class PostForm(ActForm):
    kind = forms.ChoiceField(label=_("What kind of post"), choices=Posting.Kind.choices)
    agency = forms.ChoiceField(label=_("Agency"))
    position = forms.ChoiceField(label=_("Position"))
    until = _day(_("Until (first day no longer held)"), required=False)
    document = forms.CharField(label=_("By which decision"), max_length=200, required=False)
    field_order = ("kind", "agency", "position", "on", "until", "document")


class EndPostForm(ActForm):
    posting = forms.ChoiceField(label=_("Which post"))
    on = _day(_("First day no longer held"))
    field_order = ("posting", "on")

    def __init__(self, *args: Any, postings: Sequence[Posting], **more: Any) -> None:
        super().__init__(*args, **more)
        self.postings = {str(post.pk): post for post in postings}
        choices = [(key, f"{post.position}, {post.agency}") for key, post in self.postings.items()]
        self.fields["posting"].choices = choices  # type: ignore[attr-defined]

    def clean_posting(self) -> Posting:
        return self.postings[self.cleaned_data["posting"]]


class WorkForm(ActForm):
    """Another agency or position: a transfer, or coming back into service."""

    agency = forms.ChoiceField(label=_("Agency"))
    position = forms.ChoiceField(label=_("Position"))
    category = forms.ChoiceField(label=_("Category"), choices=CATEGORIES.items())
    is_it_staff = forms.BooleanField(label=_("IT and digital-transformation staff"), required=False)
    is_leader = forms.BooleanField(label=_("Leader"), required=False)
    field_order = ("agency", "position", "category", "on", "is_it_staff", "is_leader")


class DepartureForm(ActForm):
    reason = forms.ChoiceField(label=_("Reason"), choices=Departure.Reason.choices)
    on = _day(_("First day no longer at work"))
    document = forms.CharField(label=_("By which decision"), max_length=200, required=False)
    field_order = ("reason", "on", "document")


def agencies_of(day: dt.date) -> list[Agency]:
    """Every agency of `day`: somebody may be lent to any of them."""
    return list(Agency.objects.at(day))
