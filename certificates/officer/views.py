"""Pages of the administration: one for each verb, the proposals that wait, one proposal, the file of a confirmation."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from accounts.models import User
from accounts.requests import SignedInRequest
from certificates.correcting import CannotRevoke
from certificates.models import Certificate, Confirmation, Proposal
from certificates.officer.acts import ACTS, REFUSALS, Act, acts_open_to
from certificates.officer.forms import DeclineForm
from certificates.officer.timeline import timeline_of
from certificates.proposing import (
    AlreadyDecided,
    CannotPerform,
    NeedsTwo,
    confirm,
    decline,
    needs_two,
    proposals_within_reach,
    waiting_for_second,
)
from certificates.rights import NotYours, may, papers_within_reach
from certificates.storing import CannotStore, read_stored
from certificates.words import Words
from workforce.registers import RegisterInspectView

UNDECIDED = (AlreadyDecided, NeedsTwo, NotYours, CannotPerform, CannotRevoke)
DECIDED_SHOWN = 20


def paper_for(user: User, pk: int) -> Certificate:
    """The paper, for who answers for its issuer: the one door to it here. Raises Http404."""
    related = ("issuer__agency", "person", "course", "replaces", "renews", "revoked_by")
    paper = papers_within_reach(user).select_related(*related).filter(pk=pk).first()
    if paper is None:
        raise Http404(_("There is no such paper."))
    return paper


def proposal_for(user: User, pk: int) -> Proposal:
    """The proposal, for who has the right to what it proposes. Raises Http404."""
    proposal = proposals_within_reach(user).filter(pk=pk).first()
    if proposal is None:
        raise Http404(_("There is no such proposal."))
    return proposal


class PaperInspectView(RegisterInspectView):
    """A paper in the register, with its life and what may be done to it."""

    template_name = "certificates/officer/inspect.html"

    def get_object(self, queryset: Any = None) -> Certificate:
        return paper_for(self.request.user, int(self.pk))

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        at = timezone.now()
        paper: Certificate = self.object
        return super().get_context_data(**kwargs) | {
            "paper": paper,
            "words": Words.from_json(paper.words),
            "events": timeline_of(paper, at=at),
            "acts": acts_open_to(self.request.user, paper, at=at),
        }


@require_http_methods(["GET", "HEAD", "POST"])
def act(request: SignedInRequest, pk: int, slug: str) -> HttpResponse:
    """The page of one verb for one paper."""
    paper = paper_for(request.user, pk)
    verb = ACTS.get(slug)
    if verb is None or not may(request.user, verb.verb, paper):
        raise Http404(_("There is no such paper."))
    # A form without fields is filled in when it is sent, though it sends nothing.
    form = verb.form(request.POST if request.method == "POST" else None)
    refusal = ""
    if form.is_valid():
        try:
            said = verb.perform(paper, form, request.user, timezone.now())
        except REFUSALS as error:
            refusal = str(error)
        else:
            messages.success(request, said)
            return redirect("certificates_register:inspect", paper.pk)
    return render(request, "certificates/officer/act.html", _act_context(paper, verb, form, refusal))


def _act_context(paper: Certificate, verb: Act, form: Any, refusal: str) -> dict[str, Any]:
    words = Words.from_json(paper.words)
    return {
        "paper": paper,
        "words": words,
        "act": verb,
        "form": form,
        "refusal": refusal,
        "by_two": verb.grave and needs_two(Proposal.Kind.REVOKE_CERTIFICATE),
        # What a corrected paper would say otherwise than this one.
        "records": [
            (_("Holder"), words.holder, paper.person.full_name),
            (_("Course"), words.course, paper.course.title),
        ]
        if verb.slug == "cap-lai"
        else [],
        "breadcrumbs_items": [*_crumbs(paper), {"url": "", "label": str(verb.title)}],
    }


@require_safe
def proposals(request: SignedInRequest) -> HttpResponse:
    """What waits for the visitor as the second person, what the visitor proposed, and what was decided lately."""
    at = timezone.now()
    reach = proposals_within_reach(request.user)
    context = {
        "for_me": list(waiting_for_second(request.user, at=at).order_by("expires_at")),
        "mine": list(reach.waiting(at).filter(by=request.user).order_by("expires_at")),
        "decided": reach.exclude(outcome="").order_by("-decided_at")[:DECIDED_SHOWN],
        "breadcrumbs_items": [_home(), {"url": "", "label": _("Proposals")}],
    }
    return render(request, "certificates/officer/proposals.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def proposal(request: SignedInRequest, pk: int) -> HttpResponse:
    """One proposal: read it, then confirm or decline."""
    found = proposal_for(request.user, pk)
    form = DeclineForm(request.POST if request.POST.get("decision") == "decline" else None)
    refusal = ""
    if request.method == "POST":
        try:
            said = _decide(request, found, form)
        except UNDECIDED as error:
            refusal = str(error)
        else:
            if said:
                messages.success(request, said)
                return redirect("certificates_proposals")
    found = proposal_for(request.user, pk)
    return render(
        request,
        "certificates/officer/proposal.html",
        {
            "proposal": found,
            "words": Words.from_json(found.certificate.words) if found.certificate else None,
            "waits": not found.outcome and found.expires_at > timezone.now(),
            "is_mine": found.by_id == request.user.pk,
            "reason": Certificate.Reason(found.reason).label if found.certificate else found.reason,
            "form": form,
            "refusal": refusal,
            "breadcrumbs_items": [
                _home(),
                {"url": reverse("certificates_proposals"), "label": _("Proposals")},
                {"url": "", "label": str(found)},
            ],
        },
    )


def _decide(request: SignedInRequest, found: Proposal, form: DeclineForm) -> str:
    """What the screen says then; "" when the form is not filled in."""
    by, at = request.user, timezone.now()
    if request.POST.get("decision") == "confirm":
        confirm(proposal=found, by=by, at=at)
        return _("Confirmed and done.")
    if form.is_valid():
        decline(proposal=found, answer=form.cleaned_data["answer"], by=by, at=at)
        return _("Decided: nothing was done.")
    return ""


@require_safe
def confirmation_file(request: SignedInRequest, pk: int) -> HttpResponse:
    """The signed confirmation, for who answers for the issuer: to print it for the holder at the counter."""
    reach = papers_within_reach(request.user).values("pk")
    found = Confirmation.objects.filter(pk=pk, certificate__in=reach).first()
    if found is None:
        raise Http404(_("There is no such paper."))
    try:
        pdf = read_stored(found)
    except CannotStore as error:
        return render(request, "certificates/unreadable.html", {"error": error}, status=503)
    response = HttpResponse(pdf, content_type="application/pdf")
    response["Content-Disposition"] = f'attachment; filename="{found.number.replace("/", "-")}.pdf"'
    return response


def may_see_proposals(request: HttpRequest) -> bool:
    """Whether the visitor has any right that takes two persons."""
    user: Any = request.user
    return bool(user.has_perm("certificates.revoke_certificate") or user.has_perm("certificates.change_signingkey"))


def _home() -> dict[str, Any]:
    return {"url": reverse("wagtailadmin_home"), "label": _("Home")}


def _crumbs(paper: Certificate) -> list[dict[str, Any]]:
    return [
        _home(),
        {"url": reverse("certificates_register:index"), "label": _("Register of papers")},
        {"url": reverse("certificates_register:inspect", args=[paper.pk]), "label": paper.number},
    ]
