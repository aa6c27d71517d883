"""Who is away for a reason that may excuse from a target: listed, written down, ended, taken back."""

from typing import Any

from django import forms
from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST

from accounts.models import User
from coverage.asking import for_overseers, user_of
from coverage.forms import ISO
from workforce.absences import CannotRecordAbsence, end_absence, record_absence, withdraw_absence
from workforce.employing import NotInCharge
from workforce.models import Absence, Employment

PER_PAGE = 50


def _day_field(label: Any, **more: Any) -> forms.DateField:
    widget = forms.DateInput(format=ISO, attrs={"type": "date"})
    return forms.DateField(label=label, input_formats=[ISO, "%d/%m/%Y"], widget=widget, **more)


class AbsenceForm(forms.Form):
    person = forms.CharField(
        label=gettext_lazy("User name of the person"),
        help_text=gettext_lazy("It stands in the list of people of a target."),
        max_length=150,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
    reason = forms.ChoiceField(label=gettext_lazy("Why they are away"), choices=Absence.Reason.choices)
    starts_on = _day_field(gettext_lazy("First day away"))
    ends_on = _day_field(gettext_lazy("First day back at work, if known"), required=False)
    document = forms.CharField(label=gettext_lazy("Decision"), max_length=120, required=False)


class ReturnForm(forms.Form):
    on = _day_field(gettext_lazy("First day back at work"))


@require_http_methods(["GET", "HEAD", "POST"])
@for_overseers
def absences(request: HttpRequest) -> HttpResponse:
    """Those away among one's people, the latest first, and a form to write down another."""
    form = AbsenceForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        asked = dict(form.cleaned_data)
        person = _among_mine(request).filter(username=asked.pop("person")).first()
        if person is None:
            form.add_error("person", _("Nobody of this name works in the agencies you look after."))
        elif _tried(request, form, person, asked):
            messages.success(request, _("Written down."))
            return redirect("coverage:absences")
    listed = _mine(request).select_related("person", "recorded_by").order_by("-starts_on", "-pk")
    context = {
        "form": form,
        "page": Paginator(listed, PER_PAGE).get_page(request.GET.get("page")),
        "today": timezone.localdate(),
        "crumbs": [(_("How far are we?"), reverse("coverage:index")), (_("Away from work"), "")],
    }
    return render(request, "coverage/absences.html", context)


def _tried(request: HttpRequest, form: AbsenceForm, person: User, asked: dict[str, Any]) -> bool:
    try:
        record_absence(person=person, by=user_of(request), at=timezone.now(), **asked)
    except (CannotRecordAbsence, NotInCharge) as refusal:
        form.add_error(None, str(refusal))
        return False
    return True


@require_POST
@for_overseers
def came_back(request: HttpRequest, pk: int) -> HttpResponse:
    absence, form = get_object_or_404(_mine(request), pk=pk), ReturnForm(request.POST)
    if not form.is_valid():
        messages.error(request, _("Say on which day the person came back."))
        return redirect("coverage:absences")
    try:
        end_absence(absence=absence, on=form.cleaned_data["on"], by=user_of(request), at=timezone.now())
    except (CannotRecordAbsence, NotInCharge) as refusal:
        messages.error(request, str(refusal))
    return redirect("coverage:absences")


@require_POST
@for_overseers
def taken_back(request: HttpRequest, pk: int) -> HttpResponse:
    try:
        withdraw_absence(absence=get_object_or_404(_mine(request), pk=pk), by=user_of(request), at=timezone.now())
    except NotInCharge as refusal:
        messages.error(request, str(refusal))
    return redirect("coverage:absences")


def _among_mine(request: HttpRequest) -> Any:
    """People who work today in the agencies that the officer looks after."""
    jobs = Employment.objects.at(timezone.localdate()).visible_to(user_of(request))
    return User.objects.filter(employments__in=jobs).distinct()


def _mine(request: HttpRequest) -> Any:
    """Absences of these people that were not taken back."""
    return Absence.objects.filter(person__in=_among_mine(request), withdrawn_at=None)
