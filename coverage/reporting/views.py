"""Pages of reports: what was written, order another, watch it being made, read it, take it along, count it again."""

import datetime as dt
from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from coverage.asking import for_overseers, lets_export, user_of
from coverage.models import Report, ReportJob
from coverage.reporting import showing
from coverage.reporting.agreeing import ask_to_check, differences, last_check
from coverage.reporting.forms import ReportForm
from coverage.reporting.heading import usual_head
from coverage.reporting.making import CannotOrder, order_report, try_again
from coverage.reporting.storing import CannotRead, as_attachment, take_file
from coverage.scope import agencies_of, find_agency
from workforce.models import Agency

PER_PAGE = 20


@require_safe
@for_overseers
def reports(request: HttpRequest) -> HttpResponse:
    """The reports about the agencies one looks after, and those being made; the newest first."""
    jobs = (
        ReportJob.objects.visible_to(user_of(request)).select_related("agency", "by", "report").order_by("-at", "-pk")
    )
    page = Paginator(jobs, PER_PAGE).get_page(request.GET.get("page"))
    return render(request, "coverage/reports/list.html", {"page": page, "rows": showing.rows(page.object_list)})


@require_http_methods(["GET", "HEAD", "POST"])
@for_overseers
def new(request: HttpRequest) -> HttpResponse:
    """Order a report."""
    user, today = user_of(request), timezone.localdate()
    granted = agencies_of(user, getattr(request, "grants", []), day=today)
    agencies = [agency for agency in granted if lets_export(request, agency)]
    chosen = find_agency(user, "", among=agencies)
    if chosen is None:
        raise Http404
    head = usual_head(chosen, by=user, day=today)
    form = ReportForm(request.POST or None, agencies=agencies, chosen=chosen, today=today, head=head)
    if request.method == "POST" and form.is_valid():
        try:
            job = _order(request, form, agencies, today)
        except CannotOrder as refusal:
            form.add_error(None, str(refusal))
        else:
            return redirect("coverage:report_job", job.pk)
    return render(request, "coverage/reports/new.html", {"form": form, "crumbs": showing.crumbs(_("New report"))})


def _order(request: HttpRequest, form: ReportForm, agencies: list[Agency], today: dt.date) -> ReportJob:
    asked = form.cleaned_data
    return order_report(
        kind=asked["kind"],
        agency=next(one for one in agencies if one.code == asked["agency"]),
        day=asked["day"],
        since=asked["since"],
        head=form.head(),
        with_people=asked["with_people"],
        by=user_of(request),
        at=timezone.now(),
        today=today,
    )


@require_safe
@for_overseers
def job(request: HttpRequest, pk: int) -> HttpResponse:
    """How far a report is; the page renews itself until it is done, and then leads to it."""
    found = get_object_or_404(ReportJob.objects.visible_to(user_of(request)).select_related("agency", "report"), pk=pk)
    if found.state == ReportJob.State.DONE:
        address = reverse("coverage:report", args=[found.report.pk])
        # An exchange of htmx would put the other page into this one.
        return (
            HttpResponse(headers={"HX-Redirect": address}) if request.headers.get("HX-Request") else redirect(address)
        )
    title = showing.title_of(found)
    return render(request, "coverage/reports/job.html", {"job": found, "title": title, "crumbs": showing.crumbs(title)})


@require_POST
@for_overseers
def again(request: HttpRequest, pk: int) -> HttpResponse:
    found = get_object_or_404(ReportJob.objects.visible_to(user_of(request)), pk=pk)
    try_again(job=found, by=user_of(request), at=timezone.now())
    return redirect("coverage:report_job", found.pk)


@require_safe
@for_overseers
def report(request: HttpRequest, pk: int) -> HttpResponse:
    """A report with its figures as pictures and tables, as they were frozen."""
    return render(request, "coverage/reports/report.html", _context(_find(request, pk)))


@require_http_methods(["GET", "HEAD", "POST"])
@for_overseers
def checked(request: HttpRequest, pk: int) -> HttpResponse:
    """Have the figures counted again; and, while that runs, how far it is."""
    found = _find(request, pk)
    if request.method == "POST":
        ask_to_check(report=found, by=user_of(request), at=timezone.now())
    if request.method == "POST" or not request.headers.get("HX-Request"):
        return redirect(reverse("coverage:report", args=[found.pk]) + "#doi-chieu")
    return render(request, "coverage/reports/_checked.html", _checked(found))


def _context(found: Report) -> dict[str, Any]:
    title = showing.title_of(found)
    return {
        "report": found,
        "title": title,
        "crumbs": showing.crumbs(title),
        "files": showing.files_of(found),
        "parts": showing.parts_of(found),
        **_checked(found),
    }


def _checked(found: Report) -> dict[str, Any]:
    check = last_check(found)
    said = differences(found, check.figures) if check and check.figures else []
    return {"report": found, "check": check, "differences": said}


@require_safe
@for_overseers
def file(request: HttpRequest, pk: int, form: str) -> HttpResponse:
    """A file of a report as it was made; written down who took it."""
    found = _find(request, pk)
    if form not in found.files:
        raise Http404
    try:
        content = take_file(found, form=form, by=user_of(request), at=timezone.now())
    except CannotRead as refusal:
        messages.error(request, str(refusal))
        return redirect("coverage:report", found.pk)
    return as_attachment(found, form=form, content=content)


def _find(request: HttpRequest, pk: int) -> Report:
    mine = Report.objects.visible_to(user_of(request)).select_related("agency", "job__by")
    return get_object_or_404(mine, pk=pk)
