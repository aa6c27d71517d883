"""Grave acts take two persons: one officer proposes, another who has the same right confirms or declines.

Which acts are grave enough is settings.TWO_PERSONS_FROM: acts have a power, and from that one on a second
person is needed. Nobody confirms what they proposed themselves; a proposal that nobody decides expires.
"""

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass

from django.conf import settings
from django.db import IntegrityError, transaction
from django.db.models import F, Q
from django.utils.translation import gettext as _
from wagtail.log_actions import log

from accounts.models import User
from certificates.correcting import NOTHING_ON_FILE, CannotRevoke, OnFile, revoke_certificate
from certificates.keys import CannotEndKey, mark_compromised, retire_key
from certificates.models import Certificate, Proposal, ProposalQuerySet, SigningKey
from certificates.notices import tell_of_decision, tell_of_proposal
from certificates.rights import (
    KEYS_PERMISSION,
    NotYours,
    Verb,
    holders_of,
    may,
    may_decide_on_keys,
    papers_within_reach,
)

Kind, Outcome = Proposal.Kind, Proposal.Outcome
Perform = Callable[[Proposal, User, dt.datetime], object]


class AlreadyProposed(Exception):
    """The same waits for a second officer already."""


class AlreadyDecided(Exception):
    """Somebody decided before, or too much time has passed."""


class NeedsTwo(Exception):
    """Whoever proposed it cannot be the one who confirms it."""


class CannotPerform(Exception):
    """The platform does not know how to do this, or a lower function refused."""


@dataclass(frozen=True)
class Act:
    """How grave an act is (1, 2, 3: settings.TWO_PERSONS_FROM) and the function that does it.

    `perform` runs in the transaction that confirms, by the officer who confirms; what it raises is shown
    on the screen, and the proposal waits on.
    """

    power: int
    perform: Perform


def _revoke(proposal: Proposal, by: User, at: dt.datetime) -> object:
    if proposal.certificate is None:  # the database refuses such a row
        raise CannotPerform(_("This cannot be done here yet."))
    on_file = OnFile(note=proposal.note, decision_number=proposal.decision_number, decision_on=proposal.decision_on)
    return revoke_certificate(certificate=proposal.certificate, reason=proposal.reason, by=by, at=at, on_file=on_file)


def _retire(proposal: Proposal, by: User, at: dt.datetime) -> object:
    try:
        return retire_key(key=_key_of(proposal), by=by, at=at)
    except CannotEndKey as refusal:
        raise CannotPerform(str(refusal)) from refusal


def _compromise(proposal: Proposal, by: User, at: dt.datetime) -> object:
    try:
        return mark_compromised(key=_key_of(proposal), since=proposal.since or at, by=by, at=at)
    except CannotEndKey as refusal:
        raise CannotPerform(str(refusal)) from refusal


def _key_of(proposal: Proposal) -> SigningKey:
    if proposal.key is None:  # the database refuses such a row
        raise CannotPerform(_("This cannot be done here yet."))
    return proposal.key


ACTS: dict[str, Act] = {
    Kind.REVOKE_CERTIFICATE: Act(1, _revoke),
    Kind.RETIRE_KEY: Act(2, _retire),
    Kind.COMPROMISE_KEY: Act(3, _compromise),
}


def needs_two(kind: str) -> bool:
    """Whether an act of that kind needs a second person."""
    return ACTS[kind].power >= settings.TWO_PERSONS_FROM


def may_decide(user: User, proposal: Proposal) -> bool:
    """Whether `user` has the right to the act, whoever proposed it."""
    if proposal.certificate is not None:
        return may(user, Verb.REVOKE, proposal.certificate)
    return may_decide_on_keys(user)


@dataclass(frozen=True, kw_only=True)
class Wanted:
    """What an officer wants done, to what, and why.

    `reason`: of Certificate.Reason, for papers; `since`: the moment a key was lost, for Kind.COMPROMISE_KEY.
    """

    kind: str
    subject: Certificate | SigningKey
    reason: str = ""
    since: dt.datetime | None = None
    on_file: OnFile = NOTHING_ON_FILE


@transaction.atomic
def do_or_propose(*, wanted: Wanted, by: User, at: dt.datetime) -> Proposal | None:
    """Do what one person may decide alone, and return None; else propose it. Raises as the act and `propose` do."""
    if needs_two(wanted.kind):
        return propose(wanted=wanted, by=by, at=at)
    ACTS[wanted.kind].perform(_drafted(wanted, by, at), by, at)
    return None


@transaction.atomic
def propose(*, wanted: Wanted, by: User, at: dt.datetime) -> Proposal:
    """Write down that `by` wants something done that a second officer must confirm, and tell all who could.

    Not harmless twice: raises AlreadyProposed. Raises NotYours, and CannotRevoke for a paper that has ended.
    """
    proposal = _drafted(wanted, by, at)
    close_expired(at=at)
    try:
        with transaction.atomic():
            proposal.save(force_insert=True)
    except IntegrityError as error:
        raise AlreadyProposed(_("This has been proposed already and waits for a second officer.")) from error
    log(proposal.subject, "certificates.propose", user=by, data={"proposal": proposal.pk, "kind": proposal.kind})
    tell_of_proposal(proposal, others_who_may_decide(proposal), at=at)
    return proposal


