"""Letting in the people of a confirmed list: letters by mail, sheets to print and hand over."""

import datetime as dt

from django.conf import settings
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from accounts.requests import SignedInRequest
from workforce.roster.activating import CannotLetIn, invite, print_sheets
from workforce.roster.screens import for_hr_officers, found_or_404


@require_POST
@for_hr_officers
def letters(request: SignedInRequest, pk: int) -> HttpResponse:
    found = found_or_404(request, pk)
    try:
        count = invite(roster=found, by=request.user, at=timezone.now())
    except CannotLetIn as refusal:
        messages.error(request, str(refusal))
    else:
        told = ngettext("%(count)d letter is on its way.", "%(count)d letters are on their way.", count)
        messages.success(request, told % {"count": count})
    return redirect("roster:roster", pk)


@require_POST
@never_cache
@for_hr_officers
def sheets(request: SignedInRequest, pk: int) -> HttpResponse:
    """The sheets themselves, shown once: the codes are not kept, and each printing ends those of before."""
    found = found_or_404(request, pk)
    now = timezone.now()
    try:
        printed = print_sheets(roster=found, by=request.user, at=now, only_without_mail="tat-ca" not in request.POST)
    except CannotLetIn as refusal:
        messages.error(request, str(refusal))
        return redirect("roster:roster", pk)
    context = {
        "roster": found,
        "sheets": printed,
        "address": settings.BASE_URL.partition("//")[2] + reverse("accounts:activate"),
        "until": timezone.localdate(now) + dt.timedelta(days=settings.ACTIVATION_DAYS),
        "crumbs": [
            (_("Staff lists"), reverse("roster:index")),
            (found.name, reverse("roster:roster", args=[pk])),
            (_("Sheets"), ""),
        ],
    }
    return render(request, "workforce/roster_sheets.html", context)
