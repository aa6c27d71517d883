"""The pages on which an officer changes the tree: fill in, look at what would happen, confirm; and take back."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from accounts.models import User
from workforce.models import Agency, AgencyOperation, Employment, Verb
from workforce.reorganising.beside import codes_along, posts_at
from workforce.reorganising.carrying_out import reorganise
from workforce.reorganising.foreseeing import Foresight, foresee
from workforce.reorganising.forms import OperationForm, SplitForm, form_for
from workforce.reorganising.proposals import CannotReorganise, Kind
from workforce.reorganising.undoing import may_undo, undo_operation
from workforce.signals import foreseen

# What stands in addresses.
KINDS = {"gop": Kind.MERGE, "tach": Kind.SPLIT, "doi-ten": Kind.RENAME, "chuyen": Kind.MOVE, "dong": Kind.CLOSE}
HEADINGS = {
    Kind.MERGE: gettext_lazy("Merge agencies"),
    Kind.SPLIT: gettext_lazy("Split the agency"),
    Kind.RENAME: gettext_lazy("Rename the agency"),
    Kind.MOVE: gettext_lazy("Move under another agency"),
    Kind.CLOSE: gettext_lazy("Close the agency"),
}


@require_http_methods(["GET", "HEAD", "POST"])
def operation(request: HttpRequest, code: str, kind: str) -> HttpResponse:
    """One operation on one agency. Raises Http404 for an agency that the person may not change."""
    user: User = request.user  # type: ignore[assignment]
    agency = get_object_or_404(Agency.objects.where(user, Verb.AGENCIES), code=code)
    if kind not in KINDS:
        raise Http404
    among = list(Agency.objects.where(user, Verb.AGENCIES).at(timezone.localdate()))
    form = form_for(KINDS[kind], request.POST or None, agency=agency, among=among, today=timezone.localdate())
    seen = _look(form, user) if form.is_bound and form.is_valid() else None
    if seen and "lam" in request.POST and request.POST.get("da-xem") == _sign(seen):
        try:
            reorganise(seen.proposal, by=user, at=timezone.now())
        except CannotReorganise as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("Done. It can be undone until these agencies are changed again."))
            return redirect("workforce:agency", seen.proposal.heirs[0].code if seen.proposal.heirs else code)
    return render(request, "workforce/operation.html", _page(agency, KINDS[kind], form, seen))


def _look(form: OperationForm, user: User) -> Foresight | None:
    try:
        return foresee(form.proposal(), by=user)
    except CannotReorganise as refusal:
        form.add_error(None, str(refusal))
        return None


def _sign(seen: Foresight) -> str:
    """What was shown, in short: whoever confirms confirms that, and not what became of it meanwhile."""
    return f"{len(seen.ended)}-{seen.headcount}-{len(seen.roles)}-{seen.proposal.on}"


def _page(agency: Agency, kind: str, form: OperationForm, seen: Foresight | None) -> dict[str, Any]:
    context: dict[str, Any] = {
        "agency": agency,
        "kind": kind,
        "form": form,
        "heading": HEADINGS[Kind(kind)],
        "crumbs": [
            (_("Agency tree"), reverse("workforce:tree")),
            (agency.name, reverse("workforce:agency", args=[agency.code])),
            (HEADINGS[Kind(kind)], ""),
        ],
    }
    if seen:
        context |= {"seen": seen, "signed": _sign(seen), **_shown(seen, form)}
    return context


def _shown(seen: Foresight, form: OperationForm) -> dict[str, Any]:
    """The preview: who ends and who takes over, how many people, which rights, what apps above add."""
    ended = [{"agency": agency, "people": seen.people.get(agency.pk, 0)} for agency in seen.ended]
    taking = [(beginning.code, beginning.name, True) for beginning in seen.begun]
    taking += [(agency.code, agency.name, False) for agency in seen.heirs]
    answers = foreseen.send(sender=AgencyOperation, foresight=seen)
    shown = {
        "ended": ended,
        "taking": taking,
        "with_it": [role for role in seen.roles if role.agency_id in seen.bodies],
        "lost": [role for role in seen.roles if role.agency_id not in seen.bodies],
        "posts": posts_at(seen).count(),
        "codes": codes_along(seen),
        "consequences": [consequence for _receiver, found in answers for consequence in found or ()],
    }
    if isinstance(form, SplitForm):
        shown["parts"] = _parts(seen)
        shown["people"] = [(job, seen.proposal.people.get(job.person.username, "")) for job in _people(seen)]
    return shown


def _parts(seen: Foresight) -> list[tuple[str, str]]:
    names = {beginning.code: beginning.name for beginning in seen.begun} | {a.code: a.name for a in seen.heirs}
    return [(heir.code, names[heir.code]) for heir in seen.proposal.heirs]


def _people(seen: Foresight) -> "list[Employment]":
    jobs = Employment.objects.at(seen.proposal.on).filter(agency__in=seen.ended)
    return list(jobs.select_related("person", "position").order_by("person__name_key", "pk"))


@require_http_methods(["GET", "HEAD", "POST"])
def undo(request: HttpRequest, pk: int) -> HttpResponse:
    """Take an operation back, after a look at it. Raises Http404 for one that the person may not undo."""
    user: User = request.user  # type: ignore[assignment]
    found = get_object_or_404(AgencyOperation.objects.select_related("made_by"), pk=pk)
    if not may_undo(user, found):
        raise Http404
    refusal = ""
    if request.method == "POST":
        try:
            undo_operation(operation=found, by=user, at=timezone.now())
        except CannotReorganise as why:
            refusal = str(why)
        else:
            messages.success(request, _("Undone. Everything is as it was before."))
            return redirect("workforce:agency", found.told["ended"][0][0])
    crumbs = [(_("Agency tree"), reverse("workforce:tree")), (_("Undo"), "")]
    return render(request, "workforce/undo.html", {"operation": found, "refusal": refusal, "crumbs": crumbs})
