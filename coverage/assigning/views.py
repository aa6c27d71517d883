"""Pages on which officers see who is bound to learn what, and where everyone stands."""

import datetime as dt
from typing import Any

from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from accounts.models import User
from accounts.requests import SignedInRequest
from coverage.asking import export_asked, for_overseers, lets_export, user_of
from coverage.assigning.exporting import export_people, export_road
from coverage.assigning.files import hand_over
from coverage.assigning.finding import NoSuchAssignment, Seen, find_seen, page_of_assignments
from coverage.assigning.own import duties_of
from coverage.assigning.road import road_of
from coverage.assigning.scope import agencies_to_assign, exemptions_of, may_assign
from coverage.assigning.standing import Standing, State, count_standing, list_standing, terms_of
from coverage.forms import PeopleFilterForm, read_day
from coverage.models import Exemption, Reminder
from kit.spreadsheets import FORMATS

PEOPLE_PER_PAGE = 50
ALL = "tat-ca"
# What addresses call the states.
SLUGS = {"qua-han": State.OVERDUE, "can-lam": State.DUE, "da-xong": State.DONE, "duoc-mien": State.EXEMPT}
Tab = tuple[str, str, bool]


def seen_by(request: HttpRequest, number: int, *, day: dt.date | None = None) -> Seen:
    """The assignment of the address today (or on `day`), within what the person may see. Raises Http404."""
    code = request.GET.get("don-vi", "")
    try:
        return find_seen(user_of(request), number, code=code, day=day or timezone.localdate())
    except NoSuchAssignment as refusal:
        raise Http404 from refusal


@require_safe
@for_overseers
def assignments(request: HttpRequest) -> HttpResponse:
    """Every assignment that binds people the officer looks after."""
    today, user = timezone.localdate(), user_of(request)
    ended = request.GET.get("loc") == "da-het"
    context = {
        "page": page_of_assignments(user, day=today, page=request.GET.get("page"), ended=ended),
        "may_act": bool(agencies_to_assign(user, day=today)),
        "ended": ended,
        "query": "loc=da-het" if ended else "",
        "tabs": [(_("Running"), "?", not ended), (_("Ended"), "?loc=da-het", ended)],
        "crumbs": crumbs(),
    }
    return render(request, "coverage/assigning/index.html", context)


@require_safe
@for_overseers
def assignment(request: HttpRequest, number: int) -> HttpResponse:
    """One assignment: where its people stand, by agency, the road to there, and what it rested on at any time."""
    seen = seen_by(request, number)
    road, may_export = road_of(seen), lets_export(request, seen.agency)
    if road and (form := export_asked(request, may_export=may_export)):
        return export_road(seen, road.spots, form=form, by=user_of(request), at=timezone.now())
    counted = count_standing(seen.version, day=seen.day, agency=seen.agency)
    context = {
        "seen": seen,
        "counted": counted,
        "picture": _picture(counted, seen),
        "may_remind": may_assign(user_of(request), seen.agency),
        "versions": seen.assignment.versions.select_related("course", "made_by").order_by("-number"),
        "exemptions": _exemptions(seen, user_of(request)),
        "reminded": Reminder.objects.filter(assignment=seen.assignment, digest__day=seen.day, to_head=False).count(),
        "people_url": people_address(seen),
        "road": road,
        "spots": [(spot, people_address(seen, spot.day)) for spot in road.spots] if road else [],
        "may_export": may_export,
        **{f"{form}_url": f"?don-vi={seen.agency.code}&dinh-dang={form}" for form in FORMATS},
        "crumbs": crumbs((seen.what, "")),
    }
    return render(request, "coverage/assigning/assignment.html", context)


