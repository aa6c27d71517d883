"""The room: the roll at the door, who has come how far, the wall, and what an invigilator does."""

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django import forms
from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.models import User
from accounts.requests import SignedInRequest
from classes.checking_in import check_in, undo_check_in
from classes.closing import close_session
from classes.finding import entry_within, invigilators_of, session_seen_by, session_watched_by
from classes.forms import IncidentForm, ReasonForm, TimeForm
from classes.invigilating import end_for_all, end_for_one, exclude, give_time, give_time_to_all, note_incident
from classes.models import ExamSession, RollEntry
from classes.moving import NotNow, open_session, start_session
from classes.presenting import TONES, board_of, counts_of, crumbs, lines_of, rights_of

MOVES = {"open": open_session, "running": start_session}


@require_safe
def session_page(request: SignedInRequest, pk: int) -> HttpResponse:
    """A session for those who run it: what to do next, the roll, what happened."""
    session = session_seen_by(request.user, pk)
    words = request.GET.get("tim", "")
    context = {
        "session": session,
        "tone": TONES[ExamSession.State(session.state)],
        "lines": lines_of(session, words=words),
        "words": words,
        "counts": counts_of(session),
        "invigilators": invigilators_of(session),
        "incidents": session.incidents.select_related("noted_by", "about__person").order_by("at", "pk"),
        "identities": RollEntry.Identity.choices,
        "now": timezone.now(),
        "crumbs": crumbs(session),
        **rights_of(session, request.user),
    }
    return render(request, "classes/session.html", context)


@require_safe
def live(request: SignedInRequest, pk: int) -> HttpResponse:
    """How far each has come, as pieces that replace those of the page."""
    session = session_seen_by(request.user, pk)
    context = {"session": session, "lines": lines_of(session), "counts": counts_of(session)}
    return render(request, "classes/_live.html", context)


@require_safe
def wall(request: SignedInRequest, pk: int) -> HttpResponse:
    """The invigilator's second screen, for all to read; asks for itself again every few seconds."""
    session = session_watched_by(request.user, pk)
    template = "classes/_board.html" if request.headers.get("HX-Request") else "classes/wall.html"
    return render(request, template, {"session": session, "board": board_of(session, at=timezone.now())})


@require_POST
def move_on(request: SignedInRequest, pk: int) -> HttpResponse:
    """Open the session, or start for all."""
    session = session_watched_by(request.user, pk)
    move = MOVES.get(request.POST.get("to", ""))
    if move is None:
        raise Http404
    try:
        move(session=session, by=request.user, at=timezone.now())
    except NotNow as refusal:
        messages.error(request, str(refusal))
    return redirect("classes:session", session.pk)


@require_POST
def at_the_door(request: SignedInRequest, pk: int, entry: int) -> HttpResponse:
    """Check somebody in, or take that back; the page returns to her line."""
    session = session_watched_by(request.user, pk)
    found = entry_within(session, entry)
    identity = request.POST.get("identity", "")
    try:
        if request.POST.get("do") == "undo":
            undo_check_in(entry=found, by=request.user, at=timezone.now())
        elif identity in RollEntry.Identity.values:
            check_in(entry=found, identity=identity, by=request.user, at=timezone.now())
    except NotNow as refusal:
        messages.error(request, str(refusal))
    return redirect(f"{request.path.partition('co-mat')[0]}#cho-{found.seat}")


@dataclass(frozen=True)
class Act:
    """Something to be confirmed: its words, its form, and what it does for one person or for all."""

    title: str | Promise
    warning: str | Promise
    form: type[forms.Form]
    do: Callable[[ExamSession, RollEntry | None, dict[str, Any], User, dt.datetime], object]
    for_one: bool = True
    for_all: bool = True
    is_grave: bool = False


def _give(session: ExamSession, entry: RollEntry | None, said: dict[str, Any], by: User, at: dt.datetime) -> object:
    words: dict[str, Any] = {"minutes": said["minutes"], "reason": said["reason"], "by": by, "at": at}
    return give_time(entry=entry, **words) if entry else give_time_to_all(session=session, **words)


def _end(session: ExamSession, entry: RollEntry | None, said: dict[str, Any], by: User, at: dt.datetime) -> object:
    words: dict[str, Any] = {"reason": said["reason"], "by": by, "at": at}
    return end_for_one(entry=entry, **words) if entry else end_for_all(session=session, **words)


def _exclude(session: ExamSession, entry: RollEntry | None, said: dict[str, Any], by: User, at: dt.datetime) -> object:
    assert entry is not None  # noqa: S101 - this act is for one person only
    return exclude(entry=entry, reason=said["reason"], by=by, at=at)


def _note(session: ExamSession, entry: RollEntry | None, said: dict[str, Any], by: User, at: dt.datetime) -> object:
    return note_incident(session=session, about=entry, kind=said["kind"], words=said["words"], by=by, at=at)


def _close(session: ExamSession, entry: RollEntry | None, said: dict[str, Any], by: User, at: dt.datetime) -> object:
    return close_session(session=session, by=by, at=at)


ACTS = {
    "gia-han": Act(
        _("Give more time"),
        _("The new end holds at once; the candidate's clock shows it within a minute."),
        TimeForm,
        _give,
    ),
    "su-viec": Act(_("Note an incident"), _("It goes into the record and cannot be changed."), IncidentForm, _note),
    "dinh-chi": Act(
        _("Exclude from the exam"),
        _("The exam of this person ends now and cannot be passed. This cannot be taken back."),
        ReasonForm,
        _exclude,
        for_all=False,
        is_grave=True,
    ),
    "ket-thuc": Act(
        _("End now"),
        _("What was answered so far is handed in and graded. This cannot be taken back."),
        ReasonForm,
        _end,
        is_grave=True,
    ),
    "dong": Act(
        _("Close the exam"),
        _("Whoever is still answering is handed in and graded; who did not come is absent. This is final."),
        forms.Form,
        _close,
        for_one=False,
        is_grave=True,
    ),
}


@require_http_methods(["GET", "HEAD", "POST"])
def act(request: SignedInRequest, pk: int, what: str) -> HttpResponse:
    """Ask once more, with a reason, then do it: for the person of `nguoi`, or for all."""
    session = session_watched_by(request.user, pk)
    wanted, number = ACTS.get(what), request.GET.get("nguoi", "")
    entry = entry_within(session, int(number)) if number.isdecimal() and len(number) < 12 else None
    if wanted is None or not (wanted.for_one if entry else wanted.for_all):
        raise Http404
    form = wanted.form(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            wanted.do(session, entry, form.cleaned_data, request.user, timezone.now())
        except NotNow as refusal:
            messages.error(request, str(refusal))
        return redirect("classes:session", session.pk)
    context = {
        "session": session,
        "entry": entry,
        "act": wanted,
        "form": form,
        "counts": counts_of(session),
        "crumbs": crumbs(session, str(wanted.title)),
    }
    return render(request, "classes/act.html", context)
