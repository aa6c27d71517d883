"""What planners and invigilators fill in."""

from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from classes.finding import exams_offered_by, invigilators_of
from classes.models import ExamSession, Incident
from classes.planning import Plan
from classes.seating import CannotEnter, people_named
from courses.models import QuizPage
from workforce.models import Agency

MOMENT = "%Y-%m-%dT%H:%M"


class MomentField(forms.DateTimeField):
    """A day and a time as browsers send them."""

    def __init__(self, **options: Any) -> None:
        widget = forms.DateTimeInput(format=MOMENT, attrs={"type": "datetime-local"})
        super().__init__(widget=widget, input_formats=[MOMENT, "%Y-%m-%dT%H:%M:%S"], **options)


class PlanForm(forms.Form):
    """A session. The tests offered are those of the planner's courses."""

    quiz: "forms.ModelChoiceField[QuizPage]" = forms.ModelChoiceField(
        label=_("Test"), queryset=QuizPage.objects.none(), empty_label=_("Choose")
    )
    title = forms.CharField(label=_("Name of the exam"), max_length=200)
    opens_at = MomentField(label=_("Begins"))
    closes_at = MomentField(
        label=_("Ends"), help_text=_("Nobody begins after this moment, and all work ends then, but for extra minutes.")
    )
    place = forms.CharField(label=_("Place"), max_length=200, help_text=_("House, street, commune."))
    room = forms.CharField(label=_("Room"), max_length=60)
    seats = forms.IntegerField(label=_("Seats"), min_value=1, max_value=500, initial=30)
    agency: "forms.ModelChoiceField[Agency]" = forms.ModelChoiceField(
        label=_("Held by the agency"), queryset=Agency.objects.none(), required=False, empty_label=_("Not named")
    )
    invigilators = forms.CharField(
        label=_("Invigilators"),
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("One on each line: user name, e-mail address or full name."),
    )

    def __init__(self, data: Any = None, *, person: User, session: ExamSession | None = None) -> None:
        super().__init__(data, initial=self._initial(person, session))
        self.fields["quiz"].queryset = exams_offered_by(person)  # type: ignore[attr-defined]
        self.fields["agency"].queryset = Agency.objects.at(timezone.localdate())  # type: ignore[attr-defined]

    @staticmethod
    def _initial(person: User, session: ExamSession | None) -> dict[str, Any]:
        if session is None:
            return {"invigilators": person.username}
        names = ("title", "place", "room", "seats", "quiz", "agency", "opens_at", "closes_at")
        people = "\n".join(invigilator.username for invigilator in invigilators_of(session))
        return {name: getattr(session, name) for name in names} | {"invigilators": people}

    def clean_invigilators(self) -> list[User]:
        try:
            return people_named(self.cleaned_data["invigilators"])
        except CannotEnter as refusal:
            raise forms.ValidationError(refusal.problems) from refusal

    def plan(self) -> Plan:
        return Plan(**{name: value for name, value in self.cleaned_data.items() if name != "invigilators"})


class RollForm(forms.Form):
    """People by a pasted list, or all of an agency."""

    names = forms.CharField(
        label=_("List"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 8}),
        help_text=_("One on each line: user name, e-mail address or full name."),
    )
    agency: "forms.ModelChoiceField[Agency]" = forms.ModelChoiceField(
        label=_("Or all of the agency"),
        queryset=Agency.objects.none(),
        required=False,
        empty_label=_("No agency"),
    )

    def __init__(self, data: Any = None) -> None:
        super().__init__(data)
        self.fields["agency"].queryset = Agency.objects.at(timezone.localdate())  # type: ignore[attr-defined]


class ReasonForm(forms.Form):
    """Why: what is written down for the record."""

    reason = forms.CharField(label=_("Reason, for the record"), max_length=300, widget=forms.Textarea({"rows": 2}))


class TimeForm(ReasonForm):
    minutes = forms.IntegerField(label=_("Minutes more"), min_value=1, max_value=120, initial=5)
    field_order = ["minutes", "reason"]


class IncidentForm(forms.Form):
    """What happened. The kinds that an act of its own writes down are not offered."""

    OFFERED = (
        Incident.Kind.LINE,
        Incident.Kind.DEVICE,
        Incident.Kind.RULES,
        Incident.Kind.HEALTH,
        Incident.Kind.OTHER,
    )

    kind = forms.ChoiceField(label=_("What happened"), choices=[(kind.value, kind.label) for kind in OFFERED])
    words = forms.CharField(label=_("In words"), max_length=1000, widget=forms.Textarea(attrs={"rows": 3}))


class CodeForm(forms.Form):
    code = forms.CharField(
        label=_("Code on the wall"),
        max_length=12,
        widget=forms.TextInput(
            attrs={"inputmode": "numeric", "autocomplete": "off", "pattern": "[0-9 ]*", "class": "exam-code-input"}
        ),
    )
