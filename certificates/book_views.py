"""Pages of the officer who keeps a register: the book, what waits, figures, print; and the holder's missing datum."""

import functools
from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.db import models
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.requests import SignedInRequest
from certificates.approving import CannotDecline, NothingToConfirm, approve, decline, progress_of
from certificates.book import BookPaginator, entries, find_papers
from certificates.book_exporting import export_book
from certificates.book_figures import figures_for
from certificates.book_forms import AboutMeForm, BookForm, DeclineForm
from certificates.book_printing import NothingToPrint, volume_pdf, volumes_of
from certificates.issuing import NotFailed, try_again
from certificates.lacking import CannotComplete, complete_about_me, in_words
from certificates.models import Certificate, IssueBatch, IssueJob, Issuer
from kit.spreadsheets import FORMATS

PER_PAGE = 50
View = Callable[..., HttpResponse]
State = IssueJob.State


def for_keepers(view: View) -> View:
    """Only for those who keep the register of an issuer; for others the page does not exist."""

    @functools.wraps(view)
    def guarded(request: SignedInRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if not Issuer.objects.kept_by(request.user).exists():
            raise Http404
        return view(request, *args, **kwargs)

    return guarded


@require_safe
@for_keepers
def book(request: SignedInRequest) -> HttpResponse:
    """The register book: look up, filter, take along."""
    today = timezone.localdate()
    form = BookForm(request.GET, issuers=Issuer.objects.kept_by(request.user))
    papers = find_papers(form.search(), by=request.user, on=today)
    if wanted := request.GET.get("dinh-dang", ""):
        if wanted not in FORMATS:
            raise Http404
        return export_book(papers, form=wanted, by=request.user, at=timezone.now())
    page = BookPaginator(papers, PER_PAGE).get_page(request.GET.get("page"))
    query = request.GET.copy()
    query.pop("page", None)
    context = {
        "form": form,
        "page": page,
        "lines": entries(page.object_list, on=today),
        "query": query.urlencode(),
        "files": {form: f"?{query.urlencode()}&dinh-dang={form}" for form in FORMATS},
        "tabs": _tabs("book"),
        "may_open": request.user.has_perm("certificates.view_certificate"),
    }
    return render(request, "certificates/book/book.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@for_keepers
def unconfirmed(request: SignedInRequest) -> HttpResponse:
    """Papers that wait for an officer: confirm the chosen ones, or all that a course has."""
    waiting = _jobs(request, State.UNCONFIRMED)
    course = request.GET.get("khoa", "")
    if course.isdecimal():
        waiting = waiting.filter(completion__course=int(course))
    if request.method == "POST":
        chosen = [int(pk) for pk in request.POST.getlist("job") if pk.isdecimal()]
        jobs = waiting if "all" in request.POST else waiting.filter(pk__in=chosen)
        try:
            made = approve(jobs=jobs, by=request.user, at=timezone.now())
        except NothingToConfirm as refusal:
            messages.error(request, str(refusal))
            return redirect(request.get_full_path())
        return redirect("certificates:batch", made.pk)
    courses = (
        _jobs(request, State.UNCONFIRMED)
        .values("completion__course", "completion__course__title")
        .annotate(count=models.Count("pk"))
        .order_by("completion__course__title")
    )
    context = {
        "page": Paginator(waiting, PER_PAGE).get_page(request.GET.get("page")),
        "courses": courses,
        "course": course,
        "query": f"khoa={course}" if course else "",
        "tabs": _tabs("unconfirmed"),
    }
    return render(request, "certificates/book/unconfirmed.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@for_keepers
def decline_one(request: SignedInRequest, pk: int) -> HttpResponse:
    job = get_object_or_404(_jobs(request, State.UNCONFIRMED), pk=pk)
    form = DeclineForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            decline(job=job, reason=form.cleaned_data["reason"], by=request.user, at=timezone.now())
        except CannotDecline as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("Declined. The learner has been told why."))
            return redirect("certificates:unconfirmed")
    return render(request, "certificates/book/decline.html", {"job": job, "form": form})


@require_safe
@for_keepers
def batch(request: SignedInRequest, pk: int) -> HttpResponse:
    """How far papers are that were confirmed together; the page renews itself until all are done."""
    found = get_object_or_404(
        IssueBatch.objects.filter(jobs__in=IssueJob.objects.kept_by(request.user)).distinct(), pk=pk
    )
    context = {"batch": found, "progress": progress_of(found), "tabs": _tabs("unconfirmed")}
    return render(request, "certificates/book/batch.html", context)


@require_safe
@for_keepers
def held(request: SignedInRequest) -> HttpResponse:
    """Papers that wait for a datum of their holder, an officer's token, or somebody to see why they failed."""
    jobs = _jobs(request, State.LACKING, State.FAILED, State.SIGNING).select_related("prepared")
    page = Paginator(jobs, PER_PAGE).get_page(request.GET.get("page"))
    rows = [(job, in_words(job.lacks)) for job in page.object_list]
    context = {"page": page, "rows": rows, "tabs": _tabs("held")}
    return render(request, "certificates/book/held.html", context)


@require_POST
@for_keepers
def again(request: SignedInRequest, pk: int) -> HttpResponse:
    job = get_object_or_404(_jobs(request, State.FAILED), pk=pk)
    try:
        try_again(job=job, by=request.user, at=timezone.now())
    except NotFailed as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, _("The paper is in the queue again."))
    return redirect("certificates:held")


@require_safe
@for_keepers
def figures(request: SignedInRequest) -> HttpResponse:
    context = {"figures": figures_for(request.user, on=timezone.localdate()), "tabs": _tabs("figures")}
    return render(request, "certificates/book/figures.html", context)


@require_safe
@for_keepers
def volumes(request: SignedInRequest) -> HttpResponse:
    """The volumes that can be printed, by issuer and year."""
    kept = Certificate.objects.kept_by(request.user)
    years = kept.order_by().values("issuer", "year").distinct()
    issuers = Issuer.objects.in_bulk({row["issuer"] for row in years})
    books = [
        (issuers[row["issuer"]], row["year"], range(1, volumes_of(issuers[row["issuer"]], row["year"]) + 1))
        for row in sorted(years, key=lambda row: (-row["year"], row["issuer"]))
    ]
    return render(request, "certificates/book/volumes.html", {"books": books, "tabs": _tabs("volumes")})


@require_safe
@for_keepers
def volume(request: SignedInRequest, symbol: str, year: int, volume: int) -> HttpResponse:
    issuer = get_object_or_404(Issuer.objects.kept_by(request.user), symbol=symbol)
    try:
        pdf = volume_pdf(issuer=issuer, year=year, volume=volume, by=request.user, at=timezone.now())
    except NothingToPrint:
        raise Http404 from None
    name = f"so-goc-{issuer.symbol}-{year}-{volume}.pdf"
    headers = {"Content-Disposition": f'inline; filename="{name}"'}
    return HttpResponse(pdf, content_type="application/pdf", headers=headers)


@require_http_methods(["GET", "HEAD", "POST"])
def about_me(request: SignedInRequest) -> HttpResponse:
    """The holder gives what a paper of theirs still lacks."""
    jobs = IssueJob.objects.filter(completion__person=request.user, state=State.LACKING)
    asked = {"name": "full_name", "birth_date": "birth_date"}
    lacks = sorted({datum for job in jobs for datum in job.lacks})
    fields = [asked[datum] for datum in lacks]
    initial = {"full_name": request.user.full_name, "birth_date": request.user.birth_date}
    form = AboutMeForm(request.POST or None, asked=fields, initial=initial)
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        try:
            complete_about_me(
                person=request.user,
                full_name=given.get("full_name"),
                birth_date=given.get("birth_date"),
                at=timezone.now(),
                today=timezone.localdate(),
            )
        except CannotComplete as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("Thank you. Your certificate is being made."))
            return redirect("certificates:mine")
    return render(request, "certificates/about_me.html", {"form": form, "lacks": lacks})


def _jobs(request: SignedInRequest, *states: str) -> "models.QuerySet[IssueJob]":
    return (
        IssueJob.objects.kept_by(request.user)
        .filter(state__in=states)
        .select_related("completion__person", "completion__course", "award__issuer")
        .order_by("decided_at", "pk")
    )


def _tabs(current: str) -> list[tuple[str, str, bool]]:
    parts = {
        "book": _("Register book"),
        "unconfirmed": _("To confirm"),
        "held": _("On hold"),
        "figures": _("Figures"),
        "volumes": _("Print"),
    }
    return [(label, reverse(f"certificates:{name}"), name == current) for name, label in parts.items()]
