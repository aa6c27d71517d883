"""A person wants to be forgotten: what others could fetch about the person's papers goes, the register stays.

A register of papers is kept for ever, by law ("sổ gốc": Thông tư 21/2019/TT-BGDĐT), so paper and entry stand
and go on counting. What we offer beyond the law goes: credentials in both forms, with them badges and files
for wallets, which are made from them; links; the sentences that officers wrote for the file.
"""

import datetime as dt
from dataclasses import dataclass

from django.db import transaction
from wagtail.log_actions import log

from accounts.models import User
from certificates.credentials.status_lists import take_place
from certificates.models import Certificate, Credential, EndingNote, Proposal, ShareLink, Suspension


@dataclass(frozen=True)
class Erased:
    """How many of each were there to erase."""

    credentials: int
    links: int
    sentences: int


@transaction.atomic
def erase_beyond_the_register(*, person: User, by: User | None, at: dt.datetime) -> Erased:
    """Erase what is kept of `person`'s papers beside the register, for good. Harmless twice: then nothing is left.

    Nothing of it is made again: a paper that had no credential yet gets an empty one.
    """
    papers = list(Certificate.objects.select_for_update(of=("self",)).filter(person=person).order_by("pk"))
    done = Erased(
        credentials=sum(_empty_credential(paper, at) for paper in papers),
        links=ShareLink.objects.open().filter(certificate__in=papers).update(ended_at=at),
        sentences=_empty_sentences(papers),
    )
    for paper in papers:
        log(paper, "certificates.erase_shown", user=by, data={"number": paper.number})
    return done


def _empty_credential(paper: Certificate, at: dt.datetime) -> bool:
    """Leave an empty credential of `paper`; whether there was one with words."""
    emptied = Credential.objects.filter(certificate=paper, erased_at=None).update(document="", jwt="", erased_at=at)
    if not emptied and not Credential.objects.filter(certificate=paper).exists():
        status_list, index = take_place()
        Credential.objects.create(
            certificate=paper, status_list=status_list, status_index=index, made_at=at, erased_at=at
        )
    return emptied > 0


def _empty_sentences(papers: list[Certificate]) -> int:
    """What officers wrote about papers, where nothing is open any more; how many sentences."""
    over = Suspension.objects.filter(certificate__in=papers, lifted_at__isnull=False)
    decided = Proposal.objects.filter(certificate__in=papers).exclude(outcome="")
    return (
        over.exclude(reason="").update(reason="")
        + over.exclude(finding="").update(finding="")
        + EndingNote.objects.filter(certificate__in=papers).exclude(note="").update(note="")
        + decided.exclude(note="").update(note="")
        + decided.exclude(answer="").update(answer="")
    )
