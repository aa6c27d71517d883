"""What the officer asks of the register book, and what a holder adds about themselves."""

from typing import Any

from django import forms
from django.db import models
from django.utils.translation import gettext_lazy as _

from certificates.book import STATES, Search
from certificates.models import Issuer
from courses.models import CoursePage


class AboutMeForm(forms.Form):
    """What a paper needs to know of its holder: only the fields that are asked for."""

    full_name = forms.CharField(
        label=_("Full name"),
        help_text=_("As on your identity card, with every accent: Nông Thị Ánh Nguyệt."),
        max_length=120,
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
    )
    birth_date = forms.DateField(
        label=_("Date of birth"),
        help_text=_("Day, month, year: 25/11/1968."),
        input_formats=["%d/%m/%Y", "%d-%m-%Y", "%d.%m.%Y", "%Y-%m-%d"],
        widget=forms.DateInput(format="%d/%m/%Y", attrs={"autocomplete": "bday", "placeholder": "25/11/1968"}),
        error_messages={"invalid": _("Write the day like this: 25/11/1968.")},
    )

    def __init__(self, *args: Any, asked: list[str], **more: Any) -> None:
        super().__init__(*args, **more)
        for name in list(self.fields):
            if name not in asked:
                del self.fields[name]


class BookForm(forms.Form):
    """What to look for in the register book. The names of its fields stand in addresses that people pass on."""

    tim = forms.CharField(label=_("Name, number or code"), required=False, max_length=120)
    noi = forms.ModelChoiceField(Issuer.objects.none(), label=_("Issuer"), required=False, empty_label=_("all"))
    khoa = forms.ModelChoiceField(CoursePage.objects.none(), label=_("Course"), required=False, empty_label=_("all"))
    nam = forms.IntegerField(label=_("Year"), required=False, min_value=2000, max_value=2200)
    tt = forms.ChoiceField(label=_("State"), required=False, choices=[("", _("all")), *STATES.items()])

    def __init__(self, *args: Any, issuers: "models.QuerySet[Issuer]", **more: Any) -> None:
        super().__init__(*args, **more)
        self.fields["noi"].queryset = issuers  # type: ignore[attr-defined]
        courses = CoursePage.objects.filter(award__issuer__in=issuers).order_by("title")
        self.fields["khoa"].queryset = courses  # type: ignore[attr-defined]

    def search(self) -> Search:
        """What was asked; a part that is wrong asks for nothing."""
        self.is_valid()
        asked = self.cleaned_data
        return Search(
            words=asked.get("tim", ""),
            issuer=asked["noi"].pk if asked.get("noi") else None,
            course=asked["khoa"].pk if asked.get("khoa") else None,
            year=asked.get("nam"),
            state=asked.get("tt", ""),
        )


class DeclineForm(forms.Form):
    reason = forms.CharField(
        label=_("Why it is not issued"),
        help_text=_("The learner reads this sentence. Say what to do next."),
        max_length=300,
        widget=forms.Textarea(attrs={"rows": 3}),
    )
