"""Classes as officers and facilitators see them: the list, making one, its page, changing it."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from accounts.requests import SignedInRequest
from classes.cohorts.closing import figures_known, frozen
from classes.cohorts.correcting import corrections_of, why_not_correct
from classes.cohorts.entering import may_enter
from classes.cohorts.finding import (
    agencies_to_organise,
    cohort_organised_by,
    cohort_seen_by,
    letters_of,
    own_classes,
)
from classes.cohorts.forming import form_class
from classes.cohorts.forms import ClassForm, MeetingsForm
from classes.cohorts.joining import CannotJoin
from classes.cohorts.listing import lines_for
from classes.cohorts.planning import CannotPlanClass, ClassIsOver, change_class
from classes.cohorts.presenting import crumbs, roll_of
from classes.cohorts.rights import NotYours, rights_on
from classes.cohorts.scheduling import CannotMeet
from classes.models import Cohort

BOTH_WAYS = ["GET", "HEAD", "POST"]
TONES = {Cohort.State.OPEN: "ok", Cohort.State.CLOSED: "plain", Cohort.State.CALLED_OFF: "bad"}


@require_safe
def index(request: SignedInRequest) -> HttpResponse:
    """The classes a person learns in, and those that person leads or looks after."""
    ended = request.GET.get("loc") == "da-het"
    context = {
        "own": [] if ended else own_classes(request.user, day=timezone.localdate()),
        "lines": lines_for(request.user, ended=ended, at=timezone.now()),
        "ended": ended,
        "tabs": [(_("Going on"), "?", not ended), (_("Over by now"), "?loc=da-het", ended)],
        "may_make": bool(agencies_to_organise(request.user, day=timezone.localdate())),
    }
    return render(request, "classes/cohorts/index.html", context)


@require_http_methods(BOTH_WAYS)
def new(request: SignedInRequest) -> HttpResponse:
    """A class without people yet; not there for those who may hold none."""
    if not agencies_to_organise(request.user, day=timezone.localdate()):
        raise Http404
    data = request.POST if request.method == "POST" else None
    form = ClassForm(data, person=request.user)
    meetings = MeetingsForm(data, prefix="buoi", empty_permitted=True, use_required_attribute=False)
    if request.method == "POST" and form.is_valid() and meetings.is_valid():
        try:
            made, _added = form_class(
                plan=form.plan(),
                facilitators=form.cleaned_data["facilitators"],
                meetings=meetings.plans(),
                people=[],
                by=request.user,
                at=timezone.now(),
            )
        except (CannotPlanClass, CannotMeet, CannotJoin, NotYours) as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("The class is made. Now add its members."))
            return redirect("classes:add_members", made.pk)
    trail = [(_("Classes"), reverse("classes:cohorts")), (_("New class"), "")]
    return _form_page(request, {"form": form, "meetings": meetings, "crumbs": trail})


@require_safe
def cohort_page(request: SignedInRequest, pk: int) -> HttpResponse:
    """A class for those who run or look after it: what is next, who is there, who is stuck where."""
    cohort = cohort_seen_by(request.user, pk)
    now = timezone.now()
    rights = rights_on(cohort, request.user)
    context = {
        "cohort": cohort,
        "tone": TONES[Cohort.State(cohort.state)],
        "rights": rights,
        "roll": roll_of(cohort, at=now),
        "figures": figures_known(cohort),
        "at_the_end": frozen(cohort),
        "corrections": [] if cohort.is_open else corrections_of(cohort),
        "may_correct": rights.runs and not why_not_correct(cohort, rights, on=timezone.localdate(now)),
        "may_enter_exam": may_enter(cohort, request.user),
        "facilitators": cohort.facilitations.running().select_related("person").order_by("pk"),
        "letters": letters_of(cohort),
        "today": timezone.localdate(now),
        "crumbs": crumbs(cohort),
    }
    return render(request, "classes/cohorts/cohort.html", context)


@require_http_methods(BOTH_WAYS)
def change(request: SignedInRequest, pk: int) -> HttpResponse:
    cohort = _open_or_404(cohort_organised_by(request.user, pk))
    form = ClassForm(request.POST if request.method == "POST" else None, person=request.user, cohort=cohort)
    if request.method == "POST" and form.is_valid():
        people = form.cleaned_data["facilitators"]
        try:
            change_class(cohort=cohort, plan=form.plan(), facilitators=people, by=request.user, at=timezone.now())
        except (CannotPlanClass, ClassIsOver, NotYours) as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("The class was changed."))
            return redirect("classes:cohort", cohort.pk)
    return _form_page(request, {"form": form, "cohort": cohort, "crumbs": crumbs(cohort, _("Change"))})


def _open_or_404(cohort: Cohort) -> Cohort:
    if not cohort.is_open:
        raise Http404
    return cohort


def _form_page(request: SignedInRequest, context: dict[str, Any]) -> HttpResponse:
    failed = request.method == "POST"
    return render(request, "classes/cohorts/form.html", context, status=422 if failed else 200)
