"""Two steps from “still missing” to a class: whom to invite, then when and where."""

import datetime as dt
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from accounts.models import User
from classes.cohorts.choosing import MOST_TO_CHOOSE
from classes.cohorts.finding import cohort_organised_by
from classes.cohorts.forming import form_class
from classes.cohorts.forms import ClassForm, MeetingsForm
from classes.cohorts.joining import CannotJoin, add_people
from classes.cohorts.planning import CannotPlanClass, ClassIsOver
from classes.cohorts.rights import NotYours
from classes.cohorts.scheduling import CannotMeet
from classes.models import Cohort
from classes.views.cohort_people import said_of
from courses.models import CoursePage
from coverage import presenting
from coverage.asking import Question, find_target, for_overseers, question_of, user_of
from coverage.assigning.scope import may_assign
from coverage.forming.choosing import courses_towards, missing_from, missing_jobs
from coverage.models import Target
from coverage.ruling import as_of
from workforce.models import Agency

PLAN, MAKE, JOIN = "len-lop", "mo-lop", "vao-lop"


@require_http_methods(["GET", "HEAD", "POST"])
@for_overseers
def form(request: HttpRequest, code: str) -> HttpResponse:
    """Step one lists the people; with `buoc` in the form, step two asks for the class, and the last makes it."""
    asked, today = question_of(request), timezone.localdate()
    if asked.agency is None or not may_assign(user_of(request), asked.agency):
        raise Http404
    target = as_of(find_target(code), today)
    courses = courses_towards(target)
    if not courses:
        raise Http404
    course = next((one for one in courses if one.code == request.GET.get("khoa")), courses[0])
    step = request.POST.get("buoc", "")
    if not step:
        return _choose(request, target, asked, course, courses, today)
    chosen = _chosen(request, target, asked.agency, today)
    if not chosen:
        messages.error(request, _("Nobody was chosen."))
        return redirect(request.get_full_path())
    into = request.POST.get("lop", "")
    if step == JOIN or (step == PLAN and into.isdecimal()):
        return _join(request, target, asked, course, chosen, into, really=step == JOIN)
    return _plan(request, target, asked, course, chosen, really=step == MAKE)


def _choose(
    request: HttpRequest, target: Target, asked: Question, course: CoursePage, courses: list[CoursePage], today: dt.date
) -> HttpResponse:
    assert asked.agency is not None  # noqa: S101 - seen to above
    words = request.GET.get("tim", "").strip()[:100]
    missing = missing_from(
        target, agency=asked.agency, course=course, courses=courses, officer=user_of(request), day=today, words=words
    )
    context = {"asked": asked, "missing": missing, "words": words, "ticked": True, **_ways(target, asked, words)}
    return render(request, "coverage/forming/choose.html", context)


def _chosen(request: HttpRequest, target: Target, agency: Agency, today: dt.date) -> list[User]:
    """The ticked people, as far as they are missing in the branch today; by name."""
    usernames = request.POST.getlist("nguoi")[: 2 * MOST_TO_CHOOSE]
    jobs = missing_jobs(target, agency=agency, day=today).filter(person__username__in=usernames)
    return [job.person for job in jobs]


def _plan(
    request: HttpRequest, target: Target, asked: Question, course: CoursePage, chosen: list[User], *, really: bool
) -> HttpResponse:
    """The form of the new class, with who will be invited; `really` makes it."""
    data = request.POST if really else None
    plan = ClassForm(data, person=user_of(request), course=course, agency=asked.agency)
    meetings = MeetingsForm(data, prefix="buoi", empty_permitted=True, use_required_attribute=False)
    if not really:
        plan.initial = {**plan.initial, "document": target.document, "capacity": max(len(chosen), 1)}
    elif plan.is_valid() and meetings.is_valid():
        try:
            cohort, added = form_class(
                plan=plan.plan(),
                facilitators=plan.cleaned_data["facilitators"],
                meetings=meetings.plans(),
                people=chosen,
                by=user_of(request),
                at=timezone.now(),
            )
        except (CannotPlanClass, CannotMeet, CannotJoin, NotYours) as refusal:
            plan.add_error(None, str(refusal))
        else:
            return _made(request, cohort, said_of(added))
    context = {
        "asked": asked,
        "target": target,
        "course": course,
        "chosen": chosen,
        "form": plan,
        "meetings": meetings,
        "step": MAKE,
        **_ways(target, asked, ""),
    }
    return render(request, "coverage/forming/plan.html", context, status=422 if really else 200)


def _join(
    request: HttpRequest,
    target: Target,
    asked: Question,
    course: CoursePage,
    chosen: list[User],
    into: str,
    *,
    really: bool,
) -> HttpResponse:
    """Into a class that there is: who gets a seat and who waits is shown first; `really` adds them."""
    cohort = cohort_organised_by(user_of(request), int(into) if len(into) < 12 and into.isdecimal() else 0)
    if cohort.course_id != course.pk or not cohort.is_open:
        raise Http404
    if really:
        try:
            added = add_people(cohort=cohort, people=chosen, by=user_of(request), at=timezone.now())
        except CannotJoin as refusal:
            for problem in refusal.problems:
                messages.error(request, problem)
            return redirect(request.get_full_path())
        except (ClassIsOver, NotYours) as refusal:
            messages.error(request, str(refusal))
            return redirect(request.get_full_path())
        return _made(request, cohort, said_of(added))
    free = max(0, cohort.capacity - cohort.memberships.seated().count())
    context = {
        "asked": asked,
        "target": target,
        "course": course,
        "chosen": chosen,
        "cohort": cohort,
        "free": free,
        "waiting": max(0, len(chosen) - free),
        "step": JOIN,
        **_ways(target, asked, ""),
    }
    return render(request, "coverage/forming/plan.html", context)


def _made(request: HttpRequest, cohort: Cohort, said: str) -> HttpResponse:
    messages.success(request, said)
    return redirect("classes:cohort", cohort.pk)


def _ways(target: Target, asked: Question, words: str) -> dict[str, Any]:
    question = presenting.question(asked.day, asked.agency)
    shown = {**question, "loc": presenting.NOT_YET} | ({"tim": words} if words else {})
    return {
        "crumbs": presenting.crumbs(target.code, asked=question, last=_("Make a class")),
        "list_url": f"{reverse('coverage:people', args=[target.code])}?{urlencode(shown)}",
    }
