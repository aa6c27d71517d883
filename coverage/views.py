"""How far an agency is: its targets, one target, and the people behind the number."""

import datetime as dt
import functools
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.utils.http import urlencode

from accounts.models import User
from coverage import presenting
from coverage.counting import CannotCount, count, people
from coverage.exporting import export_agencies, export_people
from coverage.forms import PeopleFilterForm, QuestionForm, read_day
from coverage.models import Target
from coverage.scope import OutsideYourBranches, agencies_of, find_agency, oversees
from coverage.trend import road_to
from kit.spreadsheets import FORMATS
from workforce.models import Agency, EmploymentQuerySet
from workforce.roster.bringing import may_import

PEOPLE_PER_PAGE = 50
View = Callable[..., HttpResponse]


@dataclass(frozen=True)
class Question:
    """The day and the agency asked about, and the form to ask again."""

    day: dt.date
    agency: Agency | None
    form: QuestionForm

    @property
    def query(self) -> str:
        """The same question as parameters of an address."""
        return urlencode(presenting.question(self.day, self.agency))


def for_overseers(view: View) -> View:
    """Only for those who look after an agency; others are told in plain words whose page it is."""

    @functools.wraps(view)
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if not oversees(_user(request)):
            return render(request, "coverage/closed.html", status=403)
        return view(request, *args, **kwargs)

    return guarded


@for_overseers
def index(request: HttpRequest) -> HttpResponse:
    """Every target that can be counted, for the widest branch the person looks after."""
    asked = _question(request)
    cards = presenting.cards(day=asked.day, agency=asked.agency)
    return render(
        request,
        "coverage/index.html",
        {"asked": asked, "cards": cards, "keep_question": [], "may_import": may_import(_user(request))},
    )


@for_overseers
def target(request: HttpRequest, code: str) -> HttpResponse:
    """One target: the figure, the road to it, and every agency below."""
    found, asked = _find_target(code), _question(request)
    try:
        counted = count(found, day=asked.day, agency=asked.agency)
    except CannotCount as refusal:
        return _not_counted(request, found, refusal)
    order = request.GET.get("sap-xep", presenting.BY_NAME)
    rows = presenting.in_order(counted.rows, order)
    if form := _export_asked(request):
        return export_agencies(counted, rows, form=form, by=_user(request), at=timezone.now())
    context = {
        "asked": asked,
        "counted": counted,
        "rows": rows,
        "is_past": found.deadline is not None and found.deadline < asked.day,
        "courses": found.courses.all(),
        "in_words": presenting.in_words(found),
        "road": road_to(found, day=asked.day, agency=asked.agency),
        **presenting.ways_from_target(counted, order),
    }
    return render(request, "coverage/target.html", context)


@for_overseers
def people_behind(request: HttpRequest, code: str) -> HttpResponse:
    """Who stands behind the figure of a target, one by one."""
    found, asked = _find_target(code), _question(request)
    try:
        counted = count(found, day=asked.day, agency=asked.agency)
    except CannotCount as refusal:
        return _not_counted(request, found, refusal)
    status, search = request.GET.get("loc", presenting.ALL), PeopleFilterForm(request.GET)
    words = search.cleaned_data["tim"] if search.is_valid() else ""
    listed = _filtered(people(found, day=asked.day, agency=asked.agency), status, words)
    if form := _export_asked(request):
        return export_people(counted, listed.iterator(), form=form, by=_user(request), at=timezone.now())
    context = {
        "asked": asked,
        "counted": counted,
        "search": search,
        "page": Paginator(listed, PEOPLE_PER_PAGE).get_page(request.GET.get("page")),
        "with_numbers": found.numerator == Target.Numerator.CERTIFIED,
        **presenting.ways_from_people(counted, status, words),
    }
    return render(request, "coverage/people.html", context)


def _user(request: HttpRequest) -> User:
    user: User = request.user  # type: ignore[assignment]
    return user


def _find_target(code: str) -> Target:
    return get_object_or_404(Target.objects.prefetch_related("courses"), code=code)


def _question(request: HttpRequest) -> Question:
    """What is asked, within what the person may see. Raises Http404 for an agency outside it."""
    today, typed = timezone.localdate(), request.GET.get("ngay", "")
    day = read_day(typed, today=today)
    agencies = agencies_of(_user(request), day=day)
    try:
        agency = find_agency(_user(request), request.GET.get("don-vi", ""), among=agencies)
    except OutsideYourBranches as refusal:
        raise Http404 from refusal
    return Question(day, agency, QuestionForm(typed, today=today, agencies=agencies, chosen=agency))


def _export_asked(request: HttpRequest) -> str:
    """The kind of file asked for, if any. Raises Http404 for a kind that does not exist."""
    form = request.GET.get("dinh-dang", "")
    if form and form not in FORMATS:
        raise Http404
    return form


def _filtered(listed: EmploymentQuerySet, status: str, words: str) -> EmploymentQuerySet:
    if status in (presenting.ACHIEVED, presenting.NOT_YET):
        listed = listed.filter(achieved=status == presenting.ACHIEVED)  # type: ignore[misc]
    return listed.filter(person__in=User.objects.matching(words)) if words else listed


def _not_counted(request: HttpRequest, found: Target, refusal: CannotCount) -> HttpResponse:
    context = {"target": found, "reason": str(refusal), "crumbs": presenting.crumbs(found.code)}
    return render(request, "coverage/not_counted.html", context)
