"""The pages of a roster: bring a list, see what it would change, confirm, decide what was in doubt, undo."""

import functools
from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.db import transaction
from django.db.models import Count
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.models import User
from accounts.requests import SignedInRequest
from kit.progress import progress_of
from kit.spreadsheets import FORMATS, as_download
from workforce.models import Employment, RosterImport
from workforce.roster.activating import not_yet_in
from workforce.roster.background import start_work
from workforce.roster.bringing import (
    CannotConfirm,
    agree,
    bring_roster,
    remap,
    roster_for,
)
from workforce.roster.columns import BY_NAME
from workforce.roster.deciding import decide_row
from workforce.roster.exporting import export_roster, template_for
from workforce.roster.forms import AgencyForm, BringForm, MappingForm
from workforce.roster.holding import work_of
from workforce.roster.opening import CannotRead
from workforce.roster.plans import Kind
from workforce.roster.rights import agencies_for, may_import
from workforce.roster.undoing import CannotUndo, ask_undo

ROWS_PER_PAGE = 50
NEWEST = 30
# What is to be looked at first stands first.
ORDER = (Kind.WRONG, Kind.IN_DOUBT, Kind.LEFT, Kind.MOVED, Kind.CHANGED, Kind.NEW, Kind.UNCHANGED)
TONES = {Kind.WRONG: "bad", Kind.IN_DOUBT: "due", Kind.LEFT: "due", Kind.NEW: "ok", Kind.UNCHANGED: "plain"}
View = Callable[..., HttpResponse]


