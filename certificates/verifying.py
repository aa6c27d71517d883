"""Is this paper real? Exactly one answer to a code, or to a file.

An answer holds what stands on the paper's face and no more of the person: no unit, no score, no
date of birth (Luật 91/2025/QH15, Điều 16). Nothing can be found by name.
"""

import datetime as dt
import hashlib
from dataclasses import dataclass
from functools import cache
from typing import Any, ClassVar, NamedTuple

from django.utils.translation import gettext as _

from certificates.models import Certificate, Confirmation
from certificates.rules import last_valid_day, local_day
from certificates.sealed_files import Seal, is_signed_by_officer, read_seal
from certificates.words import in_groups
from kit.codes import read_code
from kit.statements import first_row, flag, text_in

# Of the words of a paper those that stand on its face, and the note that a signature has no legal value.
_WORDS = ("title", "holder", "course", "issuer", "level", "scale", "level_words", "note")


@cache
def _query(column: str) -> str:
    """Written out, for it is the busiest query: composing it anew each time costs more than running it."""
    words = ", ".join(text_in("paper.words", word) for word in _WORDS)
    return f"""
        SELECT {words}, paper.number, paper.code, paper.issued_on, paper.expires_on,
               paper.revoked_on, paper.revocation_reason,
               EXISTS (SELECT 1 FROM certificates_certificate newer WHERE newer.replaces_id = paper.id) AS is_replaced,
               suspension.starts_on AS suspended_on, signer.compromised_since AS key_lost_at,
               signer.compromised_since <= paper.issued_at AS key_was_lost
        FROM certificates_certificate paper
        JOIN certificates_signingkey signer ON signer.id = paper.signing_key_id
        LEFT JOIN certificates_suspension suspension
               ON suspension.certificate_id = paper.id AND suspension.lifted_at IS NULL
        WHERE paper.{column} = %s
    """  # noqa: S608 - names of columns, from here


# The paper at the end of the chain of replacements.
_LAST = """
    WITH RECURSIVE chain (id, number, code, step) AS (
        SELECT newer.id, newer.number, newer.code, 1
        FROM certificates_certificate newer JOIN certificates_certificate paper ON newer.replaces_id = paper.id
        WHERE paper.code = %s
        UNION ALL
        SELECT newer.id, newer.number, newer.code, chain.step + 1
        FROM certificates_certificate newer JOIN chain ON newer.replaces_id = chain.id
    )
    SELECT number, code FROM chain ORDER BY step DESC LIMIT 1
"""


@dataclass(frozen=True)
class Paper:
    """What anybody may know of a paper. `last_day`: the last day it counts, None: no end."""

    title: str
    holder: str
    course: str
    number: str
    code: str
    issuer: str
    issued_on: dt.date
    last_day: dt.date | None
    level: int
    scale: int
    level_words: str
    has_legal_value: bool


@dataclass(frozen=True)
class Valid:
    """`key_lost_on`: since that day the key was in other hands; the paper stood in the register before."""

    state: ClassVar[str] = "valid"
    paper: Paper
    key_lost_on: dt.date | None = None


@dataclass(frozen=True)
class Expired:
    state: ClassVar[str] = "expired"
    paper: Paper


@dataclass(frozen=True)
class Revoked:
    state: ClassVar[str] = "revoked"
    suspended: ClassVar[bool] = False
    paper: Paper
    on: dt.date
    reason: str


@dataclass(frozen=True)
class Suspended(Revoked):
    """It does not count for the time being. Who knows of no such state sees one that was revoked, and refuses it."""

    suspended: ClassVar[bool] = True


@dataclass(frozen=True)
class Replaced:
    """`number` and `code` are those of the paper that stands in its place today, at the end of all replacements."""

    state: ClassVar[str] = "replaced"
    paper: Paper
    on: dt.date
    number: str
    code: str


@dataclass(frozen=True)
class Unknown:
    """No paper bears the code. `code` is "" when what was typed cannot be one."""

    state: ClassVar[str] = "unknown"
    code: str


@dataclass(frozen=True)
class Altered:
    """The file bears our signature, and is no longer what was signed."""

    state: ClassVar[str] = "altered"


@dataclass(frozen=True)
class Unregistered:
    """The file is as we signed it, and the register does not know it: a sample, or a register restored from old.

    `key_lost_on`: since that day others could sign with the key; then it may well be a forgery.
    """

    state: ClassVar[str] = "unregistered"
    key_lost_on: dt.date | None = None


@dataclass(frozen=True)
class NotOurs:
    """The file bears no signature of ours: another's paper, a scan, or a copy saved anew."""

    state: ClassVar[str] = "not_ours"


