"""Is the register what it was? Everything recomputed: leaves, tree, signed heads, and every paper against its entries.

Reads row by row, so that a log of millions needs no more memory than a short one. Sentences are for the person at
the command line, in English.
"""

import heapq
from collections.abc import Callable, Generator, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field

from django.db import connection, transaction

from certificates.auditing_papers import Fault, faults_of_papers
from certificates.models import LogCheckpoint, LogEntry, LogTile, RegisterHead, RegisterKey
from certificates.models.guards import LIFE_GUARDS
from certificates.models.register import GUARDS
from certificates.register import data_hash, frontier_of
from certificates.tiles import WIDTH
from kit.append_only import is_guarded
from kit.merkle import grow, root_of, root_of_leaves
from kit.signed_notes import BadNote, Head, Verifier, open_note

AT_ONCE = 2000


@dataclass(frozen=True, order=True)
class Claim:
    """That the log had `size` entries and this root, as `by` says."""

    size: int
    root: str
    by: str


@dataclass
class Audit:
    """One look at the whole register. Go through `faults` once; afterwards the counts are filled in.

    `outside`: signed heads that somebody kept, by name. `tick` is called for each entry and each paper looked at.
    """

    outside: Sequence[tuple[str, str]] = ()
    files: bool = False
    tick: Callable[[], object] = bool
    entries: int = 0
    erased: int = 0
    papers: int = 0
    root: str = ""
    _frontier: list[bytes] = field(default_factory=list)
    _open: list[list[bytes]] = field(default_factory=lambda: [[]])

    def faults(self) -> Generator[Fault]:
        """Everything that is wrong, in the order of the log, then of the papers."""
        with _snapshot():
            yield from _faults_of_guards()
            yield from self.faults_of_log()
            for fault in faults_of_papers(files=self.files):
                if fault is None:
                    self.papers += 1
                    self.tick()
                else:
                    yield fault

    def faults_of_log(self) -> Iterator[Fault]:
        """What is wrong with the log itself: entries, tree, heads. Call it in a transaction."""
        verifiers = [key.verifier for key in RegisterKey.objects.all()]
        claims, bad = _outside_claims(self.outside, verifiers)
        yield from bad
        waiting = heapq.merge(_stored_claims(), sorted(claims))
        claim, contradicted = next(waiting, None), False
        for entry in LogEntry.objects.order_by("seq").iterator(chunk_size=AT_ONCE):
            if entry.seq != self.entries:
                yield Fault(self.entries, "", f"entries {self.entries} to {entry.seq - 1} are missing")
                break
            yield from self._faults_of_entry(entry)
            while claim is not None and claim.size == self.entries:
                if claim.root != root_of(self._frontier).hex() and not contradicted:
                    # All later ones contradict it too; the first says most closely where.
                    contradicted = True
                    yield Fault(None, "", f"{claim.by} contradicts the log: an entry before {claim.size} changed")
                claim = next(waiting, None)
            self.tick()
        self.root = root_of(self._frontier).hex()
        yield from self._faults_of_end()
        if claim is not None:
            gone = claim.size - self.entries
            yield Fault(self.entries, "", f"the log is shorter than {claim.by}: {gone} entries are gone")
        yield from _faults_of_signatures(verifiers)

    def _faults_of_entry(self, entry: LogEntry) -> Iterator[Fault]:
        if not entry.record:
            self.erased += 1
        elif data_hash(entry.salt, entry.record).hex() != entry.data_sha256:
            yield Fault(entry.seq, "", "the record is not the one that was written")
        leaf = entry.leaf_hash
        self._frontier = grow(self._frontier, self.entries, leaf)
        self.entries += 1
        self._open[0].append(leaf)
        level = 0
        while len(self._open[level]) == WIDTH:
            hashes, self._open[level] = self._open[level], []
            yield from _faults_of_tile(level, (self.entries >> 8 * (level + 1)) - 1, hashes)
            level += 1
            if level == len(self._open):
                self._open.append([])
            self._open[level].append(root_of_leaves(hashes))

    def _faults_of_end(self) -> Iterator[Fault]:
        head = RegisterHead.objects.filter(pk=RegisterHead.ONLY).first() or RegisterHead(size=0)
        if head.size != self.entries:
            what = f"{head.size - self.entries} entries are gone" if head.size > self.entries else "some were put in"
            first = min(head.size, self.entries)
            yield Fault(first, "", f"the log has {self.entries} entries, its head says {head.size}: {what}")
            return
        start = 0
        for kept, found, height in zip(frontier_of(head), self._frontier, _heights(head.size), strict=True):
            end = start + (1 << height)
            if kept != found:
                which = f"one of the entries {start} to {end - 1}" if height else "the entry"
                yield Fault(start, "", f"{which} is not the one that was written")
            start = end
        for number in LogTile.objects.filter(number__gte=self.entries // WIDTH, level=0).values_list(
            "number", flat=True
        ):
            yield Fault(number * WIDTH, "", f"tile {number} has no entries")


