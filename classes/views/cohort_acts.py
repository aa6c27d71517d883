"""What is done with a class: meetings planned and called off, a letter to all, the end; and its files."""

import datetime as dt

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.requests import SignedInRequest
from classes.cohorts.calendar import calendar_of
from classes.cohorts.closing import CannotClose, close_class, figures_of, why_not_close
from classes.cohorts.exporting import export_roll
from classes.cohorts.finding import (
    cohort_organised_by,
    cohort_run_by,
    cohort_seen_by,
    letters_of,
    meeting_within,
    own_membership,
)
from classes.cohorts.forms import CallOffForm, EndForm, LetterForm, MeetingForm, MeetingsForm, initial_of_meeting
from classes.cohorts.planning import CannotPlanClass, ClassIsOver, call_off_class
from classes.cohorts.presenting import crumbs, own_marks, roll_of
from classes.cohorts.printing import roll_pdf
from classes.cohorts.rights import NotYours, rights_on
from classes.cohorts.scheduling import CannotMeet, add_meetings, call_off_meeting, change_meeting
from classes.cohorts.writing import write_to_all
from classes.models import Cohort
from classes.views.cohorts import BOTH_WAYS
from kit.spreadsheets import FORMATS


def _open(cohort: Cohort) -> Cohort:
    if not cohort.is_open:
        raise Http404
    return cohort


@require_http_methods(BOTH_WAYS)
def meetings(request: SignedInRequest, pk: int) -> HttpResponse:
    """Plan meetings: one, or the same again every week or day."""
    cohort = _open(cohort_organised_by(request.user, pk))
    form = MeetingsForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            made = add_meetings(cohort=cohort, plans=form.plans(), by=request.user, at=timezone.now())
        except (CannotMeet, ClassIsOver, NotYours) as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(
                request, _("%(count)d meetings are planned; the members were told.") % {"count": len(made)}
            )
            return redirect("classes:cohort", cohort.pk)
    context = {"cohort": cohort, "form": form, "crumbs": crumbs(cohort, _("Plan meetings"))}
    return render(request, "classes/cohorts/meeting.html", context, status=422 if form.is_bound else 200)


@require_http_methods(BOTH_WAYS)
def meeting(request: SignedInRequest, pk: int, meeting: int) -> HttpResponse:
    """Change one meeting, or call it off."""
    cohort = _open(cohort_organised_by(request.user, pk))
    found = meeting_within(cohort, meeting)
    form = MeetingForm(request.POST if request.method == "POST" else None, initial=initial_of_meeting(found))
    if request.method == "POST" and form.is_valid():
        (plan,) = form.plans()
        try:
            change_meeting(meeting=found, plan=plan, by=request.user, at=timezone.now())
        except (CannotMeet, ClassIsOver, NotYours) as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("The meeting was changed; the members were told."))
            return redirect("classes:cohort", cohort.pk)
    context = {"cohort": cohort, "meeting": found, "form": form, "crumbs": crumbs(cohort, _("Change the meeting"))}
    return render(request, "classes/cohorts/meeting.html", context, status=422 if form.is_bound else 200)


@require_POST
def meeting_off(request: SignedInRequest, pk: int, meeting: int) -> HttpResponse:
    cohort = cohort_organised_by(request.user, pk)
    try:
        call_off_meeting(meeting=meeting_within(cohort, meeting), by=request.user, at=timezone.now())
    except (CannotMeet, ClassIsOver, NotYours) as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, _("The meeting is called off; the members were told."))
    return redirect("classes:cohort", cohort.pk)


@require_http_methods(BOTH_WAYS)
def letter(request: SignedInRequest, pk: int) -> HttpResponse:
    """Write to everybody who has a seat."""
    cohort = _open(cohort_run_by(request.user, pk))
    form = LetterForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            sent = write_to_all(cohort=cohort, **form.cleaned_data, by=request.user, at=timezone.now())
        except (ClassIsOver, NotYours) as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("Sent to %(count)d people.") % {"count": sent.told})
            return redirect("classes:cohort", cohort.pk)
    context = {
        "cohort": cohort,
        "form": form,
        "count": cohort.memberships.seated().count(),
        "letters": letters_of(cohort),
        "crumbs": crumbs(cohort, _("Write to all")),
    }
    return render(request, "classes/cohorts/letter.html", context, status=422 if form.is_bound else 200)


