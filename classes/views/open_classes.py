"""Classes open to everyone: found without signing in; one registers oneself."""

from typing import Any

from allauth.account.adapter import get_adapter
from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from accounts.requests import SignedInRequest
from classes.cohorts.forms import GuestForm
from classes.cohorts.planning import ClassIsOver
from classes.cohorts.public import OpenClass, open_class, open_classes, own_seat, reach
from classes.cohorts.registering import CannotRegister, give_up_seat, register, register_by_name
from courses.published import edition
from kit.budgets import spend

HOUR = 3600


@login_not_required
@require_safe
def index(request: HttpRequest) -> HttpResponse:
    """All of them, or those of the course `khoa`."""
    today = timezone.localdate()
    course = edition().courses.get(request.GET.get("khoa", ""))
    context = {"course": course, "classes": open_classes(day=today, course=course), "reach": reach(day=today)}
    return render(request, "classes/open/index.html", context)


@login_not_required
@never_cache
@require_safe
def page(request: HttpRequest, pk: int) -> HttpResponse:
    """One class, and how to register for it."""
    return _page(request, open_class(pk, day=timezone.localdate()))


def _page(request: HttpRequest, found: OpenClass, *, status: int = 200, **more: Any) -> HttpResponse:
    person = request.user
    mine = own_seat(found.cohort, person) if person.is_authenticated else None
    context = {"open": found, "cohort": found.cohort, "mine": mine, "form": GuestForm(), **more}
    return render(request, "classes/open/class.html", context, status=status)


@login_not_required
@never_cache
@require_POST
def take_seat(request: HttpRequest, pk: int) -> HttpResponse:
    """Register: with the account of who is signed in, else with a name."""
    found = open_class(pk, day=timezone.localdate())
    if request.user.is_authenticated:
        try:
            register(cohort=found.cohort, person=request.user, at=timezone.now())
        except (CannotRegister, ClassIsOver) as refusal:
            messages.error(request, str(refusal))
        return redirect("classes:open_class", pk)
    form = GuestForm(request.POST)
    if not form.is_valid():
        return _page(request, found, status=422, form=form)
    if not _may_register(request):
        form.add_error(None, _("Too many registrations came from here within an hour. Try again later."))
        return _page(request, found, status=429, form=form)
    try:
        member = register_by_name(cohort=found.cohort, **form.cleaned_data, at=timezone.now())
    except (CannotRegister, ClassIsOver) as refusal:
        form.add_error(None, str(refusal))
        return _page(request, found, status=422, form=form)
    # No address of its own: nobody else can look at what a name was given.
    return _page(request, open_class(pk, day=timezone.localdate()), registered=member)


def _may_register(request: HttpRequest) -> bool:
    """Count one registration without an account from this visitor's address."""
    address = get_adapter(request).get_client_ip(request)
    return spend(f"classes.registrations.{address}", 1, seconds=HOUR) <= settings.CLASS_REGISTRATIONS_PER_HOUR


@require_POST
def give_up(request: SignedInRequest, pk: int) -> HttpResponse:
    """Leave a class one registered for."""
    found = open_class(pk, day=timezone.localdate())
    mine = own_seat(found.cohort, request.user)
    if mine is not None:
        try:
            give_up_seat(membership=mine, at=timezone.now())
        except (CannotRegister, ClassIsOver) as refusal:
            messages.error(request, str(refusal))
        else:
            messages.success(request, _("You are not in this class any more. Somebody who waited gets your seat."))
    return redirect("classes:open_class", pk)
