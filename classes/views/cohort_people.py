"""Who is in a class: added by search, withdrawn or moved; and who came to a meeting."""

from collections.abc import Iterable, Mapping

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods

from accounts.models import User
from accounts.requests import SignedInRequest
from classes.cohorts.attending import CannotMark, Mark, take_attendance, why_not_mark
from classes.cohorts.choosing import MOST_TO_CHOOSE, candidates
from classes.cohorts.finding import (
    agencies_to_organise,
    cohort_organised_by,
    cohort_run_by,
    meeting_within,
    member_within,
)
from classes.cohorts.forms import GuestForm, MemberForm
from classes.cohorts.hearing import conflicts_of
from classes.cohorts.joining import Added, CannotJoin, add_people, move_member, staff_of, withdraw
from classes.cohorts.planning import ClassIsOver
from classes.cohorts.presenting import TONES, SheetLine, crumbs, sheet_of
from classes.cohorts.rights import NotYours
from classes.models import Attendance, Cohort, Membership
from classes.views.cohorts import BOTH_WAYS

REST_PRESENT = "rest"


@require_http_methods(BOTH_WAYS)
def add_members(request: SignedInRequest, pk: int) -> HttpResponse:
    """Find people of the officer's branch, tick them, and put them into the class."""
    cohort = cohort_organised_by(request.user, pk)
    if not cohort.is_open:
        raise Http404
    today = timezone.localdate()
    staff = staff_of(request.user, on=today)
    if request.method == "POST":
        chosen = staff.filter(person__username__in=request.POST.getlist("nguoi")[:MOST_TO_CHOOSE])
        people = [job.person for job in chosen]
        if put_into(request, cohort, people):
            return redirect("classes:cohort", cohort.pk)
    agencies = agencies_to_organise(request.user, day=today)
    agency = next((one for one in agencies if one.code == request.GET.get("don-vi")), agencies[0] if agencies else None)
    words = request.GET.get("tim", "").strip()[:100]
    listed = staff.within(agency) if agency else staff
    if words:
        listed = listed.filter(person__in=User.objects.matching(words))
    jobs = list(listed[: MOST_TO_CHOOSE + 1])
    context = {
        "cohort": cohort,
        "agencies": agencies,
        "agency": agency,
        "words": words,
        "people": candidates(jobs[:MOST_TO_CHOOSE], cohort.course, day=today),
        "cut_at": MOST_TO_CHOOSE if len(jobs) > MOST_TO_CHOOSE else 0,
        "free": max(0, cohort.capacity - cohort.memberships.seated().count()),
        "ticked": False,
        "crumbs": crumbs(cohort, _("Add members")),
    }
    return render(request, "classes/cohorts/add.html", context)


def put_into(request: SignedInRequest, cohort: Cohort, people: list[User]) -> bool:
    """Add `people` and say what became of them; False, with a message that says why, when nobody was."""
    if not people:
        messages.error(request, _("Nobody was chosen."))
        return False
    try:
        added = add_people(cohort=cohort, people=people, by=request.user, at=timezone.now())
    except CannotJoin as refusal:
        for problem in refusal.problems:
            messages.error(request, problem)
        return False
    except (ClassIsOver, NotYours) as refusal:
        messages.error(request, str(refusal))
        return False
    messages.success(request, said_of(added))
    return True


def said_of(added: Added) -> str:
    """What became of those who were added, in words."""
    seated, waiting = len(added.seated), len(added.waiting)
    words = ngettext("%(count)d person has a seat and was told.", "%(count)d people have a seat and were told.", seated)
    said = [words % {"count": seated}] if seated or not waiting else []
    if waiting:
        words = ngettext("%(count)d person waits for a seat.", "%(count)d people wait for a seat.", waiting)
        said.append(words % {"count": waiting})
    return " ".join(said)


