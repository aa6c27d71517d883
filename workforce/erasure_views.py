"""Requests of people who left an agency to have their data erased: the list, and the decision."""

from django import forms
from django.conf import settings
from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import Case, IntegerField, Value, When
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST, require_safe

from accounts.erasing import CannotErase
from accounts.models import ErasureRequest
from accounts.requests import SignedInRequest
from workforce.erasure_deciding import NotThere, decide_on_erasure, decided_by
from workforce.models import Agency
from workforce.roster.screens import for_hr_officers

PER_PAGE = 20


class RefusalForm(forms.Form):
    reason = forms.CharField(
        label=gettext_lazy("Why the data must stay"),
        help_text=gettext_lazy("The person reads this. Name the law or the decision."),
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 3}),
    )


@require_safe
@for_hr_officers
def erasures(request: SignedInRequest) -> HttpResponse:
    """What waits, the oldest first; then what was decided, the newest first. Four queries."""
    waiting_first = Case(
        When(state=ErasureRequest.State.WAITING, then=Value(0)), default=Value(1), output_field=IntegerField()
    )
    asked = decided_by(request.user).order_by(waiting_first, "-decided_at", "asked_at", "pk")
    page = Paginator(asked, PER_PAGE).get_page(request.GET.get("page"))
    agencies = Agency.objects.order_by().in_bulk({one.agency for one in page})  # type: ignore[attr-defined]
    for one in page:
        one.was_at = agencies[one.agency]  # type: ignore[attr-defined]
        one.answer_by = one.asked_at + timezone.timedelta(days=settings.ERASURE_DAYS)  # type: ignore[attr-defined]
        one.form = RefusalForm(auto_id=f"refuse-{one.pk}-%s")  # type: ignore[attr-defined]
    return render(request, "workforce/erasures.html", {"page": page, "State": ErasureRequest.State})


@require_POST
@for_hr_officers
def decide(request: SignedInRequest, pk: int) -> HttpResponse:
    accept = request.POST.get("decision") == "accept"
    try:
        decide_on_erasure(
            pk=pk, accept=accept, reason=request.POST.get("reason", ""), by=request.user, at=timezone.now()
        )
    except NotThere:
        raise Http404 from None
    except CannotErase as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(
            request, _("Decided. The person is told.") if accept else _("Refused. The person is told why.")
        )
    return redirect("workforce:erasures")
