"""Attendance put right after a class was closed."""

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods

from accounts.requests import SignedInRequest
from classes.cohorts.attending import CannotMark, why_not_mark
from classes.cohorts.correcting import (
    CannotCorrect,
    correct_attendance,
    corrected_until,
    corrections_of,
    why_not_correct,
)
from classes.cohorts.finding import cohort_run_by, meeting_within
from classes.cohorts.forms import CorrectionForm
from classes.cohorts.presenting import crumbs, sheet_of
from classes.cohorts.rights import NotYours, rights_on
from classes.models import Attendance, Cohort
from classes.views.cohort_people import marks_from, say_overtaken
from classes.views.cohorts import BOTH_WAYS


@require_http_methods(BOTH_WAYS)
def correct(request: SignedInRequest, pk: int, meeting: int) -> HttpResponse:
    """The sheet of a meeting of a closed class once more, with a reason; and what was corrected before."""
    cohort = cohort_run_by(request.user, pk)
    if cohort.state != Cohort.State.CLOSED:
        raise Http404
    held, rights, today = meeting_within(cohort, meeting), rights_on(cohort, request.user), timezone.localdate()
    lines = sheet_of(held)
    form = CorrectionForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        marks = marks_from(request.POST, lines)
        try:
            done = correct_attendance(
                meeting=held, marks=marks, reason=form.cleaned_data["reason"], by=request.user, at=timezone.now()
            )
        except (CannotCorrect, CannotMark, NotYours) as refusal:
            form.add_error(None, str(refusal))
        else:
            count = done.correction.marks.count() if done.correction else 0
            words = ngettext("Corrected: %(count)d mark.", "Corrected: %(count)d marks.", count)
            messages.success(request, words % {"count": count})
            say_overtaken(request, done.overtaken)
            return redirect("classes:correct", cohort.pk, held.pk)
    context = {
        "cohort": cohort,
        "meeting": held,
        "lines": [line.as_chosen(request.POST) for line in lines] if form.is_bound else lines,
        "states": Attendance.State.choices,
        "form": form,
        "until": corrected_until(cohort, rights),
        "refusal": why_not_mark(held, on=today) or why_not_correct(cohort, rights, on=today),
        "corrections": [one for one in corrections_of(cohort) if one.correction.meeting_id == held.pk],
        "crumbs": crumbs(cohort, _("Correct attendance")),
    }
    return render(request, "classes/cohorts/correct.html", context, status=422 if form.is_bound else 200)
