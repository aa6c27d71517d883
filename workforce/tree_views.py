"""The tree of agencies on any day, and the page of one agency with its history."""

import datetime as dt

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.dateparse import parse_date
from django.utils.http import urlencode
from django.utils.translation import gettext as _

from accounts.models import User
from workforce.lineage import branches, operations_on, turns
from workforce.models import Agency, AgencyOperation, Employment, Verb
from workforce.reorganising.undoing import may_undo
from workforce.roles import may, may_anywhere

KINDS = [
    ("doi-ten", "pencil", AgencyOperation.Kind.RENAME),
    ("chuyen", "arrow-right", AgencyOperation.Kind.MOVE),
    ("gop", "plus", AgencyOperation.Kind.MERGE),
    ("tach", "list", AgencyOperation.Kind.SPLIT),
    ("dong", "x", AgencyOperation.Kind.CLOSE),
]


def tree(request: HttpRequest) -> HttpResponse:
    """The tree as it stood on a day, as far as the person looks after it; others are told whose page it is."""
    user: User = request.user  # type: ignore[assignment]
    if not may_anywhere(user, Verb.SEE):
        return render(request, "coverage/closed.html", status=403)
    day, words = _day(request), request.GET.get("tim", "").strip()[:100]
    found = branches(user, day=day, words=words)
    context = {
        "branches": found,
        "day": day,
        "today": timezone.localdate(),
        "words": words,
        "query": _query(day),
        "people": sum(branch.own for branch in found),
    }
    return render(request, "workforce/tree.html", context)


def agency(request: HttpRequest, code: str) -> HttpResponse:
    """One agency: what it is, who it was and what it became, what stands below it. Raises Http404 for one of others."""
    user: User = request.user  # type: ignore[assignment]
    mine = Agency.objects.visible_to(user)
    found = get_object_or_404(mine, code=code)
    day = _day(request)
    above = mine.filter(path=found.above).first()
    shapes = found.valid_to is None and may(user, Verb.AGENCIES, found)
    operations = operations_on(found)
    context = {
        "agency": found,
        "day": day,
        "today": timezone.localdate(),
        "query": _query(day),
        "above": above,
        "below": Agency.objects.at(day).filter(path__startswith=found.path, depth=found.depth + 1),
        "people": Employment.objects.at(day).within(found).count(),
        "turns": turns(found),
        "operations": operations,
        "last": next((one for one in operations if one.undone_at is None and may_undo(user, one)), None),
        "kinds": KINDS if shapes else [],
        "may_grant": may(user, Verb.GRANT, found),
        "crumbs": [(_("Agency tree"), reverse("workforce:tree") + _query(day)), (found.name, "")],
    }
    return render(request, "workforce/agency.html", context)


def _day(request: HttpRequest) -> dt.date:
    """The day asked for; today for none, or for words that are no day."""
    try:
        return parse_date(request.GET.get("ngay", "")) or timezone.localdate()
    except ValueError:
        return timezone.localdate()


def _query(day: dt.date) -> str:
    return "" if day == timezone.localdate() else f"?{urlencode({'ngay': day.isoformat()})}"
