"""Pages on which officers make, change and end assignments, let people off, and remind them."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST

from courses.examining_files import BadFile
from courses.keeping_files import CannotKeep
from coverage.asking import for_overseers, user_of
from coverage.assigning.exempting import CannotExempt, end_exemption, exempt
from coverage.assigning.files import keep_upload
from coverage.assigning.finding import Seen
from coverage.assigning.forms import (
    ChangeAssignmentForm,
    DemandForm,
    EndAssignmentForm,
    ExemptForm,
    NewAssignmentForm,
    initial_for,
    initial_of,
)
from coverage.assigning.making import (
    CannotAssign,
    Demand,
    change_assignment,
    demand_of,
    end_assignment,
    make_assignment,
    version_of,
)
from coverage.assigning.scope import agencies_to_assign, exemptions_of, may_exempt
from coverage.assigning.standing import count_standing, list_standing
from coverage.assigning.views import address, crumbs, people_address, seen_by
from coverage.models import Target
from coverage.reminding.sending import CannotRemind, remind_now
from workforce.models import Agency

BOTH_WAYS = ["GET", "HEAD", "POST"]


@require_http_methods(BOTH_WAYS)
@for_overseers
def new(request: HttpRequest) -> HttpResponse:
    """Make an assignment; `chi-tieu` names a target whose people and words it begins with."""
    today, user = timezone.localdate(), user_of(request)
    agencies = agencies_to_assign(user, day=today)
    if not agencies:
        raise Http404
    target = Target.objects.filter(code=request.GET.get("chi-tieu", "")).first()
    form = NewAssignmentForm(
        request.POST or None,
        request.FILES or None,
        agencies=agencies,
        initial=_initial(request, target, agencies),
    )
    if request.method == "POST" and not _only_counting(request) and form.is_valid():
        try:
            made = make_assignment(
                agency=form.cleaned_data["agency"],
                demand=form.demand(keep_upload(form.cleaned_data["file"])),
                on=form.cleaned_data["starts_on"],
                target=target,
                by=user,
                at=timezone.now(),
            )
        except (CannotAssign, BadFile, CannotKeep) as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("The assignment is made. Those it binds see it on their desk."))
            return redirect("coverage:assignment", made.pk)
    context = {"form": form, "target": target, "crumbs": crumbs((_("New assignment"), ""))}
    return _form_page(request, form, context, agency=_agency_of(form) if form.is_bound else None)


@require_POST
@for_overseers
def preview(request: HttpRequest) -> HttpResponse:
    """How many people the choice so far would bind today. Nothing is written."""
    agencies = agencies_to_assign(user_of(request), day=timezone.localdate())
    form = NewAssignmentForm(request.POST, agencies=agencies)
    return render(request, "coverage/assigning/_preview.html", _previewed(form, _agency_of(form)))


@require_http_methods(BOTH_WAYS)
@for_overseers
def change(request: HttpRequest, number: int) -> HttpResponse:
    """Ask something else from a day on."""
    seen = _to_act_on(request, number)
    form = ChangeAssignmentForm(
        request.POST or None,
        request.FILES or None,
        initial=initial_of(seen.version) | {"since": timezone.localdate()},
    )
    if request.method == "POST" and not _only_counting(request) and form.is_valid():
        try:
            version = change_assignment(
                assignment=seen.assignment,
                demand=_with_file(form, seen),
                since=form.cleaned_data["since"],
                reason=form.cleaned_data["reason"],
                seen=form.cleaned_data["seen"],
                by=user_of(request),
                at=timezone.now(),
            )
        except (CannotAssign, BadFile, CannotKeep) as refusal:
            form.add_error(None, str(refusal))
        else:
            done = _("It holds so from that day on.") if version else _("Nothing was changed.")
            messages.success(request, done)
            return redirect(address(seen))
    context = {"form": form, "seen": seen, "crumbs": crumbs((seen.what, address(seen)), (_("Change"), ""))}
    return _form_page(request, form, context, agency=seen.assignment.agency)


@require_http_methods(BOTH_WAYS)
@for_overseers
def end(request: HttpRequest, number: int) -> HttpResponse:
    """End an assignment from a day on."""
    seen = _to_act_on(request, number)
    form = EndAssignmentForm(request.POST or None, initial={"on": timezone.localdate()})
    if request.method == "POST" and form.is_valid():
        try:
            end_assignment(
                assignment=seen.assignment,
                on=form.cleaned_data["on"],
                reason=form.cleaned_data["reason"],
                by=user_of(request),
                at=timezone.now(),
            )
        except CannotAssign as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("The assignment ends on that day. What was done stays on record."))
            return redirect(address(seen))
    context = {"form": form, "seen": seen, "crumbs": crumbs((seen.what, address(seen)), (_("End"), ""))}
    return render(request, "coverage/assigning/end.html", context)


@require_http_methods(BOTH_WAYS)
@for_overseers
def exempt_person(request: HttpRequest, number: int, username: str) -> HttpResponse:
    """Let one of the people off, for a reason."""
    seen = seen_by(request, number)
    today = timezone.localdate()
    job = list_standing(seen.version, day=today, agency=seen.agency).filter(person__username=username).first()
    if job is None or not may_exempt(user_of(request), job.person, day=today):
        raise Http404
    form = ExemptForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        try:
            exempt(
                assignment=seen.assignment,
                person=job.person,
                reason=form.cleaned_data["reason"],
                on=today,
                file=keep_upload(form.cleaned_data["file"]),
                by=user_of(request),
                at=timezone.now(),
            )
        except (CannotExempt, BadFile, CannotKeep) as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("%(name)s is exempt from today on.") % {"name": job.person.full_name})
            return redirect(people_address(seen))
    way = crumbs((seen.what, address(seen)), (_("People"), people_address(seen)), (_("Exemption"), ""))
    return render(request, "coverage/assigning/exempt.html", {"form": form, "seen": seen, "job": job, "crumbs": way})


@require_POST
@for_overseers
def end_exempt(request: HttpRequest, number: int) -> HttpResponse:
    """The person must do it again from today on."""
    found = exemptions_of(user_of(request)).filter(pk=number).select_related("person").first()
    if found is None:
        raise Http404
    try:
        end_exemption(exemption=found, on=timezone.localdate(), by=user_of(request), at=timezone.now())
    except CannotExempt as refusal:
        messages.error(request, str(refusal))
    else:
        words = _("%(name)s must do it again from today on.") % {"name": found.person.full_name}
        messages.success(request, words)
    return redirect("coverage:assignment", found.assignment_id)


@require_POST
@for_overseers
def remind(request: HttpRequest, number: int) -> HttpResponse:
    """Remind everyone who has still to do it, now."""
    seen = seen_by(request, number)
    if seen.is_ended:
        raise Http404
    try:
        reminded = remind_now(seen=seen, by=user_of(request), at=timezone.now())
    except CannotRemind as refusal:
        messages.error(request, str(refusal))
        return redirect(address(seen))
    words = ngettext("%(count)s person was reminded.", "%(count)s people were reminded.", reminded.told)
    said = [words % {"count": reminded.told}]
    if reminded.told_already:
        words = ngettext(
            "%(count)s had a message from us today already and is left in peace.",
            "%(count)s had a message from us today already and are left in peace.",
            reminded.told_already,
        )
        said.append(words % {"count": reminded.told_already})
    messages.success(request, " ".join(said))
    return redirect(address(seen))


def _agency_of(form: DemandForm) -> Agency | None:
    """The agency chosen so far, if any."""
    found: Agency | None = form.cleaned_data.get("agency") if form.is_valid() else None
    return found


def _to_act_on(request: HttpRequest, number: int) -> Seen:
    """An assignment that the officer may change. Raises Http404."""
    seen = seen_by(request, number)
    if not seen.may_act or seen.is_ended:
        raise Http404
    return seen


def _initial(request: HttpRequest, target: Target | None, agencies: list[Agency]) -> dict[str, Any]:
    today = timezone.localdate()
    asked = next((agency for agency in agencies if agency.code == request.GET.get("don-vi")), agencies[0])
    begins = {"agency": asked.code, "starts_on": today}
    return initial_for(target, agency=asked, day=today) if target else begins


def _only_counting(request: HttpRequest) -> bool:
    """Without scripts the count is had by a second button of the form."""
    return "dem" in request.POST


def _with_file(form: ChangeAssignmentForm, seen: Seen) -> Demand:
    """What was typed; without a new file the document stays the one it was."""
    upload = form.cleaned_data["file"]
    return form.demand(keep_upload(upload) if upload else demand_of(seen.version).file)


def _form_page(
    request: HttpRequest, form: DemandForm, context: dict[str, Any], *, agency: Agency | None
) -> HttpResponse:
    counting = _only_counting(request)
    shown = _previewed(form, agency) if form.is_bound else {}
    return render(
        request,
        "coverage/assigning/form.html",
        {**context, **shown, "counting_only": counting, "may_preview": "seen" not in context},
        status=422 if form.is_bound and form.errors and not counting else 200,
    )


def _previewed(form: DemandForm, agency: Agency | None) -> dict[str, Any]:
    """Whom the demand typed so far would bind today, and how many of them have done it."""
    if not form.is_valid() or agency is None:
        return {"reason": _("Fill in who, what and by when, and the number of people appears here.")}
    version = version_of(form.demand(), agency=agency, day=timezone.localdate())
    return {"figures": count_standing(version, day=timezone.localdate()).total}
