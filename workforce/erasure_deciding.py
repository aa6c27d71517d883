"""An officer decides whether the data of somebody who left an agency are erased (accounts.erasing carries it out)."""

import datetime as dt

from django.db.models import OuterRef, QuerySet, Subquery
from django.dispatch import receiver
from django.urls import reverse
from django.utils.translation import gettext_lazy

from accounts.erasing import accept_erasure, refuse_erasure
from accounts.models import ErasureRequest, User
from accounts.signals import erasure_asked
from accounts.telling import register_words, tell
from workforce.models import Agency, AgencyRole, Employment, Verb

WAITS = "workforce.erasure_waits"
register_words(
    WAITS,
    gettext_lazy("A request to erase data waits for you"),
    gettext_lazy("Somebody who left an agency of yours asks for their data to be erased. Look at it and decide."),
)


class NotThere(Exception):
    """There is no such request, or none that this officer decides about."""


def last_agency() -> Subquery:
    """Of the person of a request: the agency of the last employment."""
    jobs = Employment.objects.filter(person=OuterRef("person")).order_by("-starts_on", "-pk")
    return Subquery(jobs.values("agency")[:1])


def decided_by(officer: User) -> "QuerySet[ErasureRequest]":
    """The one door to requests: of people whose last agency `officer` looks after, but the officer's own."""
    mine = Agency.objects.where(officer, Verb.STAFF).order_by().values("pk")
    asked = ErasureRequest.objects.annotate(agency=last_agency()).filter(agency__in=mine)
    return asked.exclude(person=officer).select_related("person", "decided_by")


def decide_on_erasure(*, pk: int, accept: bool, reason: str, by: User, at: dt.datetime) -> ErasureRequest:
    """Accept the request, or refuse it for a `reason`. Harmless twice.

    Raises NotThere, accounts.erasing.CannotErase.
    """
    request = decided_by(by).filter(pk=pk).first()
    if request is None:
        raise NotThere
    if accept:
        return accept_erasure(request=request, by=by, at=at)
    return refuse_erasure(request=request, reason=reason, by=by, at=at)


@receiver(erasure_asked)
def tell_officers(request: ErasureRequest, **_more: object) -> None:
    """Those who look after the last agency, or the nearest above that somebody looks after."""
    job = (
        Employment.objects.filter(person=request.person).select_related("agency").order_by("-starts_on", "-pk").first()
    )
    if job is not None:
        officers = _nearest_officers(job.agency, but=request.person)
        url = reverse("workforce:erasures")
        tell(people=officers, kind=WAITS, key=f"{WAITS}:{request.pk}", url=url, at=request.asked_at)


def _nearest_officers(agency: Agency, *, but: User) -> list[User]:
    above = [agency.path[:end] for end in range(len(agency.path), 0, -Agency.steplen)]
    grants = AgencyRole.objects.in_force().allowing(Verb.STAFF).filter(agency__path__in=above).exclude(person=but)
    held = list(grants.select_related("person", "agency").order_by("person"))
    nearest = max((len(grant.agency.path) for grant in held), default=0)
    return list({grant.person_id: grant.person for grant in held if len(grant.agency.path) == nearest}.values())
