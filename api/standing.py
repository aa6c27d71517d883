"""How a paper stands on a day, as a list of papers says it; the same states as the open check of one paper."""

import datetime as dt
from dataclasses import dataclass
from typing import Any, Literal

from django.db.models import OuterRef, QuerySet, Subquery

from certificates.models import Certificate, Suspension
from certificates.rules import last_valid_day, local_day

State = Literal["valid", "expired", "revoked", "replaced"]


@dataclass(frozen=True)
class Standing:
    """`since`: the day the paper was ended, suspended or replaced; None while it counts or has run out by itself."""

    state: State
    suspended: bool = False
    since: dt.date | None = None
    replaced_by: str | None = None


def with_standing(papers: "QuerySet[Certificate]") -> "QuerySet[Any]":
    """`papers` with all that `standing_of` looks at, without a further query."""
    suspended = Suspension.objects.running().filter(certificate=OuterRef("pk")).values("starts_on")[:1]
    return papers.select_related("signing_key", "replaced_by").annotate(suspended_on=Subquery(suspended))


def standing_of(paper: Any, day: dt.date) -> Standing:
    """The order of certificates.verifying: replaced, revoked, suspended, signed by a lost key, expired, valid."""
    newer = getattr(paper, "replaced_by", None)
    if newer is not None:
        return Standing("replaced", since=paper.revoked_on, replaced_by=newer.number)
    if paper.revoked_on is not None:
        return Standing("revoked", since=paper.revoked_on)
    if paper.suspended_on is not None:
        return Standing("revoked", suspended=True, since=paper.suspended_on)
    if not paper.signing_key.answers_for(paper.issued_at):
        return Standing("revoked", since=local_day(paper.signing_key.compromised_since))
    if paper.expires_on is not None and paper.expires_on <= day:
        return Standing("expired")
    return Standing("valid")


def last_day_of(paper: Certificate) -> dt.date | None:
    return last_valid_day(paper.expires_on) if paper.expires_on else None
