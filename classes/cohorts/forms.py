"""What officers and facilitators of classes fill in."""

from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from classes.cohorts.finding import agencies_to_organise, exams_to_link
from classes.cohorts.planning import ClassPlan
from classes.cohorts.scheduling import MeetingPlan, repeated
from classes.models import Cohort, ExamSession, Meeting
from classes.seating import CannotEnter, people_named
from courses.languages import of_source
from courses.models import CoursePage
from kit.text import nfc
from workforce.models import Agency

_DAY, _TIME = "%Y-%m-%d", "%H:%M"
MOST_MEETINGS = 60


def day_field(label: Any, **options: Any) -> forms.DateField:
    """A day, typed as 22/11/2026 or 2026-11-22."""
    widget = forms.DateInput(format=_DAY, attrs={"type": "date"})
    return forms.DateField(label=label, input_formats=[_DAY, "%d/%m/%Y"], widget=widget, **options)


def time_field(label: Any) -> forms.TimeField:
    widget = forms.TimeInput(format=_TIME, attrs={"type": "time"})
    return forms.TimeField(label=label, input_formats=[_TIME, "%H:%M:%S"], widget=widget)


class ClassForm(forms.Form):
    """A class. The agencies offered are those in whose name the officer may hold one; a `course` may be given."""

    title = forms.CharField(label=_("Name of the class"), max_length=200)
    code = forms.CharField(label=_("Code"), max_length=40)
    course: "forms.ModelChoiceField[CoursePage]" = forms.ModelChoiceField(
        label=_("Course"), queryset=CoursePage.objects.none(), empty_label=_("Choose")
    )
    agency = forms.ModelChoiceField(
        label=_("Held by the agency"), queryset=Agency.objects.none(), to_field_name="code", empty_label=None
    )
    document = forms.CharField(
        label=_("Decision or plan"), max_length=120, help_text=_("For instance: plan 334/KH-UBND")
    )
    facilitators = forms.CharField(
        label=_("Facilitators"),
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_("Who leads the class. One on each line: user name, e-mail address or full name."),
    )
    capacity = forms.IntegerField(
        label=_("Seats"),
        min_value=1,
        max_value=Cohort.LARGEST,
        initial=30,
        help_text=_("Whoever is added beyond that waits for a seat."),
    )
    first_on = day_field(_("First day"))
    last_on = day_field(_("Last day"))
    place = forms.CharField(label=_("Place"), max_length=200, required=False, help_text=_("House, street, commune."))
    online_link = forms.URLField(label=_("Link to meet online"), max_length=500, required=False, assume_scheme="https")
    bring = forms.CharField(
        label=_("What to bring"),
        max_length=300,
        required=False,
        help_text=_("For instance: a laptop, your staff card."),
    )
    for_everyone = forms.BooleanField(
        label=_("Open to everyone"),
        required=False,
        help_text=_("Citizens find the class without signing in, and register themselves. For courses for everyone."),
    )
    exam: "forms.ModelChoiceField[ExamSession]" = forms.ModelChoiceField(
        label=_("Exam at the end"), queryset=ExamSession.objects.none(), required=False, empty_label=_("No exam")
    )

    def __init__(
        self,
        data: Any = None,
        *,
        person: User,
        cohort: Cohort | None = None,
        course: CoursePage | None = None,
        agency: Agency | None = None,
    ) -> None:
        self.given = course
        super().__init__(data, initial=initial_of(cohort) if cohort else initial_for(person, course, agency))
        agencies = agencies_to_organise(person, day=timezone.localdate())
        offered: Any = self.fields["agency"]
        offered.queryset = Agency.objects.filter(pk__in=[one.pk for one in agencies])
        offered.choices = [(one.code, one.name) for one in agencies]
        exams: Any = self.fields["exam"]
        exams.queryset = exams_to_link(person, kept=cohort.exam_id if cohort else None)
        if not exams.queryset.exists():
            del self.fields["exam"]
        if course is not None:
            del self.fields["course"]
        else:
            courses: Any = self.fields["course"]
            courses.queryset = of_source(CoursePage.objects.live()).order_by("title")

    def clean_facilitators(self) -> list[User]:
        try:
            return people_named(self.cleaned_data["facilitators"])
        except CannotEnter as refusal:
            raise forms.ValidationError(refusal.problems) from refusal

    def clean_online_link(self) -> str:
        link: str = self.cleaned_data["online_link"]
        if link and not link.startswith(("https://", "http://")):
            raise forms.ValidationError(_("Give an address that begins with https://."))
        return link

    def plan(self) -> ClassPlan:
        """What was typed, once the form is valid."""
        typed = {name: value for name, value in self.cleaned_data.items() if name != "facilitators"}
        return ClassPlan(**({"course": self.given} | typed))


def initial_of(cohort: Cohort) -> dict[str, Any]:
    """The fields that a change begins with."""
    names = [name for name in ClassPlan.__dataclass_fields__ if name not in ("course", "agency", "exam")]
    leaders = cohort.facilitations.running().select_related("person").order_by("pk")
    return {name: getattr(cohort, name) for name in names} | {
        "course": cohort.course_id,
        "agency": cohort.agency.code,
        "exam": cohort.exam_id,
        "facilitators": "\n".join(one.person.username for one in leaders),
    }


