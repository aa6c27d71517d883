"""How far an agency is: its targets, one target, and the people behind the number."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.utils import timezone

from coverage import presenting
from coverage.asking import export_asked, find_target, for_overseers, question_of, user_of
from coverage.assigning.beginning import ways_to_act
from coverage.counting import AgencyShare, Count, count
from coverage.exporting import export_agencies, export_people
from coverage.forms import PeopleFilterForm
from coverage.heat import heat_of
from coverage.lines import lines_of_agencies, lines_of_people
from coverage.listing import Listed
from coverage.ruling import as_of, may_rule
from coverage.trend import road_to

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
            "may_rule": may_rule(user_of(request), asked.grants),
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
    ways = presenting.ways_from_target(counted, order)
    if form := export_asked(request, may_export=asked.may_export):
        return export_agencies(counted, rows, form=form, by=user_of(request), at=timezone.now())
    context = {
        "asked": asked,
        "counted": counted,
        "rows": rows,
        **_table(counted, rows, order, ways["people_url"]),
        "is_past": found.deadline is not None and found.deadline < asked.day,
        "courses": found.courses.all(),
        "in_words": presenting.in_words(found),
        "may_rule": may_rule(user_of(request), asked.grants),
        "road": road_to(found, day=asked.day, agency=asked.agency),
        "ways": ways_to_act(found, asked, user_of(request)),
        **ways,
    }
    return render(request, "coverage/target.html", context)


def _table(counted: Count, rows: list[AgencyShare], order: str, people_url: str) -> dict[str, Any]:
    """The agencies as a picture, or as lines."""
    if order == presenting.PICTURE:
        return {"heat": heat_of(rows)}
    return {"lines": lines_of_agencies(counted, rows, people_url=people_url)}


@for_overseers
def people_behind(request: HttpRequest, code: str) -> HttpResponseBase:
    """Who stands behind the figure of a target, one by one."""
    asked = question_of(request)
    found = as_of(find_target(code), asked.day)
    counted = count(found, day=asked.day, agency=asked.agency, by_agency=False)
    status, search = request.GET.get("loc", presenting.ALL), PeopleFilterForm(request.GET)
    words = search.cleaned_data["tim"] if search.is_valid() else ""
    listed = Listed(counted, status, words)
    if form := export_asked(request, may_export=asked.may_export):
        return export_people(counted, listed.people(), form=form, by=user_of(request), at=timezone.now())
    page = listed.page(request.GET.get("page"))
    context = {
        "asked": asked,
        "counted": counted,
        "search": search,
        "page": page,
        "lines": lines_of_people(page.object_list),
        "ways": ways_to_act(found, asked, user_of(request), words=words),
        "with_numbers": listed.with_numbers,
        **presenting.ways_from_people(counted, status, words),
    }
    return render(request, "coverage/people.html", context)