@require_http_methods(BOTH_WAYS)
def member(request: SignedInRequest, pk: int, member: int) -> HttpResponse:
    """Somebody leaves the class, or goes to another one of the course."""
    cohort = cohort_organised_by(request.user, pk)
    membership = member_within(cohort, member)
    form = MemberForm(request.POST if request.method == "POST" else None, person=request.user, cohort=cohort)
    if request.method == "POST" and form.is_valid():
        to, reason = form.cleaned_data["to"], form.cleaned_data["reason"]
        try:
            if to:
                move_member(membership=membership, to=to, reason=reason, by=request.user, at=timezone.now())
            else:
                withdraw(membership=membership, reason=reason, by=request.user, at=timezone.now())
        except (CannotJoin, ClassIsOver, NotYours) as refusal:
            form.add_error(None, str(refusal))
        else:
            said = (
                _("%(name)s was moved and told.") if to else _("%(name)s is not in the class any more, and was told.")
            )
            messages.success(request, said % {"name": membership.person.full_name})
            return redirect("classes:cohort", cohort.pk)
    context = {
        "cohort": cohort,
        "membership": membership,
        "form": form,
        "crumbs": crumbs(cohort, membership.person.full_name),
    }
    return render(request, "classes/cohorts/member.html", context, status=422 if form.is_bound else 200)


@require_http_methods(BOTH_WAYS)
def attendance(request: SignedInRequest, pk: int, meeting: int) -> HttpResponse:
    """The sheet of a meeting, made for a telephone: one line each, four buttons, saved together."""
    cohort = cohort_run_by(request.user, pk)
    held = meeting_within(cohort, meeting)
    lines = sheet_of(held)
    if request.method == "POST":
        try:
            marked = take_attendance(
                meeting=held, marks=marks_from(request.POST, lines), by=request.user, at=timezone.now()
            )
        except (CannotMark, ClassIsOver, NotYours) as refusal:
            messages.error(request, str(refusal))
            return redirect("classes:attendance", cohort.pk, held.pk)
        words = ngettext("Saved: %(count)d mark.", "Saved: %(count)d marks.", marked.written)
        messages.success(request, words % {"count": marked.written})
        say_overtaken(request, marked.overtaken)
        return redirect("classes:attendance", cohort.pk, held.pk)
    context = {
        "cohort": cohort,
        "meeting": held,
        "lines": lines,
        "states": Attendance.State.choices,
        "tones": {state.value: tone for state, tone in TONES.items()},
        "conflicts": conflicts_of(held),
        "guest": GuestForm() if cohort.for_everyone else None,
        "unmarked": sum(not line.state for line in lines),
        "refusal": why_not_mark(held, on=timezone.localdate()) or ("" if cohort.is_open else _("The class is over.")),
        "crumbs": crumbs(cohort, _("Attendance")),
    }
    return render(request, "classes/cohorts/attendance.html", context)


def say_overtaken(request: SignedInRequest, overtaken: Iterable[Membership]) -> None:
    """Name those whom somebody else has marked meanwhile."""
    for one in overtaken:
        said = _("Somebody else has marked %(name)s in the meantime. What they wrote stands; change it if it is wrong.")
        messages.warning(request, said % {"name": one.person.full_name})


def marks_from(form: Mapping[str, str], lines: list[SheetLine]) -> dict[int, Mark]:
    """What the sheet says, with what it showed; with “the rest is present” also of those nobody has marked."""
    rest = Attendance.State.PRESENT.value if form.get("do") == REST_PRESENT else ""
    marks: dict[int, Mark] = {}
    for line in lines:
        key, seen = line.membership.pk, form.get(f"seen-{line.membership.pk}", "0")
        shown = int(seen) if seen.isdecimal() and len(seen) < 5 else 0
        state = form.get(f"state-{key}") or (rest if not shown else "")
        if state in Attendance.State.values and state != form.get(f"was-{key}", ""):
            marks[key] = Mark(state, shown)
    return marks
