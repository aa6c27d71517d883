"""People of a class who gave nothing but a name: written down when they turn up, given a code for their account."""

import datetime as dt

from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from accounts.requests import SignedInRequest
from classes.cohorts.attending import CannotMark
from classes.cohorts.finding import cohort_run_by, meeting_within
from classes.cohorts.forms import GuestForm
from classes.cohorts.joining import CannotJoin
from classes.cohorts.planning import ClassIsOver
from classes.cohorts.presenting import crumbs
from classes.cohorts.rights import NotYours
from classes.cohorts.turning_up import add_who_turned_up, print_class_codes


@require_POST
def turned_up(request: SignedInRequest, pk: int, meeting: int) -> HttpResponse:
    """Somebody is here who is not on the sheet."""
    cohort = cohort_run_by(request.user, pk)
    held = meeting_within(cohort, meeting)
    if not cohort.for_everyone:
        raise Http404
    form = GuestForm(request.POST)
    if form.is_valid():
        try:
            member = add_who_turned_up(meeting=held, **form.cleaned_data, by=request.user, at=timezone.now())
        except (CannotJoin, CannotMark, ClassIsOver, NotYours) as refusal:
            messages.error(request, str(refusal))
        else:
            said = _("%(name)s is on the list and marked as present.")
            messages.success(request, said % {"name": member.person.full_name})
    else:
        messages.error(request, " ".join(str(error) for errors in form.errors.values() for error in errors))
    return redirect("classes:attendance", cohort.pk, held.pk)


@require_POST
@never_cache
def codes(request: SignedInRequest, pk: int) -> HttpResponse:
    """The sheets to cut apart, shown once: the codes are not kept, and each printing ends those of before."""
    cohort = cohort_run_by(request.user, pk)
    if not cohort.for_everyone:
        raise Http404
    now = timezone.now()
    context = {
        "cohort": cohort,
        "sheets": print_class_codes(cohort=cohort, by=request.user, at=now),
        "address": settings.BASE_URL.partition("//")[2] + reverse("accounts:activate"),
        "until": timezone.localdate(now) + dt.timedelta(days=settings.ACTIVATION_DAYS),
        "crumbs": crumbs(cohort, _("Sheets")),
    }
    return render(request, "classes/cohorts/codes.html", context)
