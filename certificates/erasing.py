"""A person wants to be forgotten: what others could fetch about the person's papers goes, the register stays.

A register of papers is kept for ever, by law ("sổ gốc": Thông tư 21/2019/TT-BGDĐT), so paper and entry stand
and go on counting. What we offer beyond the law goes: credentials in both forms, with them badges and files
for wallets, which are made from them; links; the sentences that officers wrote for the file.
"""

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail.log_actions import log

from accounts.models import User
from accounts.personal_data import File, Holding, told
from certificates.credentials.status_lists import take_place
from certificates.models import (
    Certificate,
    Credential,
    EndingNote,
    IssueJob,
    PreparedPaper,
    Proposal,
    ShareLink,
    Suspension,
)
from certificates.storing import read_stored

_BEING_MADE = [IssueJob.State.WAITING, IssueJob.State.SIGNING]
_HELD = [IssueJob.State.UNCONFIRMED, IssueJob.State.LACKING, IssueJob.State.FAILED]
# Fixed words for the file of officers, as on a paper.
_ASKED = "Người học đã xin xóa dữ liệu cá nhân."


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
        credentials=sum(leave_empty_credential(paper, at=at) for paper in papers),
        links=ShareLink.objects.open().filter(certificate__in=papers).update(ended_at=at),
        sentences=_empty_sentences(papers),
    )
    for paper in papers:
        log(paper, "certificates.erase_shown", user=by, data={"number": paper.number})
    return done


def leave_empty_credential(paper: Certificate, *, at: dt.datetime) -> bool:
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


def _erase(person: User, by: User | None, at: dt.datetime) -> None:
    """All of the above, and papers that wait for something are made no more. Harmless twice."""
    erase_beyond_the_register(person=person, by=by, at=at)
    waiting = IssueJob.objects.filter(completion__person=person, state__in=_HELD)
    waiting.update(state=IssueJob.State.DECLINED, declined_by=by, declined_at=at, decline_reason=_ASKED, last_error="")


def _give(person: User) -> dict[str, list[dict[str, Any]]]:
    papers = Certificate.objects.filter(person=person)
    links = ShareLink.objects.filter(certificate__in=papers)
    return {
        _("certificates"): told(
            papers,
            *("number", "code", "course__title", "issued_on", "expires_on", "revoked_on", "revocation_reason", "words"),
        ),
        _("shared links"): told(links, "certificate__number", "name_shown", "made_at", "ended_at"),
    }


def _files(person: User) -> Iterator[File]:
    for paper in Certificate.objects.filter(person=person).order_by("pk"):
        yield File(f"{paper.number.replace('/', '-')}.pdf", lambda paper=paper: read_stored(paper))  # type: ignore[misc]


def _hinders(person: User, on: dt.date) -> str:
    prepared = PreparedPaper.objects.waiting().filter(completion__person=person)
    if IssueJob.objects.filter(completion__person=person, state__in=_BEING_MADE).exists() or prepared.exists():
        return _("A certificate of yours is just being made. Ask again when it is there.")
    if Suspension.objects.running().filter(certificate__person=person).exists():
        return _("A certificate of yours is being examined. Ask again when that is over.")
    return ""


HOLDING = Holding(
    name="certificates",
    goes=(
        gettext_lazy("what others can fetch of your certificates: shared links, badges, files for wallets"),
        gettext_lazy("certificates that still wait for something: they are not made any more"),
    ),
    stays=(
        gettext_lazy(
            "certificates you were given, with the name on them, in the register: the law has registers of papers kept "
            "for ever, so that anyone can still check yours (Circular 21/2019/TT-BGDĐT)"
        ),
    ),
    erase=_erase,
    give=_give,
    files=_files,
    hinders=_hinders,
)