Answer = Valid | Expired | Revoked | Replaced | Unknown | Altered | Unregistered | NotOurs


def public_state(answer: Answer) -> str:
    """The state as programs and the command hear it, one of seven. A suspended paper is revoked to who knows no more.

    A file that is not ours and a code that we never gave are one: no paper of ours is known by it.
    """
    return Unknown.state if isinstance(answer, NotOurs) else answer.state


def answer_for(typed: str, day: dt.date) -> Answer:
    """The answer on `day` for a code as somebody typed it. One query, two for a replaced paper, none for no code."""
    code = read_code(typed)
    if code is None:
        return Unknown("")
    return _answer("code", code, day) or Unknown(in_groups(code))


def answer_for_pdf(pdf: bytes, day: dt.date) -> Answer:
    """The answer on `day` for a file: the register, which knows papers by their bytes; then the signature.

    A file with a good signature that is a registered paper but for unsigned bytes is altered; any other
    is one that the register does not know.
    """
    sha256 = hashlib.sha256(pdf).hexdigest()
    known = _answer("pdf_sha256", sha256, day) or _answer_for_confirmation(sha256, day)
    if known is not None:
        return known
    sealed = read_seal(pdf)
    match sealed.seal:
        case Seal.CHANGED:
            return Altered()
        case Seal.NOT_OURS:
            return Altered() if is_signed_by_officer(pdf) and _is_rewrapped(pdf) else NotOurs()
        case Seal.INTACT:
            if _is_rewrapped(pdf):
                return Altered()
            lost = sealed.key.compromised_since if sealed.key else None
            return Unregistered(local_day(lost) if lost else None)


def _is_rewrapped(pdf: bytes) -> bool:
    from certificates.rewrapped import is_rewrapped  # slow to load, and seldom needed

    return is_rewrapped(pdf)


def _answer_for_confirmation(sha256: str, day: dt.date) -> Answer | None:
    """A confirmation of a lost paper is as good as that paper is."""
    code = Confirmation.objects.filter(pdf_sha256=sha256).values_list("certificate__code", flat=True).first()
    return _answer("code", code, day) if code else None


def _answer(column: str, value: str, day: dt.date) -> Answer | None:
    row = first_row(_query(column), [value], _READERS)
    return _judge(_Row(*row), day) if row else None


class _Row(NamedTuple):
    """A certificate as its query gives it."""

    title: str
    holder: str
    course: str
    issuer: str
    level: int
    scale: int
    level_words: str
    note: str
    number: str
    code: str
    issued_on: dt.date
    expires_on: dt.date | None
    revoked_on: Any
    revocation_reason: str
    is_replaced: Any
    suspended_on: dt.date | None
    key_lost_at: dt.datetime | None
    key_was_lost: Any

    @property
    def key_lost_on(self) -> dt.date | None:
        """Since when others could sign with the key; SQLite gives moments without their zone, which is UTC."""
        lost = self.key_lost_at
        return local_day(lost if lost.tzinfo else lost.replace(tzinfo=dt.UTC)) if lost else None


_DAY, _MOMENT = dt.date.fromisoformat, dt.datetime.fromisoformat
_READERS = (str, str, str, str, int, int, str, str, str, str, _DAY, _DAY, _DAY, str, flag, _DAY, _MOMENT, flag)


def _judge(row: _Row, day: dt.date) -> Answer:
    paper = _paper(row)
    if row.is_replaced:
        number, code = first_row(_LAST, [row.code], (str, str)) or ("", "")
        return Replaced(paper, row.revoked_on, number, code)
    if row.revoked_on:
        return Revoked(paper, row.revoked_on, str(Certificate.Reason(row.revocation_reason).label))
    if row.suspended_on:
        since = f"{row.suspended_on:%d/%m/%Y}"
        return Suspended(paper, row.suspended_on, _("suspended since %(day)s while it is examined") % {"day": since})
    if row.key_lost_on and row.key_was_lost:
        return Revoked(paper, row.key_lost_on, _("the key that signed it was in other hands by then"))
    if row.expires_on and row.expires_on <= day:
        return Expired(paper)
    return Valid(paper, row.key_lost_on)


def _paper(row: _Row) -> Paper:
    return Paper(
        title=row.title.capitalize(),
        holder=row.holder,
        course=row.course,
        number=row.number,
        code=row.code,
        issuer=row.issuer,
        issued_on=row.issued_on,
        last_day=last_valid_day(row.expires_on) if row.expires_on else None,
        level=row.level,
        scale=row.scale,
        level_words=row.level_words,
        has_legal_value=not row.note,
    )
