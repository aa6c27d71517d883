"""The candidate's own page: where, when, which seat, the rules, and the code that begins it."""

from allauth.account.adapter import get_adapter
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from accounts.requests import SignedInRequest
from classes.beginning import CannotBegin, begin_exam, why_not_begin
from classes.finding import own_entry
from classes.forms import CodeForm


@require_http_methods(["GET", "HEAD", "POST"])
def sit(request: SignedInRequest, pk: int) -> HttpResponse:
    """GET shows how things stand; POST with the code opens the attempt and goes there."""
    entry = own_entry(request.user, pk)
    session, now = entry.session, timezone.now()
    form = CodeForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        address = get_adapter(request).get_client_ip(request)
        try:
            attempt = begin_exam(entry=entry, code=form.cleaned_data["code"], from_address=address, at=now)
        except CannotBegin as refusal:
            messages.error(request, str(refusal))
            return redirect("classes:sit", session.pk)
        return redirect("courses:attempt", session.course.slug, session.quiz.slug, attempt.number)
    context = {
        "entry": entry,
        "session": session,
        "waiting": why_not_begin(entry, session, at=now),
        "form": form,
        "now": now,
    }
    return render(request, "classes/sit.html", context)
