"""The life of a paper as its records tell it, first to last."""

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass

from django.urls import reverse
from django.utils.translation import gettext as _

from accounts.models import User
from certificates.models import Certificate, Confirmation, EndingNote, Proposal, Suspension
from certificates.rules import VIETNAM, last_valid_day


@dataclass(frozen=True, kw_only=True)
class Event:
    """One thing that befell a paper. `tone`: good, bad, wait or plain; `note` is for officers only."""

    at: dt.datetime
    title: str
    text: str = ""
    note: str = ""
    who: str = ""
    url: str = ""
    tone: str = "plain"


def timeline_of(paper: Certificate, *, at: dt.datetime) -> list[Event]:
    """Everything that happened to `paper` until now, in order. A number of queries that does not grow."""
    events = [_issued(paper)]
    for suspension in paper.suspensions.select_related("by", "lifted_by"):
        events += _of_suspension(suspension)
    events += [_of_confirmation(one) for one in paper.confirmations.select_related("by")]
    for proposal in paper.proposals.select_related("by", "decided_by"):
        events += _of_proposal(proposal)
    events += _of_ending(paper)
    events += _of_renewal(paper)
    events += _of_expiry(paper, at)
    # What happened at one moment stays in the order above.
    return sorted(events, key=lambda event: event.at)


def _issued(paper: Certificate) -> Event:
    title = _("The paper was issued")
    if paper.replaces is not None:
        text = _("In the place of number %(number)s.") % {"number": paper.replaces.number}
        return Event(at=paper.issued_at, title=title, text=text, url=_page(paper.replaces), tone="good")
    if paper.renews is not None:
        text = _("It follows number %(number)s.") % {"number": paper.renews.number}
        return Event(at=paper.issued_at, title=title, text=text, url=_page(paper.renews), tone="good")
    return Event(at=paper.issued_at, title=title, tone="good")


def _of_suspension(suspension: Suspension) -> Iterator[Event]:
    yield Event(
        at=suspension.starts_at,
        title=_("Suspended"),
        note=suspension.reason,
        who=_name(suspension.by),
        tone="wait",
    )
    if suspension.lifted_at is not None:
        yield Event(
            at=suspension.lifted_at,
            title=_("Suspension lifted"),
            note=suspension.finding,
            who=_name(suspension.lifted_by),
            tone="good",
        )


def _of_confirmation(confirmation: Confirmation) -> Event:
    text = _("Number %(number)s; the paper was %(what)s.")
    return Event(
        at=confirmation.issued_at,
        title=_("Lost paper confirmed"),
        text=text % {"number": confirmation.number, "what": confirmation.get_reason_display()},
        who=_name(confirmation.by),
        url=reverse("certificates_confirmation_file", args=[confirmation.pk]),
    )


def _of_proposal(proposal: Proposal) -> Iterator[Event]:
    url = reverse("certificates_proposal", args=[proposal.pk])
    yield Event(
        at=proposal.at, title=_("Revocation proposed"), note=proposal.note, who=_name(proposal.by), url=url, tone="wait"
    )
    # That it was confirmed is told by what was done then.
    if proposal.decided_at is not None and proposal.outcome != Proposal.Outcome.CONFIRMED:
        yield Event(
            at=proposal.decided_at,
            title=_("Proposal: %(outcome)s") % {"outcome": proposal.get_outcome_display()},
            note=proposal.answer,
            who=_name(proposal.decided_by),
            url=url,
        )


def _of_ending(paper: Certificate) -> Iterator[Event]:
    if paper.revoked_at is None:
        return
    note = EndingNote.objects.filter(certificate=paper).first()
    newer = getattr(paper, "replaced_by", None)
    yield Event(
        at=paper.revoked_at,
        title=_("Replaced") if newer else _("Revoked"),
        text=_("By number %(number)s.") % {"number": newer.number} if newer else paper.get_revocation_reason_display(),
        note=_on_file(note),
        who=_name(paper.revoked_by),
        url=_page(newer) if newer else "",
        tone="plain" if newer else "bad",
    )


def _of_renewal(paper: Certificate) -> Iterator[Event]:
    newer = getattr(paper, "renewed_by", None)
    if newer is not None:
        text = _("By number %(number)s.") % {"number": newer.number}
        yield Event(at=newer.issued_at, title=_("Renewed"), text=text, url=_page(newer), tone="good")


def _of_expiry(paper: Certificate, at: dt.datetime) -> Iterator[Event]:
    """Nothing is written when a paper expires: the day passes."""
    if paper.expires_on is None:
        return
    over = dt.datetime.combine(paper.expires_on, dt.time.min, tzinfo=VIETNAM)
    if over <= at:
        text = _("Its last day was %(day)s.") % {"day": f"{last_valid_day(paper.expires_on):%d/%m/%Y}"}
        yield Event(at=over, title=_("Expired"), text=text, tone="wait")


def _on_file(note: EndingNote | None) -> str:
    if note is None:
        return ""
    decision = " ".join(
        part for part in (note.decision_number, f"{note.decision_on:%d/%m/%Y}" if note.decision_on else "") if part
    )
    return f"{note.note} ({_('decision')} {decision})" if decision else note.note


def _name(user: User | None) -> str:
    return user.full_name if user else ""


def _page(paper: Certificate) -> str:
    return reverse("certificates_register:inspect", args=[paper.pk])