@require_safe
@for_overseers
def people(request: HttpRequest, number: int) -> HttpResponse:
    """Who stands where at the end of a day, one by one."""
    today, search = timezone.localdate(), PeopleFilterForm(request.GET)
    seen = seen_by(request, number, day=read_day(request.GET.get("ngay", ""), today=today))
    slug = request.GET.get("loc", ALL)
    states = [SLUGS[slug].value] if slug in SLUGS else []
    words = search.cleaned_data["tim"] if search.is_valid() else ""
    listed = list_standing(seen.version, day=seen.day, agency=seen.agency, states=states)
    if words:
        listed = listed.filter(person__in=User.objects.matching(words))
    may_export = lets_export(request, seen.agency)
    if form := export_asked(request, may_export=may_export):
        name = slug if states else ALL
        return export_people(seen, listed.iterator(), states=name, form=form, by=user_of(request), at=timezone.now())
    asked = {"don-vi": seen.agency.code, "loc": slug if states else ALL} | ({"tim": words} if words else {})
    asked |= {"ngay": seen.day.isoformat()} if seen.day < today else {}
    page = Paginator(listed, PEOPLE_PER_PAGE).get_page(request.GET.get("page"))
    terms = terms_of(seen.version)
    for job in page:
        job.due_on = terms.due(job.joined_on, job.fact_on)  # type: ignore[attr-defined]
        job.says = State(job.state).label  # type: ignore[attr-defined]
    context = {
        "seen": seen,
        "search": search,
        "page": page,
        "may_exempt": may_assign(user_of(request), seen.agency) and not seen.is_ended and seen.day == today,
        "is_past": seen.day < today,
        "may_export": may_export,
        "tabs": _tabs(seen, asked, words),
        "keep": [(name, value) for name, value in asked.items() if name != "tim"],
        "query": urlencode(asked),
        "crumbs": crumbs((seen.what, address(seen)), (_("People"), "")),
        **{f"{form}_url": f"?{urlencode({**asked, 'dinh-dang': form})}" for form in FORMATS},
    }
    return render(request, "coverage/assigning/people.html", context)


@require_safe
@for_overseers
def document(request: HttpRequest, number: int, version: int) -> HttpResponse:
    """The file of the decision behind a version."""
    seen = seen_by(request, number)
    found = seen.assignment.versions.filter(number=version).exclude(stored_name="").first()
    if found is None:
        raise Http404
    return hand_over(name=found.file_name, stored=found.stored_name)


@require_safe
@for_overseers
def exemption_file(request: HttpRequest, number: int) -> HttpResponse:
    """The paper an exemption rests on."""
    found = exemptions_of(user_of(request)).filter(pk=number).exclude(stored_name="").first()
    if found is None:
        raise Http404
    return hand_over(name=found.file_name, stored=found.stored_name)


@require_safe
def duties(request: SignedInRequest) -> HttpResponse:
    """What the person who is signed in is bound to learn, and why."""
    found = duties_of(request.user, day=timezone.localdate())
    return render(request, "coverage/assigning/duties.html", {"duties": found})


@require_safe
def duty_document(request: SignedInRequest, number: int) -> HttpResponse:
    """The decision behind an obligation of one's own."""
    for duty in duties_of(request.user, day=timezone.localdate()):
        if duty.version.assignment_id == number and duty.version.stored_name:
            return hand_over(name=duty.version.file_name, stored=duty.version.stored_name)
    raise Http404


def crumbs(*below: tuple[str, str]) -> list[tuple[str, str]]:
    """The way down to the list of assignments, and further."""
    top = (_("How far are we?"), reverse("coverage:index"))
    listed = (_("Assignments"), reverse("coverage:assignments") if below else "")
    return [top, listed, *below]


def address(seen: Seen) -> str:
    return reverse("coverage:assignment", args=[seen.assignment.pk]) + f"?don-vi={seen.agency.code}"


def people_address(seen: Seen, day: dt.date | None = None) -> str:
    """Where the people of an assignment stand one by one, today or at the end of `day`."""
    way = reverse("coverage:assignment_people", args=[seen.assignment.pk]) + f"?don-vi={seen.agency.code}"
    return f"{way}&ngay={day}" if day else way


def _picture(counted: Standing, seen: Seen) -> list[dict[str, Any]]:
    """The states in the order of the bar, each with its number and the way to its people."""
    way = people_address(seen)
    return [
        {
            "state": SLUGS[slug].value,
            "label": str(SLUGS[slug].label).capitalize(),
            "number": counted.total.of(SLUGS[slug]),
            "url": f"{way}&loc={slug}",
        }
        for slug in ("da-xong", "can-lam", "qua-han", "duoc-mien")
    ]


def _tabs(seen: Seen, asked: dict[str, str], words: str) -> list[Tab]:
    counted = count_standing(seen.version, day=seen.day, agency=seen.agency).total
    named = [(ALL, _("Everyone"), counted.people)]
    named += [(slug, str(state.label).capitalize(), counted.of(state)) for slug, state in SLUGS.items()]
    return [
        (label if words else f"{label} ({number})", f"?{urlencode({**asked, 'loc': slug})}", slug == asked["loc"])
        for slug, label, number in named
    ]


def _exemptions(seen: Seen, user: User) -> "list[Exemption]":
    """Those that run, of people whom the officer may see."""
    return list(
        exemptions_of(user)
        .on(seen.day)
        .filter(assignment=seen.assignment)
        .select_related("person", "given_by")
        .order_by("person__name_key")
    )
