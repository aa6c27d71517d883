"""What the pages of coverage are asked: which target, day and agency, by whom; within what the person may see."""

import datetime as dt
import functools
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.utils.http import urlencode

from accounts.models import User
from coverage import presenting
from coverage.forms import QuestionForm, read_day
from coverage.models import Target
from coverage.rules import CannotCount
from coverage.scope import OutsideYourBranches, agencies_of, find_agency, grants_of, may_export
from kit.spreadsheets import FORMATS
from workforce.models import Agency, AgencyRole

View = Callable[..., HttpResponseBase]


@dataclass(frozen=True)
class Question:
    """The day and the agency asked about, the form to ask again, and by which grants somebody asks."""

    day: dt.date
    agency: Agency | None
    form: QuestionForm
    may_export: bool = False
    grants: Sequence[AgencyRole] = ()

    @property
    def query(self) -> str:
        """The same question as parameters of an address."""
        return urlencode(presenting.question(self.day, self.agency))


def for_overseers(view: View) -> View:
    """Only for those who look after an agency; others are told in plain words whose page it is.

    A target that cannot be counted is answered with the sentence that says why.
    """

    @functools.wraps(view)
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        grants = grants_of(user_of(request))
        if not (grants or user_of(request).is_superuser):
            return render(request, "coverage/closed.html", status=403)
        request.grants = grants  # type: ignore[attr-defined]
        try:
            return view(request, *args, **kwargs)
        except CannotCount as refusal:
            return _not_counted(request, find_target(kwargs["code"]), refusal)

    return guarded


def user_of(request: HttpRequest) -> User:
    user: User = request.user  # type: ignore[assignment]
    return user


def find_target(code: str) -> Target:
    return get_object_or_404(Target.objects.select_related("branch").prefetch_related("courses"), code=code)


def question_of(request: HttpRequest) -> Question:
    """What is asked, within what the person may see. Raises Http404 for an agency outside it."""
    today, typed = timezone.localdate(), request.GET.get("ngay", "")
    day = read_day(typed, today=today)
    grants = getattr(request, "grants", [])
    agencies = agencies_of(user_of(request), grants, day=day)
    try:
        agency = find_agency(user_of(request), request.GET.get("don-vi", ""), among=agencies)
    except OutsideYourBranches as refusal:
        raise Http404 from refusal
    form = QuestionForm(typed, today=today, agencies=agencies, chosen=agency)
    return Question(day, agency, form, may_export=lets_export(request, agency), grants=grants)


def lets_export(request: HttpRequest, agency: Agency | None) -> bool:
    """Whether whoever asks may take lists of `agency` out as files. No query behind `for_overseers`."""
    return may_export(user_of(request), getattr(request, "grants", []), agency)


def export_asked(request: HttpRequest, *, may_export: bool) -> str:
    """The kind of file asked for, if any. Raises Http404 for a kind that does not exist, and for who may take none."""
    form = request.GET.get("dinh-dang", "")
    if form and (form not in FORMATS or not may_export):
        raise Http404
    return form


def _not_counted(request: HttpRequest, found: Target, refusal: CannotCount) -> HttpResponse:
    context = {"target": found, "reason": str(refusal), "crumbs": presenting.crumbs(found.code)}
    return render(request, "coverage/not_counted.html", context)
