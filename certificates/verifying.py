"""Is this paper real? Exactly one answer to a code, or to a file.

An answer holds what stands on the paper's face and no more of the person: no unit, no score, no
date of birth (Luật 91/2025/QH15, Điều 16). Nothing can be found by name.
"""

import datetime as dt
from dataclasses import dataclass
from typing import Any, ClassVar

from django.db.models import Q

from certificates.models import Certificate
from certificates.rules import last_valid_day
from certificates.sealed_files import Seal, read_seal
from certificates.words import Words, in_groups
from kit.codes import read_code


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
    state: ClassVar[str] = "valid"
    paper: Paper


@dataclass(frozen=True)
class Expired:
    state: ClassVar[str] = "expired"
    paper: Paper


@dataclass(frozen=True)
class Revoked:
    state: ClassVar[str] = "revoked"
    paper: Paper
    on: dt.date
    reason: str


@dataclass(frozen=True)
class Replaced:
    """`number` and `code` are those of the paper that stands in its place."""

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
    """The file is as we signed it, and the register does not know it: a sample, or a register restored from old."""

    state: ClassVar[str] = "unregistered"


@dataclass(frozen=True)
class NotOurs:
    """The file bears no signature of ours: another's paper, a scan, or a copy saved anew."""

    state: ClassVar[str] = "not_ours"


Answer = Valid | Expired | Revoked | Replaced | Unknown | Altered | Unregistered | NotOurs


def answer_for(typed: str, day: dt.date) -> Answer:
    """The answer on `day` for a code as somebody typed it. One query, none when it cannot be a code."""
    code = read_code(typed)
    if code is None:
        return Unknown("")
    return _answer(Q(code=code), day) or Unknown(in_groups(code))


def answer_for_pdf(pdf: bytes, day: dt.date) -> Answer:
    """The answer on `day` for a file: its bytes and its signature first, then the register."""
    sealed = read_seal(pdf)
    match sealed.seal:
        case Seal.CHANGED:
            return Altered()
        case Seal.NOT_OURS:
            return NotOurs()
        case Seal.INTACT:
            return _answer(Q(pdf_sha256=sealed.sha256), day) or Unregistered()


def _answer(which: Q, day: dt.date) -> Answer | None:
    row = (
        Certificate.objects.filter(which)
        .values(
            "words",
            "number",
            "code",
            "issued_on",
            "expires_on",
            "revoked_on",
            "revocation_reason",
            "replaced_by__number",
            "replaced_by__code",
        )
        .first()
    )
    return _judge(dict(row), day) if row else None


def _judge(row: dict[str, Any], day: dt.date) -> Answer:
    paper = _paper(row)
    if row["replaced_by__code"]:
        return Replaced(paper, row["revoked_on"], row["replaced_by__number"], row["replaced_by__code"])
    if row["revoked_on"]:
        return Revoked(paper, row["revoked_on"], str(Certificate.Reason(row["revocation_reason"]).label))
    if row["expires_on"] and row["expires_on"] <= day:
        return Expired(paper)
    return Valid(paper)


def _paper(row: dict[str, Any]) -> Paper:
    words = Words.from_json(row["words"])
    return Paper(
        title=words.title.capitalize(),
        holder=words.holder,
        course=words.course,
        number=row["number"],
        code=row["code"],
        issuer=words.issuer,
        issued_on=row["issued_on"],
        last_day=last_valid_day(row["expires_on"]) if row["expires_on"] else None,
        level=words.level,
        scale=words.scale,
        level_words=words.level_words,
        has_legal_value=not words.note,
    )