def for_hr_officers(view: View) -> View:
    """Not there for anybody else, heads of unit included."""

    @functools.wraps(view)
    def guarded(request: SignedInRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if not may_import(request.user):
            raise Http404
        return view(request, *args, **kwargs)

    return guarded


@require_http_methods(["GET", "HEAD", "POST"])
@for_hr_officers
def index(request: SignedInRequest) -> HttpResponse:
    """The lists brought so far, and a new one."""
    agencies = agencies_for(request.user, day=timezone.localdate())
    form = BringForm(
        request.POST or None, request.FILES or None, agencies=agencies, initial={"ngay": timezone.localdate()}
    )
    if request.method == "POST" and form.is_valid():
        brought = form.cleaned_data
        try:
            roster = bring_roster(
                name=brought["tep"].name,
                content=brought["tep"].read(),
                agency=form.agency,
                on=brought["ngay"],
                is_complete_list=brought["tron_ven"],
                by=request.user,
                at=timezone.now(),
            )
        except CannotRead as refusal:
            form.add_error("tep", str(refusal))
        else:
            return _worked_off(roster)
    lists = RosterImport.objects.filter(agency__in=agencies).select_related("agency", "brought_by").defer("content")
    context = {
        "form": form,
        "out": AgencyForm(agencies=agencies, auto_id="out_%s"),
        "lists": lists.order_by("-brought_at")[:NEWEST],
    }
    return render(request, "workforce/rosters.html", context, status=422 if form.errors else 200)


@require_safe
@for_hr_officers
def out(request: SignedInRequest) -> HttpResponse:
    """The people of an agency as a file, or with `mau` the template to fill in."""
    form = AgencyForm(request.GET, agencies=agencies_for(request.user, day=timezone.localdate()))
    kind = request.GET.get("dinh-dang", "xlsx")
    if not form.is_valid() or kind not in FORMATS:
        raise Http404
    if request.GET.get("mau"):
        return as_download(template_for(form.agency, day=timezone.localdate()), form="xlsx", name="mau-danh-sach")
    table = export_roster(form.agency, day=timezone.localdate())
    return as_download(table, form=kind, name=f"danh-sach-{form.agency.code}")


@require_safe
@for_hr_officers
def roster(request: SignedInRequest, pk: int) -> HttpResponse:
    """What confirming would do, or what was done."""
    found = found_or_404(request, pk)
    crumbs = [(_("Staff lists"), reverse("roster:index")), (found.name, "")]
    if found.state in RosterImport.AT_WORK:
        context = {"roster": found, "percent": progress_of(work_of(found)) or 0, "crumbs": crumbs}
        return render(request, "workforce/roster_waits.html", context)
    if request.headers.get("HX-Request"):
        # The page of the progress asked: its part is over, the browser shall show what came of it.
        return HttpResponse(headers={"HX-Refresh": "true"})
    asked = request.GET.get("loai", "")
    rows = found.rows.order_by("place")
    if asked in Kind.values:
        rows = rows.filter(kind=asked)
    page = Paginator(rows, ROWS_PER_PAGE).get_page(request.GET.get("page"))
    context = {
        "roster": found,
        "page": page,
        "shown": _shown(page),
        "tabs": _tabs(found, asked),
        "query": f"loai={asked}" if asked in Kind.values else "",
        "mapping": MappingForm(roster=found),
        "outside": _not_yet_in(found),
        "to_do": sum(found.counts.get(kind, 0) for kind in (Kind.NEW, Kind.CHANGED, Kind.MOVED, Kind.LEFT)),
        "wrong": found.counts.get(Kind.WRONG, 0),
        "in_doubt": found.counts.get(Kind.IN_DOUBT, 0),
        "crumbs": crumbs,
    }
    return render(request, "workforce/roster.html", context)


@require_POST
@for_hr_officers
def map_columns(request: SignedInRequest, pk: int) -> HttpResponse:
    found = found_or_404(request, pk)
    form = MappingForm(request.POST, roster=found)
    if not form.is_valid():
        raise Http404
    return _try(request, found, lambda: remap(roster=found, mapping=form.mapping(), by=request.user))


@require_POST
@for_hr_officers
def confirm(request: SignedInRequest, pk: int) -> HttpResponse:
    found = found_or_404(request, pk)
    seen = request.POST.get("plan", "")
    return _try(request, found, lambda: agree(roster=found, agreed=seen, by=request.user, at=timezone.now()))


@require_POST
@for_hr_officers
def undo(request: SignedInRequest, pk: int) -> HttpResponse:
    found = found_or_404(request, pk)
    return _try(request, found, lambda: ask_undo(roster=found, by=request.user, at=timezone.now()))


@require_POST
@for_hr_officers
def decide(request: SignedInRequest, pk: int, row: int) -> HttpResponse:
    found = found_or_404(request, pk)
    chosen = get_object_or_404(found.rows, pk=row)
    username = request.POST.get("nguoi", "")
    person = get_object_or_404(User, username=username, pk__in=chosen.candidates) if username else None
    return _try(request, found, lambda: decide_row(row=chosen, person=person, by=request.user, at=timezone.now()))


def _try(request: SignedInRequest, found: RosterImport, change: Callable[[], Any]) -> HttpResponse:
    try:
        change()
    except (CannotConfirm, CannotUndo) as refusal:
        messages.error(request, str(refusal))
        return redirect("roster:roster", found.pk)
    return _worked_off(found)


def _worked_off(found: RosterImport) -> HttpResponse:
    transaction.on_commit(functools.partial(start_work, found))
    return redirect("roster:roster", found.pk)


def found_or_404(request: SignedInRequest, pk: int) -> RosterImport:
    try:
        return roster_for(request.user, pk)
    except RosterImport.DoesNotExist:
        raise Http404 from None


def _not_yet_in(found: RosterImport) -> dict[str, int]:
    """How many people of a confirmed list have not taken over their accounts, and how many of them have an address."""
    if found.state != RosterImport.State.CONFIRMED:
        return {}
    return not_yet_in(found, day=timezone.localdate()).order_by().aggregate(all=Count("pk"), mail=Count("email"))


def _shown(page: Any) -> list[dict[str, Any]]:
    """Each row with what the file says beside the name, the colour of its kind, and who could be meant."""
    known = _candidates(page)
    return [
        {
            "row": row,
            "said": [
                (field.label, row.data[name])
                for name, field in BY_NAME.items()
                if name in row.data and name != "full_name"
            ],
            "tone": TONES.get(row.kind, "info"),
            "candidates": [known[pk] for pk in row.candidates if pk in known],
        }
        for row in page
    ]


def _candidates(page: Any) -> dict[int, tuple[User, str]]:
    """Who could be meant by the doubtful rows of the page: each with where they work or last worked."""
    pks = {pk for row in page if row.kind == Kind.IN_DOUBT for pk in row.candidates}
    jobs = (
        Employment.objects.filter(person__in=pks).select_related("person", "agency", "position").order_by("starts_on")
    )
    return {job.person_id: (job.person, f"{job.position}, {job.agency}") for job in jobs}


def _tabs(found: RosterImport, asked: str) -> list[tuple[str, str, bool]]:
    here = reverse("roster:roster", args=[found.pk])
    everything = sum(found.counts.values())
    tabs = [(f"{_('All')} ({everything})", here, asked not in Kind.values)]
    return tabs + [
        (f"{kind.label[:1].upper()}{kind.label[1:]} ({found.counts[kind]})", f"{here}?loai={kind}", asked == kind)
        for kind in ORDER
        if found.counts.get(kind)
    ]
