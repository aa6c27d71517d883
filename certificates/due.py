"""What certificates tell the desk of an officer: papers to sign, proposals that wait for a second person."""

import datetime as dt

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts.models import User
from accounts.obligations import Obligation, Whose
from certificates.models import Proposal
from certificates.officer_signing import count_waiting_for, is_officer
from certificates.proposing import waiting_for_second


def papers_to_sign(person: User, at: dt.datetime) -> list[Obligation]:
    """Papers that wait for the person's token. One query for who has none, three for who has."""
    if not is_officer(person) or not (count := count_waiting_for(person)):
        return []
    title = ngettext("%(count)s paper waits for your signature", "%(count)s papers wait for your signature", count)
    return [Obligation(whose=Whose.MINE, title=title % {"count": count}, url=reverse("certificates:sign"))]


def proposals_to_decide(person: User, at: dt.datetime) -> list[Obligation]:
    """Proposals of others that the person may decide, with the day they expire. One query while nothing waits."""
    if not Proposal.objects.waiting(at).exclude(by=person).exists():
        return []
    return [
        Obligation(
            whose=Whose.MINE,
            title=_("A proposal waits for you as the second officer"),
            text=str(proposal),
            url=reverse("certificates_proposal", args=[proposal.pk]),
            due_at=proposal.expires_at,
        )
        for proposal in waiting_for_second(person, at=at).order_by("expires_at", "pk")
    ]
