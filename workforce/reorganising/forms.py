"""What an officer fills in to merge, split, rename, move or close an agency; each form gives a Proposal."""

import datetime as dt
from typing import Any

from django import forms
from django.core.validators import RegexValidator
from django.utils.translation import gettext_lazy as _

from kit.alphabet import alphabetical
from workforce.models import Agency
from workforce.reorganising.proposals import Heir, Kind, Proposal
from workforce.reorganising.proposing import closing, merging, moving, renaming, splitting

_DAY = "%Y-%m-%d"
_CODE = RegexValidator(r"^[\w.~-]+\Z", _("Letters, digits, dots and hyphens only."))
ANEW = "-"
HEIRS = 3


class OperationForm(forms.Form):
    """From which day, and by which document; the subclasses ask for the rest.

    `among` are the agencies that the officer may choose from, `agency` the one whose page it is.
    """

    on = forms.DateField(
        label=_("From which day"),
        input_formats=[_DAY, "%d/%m/%Y"],
        widget=forms.DateInput(format=_DAY, attrs={"type": "date"}),
        help_text=_("All figures of the days before stay as they are."),
    )
    document = forms.CharField(
        label=_("By which document"), max_length=200, help_text=_("For example 1672/NQ-UBTVQH15.")
    )
    # The officer's choices come first, the day and the document last.
    last = ("on", "document")

    def __init__(self, data: Any = None, *, agency: Agency, among: list[Agency]) -> None:
        super().__init__(data)
        self.agency, self.among = agency, among
        self.prepare()
        self.order_fields([name for name in self.fields if name not in self.last] + list(self.last))

    def prepare(self) -> None:
        """Fill in what may be chosen."""

    def proposal(self) -> Proposal:
        """What is proposed, once the form is valid."""
        raise NotImplementedError

    @property
    def when(self) -> dict[str, Any]:
        return {"on": self.cleaned_data["on"], "document": self.cleaned_data["document"]}

    def _choices(self, *, without: Agency | None = None) -> list[tuple[str, str]]:
        offered = [agency for agency in self.among if agency != without]
        offered.sort(key=lambda agency: alphabetical(agency.name))
        return [(agency.code, agency.name) for agency in offered]

    def _choose(self, name: str, choices: list[tuple[str, Any]]) -> None:
        self.fields[name].choices = choices  # type: ignore[attr-defined]

    def _parent(self) -> str:
        parent = self.agency.get_parent()
        return parent.code if parent else ""

    def _named(self, codes: list[str]) -> list[Agency]:
        return [agency for agency in self.among if agency.code in codes]


class MergeForm(OperationForm):
    others = forms.MultipleChoiceField(label=_("Together with"), widget=forms.CheckboxSelectMultiple)
    into = forms.ChoiceField(label=_("They become"))
    name = forms.CharField(label=_("Name of the new agency (where it is new)"), max_length=200, required=False)
    code = forms.CharField(
        label=_("Code of the new agency (where it is new)"), max_length=40, required=False, validators=[_CODE]
    )

    def prepare(self) -> None:
        siblings = [agency for agency in self.among if agency.above == self.agency.above and agency != self.agency]
        siblings.sort(key=lambda agency: alphabetical(agency.name))
        self._choose("others", [(agency.code, agency.name) for agency in siblings])
        self._choose("into", [(ANEW, _("a new agency")), *self._choices()])

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if cleaned.get("into") == ANEW:
            for name in ("name", "code"):
                if not cleaned.get(name) and name not in self.errors:
                    self.add_error(name, _("A new agency needs a name and a code."))
        return cleaned

    def proposal(self) -> Proposal:
        typed = self.cleaned_data
        into = Heir(code=typed["into"])
        if typed["into"] == ANEW:
            into = Heir(code=typed["code"], name=typed["name"], kind=self.agency.kind, above=self._parent())
        return merging([self.agency, *self._named(typed["others"])], into=into, **self.when)


class SplitForm(OperationForm):
    """Up to HEIRS agencies take over, each new or one that is there. Who goes where is asked with the preview."""

    def prepare(self) -> None:
        there = [("", _("a new agency")), *self._choices(without=self.agency)]
        for number in range(1, HEIRS + 1):
            words = {"number": number}
            needed = number <= 2
            self.fields[f"heir{number}"] = forms.ChoiceField(
                label=_("Part %(number)s") % words, choices=there, required=False
            )
            self.fields[f"name{number}"] = forms.CharField(
                label=_("Name of part %(number)s (where it is new)") % words, max_length=200, required=False
            )
            self.fields[f"code{number}"] = forms.CharField(
                label=_("Code of part %(number)s (where it is new)") % words,
                max_length=40,
                required=False,
                validators=[_CODE],
                help_text="" if needed else _("Leave this part empty where there are only two."),
            )

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        for number in range(1, HEIRS + 1):
            name, code = cleaned.get(f"name{number}"), cleaned.get(f"code{number}")
            if not cleaned.get(f"heir{number}") and bool(name) != bool(code):
                self.add_error(f"code{number}", _("A new agency needs a name and a code."))
        return cleaned

    def proposal(self) -> Proposal:
        sent = {
            key.removeprefix("person-"): self.data[key]
            for key in self.data
            if key.startswith("person-") and self.data[key]
        }
        return splitting(self.agency, among=self.heirs(), people=sent, **self.when)

    def heirs(self) -> list[Heir]:
        return [heir for number in range(1, HEIRS + 1) if (heir := self._heir(number))]

    def _heir(self, number: int) -> Heir | None:
        typed = self.cleaned_data
        if code := typed[f"heir{number}"]:
            return Heir(code=code)
        if not typed[f"name{number}"]:
            return None
        new = {"code": typed[f"code{number}"], "name": typed[f"name{number}"]}
        return Heir(**new, kind=self.agency.kind, above=self._parent())


class RenameForm(OperationForm):
    name = forms.CharField(label=_("New name"), max_length=200)

    def prepare(self) -> None:
        self.fields["name"].initial = self.agency.name

    def proposal(self) -> Proposal:
        return renaming(self.agency, name=self.cleaned_data["name"], **self.when)


class MoveForm(OperationForm):
    under = forms.ChoiceField(label=_("Under which agency"))

    def prepare(self) -> None:
        # The top of one's branch may take agencies in, though it may not be changed itself.
        own = [agency for agency in self.among if not agency.path.startswith(self.agency.path)]
        own.sort(key=lambda agency: (agency.depth, alphabetical(agency.name)))
        self._choose("under", [(agency.code, agency.name) for agency in own])

    def proposal(self) -> Proposal:
        (under,) = self._named([self.cleaned_data["under"]])
        return moving(self.agency, under=under, **self.when)


class CloseForm(OperationForm):
    def proposal(self) -> Proposal:
        return closing(self.agency, **self.when)


FORMS: dict[str, type[OperationForm]] = {
    Kind.MERGE: MergeForm,
    Kind.SPLIT: SplitForm,
    Kind.RENAME: RenameForm,
    Kind.MOVE: MoveForm,
    Kind.CLOSE: CloseForm,
}


def form_for(kind: str, data: Any, *, agency: Agency, among: list[Agency], today: dt.date) -> OperationForm:
    """The form of an operation of `kind`, with today's day filled in at first."""
    form = FORMS[kind](data, agency=agency, among=among)
    form.fields["on"].initial = today
    return form
