"""A person's own papers: those that were issued, and those that are being made."""

import datetime as dt
from dataclasses import dataclass

from accounts.models import User
from certificates.models import Certificate, IssueJob
from certificates.rules import last_valid_day
from certificates.words import Words


@dataclass(frozen=True)
class OwnPaper:
    """A paper as its holder sees it. `state`: valid, expired, revoked or replaced."""

    certificate: Certificate
    words: Words
    state: str
    last_day: dt.date | None


@dataclass(frozen=True)
class OwnPapers:
    papers: list[OwnPaper]
    waiting: list[IssueJob]


def papers_of(person: User, *, on: dt.date) -> OwnPapers:
    """All papers of `person`, the newest first, and the jobs that wait for theirs."""
    certificates = (
        Certificate.objects.visible_to(person)
        .select_related("replaced_by", "signing_key")
        .order_by("-issued_at", "-pk")
    )
    waiting = (
        IssueJob.objects.filter(completion__person=person)
        .exclude(state=IssueJob.State.DONE)
        .select_related("completion__course")
        .order_by("decided_at")
    )
    return OwnPapers([_own(certificate, on) for certificate in certificates], list(waiting))


def _own(certificate: Certificate, on: dt.date) -> OwnPaper:
    expires = certificate.expires_on
    if hasattr(certificate, "replaced_by"):
        state = "replaced"
    elif certificate.revoked_on or not certificate.signing_key.answers_for(certificate.issued_at):
        state = "revoked"
    elif expires and expires <= on:
        state = "expired"
    else:
        state = "valid"
    return OwnPaper(
        certificate, Words.from_json(certificate.words), state, last_valid_day(expires) if expires else None
    )
