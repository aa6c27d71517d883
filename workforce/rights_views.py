"""Who looks after an agency: seen, given and taken back by those who may give it on."""

from django.contrib import messages
from django.db.models import Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from accounts.models import User
from workforce.models import Agency, AgencyRole, AgencyRoleQuerySet, Verb
from workforce.rights_forms import GrantForm
from workforce.roles import NotYoursToGrant, end_role, grant_role, may_end, verbs_to_give


@require_http_methods(["GET", "HEAD", "POST"])
def rights(request: HttpRequest, code: str) -> HttpResponse:
    """Who holds what at an agency, and a form to give more. Raises Http404 where one may give nothing on."""
    user: User = request.user  # type: ignore[assignment]
    agency = get_object_or_404(Agency.objects.where(user, Verb.GRANT), code=code)
    form = GrantForm(request.POST or None, own=verbs_to_give(user, agency))
    if form.is_valid():
        try:
            grant_role(agency=agency, by=user, at=timezone.now(), **form.cleaned_data)
        except NotYoursToGrant as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("The right is given."))
            return redirect("workforce:rights", code)
    context = {
        "agency": agency,
        "form": form,
        "grants": [(grant, _words(grant), may_end(user, grant)) for grant in _grants(agency)],
        "crumbs": [
            (_("Agency tree"), reverse("workforce:tree")),
            (agency.name, reverse("workforce:agency", args=[code])),
            (_("Who looks after it"), ""),
        ],
    }
    return render(request, "workforce/rights.html", context)


def _grants(agency: Agency) -> AgencyRoleQuerySet:
    """Grants at `agency` that hold, or will."""
    today = timezone.localdate()
    held = AgencyRole.objects.filter(agency=agency, ended_at=None).filter(Q(ends_on=None) | Q(ends_on__gt=today))
    return held.select_related("person", "granted_by", "agency").order_by("role", "person__name_key", "pk")


def _words(grant: AgencyRole) -> list[str]:
    return [str(verb.label) for verb in Verb if verb in grant.verbs]


@require_POST
def end_right(request: HttpRequest, pk: int) -> HttpResponse:
    """Take a grant back. Raises Http404 for one over an agency in which the person may give nothing on."""
    user: User = request.user  # type: ignore[assignment]
    mine = AgencyRole.objects.filter(agency__in=Agency.objects.where(user, Verb.GRANT).order_by())
    role = get_object_or_404(mine.select_related("agency"), pk=pk)
    try:
        end_role(role=role, by=user, at=timezone.now())
    except NotYoursToGrant as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, _("The right is taken back, and with it what was given on from it."))
    if Agency.objects.where(user, Verb.GRANT).filter(pk=role.agency_id).exists():
        return redirect("workforce:rights", role.agency.code)
    return redirect("workforce:tree")
