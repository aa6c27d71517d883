"""Pages on which provincial officers say how targets are counted, with the number of people beside the choice."""

import functools
from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from coverage.asking import find_target, user_of
from coverage.counting import CannotCount, Count, count
from coverage.models import Target
from coverage.presenting import crumbs
from coverage.ruling import CannotRule, add_target, change_rule, may_rule, with_rule
from coverage.ruling_forms import ChangeForm, NewTargetForm, RuleForm

View = Callable[..., HttpResponse]


def for_rulers(view: View) -> View:
    """Only for those who decide how targets are counted; for others the page does not exist."""

    @functools.wraps(view)
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if not may_rule(user_of(request)):
            raise Http404
        return view(request, *args, **kwargs)

    return guarded


@require_http_methods(["GET", "HEAD", "POST"])
@for_rulers
def new_target(request: HttpRequest) -> HttpResponse:
    """Add a target of a plan."""
    today = timezone.localdate()
    form = NewTargetForm(request.POST or None, day=today)
    if request.method == "POST" and not _only_counting(request) and form.is_valid():
        try:
            added = add_target(wording=form.wording(), rule=form.rule(), by=user_of(request), at=timezone.now())
        except CannotRule as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("The target is added and counted from now on."))
            return redirect("coverage:target", added.code)
    return _page(request, form, None)


@require_http_methods(["GET", "HEAD", "POST"])
@for_rulers
def rule(request: HttpRequest, code: str) -> HttpResponse:
    """Change how a target is counted, from a day on."""
    found, today = find_target(code), timezone.localdate()
    form = ChangeForm(request.POST or None, day=today, target=found)
    form.fields["since"].initial = today
    if request.method == "POST" and not _only_counting(request) and form.is_valid():
        try:
            version = change_rule(
                target=found,
                rule=form.rule(),
                since=form.cleaned_data["since"],
                reason=form.cleaned_data["reason"],
                by=user_of(request),
                at=timezone.now(),
            )
        except CannotRule as refusal:
            form.add_error(None, str(refusal))
        else:
            done = _("Counted in the new way from that day on.") if version else _("Nothing was changed.")
            messages.success(request, done)
            return redirect("coverage:target", found.code)
    return _page(request, form, found)


@require_POST
@for_rulers
def preview(request: HttpRequest) -> HttpResponse:
    """How many people the choice so far would count today. Nothing is written."""
    form = RuleForm(request.POST, day=timezone.localdate())
    return render(request, "coverage/_preview.html", _previewed(form))


def _only_counting(request: HttpRequest) -> bool:
    """Without scripts the count is had by a second button of the form."""
    return "dem" in request.POST


def _page(request: HttpRequest, form: RuleForm, found: Target | None) -> HttpResponse:
    shown = form
    if form.is_bound:
        shown = RuleForm(request.POST, day=timezone.localdate())
    context = {
        "form": form,
        "target": found,
        "versions": found.versions.select_related("changed_by").order_by("-until") if found else [],
        "crumbs": crumbs(found.code, last=_("How it is counted")) if found else crumbs(_("New target")),
        "counting_only": _only_counting(request),
        **_previewed(shown, found),
    }
    return render(request, "coverage/rule.html", context)


def _previewed(form: RuleForm, found: Target | None = None) -> dict[str, Any]:
    """The figure of the whole province today by the rule typed so far, or why there is none."""
    if not form.is_bound:
        return _figure(found) if found else {}
    if not form.is_valid():
        return {
            "reason": " ".join(str(error) for error in form.non_field_errors())
            or _("Choose who belongs and who has achieved.")
        }
    # A number that no target has, for relations of an unsaved one cannot be asked.
    return _figure(with_rule(Target(pk=0, percent=100), form.rule()))


def _figure(target: Target) -> dict[str, Any]:
    try:
        figure: Count = count(target, day=timezone.localdate())
    except CannotCount as refusal:
        return {"reason": str(refusal)}
    return {"figure": figure.people, "agencies": len(figure.rows)}
