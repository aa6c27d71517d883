"""What an HR officer fills in to bind people, to change or end it, and to let somebody off."""

import datetime as dt
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from courses.languages import of_source
from courses.models import CoursePage
from coverage.assigning.files import ACCEPT
from coverage.assigning.making import NO_FILE, Demand, KeptFile, demand_of, problems_of
from coverage.models import AssignmentVersion, Target
from coverage.ruling_forms import day_field
from workforce.models import Agency, Employment, Position

LONGEST_TERM_DAYS, LONGEST_REPEAT_MONTHS = 3650, 120
# The columns of a target that an assignment for its people begins with.
_OF_A_TARGET = ("population", "categories", "positions", "only_it_staff", "only_leaders", "document")


def file_field(label: Any) -> forms.FileField:
    return forms.FileField(
        label=label, required=False, max_length=150, widget=forms.FileInput(attrs={"accept": ACCEPT})
    )


class DemandForm(forms.Form):
    """Who must do what by when, and by which paper. What does not fit is said on the form."""

    course = forms.ModelChoiceField(queryset=CoursePage.objects.none(), label=_("Course"), empty_label=_("Choose"))
    asks = forms.ChoiceField(
        label=_("What is asked"),
        choices=AssignmentVersion.Asks.choices,
        initial=AssignmentVersion.Asks.COMPLETION,
        widget=forms.RadioSelect,
    )
    population = forms.ChoiceField(
        label=_("Who must do it"),
        choices=Target.Population.choices,
        initial=Target.Population.STAFF,
        widget=forms.RadioSelect,
        help_text=_("Whoever joins the group later is included by itself."),
    )
    categories = forms.MultipleChoiceField(
        label=_("Category"),
        choices=Employment.Category.choices,
        widget=forms.CheckboxSelectMultiple,
        required=False,
        help_text=_("For the chosen group only. None ticked: any category."),
    )
    only_it_staff = forms.BooleanField(label=_("Only IT and digital-transformation staff"), required=False)
    only_leaders = forms.BooleanField(label=_("Only leaders"), required=False)
    positions = forms.MultipleChoiceField(
        label=_("Positions"), widget=forms.SelectMultiple(attrs={"size": 6}), required=False
    )
    due_on = day_field(_("To be done by"), required=False)
    due_days = forms.IntegerField(
        label=_("Or within so many days after joining the group"),
        min_value=1,
        max_value=LONGEST_TERM_DAYS,
        required=False,
        help_text=_("For instance 60: whoever begins to work here has 60 days."),
    )
    repeat_months = forms.IntegerField(
        label=_("Again after so many months"),
        min_value=1,
        max_value=LONGEST_REPEAT_MONTHS,
        required=False,
        help_text=_("Leave it empty when once is enough."),
    )
    document = forms.CharField(
        label=_("Decision document"), max_length=120, help_text=_("For instance: plan 334/KH-UBND")
    )
    document_on = day_field(_("Signed on"))
    sentence = forms.CharField(
        label=_("Sentence of the document"), widget=forms.Textarea(attrs={"rows": 3}), required=False
    )
    file = file_field(_("The document as a file"))

    def __init__(self, data: Any = None, files: Any = None, *, initial: dict[str, Any] | None = None) -> None:
        super().__init__(data, files, initial=initial)
        courses: Any = self.fields["course"]
        courses.queryset = of_source(CoursePage.objects.live()).order_by("title")
        positions: Any = self.fields["positions"]
        positions.choices = list(Position.objects.order_by("name").values_list("code", "name"))

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if not self.errors:
            for problem in problems_of(self.demand()):
                self.add_error(None, problem)
        return cleaned

    def demand(self, file: KeptFile = NO_FILE) -> Demand:
        """What was typed, once the form is valid, with the file that was kept for it."""
        names = [name for name in Demand.__dataclass_fields__ if name != "file"]
        typed = {name: self.cleaned_data[name] for name in names}
        lists = {name: sorted(value) for name, value in typed.items() if isinstance(value, list)}
        return Demand(**(typed | lists), file=file)


class NewAssignmentForm(DemandForm):
    """A new assignment: the demand, and whose people it binds from when."""

    agency = forms.ModelChoiceField(
        queryset=Agency.objects.none(),
        to_field_name="code",
        label=_("People of which agency"),
        help_text=_("It binds this agency and everything below it."),
    )
    starts_on = day_field(_("From which day"))

    field_order = ("course", "asks", "agency", "population")

    def __init__(
        self, data: Any = None, files: Any = None, *, agencies: list[Agency], initial: dict[str, Any] | None = None
    ) -> None:
        super().__init__(data, files, initial=initial)
        chosen: Any = self.fields["agency"]
        chosen.queryset = Agency.objects.filter(pk__in=[agency.pk for agency in agencies])
        chosen.choices = [(agency.code, agency.name) for agency in agencies]
        if len(agencies) == 1:
            chosen.initial = agencies[0].code


class ChangeAssignmentForm(DemandForm):
    """Something else from a day on, and why. `seen` is the version the officer has before them."""

    since = day_field(_("From which day"), help_text=_("Until then it stays as it was; earlier figures do not change."))
    reason = forms.CharField(label=_("Why it changes"), max_length=300)
    seen = forms.IntegerField(widget=forms.HiddenInput)


class EndAssignmentForm(forms.Form):
    """From when it binds nobody, and why."""

    on = day_field(_("From which day it binds nobody"))
    reason = forms.CharField(label=_("Why it ends"), max_length=300)


class ExemptForm(forms.Form):
    """Why somebody need not do it."""

    reason = forms.CharField(
        label=_("Reason"), max_length=300, help_text=_("For instance: maternity leave until 1/6/2027.")
    )
    file = file_field(_("The paper it rests on"))


def initial_of(version: AssignmentVersion) -> dict[str, Any]:
    """The fields that a change begins with."""
    demand = demand_of(version)
    fields = {name: getattr(demand, name) for name in Demand.__dataclass_fields__ if name != "file"}
    return fields | {"course": version.course_id, "seen": version.number}


def initial_for(target: Target, *, agency: Agency | None, day: dt.date) -> dict[str, Any]:
    """The fields that an assignment for the people of a target begins with."""
    certified = (Target.Numerator.CERTIFIED, Target.Numerator.HELD)
    is_certified = target.numerator in certified
    course = target.courses.order_by("title").first()
    return {
        **{name: getattr(target, name) for name in _OF_A_TARGET},
        "asks": AssignmentVersion.Asks.CERTIFICATE if is_certified else AssignmentVersion.Asks.COMPLETION,
        "course": course.pk if course else None,
        "agency": agency.code if agency else None,
        "document_on": target.issued,
        "sentence": target.verbatim,
        "due_on": target.deadline if target.deadline and target.deadline >= day else None,
        "starts_on": day,
    }
