"""What a provincial officer fills in to say how a target is counted."""

import datetime as dt
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from courses.models import CoursePage
from coverage.models import Target
from coverage.ruling import Rule, Wording, problems_of, rule_of
from workforce.models import Absence, Agency, Employment, Position

_DAY = "%Y-%m-%d"


def day_field(label: Any, **options: Any) -> forms.DateField:
    """A day, typed as 22/11/2026 or 2026-11-22."""
    widget = forms.DateInput(format=_DAY, attrs={"type": "date"})
    return forms.DateField(label=label, input_formats=[_DAY, "%d/%m/%Y"], widget=widget, **options)


class RuleForm(forms.Form):
    """Whom to count and when somebody has achieved. Raises nothing: what does not fit is said on the form."""

    population = forms.ChoiceField(
        label=_("Who belongs to the group"), choices=Target.Population.choices, widget=forms.RadioSelect
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
    branch = forms.ChoiceField(label=_("Only this agency and everything below it"), required=False)
    excused = forms.MultipleChoiceField(
        label=_("Not counted while away for"),
        choices=Absence.Reason.choices,
        widget=forms.CheckboxSelectMultiple,
        required=False,
        help_text=_("Whoever is away on the day for a ticked reason is left out of the group."),
    )
    numerator = forms.ChoiceField(
        label=_("Who has achieved"), choices=Target.Numerator.choices, widget=forms.RadioSelect
    )
    courses = forms.MultipleChoiceField(
        label=_("Courses that count"), widget=forms.CheckboxSelectMultiple, required=False
    )
    unit = forms.ChoiceField(label=_("What is counted"), choices=Target.Unit.choices, widget=forms.RadioSelect)
    counting_note = forms.CharField(
        label=_("How it is counted, for readers"), widget=forms.Textarea(attrs={"rows": 3}), required=False
    )

    def __init__(self, data: Any = None, *, day: dt.date, target: Target | None = None) -> None:
        super().__init__(data, initial=self._initial(target))
        self._choose("positions", list(Position.objects.order_by("name").values_list("code", "name")))
        agencies = Agency.objects.at(day).order_by("path").values_list("code", "name", "depth")
        # Two no-break spaces for a step down the tree.
        branches = [(code, "\u00a0\u00a0" * (depth - 1) + name) for code, name, depth in agencies]
        self._choose("branch", [("", _("everywhere")), *branches])
        self._choose("courses", list(CoursePage.objects.order_by("title").values_list("code", "title")))

    def _choose(self, name: str, choices: list[Any]) -> None:
        self.fields[name].choices = choices  # type: ignore[attr-defined]

    @staticmethod
    def _initial(target: Target | None) -> dict[str, Any]:
        if target is None:
            return {"population": Target.Population.STAFF, "unit": Target.Unit.PEOPLE}
        return vars(rule_of(target))

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if not self.errors:
            for problem in problems_of(self.rule()):
                self.add_error(None, problem)
        return cleaned

    def rule(self) -> Rule:
        """The rule that was typed, once the form is valid."""
        typed: dict[str, Any] = {name: self.cleaned_data[name] for name in Rule.__dataclass_fields__}
        lists = {name: sorted(value) for name, value in typed.items() if isinstance(value, list)}
        return Rule(**(typed | lists))


class ChangeForm(RuleForm):
    """Another way of counting from a day on, and why."""

    since = day_field(
        _("From which day"), help_text=_("Days before stay counted as they were, so that reports can be had again.")
    )
    reason = forms.CharField(label=_("Why it changes"), max_length=300)


class NewTargetForm(RuleForm):
    """A target that no data file brought: what the plan says, and how it is counted."""

    code = forms.SlugField(label=_("Code"), max_length=40)
    document = forms.CharField(label=_("Document"), max_length=120)
    issued = day_field(_("Issued on"))
    verbatim = forms.CharField(label=_("Sentence of the plan"), widget=forms.Textarea(attrs={"rows": 3}))
    training = forms.CharField(label=_("Training, in short"), max_length=300)
    percent = forms.IntegerField(label=_("Percent"), min_value=1, max_value=100)
    deadline = day_field(_("To be reached by"))

    field_order = ("code", "document", "issued", "verbatim", "training", "percent", "deadline")

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        issued, deadline = cleaned.get("issued"), cleaned.get("deadline")
        if issued and deadline and deadline <= issued:
            self.add_error("deadline", _("The deadline must lie after the day of the plan."))
        return cleaned

    def wording(self) -> Wording:
        return Wording(**{name: self.cleaned_data[name] for name in Wording.__dataclass_fields__})
