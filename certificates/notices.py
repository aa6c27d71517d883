"""What holders are told about their papers: on their page and by mail, one mail for a person and a batch.

Titles become the subjects of mails, so they name neither person nor paper.
"""

import datetime as dt
from collections import defaultdict
from collections.abc import Callable, Iterable

from django.conf import settings
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from accounts.telling import register_words, tell
from certificates.models import Certificate, Confirmation, Proposal, Suspension
from certificates.rules import last_valid_day, local_day
from certificates.words import Words

REVOKED = "certificates.revoked"
REPLACED = "certificates.replaced"
SUSPENDED = "certificates.suspended"
LIFTED = "certificates.lifted"
RENEWED = "certificates.renewed"
CONFIRMED = "certificates.confirmed"
EXPIRING = "certificates.expiring"
PROPOSED = "certificates.proposed"
DECIDED = "certificates.decided"

register_words(
    REVOKED,
    _("A certificate of yours was revoked"),
    _(
        "%(papers)s does not count any more since %(day)s. The reason: %(reason)s. "
        "If you think that this is a mistake, ask %(issuer)s: you have a right to an answer."
    ),
)
register_words(
    REPLACED,
    _("You have a corrected certificate"),
    _("Here is %(papers)s. It stands in the place of number %(old)s: please use the new one from now on."),
)
register_words(
    SUSPENDED,
    _("A certificate of yours is being examined"),
    _(
        "%(papers)s does not count for the time being, since %(day)s, while %(issuer)s examines it. "
        "This is no verdict. You will hear from us as soon as the examination is over."
    ),
)
register_words(
    LIFTED,
    _("Your certificate counts again"),
    _("The examination is over: %(papers)s counts again from %(day)s on. You need not do anything."),
)
register_words(
    RENEWED,
    _("Your certificate was renewed"),
    _("Here is %(papers)s, which follows number %(old)s. Please show the new one from now on."),
)
register_words(
    CONFIRMED,
    _("A confirmation of your certificate is ready"),
    _("It says that the register holds %(papers)s. You can use it in the place of the paper; it is on your page."),
)
register_words(
    EXPIRING,
    _("A certificate of yours expires soon"),
    _(
        "The day in brackets is the last on which it counts: %(papers)s. Your result stays on record. "
        "To go on having a certificate that counts, learn the course again or ask %(issuer)s."
    ),
)
register_words(
    PROPOSED,
    _("A proposal waits for a second officer"),
    _("%(what)s. %(who)s proposes it. Please read why, then confirm or decline it by %(day)s."),
)
register_words(
    DECIDED,
    _("Your proposal was decided"),
    _("%(what)s: %(outcome)s by %(who)s. %(answer)s"),
)


def in_a_line(paper: Certificate) -> str:
    """ "0042/2026/GCN-SKHCN, “Quản trị dữ liệu cơ bản”"."""
    return f"{paper.number}, “{Words.from_json(paper.words).course}”"


def with_its_end(paper: Certificate) -> str:
    """ "0042/2026/GCN-SKHCN, “Quản trị dữ liệu cơ bản” (05/12/2028)": the last day on which it counts."""
    last = last_valid_day(paper.expires_on) if paper.expires_on else None
    return f"{in_a_line(paper)} ({day_in_words(last)})"


def day_in_words(day: dt.date | None) -> str:
    return f"{day:%d/%m/%Y}" if day else "—"


def tell_holders(
    kind: str,
    papers: Iterable[Certificate],
    *,
    batch: str,
    at: dt.datetime,
    line: Callable[[Certificate], str] = in_a_line,
    **words: str,
) -> None:
    """Tell the holders of `papers`, each once however many papers of theirs are among them; harmless twice.

    `batch` names the occasion, `line` says how a paper is named. Call it in the transaction that decides.
    """
    of_person: dict[User, list[Certificate]] = defaultdict(list)
    for paper in papers:
        of_person[paper.person].append(paper)
    for person, theirs in of_person.items():
        named = "; ".join(line(paper) for paper in theirs)
        issuer = Words.from_json(theirs[0].words).issuer
        tell(
            people=[person],
            kind=kind,
            key=f"{kind}:{batch}:{theirs[0].pk}",
            url=reverse("certificates:mine"),
            at=at,
            mail=True,
            **{"papers": named, "issuer": issuer, **words},
        )


def tell_of_revocation(paper: Certificate, *, at: dt.datetime) -> None:
    with translation.override(settings.LANGUAGE_CODE):
        reason = str(paper.get_revocation_reason_display())
    tell_holders(REVOKED, [paper], batch=str(paper.pk), at=at, reason=reason, day=day_in_words(paper.revoked_on))


def tell_of_replacement(new: Certificate, old: Certificate, *, at: dt.datetime) -> None:
    tell_holders(REPLACED, [new], batch=str(new.pk), at=at, old=old.number)


def tell_of_suspension(paper: Certificate, suspension: Suspension, *, at: dt.datetime) -> None:
    tell_holders(SUSPENDED, [paper], batch=str(suspension.pk), at=at, day=day_in_words(suspension.starts_on))


def tell_of_lifting(paper: Certificate, suspension: Suspension, *, at: dt.datetime) -> None:
    tell_holders(LIFTED, [paper], batch=str(suspension.pk), at=at, day=day_in_words(suspension.lifted_on))


def tell_of_renewal(new: Certificate, old: Certificate, *, at: dt.datetime) -> None:
    tell_holders(RENEWED, [new], batch=str(new.pk), at=at, old=old.number)


def tell_of_confirmation(confirmation: Confirmation, *, at: dt.datetime) -> None:
    tell_holders(CONFIRMED, [confirmation.certificate], batch=str(confirmation.pk), at=at)


def tell_of_proposal(proposal: Proposal, people: Iterable[User], *, at: dt.datetime) -> None:
    """Tell those who could be the second person."""
    with translation.override(settings.LANGUAGE_CODE):
        what = str(proposal)
    tell(
        people=people,
        kind=PROPOSED,
        key=f"{PROPOSED}:{proposal.pk}",
        url=reverse("certificates_proposal", args=[proposal.pk]),
        at=at,
        what=what,
        who=proposal.by.full_name,
        day=day_in_words(last_valid_day(local_day(proposal.expires_at))),
    )


def tell_of_decision(proposal: Proposal, *, at: dt.datetime) -> None:
    """Tell the officer who proposed what became of it; not when it was taken back."""
    if proposal.decided_by is None or proposal.decided_by == proposal.by:
        return
    with translation.override(settings.LANGUAGE_CODE):
        what, outcome = str(proposal), str(proposal.get_outcome_display())
    tell(
        people=[proposal.by],
        kind=DECIDED,
        key=f"{DECIDED}:{proposal.pk}",
        url=reverse("certificates_proposals"),
        at=at,
        what=what,
        outcome=outcome,
        who=proposal.decided_by.full_name,
        answer=proposal.answer,
    )
