"""How far an agency is: its targets, one target, and the people behind the number."""

from typing import Any

from django.core.paginator import Page, Paginator
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.utils import timezone

from accounts.models import User
from coverage import presenting
from coverage.asking import export_asked, find_target, for_overseers, question_of, user_of
from coverage.assigning.beginning import ways_to_act
from coverage.counting import Count, count, people
from coverage.exporting import export_agencies, export_people
from coverage.forms import PeopleFilterForm
from coverage.heat import heat_of
from coverage.models import Target
from coverage.ruling import as_of, may_rule
from coverage.trend import road_to
from workforce.models import EmploymentQuerySet

PEOPLE_PER_PAGE = 50


@for_overseers
def index(request: HttpRequest) -> HttpResponse:
    """Every target that can be counted, for the widest branch the person looks after."""
    asked = question_of(request)
    cards = presenting.cards(day=asked.day, agency=asked.agency)
    return render(
        request,
        "coverage/index.html",
        {
            "asked": asked,
            "cards": cards,
            "keep_question": [],
            "may_rule": may_rule(user_of(request)),
        },
    )


@for_overseers
def target(request: HttpRequest, code: str) -> HttpResponseBase:
    """One target: the figure, the road to it, and every agency below."""
    asked = question_of(request)
    found = as_of(find_target(code), asked.day)
    counted = count(found, day=asked.day, agency=asked.agency)
    order = request.GET.get("sap-xep", presenting.BY_NAME)
    rows = presenting.in_order(counted.rows, order)
    if form := export_asked(request, may_export=asked.may_export):
        return export_agencies(counted, rows, form=form, by=user_of(request), at=timezone.now())
    context = {
        "asked": asked,
        "counted": counted,
        "rows": rows,
        "heat": heat_of(rows) if order == presenting.PICTURE else None,
        "is_past": found.deadline is not None and found.deadline < asked.day,
        "courses": found.courses.all(),
        "in_words": presenting.in_words(found),
        "may_rule": may_rule(user_of(request)),
        "road": road_to(found, day=asked.day, agency=asked.agency),
        "ways": ways_to_act(found, asked, user_of(request)),
        **presenting.ways_from_target(counted, order),
    }
    return render(request, "coverage/target.html", context)


@for_overseers
def people_behind(request: HttpRequest, code: str) -> HttpResponseBase:
    """Who stands behind the figure of a target, one by one."""
    asked = question_of(request)
    found = as_of(find_target(code), asked.day)
    counted = count(found, day=asked.day, agency=asked.agency)
    status, search = request.GET.get("loc", presenting.ALL), PeopleFilterForm(request.GET)
    words = search.cleaned_data["tim"] if search.is_valid() else ""
    listed = _filtered(people(found, day=asked.day, agency=asked.agency), status, words)
    if form := export_asked(request, may_export=asked.may_export):
        return export_people(counted, listed, form=form, by=user_of(request), at=timezone.now())
    context = {
        "asked": asked,
        "counted": counted,
        "search": search,
        "page": _page(request.GET.get("page"), listed, counted, status, words),
        "ways": ways_to_act(found, asked, user_of(request), words=words),
        "with_numbers": found.numerator in (Target.Numerator.CERTIFIED, Target.Numerator.HELD),
        **presenting.ways_from_people(counted, status, words),
    }
    return render(request, "coverage/people.html", context)


def _page(asked: str | None, listed: EmploymentQuerySet, counted: Count, status: str, words: str) -> Page[Any]:
    """The page of the list that is asked for.

    How many people there are is known from the figure, unless a search narrows them. Which of them stand on the page
    is asked first: a database that skips thirty thousand rows would look up the facts of each.
    """
    pages = Paginator[Any](listed.values_list("pk", flat=True), PEOPLE_PER_PAGE)
    if not words:
        number = {presenting.ACHIEVED: counted.people.achieved, presenting.NOT_YET: counted.people.missing}
        pages.count = number.get(status, counted.people.population)
    page = pages.get_page(asked)
    page.object_list = list(listed.filter(pk__in=list(page.object_list)))
    return page


def _filtered(listed: EmploymentQuerySet, status: str, words: str) -> EmploymentQuerySet:
    if status in (presenting.ACHIEVED, presenting.NOT_YET):
        listed = listed.filter(achieved=status == presenting.ACHIEVED)  # type: ignore[misc]
    return listed.filter(person__in=User.objects.matching(words)) if words else listed
