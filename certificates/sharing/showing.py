"""What a stranger sees who opens a shared link: what the holder chose, and whether the paper counts today."""

import datetime as dt
from dataclasses import dataclass, replace

from certificates.models import ShareLink
from certificates.verifying import Answer, Expired, Paper, Replaced, Revoked, Suspended, Valid, answer_for
from certificates.words import Words
from kit.codes import read_code
from kit.text import initials


@dataclass(frozen=True)
class Shared:
    """A paper as its holder shows it. `words` and `paper` hold nothing that was not chosen.

    `state`: valid, expired, suspended, revoked or replaced, by the register of today. `code` leads to the paper's
    own page, "" where that would say more than was chosen.
    """

    link: ShareLink
    state: str
    paper: Paper
    words: Words
    code: str


@dataclass(frozen=True)
class Ended:
    """The holder switched the link off."""


def shared_by(typed: str, day: dt.date) -> Shared | Ended | None:
    """What the link `typed` shows on `day`; None when there never was one. Two queries, none for a mistyped link."""
    token = read_code(typed)
    link = ShareLink.objects.select_related("certificate").filter(token=token).first() if token else None
    if link is None:
        return None
    if link.ended_at is not None:
        return Ended()
    return as_chosen(link, answer_for(link.certificate.code, day))


def as_chosen(link: ShareLink, answer: Answer) -> Shared:
    """`answer`, to the code of the link's paper, without what the holder did not choose."""
    if not isinstance(answer, Valid | Expired | Revoked | Replaced):
        raise TypeError(answer)  # a paper that has a link has a row
    words, paper = Words.from_json(link.certificate.words), answer.paper
    if not link.shows_all:
        words, paper = replace(words, number="", check_code=""), replace(paper, number="", code="")
    if link.name_shown == ShareLink.Name.INITIALS:
        words, paper = replace(words, holder=initials(words.holder)), replace(paper, holder=initials(paper.holder))
    if not link.shows_level:
        words = replace(words, level=0, scale=0, level_words="")
        paper = replace(paper, level=0, scale=0, level_words="")
    if not link.shows_day:
        words = replace(words, place_and_date="", signed_when="", valid_until="")
    # A post and a period with its score stand on paper, and go no further.
    words = replace(words, post="", period="")
    state = "suspended" if isinstance(answer, Suspended) else answer.state
    return Shared(link, state, paper, words, link.certificate.code if link.shows_all else "")


def day_line(shared: Shared) -> str:
    """ "Cấp ngày 05/12/2026", in Vietnamese like all that a badge says; "" when the holder does not show it."""
    return f"Cấp ngày {shared.paper.issued_on:%d/%m/%Y}" if shared.link.shows_day else ""
