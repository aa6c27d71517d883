"""The officer's people: a list to find somebody in, and the page of one with what may happen next."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from accounts.models import User
from accounts.requests import SignedInRequest
from workforce.employing import CannotChangeStaff
from workforce.models import Agency, Employment
from workforce.people.acts import open_acts
from workforce.people.finding import gone_from, history_of, person_for, standing_of, working_at
from workforce.roster.rights import agencies_for
from workforce.roster.screens import for_hr_officers

PEOPLE_PER_PAGE = 50
GONE = "da-nghi"


@require_safe
@for_hr_officers
def people(request: SignedInRequest) -> HttpResponse:
    """Who works in an agency, or has left it, page by page."""
    day = timezone.localdate()
    agencies = agencies_for(request.user, day=day)
    if not agencies:
        raise Http404
    agency = next((one for one in agencies if one.code == request.GET.get("don-vi")), agencies[0])
    words, state = request.GET.get("tim", "").strip()[:100], request.GET.get("loai", "")
    listed = gone_from(agency, day=day) if state == GONE else working_at(agency, day=day)
    page = Paginator(_named(listed, words), PEOPLE_PER_PAGE).get_page(request.GET.get("page"))
    standing = standing_of([job.person_id for job in page], day=day)
    kept = {"don-vi": agency.code, "tim": words, "loai": state}
    context = {
        "agency": agency,
        "agencies": agencies,
        "words": words,
        "state": state,
        "page": page,
        "rows": [(job, standing.get(job.person_id, [])) for job in page],
        "tabs": _tabs(agency, words, state),
        "query": urlencode({name: value for name, value in kept.items() if value}),
    }
    return render(request, "workforce/people/people.html", context)


def _named(listed: "QuerySet[Employment]", words: str) -> "QuerySet[Employment]":
    return listed.filter(person__in=User.objects.matching(words)) if words else listed


def _tabs(agency: Agency, words: str, state: str) -> list[tuple[str, str, bool]]:
    here = reverse("people:people")
    asked = {"don-vi": agency.code, **({"tim": words} if words else {})}
    return [
        (_("Working here"), f"{here}?{urlencode(asked)}", state != GONE),
        (_("Have left"), f"{here}?{urlencode({**asked, 'loai': GONE})}", state == GONE),
    ]


@require_safe
@for_hr_officers
def person(request: SignedInRequest, username: str) -> HttpResponse:
    return _shown(request, _found(request, username))


@require_POST
@for_hr_officers
def act(request: SignedInRequest, username: str, key: str) -> HttpResponse:
    """One thing happens to the person; what is refused is told beside its form."""
    last = _found(request, username)
    acts = open_acts(last, by=request.user, day=timezone.localdate(), data=request.POST, chosen=key)
    found = next(((one, form) for one, form in acts if one.key == key), None)
    if found is None:
        messages.error(request, _("That is not possible any more. Look at what is recorded now."))
        return redirect("people:person", username)
    chosen, form = found
    if form.is_valid():
        try:
            chosen.do(person=last.person, by=request.user, at=timezone.now(), **form.cleaned_data)
        except CannotChangeStaff as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, str(chosen.done))
            # Whoever moved to an agency that the officer does not look after is out of sight now.
            try:
                person_for(request.user, username)
            except Employment.DoesNotExist:
                return redirect("people:people")
            return redirect("people:person", username)
    return _shown(request, last, acts=acts, status=422)


def _shown(request: SignedInRequest, last: Employment, *, acts: object = None, status: int = 200) -> HttpResponse:
    day = timezone.localdate()
    context = {
        "last": last,
        "person": last.person,
        "standing": standing_of([last.person_id], day=day).get(last.person_id, []),
        "stages": history_of(last.person),
        "acts": acts or open_acts(last, by=request.user, day=day),
        "has_left": last.ends_on is not None and last.ends_on <= day,
        "crumbs": [(_("Staff of the agency"), reverse("people:people")), (last.person.full_name, "")],
    }
    return render(request, "workforce/people/person.html", context, status=status)


def _found(request: SignedInRequest, username: str) -> Employment:
    try:
        return person_for(request.user, username)
    except Employment.DoesNotExist:
        raise Http404 from None
