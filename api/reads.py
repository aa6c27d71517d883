"""What a connected system reads, within its branch. Addresses and scopes: api/operations.py."""

import datetime as dt
from typing import Any

from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext as _
from ninja import Query

from api.asked import AgenciesAsked, CertificatesAsked, CompletionsAsked, CoverageAsked, day_of
from api.branch import agencies_in, agency_asked, of_people_in
from api.door import Access
from api.paging import one_page, pages_of
from api.problems import NotUnderstood, NotYours
from api.standing import with_standing
from api.told import agency_told, certificate_told, completion_told, row_told, target_told
from certificates.models import Certificate
from courses.models import Completion
from coverage.counting import count
from coverage.models import Target
from coverage.presenting import cards
from coverage.rules import CannotCount
from coverage.ruling import as_of
from workforce.models import Agency


class AskingProgram(HttpRequest):
    """A request that came through api.door."""

    auth: Access


def agencies(request: AskingProgram, asked: Query[AgenciesAsked]) -> dict[str, Any]:
    """The agencies of your branch, those that ended too unless you ask for a day."""
    branch = agencies_in(request.auth)
    rows, following = one_page(branch.at(asked.on) if asked.on else branch, asked)
    above = {row.path[: -Agency.steplen] for row in rows}
    parents = dict(branch.filter(path__in=above).values_list("path", "code"))
    return pages_of((agency_told(row, parents) for row in rows), following)


def completions(request: AskingProgram, asked: Query[CompletionsAsked]) -> dict[str, Any]:
    """Who of the people that work in your branch today completed which course, when, with what score."""
    found = _completions(request.auth, agency_asked(request.auth, asked.agency))
    if asked.course:
        found = found.filter(course__code=asked.course)
    if asked.updated_since:
        found = found.filter(completed_at__gte=asked.updated_since)
    rows, following = one_page(found, asked)
    return pages_of((completion_told(row) for row in rows), following)


def completion(request: AskingProgram, number: int) -> dict[str, Any]:
    """One completion, as the list gives it."""
    found = _completions(request.auth, request.auth.agency).filter(pk=number).first()
    if found is None:
        raise NotYours(_("There is no such completion among those this system may see."))
    return completion_told(found)


def certificates(request: AskingProgram, asked: Query[CertificatesAsked]) -> dict[str, Any]:
    """The papers of people who work in your branch today, each with its state."""
    today = timezone.localdate()
    papers = with_standing(Certificate.objects.select_related("person", "course"))
    found = of_people_in(agency_asked(request.auth, asked.agency), papers, day=today)
    if asked.course:
        found = found.filter(course__code=asked.course)
    if asked.code:
        found = found.filter(code=asked.code)
    if asked.updated_since:
        # Whatever happens to a paper is an entry of the register.
        found = found.filter(pk__in=_changed_since(asked.updated_since))
    rows, following = one_page(found, asked)
    return pages_of((certificate_told(row, today) for row in rows), following)


def coverage(request: AskingProgram, asked: Query[CoverageAsked]) -> dict[str, Any]:
    """How far every target that can be counted is reached, in your branch or an agency of it, on a day."""
    agency, day = agency_asked(request.auth, asked.agency), day_of(asked)
    found = cards(day=day, agency=agency)
    shown = sorted([*found.open, *found.past], key=lambda card: card.target.code)
    items = [target_told(card.target, card.share) for card in shown]
    return {"agency": agency.code, "on": day, "items": items}


def coverage_of_target(request: AskingProgram, target: str, asked: Query[CoverageAsked]) -> dict[str, Any]:
    """One target, with a row for each agency that has people in the group it speaks of."""
    agency, day = agency_asked(request.auth, asked.agency), day_of(asked)
    found = Target.objects.select_related("branch").prefetch_related("courses").filter(code=target).first()
    if found is None:
        raise NotYours(_("There is no such target."))
    try:
        counted = count(as_of(found, day), day=day, agency=agency)
    except CannotCount as refusal:
        raise NotUnderstood(str(refusal)) from refusal
    rows = [row_told(row) for row in counted.rows]
    return {"agency": agency.code, "on": day, "target": target_told(counted.target, counted), "items": rows}


def _completions(access: Access, agency: Agency) -> Any:
    facts = Completion.objects.select_related("person", "course")
    return of_people_in(agency, facts, day=timezone.localdate())


def _changed_since(moment: dt.datetime) -> Any:
    return Certificate.objects.filter(log_entries__at__gte=moment).values("pk")
