"""Pages of papers from elsewhere: one's own, those that wait for an officer, one of them."""

import datetime as dt
import hashlib

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import Exists, OuterRef, QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from accounts.models import User
from accounts.requests import SignedInRequest
from courses.examining_files import BadFile
from courses.keeping_files import CannotKeep
from coverage.asking import for_overseers, user_of
from coverage.assigning.files import hand_over, keep_upload
from coverage.models import Recognition
from coverage.recognising.deciding import (
    CannotRecognise,
    Paper,
    accept,
    hand_in,
    may_decide,
    may_hand_in,
    refuse,
    take_back,
)
from coverage.recognising.forms import DecisionForm, PaperForm
from workforce.models import Agency, Employment

PER_PAGE = 30
BOTH_WAYS = ["GET", "HEAD", "POST"]


def papers_seen_by(user: User) -> "QuerySet[Recognition]":
    """Papers of people who work today where `user` looks."""
    jobs = Employment.objects.at(timezone.localdate()).filter(
        person=OuterRef("person"), agency__in=Agency.objects.visible_to(user)
    )
    return Recognition.objects.filter(Exists(jobs)).select_related("person", "course", "handed_in_by", "decided_by")


@require_http_methods(BOTH_WAYS)
def own_papers(request: SignedInRequest) -> HttpResponse:
    """What the person handed in and what became of it; the form to hand in another."""
    form = PaperForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid() and _handed_in(form, request.user, request.user):
        messages.success(request, _("Handed in. An officer looks at it, and you are told."))
        return redirect("coverage:own_papers")
    found = Recognition.objects.filter(person=request.user).select_related("course").order_by("-pk")
    context = {"form": form, "papers": found, "today": timezone.localdate()}
    return render(request, "coverage/recognising/own.html", context, status=422 if form.is_bound else 200)


@require_safe
@for_overseers
def papers(request: HttpRequest) -> HttpResponse:
    """Papers of the officer's people: those that wait first."""
    waiting = request.GET.get("loc") != "da-xet"
    listed = papers_seen_by(user_of(request))
    is_waiting = {"state": Recognition.State.WAITING}
    listed = listed.filter(**is_waiting).order_by("pk") if waiting else listed.exclude(**is_waiting).order_by("-pk")
    context = {
        "page": Paginator(listed, PER_PAGE).get_page(request.GET.get("page")),
        "query": "" if waiting else "loc=da-xet",
        "tabs": [(_("Waiting"), "?", waiting), (_("Decided"), "?loc=da-xet", not waiting)],
        "waiting": waiting,
        "crumbs": _crumbs(),
    }
    return render(request, "coverage/recognising/index.html", context)


@require_http_methods(BOTH_WAYS)
@for_overseers
def paper(request: HttpRequest, number: int) -> HttpResponse:
    """One paper: what it says, the file, and the decision."""
    user, today = user_of(request), timezone.localdate()
    found = papers_seen_by(user).filter(pk=number).first()
    if found is None:
        raise Http404
    decides = may_decide(user, found.person, handed_in_by=found.handed_in_by, day=today)
    form = DecisionForm(request.POST or None)
    if request.method == "POST":
        if not decides:
            raise Http404
        if form.is_valid() and _decided(request, form, found):
            return redirect("coverage:papers")
    context = {
        "paper": found,
        "form": form,
        "decides": decides,
        "crumbs": _crumbs(found.title),
    }
    return render(request, "coverage/recognising/paper.html", context, status=422 if form.is_bound else 200)


@require_http_methods(BOTH_WAYS)
@for_overseers
def hand_in_for(request: HttpRequest, username: str) -> HttpResponse:
    """An HR officer hands in a paper of one of her people; another officer decides."""
    person = User.objects.filter(username=username).first()
    if person is None or not may_hand_in(user_of(request), person, day=timezone.localdate()):
        raise Http404
    form = PaperForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid() and _handed_in(form, person, user_of(request)):
        messages.success(request, _("Handed in. Another officer decides about it."))
        return redirect("coverage:papers")
    context = {"form": form, "person": person, "crumbs": _crumbs(_("Hand in a paper"))}
    return render(request, "coverage/recognising/hand_in.html", context, status=422 if form.is_bound else 200)


@require_safe
def paper_file(request: SignedInRequest, number: int) -> HttpResponse:
    """The file of a paper, for its holder and for those who look after its holder."""
    mine = Recognition.objects.filter(person=request.user, pk=number).first()
    found = mine or papers_seen_by(request.user).filter(pk=number).first()
    if found is None:
        raise Http404
    return hand_over(name=found.file_name, stored=found.stored_name)


def _handed_in(form: PaperForm, person: User, by: User) -> bool:
    """Whether it was taken; else the form says why not."""
    typed, upload = form.cleaned_data, form.cleaned_data["file"]
    last = typed["last_day"]
    try:
        kept = keep_upload(upload)
        upload.seek(0)
        paper = Paper(
            **{name: typed[name] for name in ("course", "title", "issuer", "number", "issued_on", "periods")},
            expires_on=last + dt.timedelta(days=1) if last else None,
            file_name=kept.name,
            stored_name=kept.stored,
            file_sha256=hashlib.sha256(upload.read()).hexdigest(),
        )
        hand_in(person=person, paper=paper, by=by, at=timezone.now())
    except (CannotRecognise, BadFile, CannotKeep) as refusal:
        form.add_error(None, str(refusal))
        return False
    return True


def _decided(request: HttpRequest, form: DecisionForm, found: Recognition) -> bool:
    """Whether the button pressed did what it says; else the form says why not."""
    by, at, typed = user_of(request), timezone.now(), form.cleaned_data
    act = request.POST.get("quyet-dinh", "")
    try:
        if act == "cong-nhan":
            accept(recognition=found, criteria=typed["criteria"], by=by, at=at)
            messages.success(request, _("The paper counts from today on. Its holder is told."))
        elif act == "thu-lai":
            take_back(recognition=found, reason=typed["reason"], by=by, at=at)
            messages.success(request, _("The paper counts no longer. Its holder is told."))
        else:
            refuse(recognition=found, reason=typed["reason"], by=by, at=at)
            messages.success(request, _("The paper is not recognised. Its holder is told why."))
    except CannotRecognise as refusal:
        form.add_error(None, str(refusal))
        return False
    return True


def _crumbs(last: str = "") -> list[tuple[str, str]]:
    listed = (_("Papers from elsewhere"), reverse("coverage:papers") if last else "")
    return [(_("How far are we?"), reverse("coverage:index")), listed, *([(last, "")] if last else [])]