def initial_for(person: User, course: CoursePage | None, agency: Agency | None) -> dict[str, Any]:
    """The fields that a new class begins with; a code that is free, where the course is known."""
    if course is None:
        return {"agency": agency.code if agency else None}
    number = Cohort.objects.filter(course=course).count() + 1
    while Cohort.objects.filter(code=f"{course.code}-{number:02}").exists():
        number += 1
    return {"code": f"{course.code}-{number:02}", "title": course.title, "agency": agency.code if agency else None}


class MeetingForm(forms.Form):
    """One meeting."""

    on = day_field(_("Day"))
    begins = time_field(_("Begins at"))
    ends = time_field(_("Ends at"))
    room = forms.CharField(label=_("Room"), max_length=60, required=False)
    periods = forms.IntegerField(
        label=_("Teaching periods"),
        min_value=0,
        max_value=12,
        help_text=_("They count as training hours. Write 0 where the time is spent in the online course itself."),
    )
    topic = forms.CharField(label=_("Topic"), max_length=200, required=False)

    def plans(self) -> list[MeetingPlan]:
        """What was typed, once the form is valid; nothing where nothing was."""
        names = MeetingPlan.__dataclass_fields__
        typed = {name: self.cleaned_data[name] for name in names if name in self.cleaned_data}
        return [MeetingPlan(**typed)] if typed.get("on") else []


class MeetingsForm(MeetingForm):
    """One meeting, and the same again."""

    times = forms.IntegerField(label=_("How many times in all"), min_value=1, max_value=MOST_MEETINGS, initial=1)
    every = forms.TypedChoiceField(
        label=_("How often"), choices=[(7, _("every week")), (1, _("every day"))], coerce=int, initial=7
    )

    def has_changed(self) -> bool:
        """How often is asked only of a meeting: without one, nothing was filled in."""
        return bool(set(self.changed_data) - {"times", "every"})

    def plans(self) -> list[MeetingPlan]:
        plans = super().plans()
        times, between = self.cleaned_data.get("times", 1), self.cleaned_data.get("every", 7)
        return [one for plan in plans for one in repeated(plan, times=times, days_between=between)]


def initial_of_meeting(meeting: Meeting) -> dict[str, Any]:
    return {name: getattr(meeting, name) for name in MeetingPlan.__dataclass_fields__}


class MemberForm(forms.Form):
    """Somebody leaves the class, or goes to another of the same course; and why."""

    to: "forms.ModelChoiceField[Cohort]" = forms.ModelChoiceField(
        label=_("What happens"),
        queryset=Cohort.objects.none(),
        required=False,
        blank=True,
        empty_label=_("Leaves the class"),
        widget=forms.RadioSelect,
    )
    reason = forms.CharField(label=_("Reason"), max_length=300, widget=forms.Textarea({"rows": 2}))

    def __init__(self, data: Any = None, *, person: User, cohort: Cohort) -> None:
        super().__init__(data)
        others: Any = self.fields["to"]
        others.queryset = (
            Cohort.objects.organised_by(person).running().filter(course=cohort.course_id).exclude(pk=cohort.pk)
        ).order_by("first_on", "pk")
        others.label_from_instance = lambda other: _("Moves to: %(class)s") % {"class": other}


class LetterForm(forms.Form):
    subject = forms.CharField(label=_("Subject"), max_length=120)
    text = forms.CharField(label=_("Text of the letter"), max_length=2000, widget=forms.Textarea({"rows": 6}))


class GuestForm(forms.Form):
    """Somebody without an account: a name, and a village where two bear the same."""

    full_name = forms.CharField(
        label=_("Full name"), max_length=120, widget=forms.TextInput(attrs={"autocomplete": "name"})
    )
    hint = forms.CharField(
        label=_("Village"),
        max_length=60,
        required=False,
        help_text=_("Only to tell people of the same name apart."),
    )

    def clean_full_name(self) -> str:
        name: str = nfc(self.cleaned_data["full_name"])
        if sum(letter.isalpha() for letter in name) < 2 or not all(one.isalpha() or one in " .'’-" for one in name):
            raise forms.ValidationError(_("Write the name with letters, as one calls you."))
        return name


class CorrectionForm(forms.Form):
    """Why attendance of a closed class is put right."""

    reason = forms.CharField(
        label=_("Why it is corrected"),
        max_length=300,
        widget=forms.Textarea({"rows": 2}),
        help_text=_("Those it is about read this. For instance: signed on the paper sheet, forgotten here."),
    )


class EndForm(forms.Form):
    note = forms.CharField(
        label=_("Note for the record"), max_length=1000, required=False, widget=forms.Textarea({"rows": 3})
    )


class CallOffForm(forms.Form):
    note = forms.CharField(label=_("Why it is called off"), max_length=300, widget=forms.Textarea({"rows": 2}))