def _heights(size: int) -> list[int]:
    """The heights of the whole subtrees in a list of `size`, the largest first."""
    return [height for height in reversed(range(size.bit_length())) if size >> height & 1]


def _faults_of_tile(level: int, number: int, hashes: list[bytes]) -> Iterator[Fault]:
    tile = LogTile.objects.filter(level=level, number=number).first()
    if tile is None:
        yield Fault(None, "", f"tile {number} of level {level} is missing")
        return
    kept = bytes(tile.hashes)
    span = WIDTH**level
    for place, found in enumerate(hashes):
        if kept[place * 32 : place * 32 + 32] != found:
            first = (number * WIDTH + place) * span
            what = "the entry is" if level == 0 else f"one of the entries {first} to {first + span - 1} is"
            yield Fault(first, "", f"{what} not the one in the tree")
            break
    if tile.root != root_of_leaves(hashes).hex():
        yield Fault(None, "", f"the root of tile {number} of level {level} is wrong")


def _stored_claims() -> Iterator[Claim]:
    rows = LogCheckpoint.objects.order_by("size").values_list("size", "root").iterator(chunk_size=AT_ONCE)
    return (Claim(size, root, f"the signed head over {size} entries") for size, root in rows)


def _outside_claims(kept: Iterable[tuple[str, str]], keys: list[Verifier]) -> tuple[list[Claim], list[Fault]]:
    """What heads that somebody kept say, and which of them none of our keys signed."""
    claims, faults = [], []
    for name, note in kept:
        try:
            open_note(note, keys)
        except BadNote as error:
            faults.append(Fault(None, "", f"{name}: {error}"))
        try:
            # Also when its key is gone from our table: then all the more.
            head = Head.read(note)
        except BadNote:
            continue
        if head.size:
            claims.append(Claim(head.size, head.root.hex(), f"the kept head {name}"))
    return claims, faults


def _faults_of_signatures(keys: list[Verifier]) -> Iterator[Fault]:
    for checkpoint in LogCheckpoint.objects.order_by("size").iterator(chunk_size=AT_ONCE):
        try:
            head = Head.read(open_note(checkpoint.note, keys))
        except BadNote as error:
            yield Fault(None, "", f"the signed head over {checkpoint.size} entries: {error}")
            continue
        if (head.size, head.root.hex()) != (checkpoint.size, checkpoint.root):
            yield Fault(None, "", f"the signed head over {checkpoint.size} entries says something else than its row")


def _faults_of_guards() -> Iterator[Fault]:
    for one in (*GUARDS, *LIFE_GUARDS):
        if not is_guarded(connection, one.table):
            yield Fault(None, "", f"the database no longer guards {one.table}: its triggers are gone")


@contextmanager
def _snapshot() -> Iterator[None]:
    """The database as it is now, though others go on writing. On SQLite they wait."""
    if connection.in_atomic_block:
        yield
        return
    with transaction.atomic():
        if connection.vendor == "postgresql":
            with connection.cursor() as cursor:
                cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
        yield
