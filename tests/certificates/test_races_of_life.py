"""Acts on one paper at the same moment, on real connections: one comes first, and the others see what it did."""

from collections.abc import Callable, Sequence
from typing import Any

import pytest

from accounts.models import Notice, User
from certificates.confirming import confirm_certificate
from certificates.correcting import CannotReplace, CannotRevoke, OnFile, replace_certificate, revoke_certificate
from certificates.models import Award, Certificate, Confirmation, LogEntry, Proposal, Suspension
from certificates.proposing import AlreadyDecided, AlreadyProposed, Wanted, confirm, decline, propose
from certificates.suspending import CannotSuspend, suspend_certificate
from tests.certificates.conftest import AT, Completes
from tests.certificates.rows import row_of
from tests.certificates.test_races import at_once

pytestmark = pytest.mark.django_db(transaction=True)


def together(*works: Callable[[], Any]) -> list[Any]:
    """What each of `works` returned or raised, begun at once."""
    left = list(works)
    return at_once(len(works), lambda: left.pop()())


def names(results: Sequence[Any]) -> list[str]:
    return sorted(type(result).__name__ for result in results)


def test_suspend_revoke_replace_and_confirm_at_once(paper: Certificate, author: User) -> None:
    results = together(
        lambda: suspend_certificate(certificate=paper, reason="…", by=author, at=AT),
        lambda: suspend_certificate(certificate=paper, reason="…", by=author, at=AT),
        lambda: revoke_certificate(certificate=paper, reason="fraud", by=author, at=AT),
        lambda: replace_certificate(certificate=paper, by=author, at=AT),
        lambda: confirm_certificate(certificate=paper, reason="lost", by=author, at=AT),
        lambda: confirm_certificate(certificate=paper, reason="lost", by=author, at=AT),
    )
    allowed = {"Suspension", "Certificate", "Confirmation"}
    refused = {"CannotSuspend", "CannotRevoke", "CannotReplace", "CannotConfirm"}
    assert set(names(results)) <= allowed | refused
    paper.refresh_from_db()
    # It ended once, by whichever came first: revoked, or replaced by a paper that stands. Suspended once at most.
    ended = [result for result in results if isinstance(result, Certificate)]
    assert (len(ended), paper.revoked_at) == (1, AT)
    assert sum(isinstance(result, CannotRevoke | CannotReplace) for result in results) == 1
    suspended = Suspension.objects.count()
    assert sum(isinstance(result, CannotSuspend) for result in results) == 2 - suspended
    assert Certificate.objects.valid_at(paper.issued_on).count() == Certificate.objects.filter(replaces=paper).count()
    assert Confirmation.objects.count() <= 1
    # A leaf and a notice for each that happened, none for those refused.
    kinds = list(LogEntry.objects.filter(certificate=paper).exclude(kind="issue").values_list("kind", flat=True))
    assert sorted(kinds) == sorted(["suspend"] * suspended + ["replace" if hasattr(paper, "replaced_by") else "revoke"])
    assert Notice.objects.count() == len(kinds) + Confirmation.objects.count()


def test_one_proposal_and_one_decision(award: Award, complete: Completes, nguyet: User, author: User) -> None:
    row = row_of(complete(nguyet), award.issuer)
    second = User.objects.create_superuser(username="thu.hai", full_name="Lộc Thị Hai")
    wanted = Wanted(kind=Proposal.Kind.REVOKE_CERTIFICATE, subject=row, reason="fraud", on_file=OnFile(note="…"))
    proposed = at_once(4, lambda: propose(wanted=wanted, by=author, at=AT))
    assert names(proposed) == ["AlreadyProposed"] * 3 + ["Proposal"]
    assert AlreadyProposed in map(type, proposed)
    proposal = Proposal.objects.get()
    results = together(
        lambda: confirm(proposal=proposal, by=second, at=AT),
        lambda: confirm(proposal=proposal, by=second, at=AT),
        lambda: decline(proposal=proposal, answer="…", by=second, at=AT),
        lambda: decline(proposal=proposal, answer="…", by=second, at=AT),
    )
    assert sum(isinstance(result, AlreadyDecided) for result in results) == 3
    (decided,) = (result for result in results if isinstance(result, Proposal))
    row.refresh_from_db()
    assert (row.revoked_at is not None) == (decided.outcome == "confirmed")
    assert Notice.objects.filter(person=author).count() == 1
