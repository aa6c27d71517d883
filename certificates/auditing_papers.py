"""Every paper against what the log says of it, and every entry against its paper."""

import itertools
import json
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from certificates.models import Certificate, LogEntry
from certificates.register import FORMAT, issued_facts
from certificates.storing import CannotStore, read_stored
from courses.records import moment

AT_ONCE = 2000
Kind = LogEntry.Kind


@dataclass(frozen=True)
class Fault:
    """Something that no longer agrees: at which entry, of which paper (its number, or "")."""

    entry: int | None
    paper: str
    words: str

    def __str__(self) -> str:
        where = [f"entry {self.entry}" if self.entry is not None else "", self.paper]
        return ": ".join([*filter(None, where), self.words])


def faults_of_papers(*, files: bool) -> Iterator[Fault | None]:
    """What is wrong with any paper, and None after each that was looked at. `files`: also read the stored PDFs.

    Two ordered streams side by side, so that memory does not grow.
    """
    papers = (
        Certificate.objects.select_related("signing_key", "replaces", "renews", "replaced_by")
        .prefetch_related("suspensions")
        .order_by("pk")
        .iterator(chunk_size=AT_ONCE)
    )
    entries = LogEntry.objects.order_by("certificate_id", "seq").iterator(chunk_size=AT_ONCE)
    groups = itertools.groupby(entries, key=lambda entry: entry.certificate_id)
    group = next(groups, None)
    for paper in papers:
        while group is not None and group[0] < paper.pk:
            yield from _faults_of_orphans(group[1])
            group = next(groups, None)
        if group is not None and group[0] == paper.pk:
            yield from _faults_of_paper(paper, list(group[1]))
            group = next(groups, None)
        else:
            yield Fault(None, paper.number, "the paper has no entry in the log")
        if files:
            yield from _faults_of_file(paper)
        yield None
    while group is not None:
        yield from _faults_of_orphans(group[1])
        group = next(groups, None)


def _faults_of_orphans(entries: Iterator[LogEntry]) -> Iterator[Fault]:
    for entry in entries:
        yield Fault(entry.seq, "", "the paper of this entry is gone")


def _faults_of_paper(paper: Certificate, entries: list[LogEntry]) -> Iterator[Fault]:
    for entry in entries:
        yield from _faults_of_record(paper, entry)
    if [entry.kind for entry in entries].count(Kind.ISSUE) != 1 or entries[0].kind != Kind.ISSUE:
        yield Fault(entries[0].seq, paper.number, "the log does not say once, and first, that it was issued")
    elif entries[0].at != paper.issued_at:
        yield Fault(entries[0].seq, paper.number, "the moment of issue is not the one in the log")
    yield from _faults_of_ending(paper, [entry for entry in entries if entry.kind in (Kind.REVOKE, Kind.REPLACE)])
    yield from _faults_of_suspensions(paper, [entry for entry in entries if entry.kind in (Kind.SUSPEND, Kind.LIFT)])


def _faults_of_suspensions(paper: Certificate, entries: list[LogEntry]) -> Iterator[Fault]:
    """Each suspension and each lifting is an entry of its moment, in turns, and nothing else is."""
    for place, entry in enumerate(entries):
        if entry.kind != (Kind.LIFT if place % 2 else Kind.SUSPEND):
            yield Fault(entry.seq, paper.number, "suspending and lifting do not take turns")
            return
    rows = sorted(paper.suspensions.all(), key=lambda row: (row.starts_at, row.pk))
    moments = [moment for row in rows for moment in (row.starts_at, row.lifted_at) if moment is not None]
    if [entry.at for entry in entries] != moments:
        yield Fault(None, paper.number, "its suspensions are not those in the log")


def _faults_of_ending(paper: Certificate, ends: list[LogEntry]) -> Iterator[Fault]:
    """The row says that a paper ended when, and only when, one entry does."""
    newer = getattr(paper, "replaced_by", None)
    kind = Kind.REPLACE if newer else Kind.REVOKE
    if paper.revoked_at is None and not newer:
        for entry in ends:
            yield Fault(entry.seq, paper.number, "the log ends it, the row does not")
    elif [(entry.kind, entry.at) for entry in ends] != [(kind, paper.revoked_at)]:
        seq = ends[0].seq if ends else None
        yield Fault(seq, paper.number, "the row ends it in another way or at another moment than the log")


def _faults_of_record(paper: Certificate, entry: LogEntry) -> Iterator[Fault]:
    """What the record says, against the row; nothing can be said of one that was erased."""
    if not entry.record:
        return
    try:
        said = json.loads(entry.record)
    except ValueError:
        yield Fault(entry.seq, paper.number, "the record cannot be read")
        return
    expected = _expected(paper, entry)
    wrong = sorted(name for name in said.keys() | expected.keys() if said.get(name) != expected.get(name))
    if wrong:
        yield Fault(entry.seq, paper.number, f"the row and the log differ in {', '.join(wrong)}")


def _expected(paper: Certificate, entry: LogEntry) -> dict[str, Any]:
    expected = {
        "format": FORMAT,
        "kind": entry.kind,
        "at": moment(entry.at),
        "number": paper.number,
        "code": paper.code,
        "pdf_sha256": paper.pdf_sha256,
    }
    match entry.kind:
        case Kind.ISSUE:
            return {**expected, **issued_facts(paper)}
        case Kind.REPLACE:
            newer = getattr(paper, "replaced_by", None)
            return {**expected, "replaced_by": newer.number if newer else "", "reason": paper.revocation_reason}
        case Kind.REVOKE:
            return {**expected, "reason": paper.revocation_reason}
    # Why a paper is examined stands in no column of the paper.
    return {**expected, "reason": json.loads(entry.record).get("reason")}


def _faults_of_file(paper: Certificate) -> Iterator[Fault]:
    try:
        read_stored(paper)
    except CannotStore as error:
        yield Fault(None, paper.number, str(error))