@transaction.atomic
def confirm(*, proposal: Proposal, by: User, at: dt.datetime) -> Proposal:
    """Do what was proposed, as the second person, and tell the first. One transaction: both stand, or neither.

    Not harmless twice: raises AlreadyDecided. Raises NotYours, NeedsTwo, and what the act raises (then it waits on).
    """
    locked = _locked(proposal, by, at)
    if locked.by_id == by.pk:
        raise NeedsTwo(_("You proposed this yourself. Another officer has to confirm it."))
    ACTS[locked.kind].perform(locked, by, at)
    return _decide(locked, Outcome.CONFIRMED, "", by=by, at=at)


@transaction.atomic
def decline(*, proposal: Proposal, answer: str, by: User, at: dt.datetime) -> Proposal:
    """Decide against it and tell the first officer why; whoever proposed it takes it back this way.

    Not harmless twice: raises AlreadyDecided. Raises NotYours.
    """
    locked = _locked(proposal, by, at)
    outcome = Outcome.WITHDRAWN if locked.by_id == by.pk else Outcome.DECLINED
    return _decide(locked, outcome, answer, by=by, at=at)


def close_expired(*, at: dt.datetime) -> int:
    """Note of proposals whose time is over that they expired, at the moment it was over; how many. Harmless twice."""
    over = Proposal.objects.filter(outcome="", expires_at__lte=at)
    return over.update(outcome=Outcome.EXPIRED, decided_at=F("expires_at"))


def others_who_may_decide(proposal: Proposal) -> list[User]:
    """Everybody who could be the second person."""
    permission = KEYS_PERMISSION if proposal.certificate is None else Verb.REVOKE.permission
    return [user for user in holders_of(permission) if user.pk != proposal.by_id and may_decide(user, proposal)]


def waiting_for_second(user: User, *, at: dt.datetime) -> ProposalQuerySet:
    """The proposals of others that `user` could decide at that moment."""
    return proposals_within_reach(user).waiting(at).exclude(by=user)


def proposals_within_reach(user: User) -> ProposalQuerySet:
    """All proposals that `user` may look at: of acts that the user has the right to, whatever became of them."""
    reach = Q(pk__in=[])
    if user.has_perm(Verb.REVOKE.permission):
        reach |= Q(certificate__in=papers_within_reach(user).values("pk"))
    if may_decide_on_keys(user):
        reach |= Q(key__isnull=False)
    return Proposal.objects.filter(reach).select_related("certificate__issuer__agency", "key", "by", "decided_by")


def _drafted(wanted: Wanted, by: User, at: dt.datetime) -> Proposal:
    """The unsaved row of what `by` wants, when `by` has the right to it and it makes sense. Raises as `propose`."""
    subject = wanted.subject
    draft = Proposal(
        kind=Kind(wanted.kind),
        certificate=subject if isinstance(subject, Certificate) else None,
        key=subject if isinstance(subject, SigningKey) else None,
        reason=Certificate.Reason(wanted.reason) if isinstance(subject, Certificate) else wanted.reason,
        since=wanted.since,
        note=wanted.on_file.note,
        decision_number=wanted.on_file.decision_number,
        decision_on=wanted.on_file.decision_on,
        by=by,
        at=at,
        expires_at=at + dt.timedelta(days=settings.PROPOSAL_DAYS),
    )
    if not may_decide(by, draft):
        raise NotYours(_("You have no right to do this for this issuer."))
    if draft.certificate and not Certificate.objects.filter(pk=draft.certificate.pk, revoked_at=None).exists():
        raise CannotRevoke(_("This paper was revoked or replaced before."))
    return draft


def _locked(proposal: Proposal, by: User, at: dt.datetime) -> Proposal:
    """The proposal as it stands, locked, when `by` has the right to decide it and it still waits."""
    locked = (
        Proposal.objects.select_for_update(of=("self",))
        .select_related("certificate__issuer__agency", "key", "by")
        .get(pk=proposal.pk)
    )
    if not may_decide(by, locked):
        raise NotYours(_("You have no right to do this for this issuer."))
    if locked.outcome:
        raise AlreadyDecided(_("This was decided before: %(outcome)s.") % {"outcome": locked.get_outcome_display()})
    if locked.expires_at <= at:
        raise AlreadyDecided(_("This proposal has expired. Propose it anew if it is still needed."))
    return locked


def _decide(proposal: Proposal, outcome: Proposal.Outcome, answer: str, *, by: User, at: dt.datetime) -> Proposal:
    proposal.outcome, proposal.answer, proposal.decided_by, proposal.decided_at = outcome, answer, by, at
    proposal.save(update_fields=["outcome", "answer", "decided_by", "decided_at"])
    log(
        proposal.subject,
        "certificates.decide",
        user=by,
        data={"proposal": proposal.pk, "kind": proposal.kind, "outcome": str(outcome)},
    )
    tell_of_decision(proposal, at=at)
    return proposal
