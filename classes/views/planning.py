"""The planner's pages: sessions, the form, the roll."""

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.requests import SignedInRequest
from classes.cohorts.entering import classes_for_exam
from classes.finding import entry_within, exams_offered_by, own_entries, session_planned_by
from classes.forms import PlanForm, RollForm
from classes.models import ExamSession
from classes.moving import NotNow
from classes.planning import CannotPlan, call_off, change_plan, plan_session
from classes.presenting import crumbs
from classes.seating import CannotEnter, enter_people, people_named, people_of, strike_off

NEWEST = 60


@require_safe
def index(request: SignedInRequest) -> HttpResponse:
    """The exams of a person: those to sit, and those to run."""
    sessions = ExamSession.objects.visible_to(request.user).select_related("quiz").order_by("-opens_at")[:NEWEST]
    context = {
        "own": own_entries(request.user),
        "to_come": [session for session in sessions if not session.is_over][::-1],
        "past": [session for session in sessions if session.is_over],
        "may_plan": exams_offered_by(request.user).exists(),
    }
    return render(request, "classes/index.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def plan(request: SignedInRequest) -> HttpResponse:
    """A new session; not there for those who teach no supervised exam."""
    if not exams_offered_by(request.user).exists():
        raise Http404
    form = PlanForm(request.POST or None, person=request.user)
    if request.method == "POST" and form.is_valid():
        people = form.cleaned_data["invigilators"]
        try:
            made = plan_session(plan=form.plan(), invigilators=people, by=request.user, at=timezone.now())
        except CannotPlan as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("The exam is planned. Now put people on the roll."))
            return redirect("classes:roll", made.pk)
    trail = [*crumbs_up(), (_("New exam"), "")]
    return render(request, "classes/plan.html", {"form": form, "crumbs": trail})


def crumbs_up() -> list[tuple[str, str]]:
    from django.urls import reverse

    return [(_("Exams"), reverse("classes:index"))]


@require_http_methods(["GET", "HEAD", "POST"])
def change(request: SignedInRequest, pk: int) -> HttpResponse:
    session = session_planned_by(request.user, pk)
    form = PlanForm(request.POST or None, person=request.user, session=session)
    if request.method == "POST" and form.is_valid():
        people = form.cleaned_data["invigilators"]
        try:
            change_plan(session=session, plan=form.plan(), invigilators=people, by=request.user, at=timezone.now())
        except CannotPlan as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("The plan was changed."))
            return redirect("classes:session", session.pk)
    context = {"form": form, "session": session, "crumbs": crumbs(session, _("Change the plan"))}
    return render(request, "classes/plan.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def roll(request: SignedInRequest, pk: int) -> HttpResponse:
    """Put people on the roll: all of the list, or nobody and what is wrong with each line."""
    session = session_planned_by(request.user, pk)
    form = RollForm(request.POST or None)
    problems: list[str] = []
    if request.method == "POST" and form.is_valid():
        agency = form.cleaned_data["agency"]
        try:
            people = people_named(form.cleaned_data["names"])
            if agency is not None:
                people += [one for one in people_of(agency, on=timezone.localdate()) if one not in people]
            entered = enter_people(session=session, people=people, by=request.user, at=timezone.now())
        except CannotEnter as refusal:
            problems = refusal.problems
        except NotNow as refusal:
            problems = [str(refusal)]
        else:
            messages.success(request, _("%(count)d people were put on the roll and told.") % {"count": len(entered)})
            return redirect("classes:session", session.pk)
    context = {
        "form": form,
        "session": session,
        "problems": problems,
        "classes": classes_for_exam(session, request.user)[:NEWEST],
        "free": session.seats - session.entries.on_the_roll().count(),
        "crumbs": crumbs(session, _("Put people on the roll")),
    }
    return render(request, "classes/roll.html", context)


@require_POST
def call_off_page(request: SignedInRequest, pk: int) -> HttpResponse:
    session = session_planned_by(request.user, pk)
    try:
        call_off(session=session, by=request.user, at=timezone.now())
    except NotNow as refusal:
        messages.error(request, str(refusal))
    return redirect("classes:session", session.pk)


@require_POST
def strike(request: SignedInRequest, pk: int, entry: int) -> HttpResponse:
    session = session_planned_by(request.user, pk)
    try:
        strike_off(entry=entry_within(session, entry), by=request.user, at=timezone.now())
    except NotNow as refusal:
        messages.error(request, str(refusal))
    return redirect("classes:session", session.pk)
