"""A person's own papers: those that were issued, and those that are being made."""

import datetime as dt
from dataclasses import dataclass
from typing import Any

from django.db.models import OuterRef, Prefetch, QuerySet, Subquery

from accounts.models import User
from certificates.models import Certificate, Confirmation, IssueJob, Suspension
from certificates.rules import last_valid_day
from certificates.words import Words


@dataclass(frozen=True)
class OwnPaper:
    """A paper as its holder sees it. `state`: valid, expired, suspended, revoked or replaced.

    `suspended_on` is the day it was suspended; `confirmations` stand in for it when it was lost.
    """

    certificate: Certificate
    words: Words
    state: str
    last_day: dt.date | None
    suspended_on: dt.date | None
    confirmations: list[Confirmation]


@dataclass(frozen=True)
class OwnPapers:
    papers: list[OwnPaper]
    waiting: list[IssueJob]


def papers_of(person: User, *, on: dt.date) -> OwnPapers:
    """All papers of `person`, the newest first, and the jobs that wait for theirs."""
    running = Suspension.objects.running().filter(certificate=OuterRef("pk"))
    certificates = (
        Certificate.objects.visible_to(person)
        .select_related("replaced_by", "renewed_by")
        .prefetch_related(Prefetch("confirmations", Confirmation.objects.order_by("pk")))
        .annotate(suspended_on=Subquery(running.values("starts_on")[:1]))
        .order_by("-issued_at", "-pk")
    )
    waiting = (
        IssueJob.objects.filter(completion__person=person)
        .exclude(state=IssueJob.State.DONE)
        .select_related("completion__course")
        .order_by("decided_at")
    )
    return OwnPapers([_own(certificate, on) for certificate in certificates], list(waiting))


def confirmations_of(person: User) -> "QuerySet[Confirmation]":
    """The confirmations of a person's own papers: the one door to their files."""
    return Confirmation.objects.filter(certificate__person=person)


def _own(certificate: Any, on: dt.date) -> OwnPaper:
    """`certificate`: with `suspended_on` annotated."""
    expires = certificate.expires_on
    return OwnPaper(
        certificate,
        Words.from_json(certificate.words),
        _state(certificate, on),
        last_valid_day(expires) if expires else None,
        certificate.suspended_on,
        list(certificate.confirmations.all()),
    )


def _state(certificate: Any, on: dt.date) -> str:
    if hasattr(certificate, "replaced_by"):
        return "replaced"
    if certificate.revoked_on:
        return "revoked"
    if certificate.suspended_on:
        return "suspended"
    if certificate.expires_on and certificate.expires_on <= on:
        return "expired"
    return "valid"
