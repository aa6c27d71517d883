"""A person's own papers: those that were issued, and those that are being made."""

import datetime as dt
from collections import Counter
from dataclasses import dataclass

from accounts.models import User
from certificates.counting_checks import checked_since
from certificates.models import Certificate, Check, IssueJob
from certificates.rules import VIETNAM, last_valid_day
from certificates.words import Words


@dataclass(frozen=True)
class OwnPaper:
    """A paper as its holder sees it. `state`: valid, expired, revoked or replaced.

    `checks`: how it was checked since the month began, in words, and how often; most often first.
    """

    certificate: Certificate
    words: Words
    state: str
    last_day: dt.date | None
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
    """All papers of `person`, the newest first, and the jobs that wait for theirs. Three queries."""
    certificates = Certificate.objects.visible_to(person).select_related("replaced_by").order_by("-issued_at", "-pk")
    waiting = (
        IssueJob.objects.filter(completion__person=person)
        .exclude(state=IssueJob.State.DONE)
        .select_related("completion__course")
        .order_by("decided_at")
    )
    month = dt.datetime.combine(on.replace(day=1), dt.time.min, VIETNAM)
    checks = checked_since(person.pk, month)
    own = [_own(certificate, on, checks.get(certificate.pk, Counter())) for certificate in certificates]
    return OwnPapers(own, list(waiting))


def _own(certificate: Certificate, on: dt.date, checks: Counter[str]) -> OwnPaper:
    expires = certificate.expires_on
    if hasattr(certificate, "replaced_by"):
        state = "replaced"
    elif certificate.revoked_on:
        state = "revoked"
    elif expires and expires <= on:
        state = "expired"
    else:
        state = "valid"
    return OwnPaper(
        certificate=certificate,
        words=Words.from_json(certificate.words),
        state=state,
        last_day=last_valid_day(expires) if expires else None,
        checks=[(str(Check.Way(way).label), times) for way, times in checks.most_common()],
    )
