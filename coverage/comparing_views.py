"""What changed between two days: the parts of the difference, and the people behind each."""

import datetime as dt

from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone

from coverage import presenting
from coverage.asking import Question, export_asked, find_target, for_overseers, question_of, user_of
from coverage.comparing import Comparison, compare, people_of
from coverage.exporting import export_part
from coverage.forms import SinceForm, read_since
from coverage.ruling import as_of
from coverage.telling import crumbs, lines, title_of

PEOPLE_PER_PAGE = 50


@for_overseers
def comparison(request: HttpRequest, code: str) -> HttpResponse:
    """The figure of two days, and every person of the difference in one part."""
    asked = question_of(request)
    compared, since = _compared(request, code, asked)
    query = {**presenting.question(asked.day, asked.agency), "tu": compared.first.isoformat()}
    context = {
        "asked": asked,
        "since": since,
        "compared": compared,
        "lines": lines(compared, query),
        "crumbs": crumbs(compared, query),
    }
    return render(request, "coverage/comparison.html", context)


@for_overseers
def part(request: HttpRequest, code: str, part: str) -> HttpResponse:
    """The people of one part of the difference. Raises Http404 where there is no such part."""
    asked = question_of(request)
    compared, _since = _compared(request, code, asked)
    group = compared.group(part)
    if group is None:
        raise Http404
    listed = people_of(compared, part)
    if form := export_asked(request, may_export=asked.may_export):
        return export_part(compared, group, listed, form=form, by=user_of(request), at=timezone.now())
    query = {**presenting.question(asked.day, asked.agency), "tu": compared.first.isoformat()}
    context = {
        "compared": compared,
        "title": title_of(group.part),
        "group": group,
        "page": Paginator(listed, PEOPLE_PER_PAGE).get_page(request.GET.get("page")),
        "crumbs": crumbs(compared, query, last=title_of(group.part)),
        **presenting.addresses(query),
    }
    return render(request, "coverage/part.html", context)


def _compared(request: HttpRequest, code: str, asked: Question) -> tuple[Comparison, SinceForm]:
    """The comparison asked for: since the day `tu`; a year back, but not before the plan, when none is named.

    Both days are counted in the way of the later one, so that only people make the difference.
    """
    found, typed = as_of(find_target(code), asked.day), request.GET.get("tu", "")
    year_ago = asked.day - dt.timedelta(days=365)
    usual = found.issued if year_ago < found.issued < asked.day else year_ago
    first = read_since(typed, before=asked.day, usual=usual)
    form = SinceForm(typed or usual.isoformat(), before=asked.day)
    return compare(found, first=first, last=asked.day, agency=asked.agency), form