@require_http_methods(BOTH_WAYS)
def close(request: SignedInRequest, pk: int) -> HttpResponse:
    """Close the class with its figures, looked at before they are frozen."""
    cohort = _open(cohort_organised_by(request.user, pk))
    today = timezone.localdate()
    form = EndForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            close_class(cohort=cohort, note=form.cleaned_data["note"], by=request.user, at=timezone.now())
        except (CannotClose, NotYours) as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("The class is closed. Its figures stay as they are now."))
            return redirect("classes:cohort", cohort.pk)
    roll = roll_of(cohort, at=timezone.now())
    context = {
        "cohort": cohort,
        "form": form,
        "figures": figures_of(cohort, on=today),
        "refusal": why_not_close(cohort, on=today),
        "unmarked": sum(roll.held - len(member.marks) for member in roll.members),
        "crumbs": crumbs(cohort, _("Close the class")),
    }
    return render(request, "classes/cohorts/close.html", context, status=422 if form.is_bound else 200)


@require_http_methods(BOTH_WAYS)
def call_off(request: SignedInRequest, pk: int) -> HttpResponse:
    cohort = _open(cohort_organised_by(request.user, pk))
    form = CallOffForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            call_off_class(cohort=cohort, reason=form.cleaned_data["note"], by=request.user, at=timezone.now())
        except (CannotPlanClass, ClassIsOver, NotYours) as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("The class is called off; the members were told."))
            return redirect("classes:cohort", cohort.pk)
    context = {"cohort": cohort, "form": form, "crumbs": crumbs(cohort, _("Call the class off"))}
    return render(request, "classes/cohorts/close.html", context, status=422 if form.is_bound else 200)


@require_safe
def roll_file(request: SignedInRequest, pk: int) -> HttpResponse:
    """The roll on A4."""
    cohort = cohort_seen_by(request.user, pk)
    pdf = roll_pdf(cohort=cohort, by=request.user, at=timezone.now())
    headers = {"Content-Disposition": f'inline; filename="lop-{cohort.pk}.pdf"'}
    return HttpResponse(pdf, content_type="application/pdf", headers=headers)


@require_safe
def export(request: SignedInRequest, pk: int, form: str) -> HttpResponse:
    """The roll as a table; for those who may take lists of the agency out."""
    cohort = cohort_seen_by(request.user, pk)
    if form not in FORMATS or not rights_on(cohort, request.user).exports:
        raise Http404
    return export_roll(cohort, form=form, by=request.user, at=timezone.now())


@require_safe
def own_class(request: SignedInRequest, pk: int) -> HttpResponse:
    """A member's own page: when, where, what to bring, who came to what, what was written."""
    membership = own_membership(request.user, pk)
    cohort, marks = membership.cohort, own_marks(membership)
    today = timezone.localdate()
    to_meet = list(cohort.meetings.in_order())
    context = {
        "membership": membership,
        "cohort": cohort,
        "meetings": [(one, marks.get(one.pk)) for one in to_meet],
        "next_meeting": next((one for one in to_meet if _is_to_come(one.on, today) and not one.is_called_off), None),
        "facilitators": cohort.facilitations.running().select_related("person").order_by("pk"),
        "letters": letters_of(cohort) if membership.seated_at else [],
        "today": today,
    }
    return render(request, "classes/cohorts/own.html", context)


def _is_to_come(day: dt.date, today: dt.date) -> bool:
    return day >= today


@require_safe
def calendar(request: SignedInRequest, pk: int) -> HttpResponse:
    """The meetings for the calendar of whoever is in the class or runs it."""
    cohort = Cohort.objects.visible_to(request.user).filter(pk=pk).first() or own_membership(request.user, pk).cohort
    headers = {"Content-Disposition": f'attachment; filename="lop-{cohort.pk}.ics"'}
    content = calendar_of(cohort, at=timezone.now())
    return HttpResponse(content, content_type="text/calendar; charset=utf-8", headers=headers)
