"""What is filled in to hand in a paper from elsewhere, and to decide about one."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from courses.languages import of_source
from courses.models import CoursePage
from coverage.assigning.files import ACCEPT
from coverage.recognising.deciding import CRITERIA
from coverage.ruling_forms import day_field

MOST_PERIODS = 2000


class PaperForm(forms.Form):
    """What a paper says, and a picture or file of it."""

    course = forms.ModelChoiceField(
        queryset=CoursePage.objects.none(),
        label=_("It stands for the course"),
        empty_label=_("Choose"),
        help_text=_("Choose the course that teaches the same."),
    )
    title = forms.CharField(label=_("What the paper says"), max_length=200)
    issuer = forms.CharField(label=_("Issued by"), max_length=200)
    number = forms.CharField(label=_("Number of the paper"), max_length=60, required=False)
    issued_on = day_field(_("Issued on"))
    last_day = day_field(_("Last day on which it is valid"), required=False)
    periods = forms.IntegerField(label=_("Teaching periods"), min_value=1, max_value=MOST_PERIODS, required=False)
    file = forms.FileField(
        label=_("A picture or file of the paper"),
        max_length=150,
        widget=forms.FileInput(attrs={"accept": ACCEPT}),
        help_text=_("A clear photograph is enough: .jpg, .png, .pdf or .docx."),
    )

    def __init__(self, data: Any = None, files: Any = None) -> None:
        super().__init__(data, files)
        courses: Any = self.fields["course"]
        courses.queryset = of_source(CoursePage.objects.live()).order_by("title")

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        issued, last = cleaned.get("issued_on"), cleaned.get("last_day")
        if issued and last and last < issued:
            self.add_error("last_day", _("It would have run out before it was issued."))
        return cleaned


class DecisionForm(forms.Form):
    """What the officer looked at, or why the paper does not count."""

    criteria = forms.MultipleChoiceField(
        label=_("I have looked, and it is so (all of it, to recognise the paper)"),
        choices=list(CRITERIA.items()),
        widget=forms.CheckboxSelectMultiple,
        required=False,
    )
    reason = forms.CharField(
        label=_("Reason (when it is not recognised or taken back; its holder reads it)"), max_length=300, required=False
    )
