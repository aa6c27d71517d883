"""A person's own papers: those that were issued, and those that are being made."""

import datetime as dt
from collections import Counter
from dataclasses import dataclass
from typing import Any

from django.db.models import OuterRef, Prefetch, QuerySet, Subquery

from accounts.models import User
from certificates.counting_checks import checked_since
from certificates.models import Certificate, Check, Confirmation, IssueJob, Suspension
from certificates.rules import VIETNAM, last_valid_day
from certificates.words import Words


@dataclass(frozen=True)
class OwnPaper:
    """A paper as its holder sees it. `state`: valid, expired, suspended, revoked or replaced.

    `suspended_on` is the day it was suspended; `confirmations` stand in for it when it was lost.
    `checks`: how it was checked since the month began, in words, and how often; most often first.
    """

    certificate: Certificate
    words: Words
    state: str
    last_day: dt.date | None
    suspended_on: dt.date | None
    confirmations: list[Confirmation]
    checks: list[tuple[str, int]]

    @property
    def times_checked(self) -> int:
        """In the month of the day that was asked about."""
        return sum(times for _way, times in self.checks)


@dataclass(frozen=True)
class OwnPapers:
    papers: list[OwnPaper]
    waiting: list[IssueJob]


def papers_of(person: User, *, on: dt.date) -> OwnPapers:
    """All papers of `person`, the newest first, and the jobs that wait for theirs. Four queries."""
    running = Suspension.objects.running().filter(certificate=OuterRef("pk"))
    certificates = (
        Certificate.objects.visible_to(person)
        .select_related("replaced_by", "renewed_by", "signing_key")
        .prefetch_related(Prefetch("confirmations", Confirmation.objects.order_by("pk")))
        .annotate(suspended_on=Subquery(running.values("starts_on")[:1]))
        .order_by("-issued_at", "-pk")
    )
    waiting = (
        IssueJob.objects.filter(completion__person=person)
        .exclude(state=IssueJob.State.DONE)
        .select_related("completion__course", "award__issuer")
        .order_by("decided_at")
    )
    month = dt.datetime.combine(on.replace(day=1), dt.time.min, VIETNAM)
    checks = checked_since(person.pk, month)
    own = [_own(certificate, on, checks.get(certificate.pk, Counter())) for certificate in certificates]
    return OwnPapers(own, list(waiting))


def confirmations_of(person: User) -> "QuerySet[Confirmation]":
    """The confirmations of a person's own papers: the one door to their files."""
    return Confirmation.objects.filter(certificate__person=person)


def _own(certificate: Any, on: dt.date, checks: Counter[str]) -> OwnPaper:
    """`certificate`: with `suspended_on` annotated."""
    expires = certificate.expires_on
    return OwnPaper(
        certificate=certificate,
        words=Words.from_json(certificate.words),
        state=_state(certificate, on),
        last_day=last_valid_day(expires) if expires else None,
        suspended_on=certificate.suspended_on,
        confirmations=list(certificate.confirmations.all()),
        checks=[(str(Check.Way(way).label), times) for way, times in checks.most_common()],
    )


def _state(certificate: Any, on: dt.date) -> str:
    if hasattr(certificate, "replaced_by"):
        return "replaced"
    if certificate.revoked_on or not certificate.signing_key.answers_for(certificate.issued_at):
        return "revoked"
    if certificate.suspended_on:
        return "suspended"
    if certificate.expires_on and certificate.expires_on <= on:
        return "expired"
    return "valid"
