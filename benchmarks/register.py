"""The register over a million entries: what an entry costs, and how long heads, proofs and the audit take."""

import resource
import secrets
import time
from collections.abc import Callable, Iterator
from typing import Any

from django.db import transaction
from django.utils import timezone

from certificates.checkpoints import make_checkpoint
from certificates.models import Certificate, LogEntry, LogTile, RegisterHead
from certificates.proofs import proof_of_growth, proof_of_issue
from certificates.register import append, data_hash, frontier_of
from certificates.tiles import WIDTH, Tiles, keep_full_tiles
from kit.merkle import grow, root

# Milliseconds.
AIMS = {
    "append": 10.0,
    "entry and its head": 100.0,
    "proof of a paper": 100.0,
    "proof of growth": 100.0,
    "root of all": 3000.0,
}
ENTRIES = 1_000_000
AT_ONCE = 10_240
ROUNDS = 50


def lengthen(count: int) -> None:
    """Entries up to `count`, written in batches as `append` would have written them one by one."""
    paper = Certificate.objects.order_by("pk").first()
    assert paper is not None, "the demo issues papers"
    with transaction.atomic():
        head, _made = RegisterHead.objects.select_for_update().get_or_create(pk=RegisterHead.ONLY)
        frontier, size = frontier_of(head), head.size
        while size < count:
            end = min(size + AT_ONCE, count)
            batch = list(_entries(paper, size, end))
            LogEntry.objects.bulk_create(batch)
            for entry in batch:
                frontier = grow(frontier, size, entry.leaf_hash)
                size += 1
                if size % WIDTH == 0:
                    keep_full_tiles(size)
        head.size, head.frontier = size, b"".join(frontier).hex()
        head.save()


def _entries(paper: Certificate, start: int, end: int) -> Iterator[LogEntry]:
    now = timezone.now()
    for seq in range(start, end):
        salt, record = secrets.token_hex(32), f'{{"kind":"suspend","number":"{seq}"}}'
        kind = "suspend" if seq % 2 else "lift"
        data = data_hash(salt, record).hex()
        yield LogEntry(seq=seq, kind=kind, certificate=paper, data_sha256=data, salt=salt, record=record, at=now)


def measure_register(count: int = ENTRIES) -> dict[str, Any]:
    """Times of each piece of work over `count` entries, printed as they come, and what memory grew by."""
    lengthen(count)
    make_checkpoint(at=timezone.now())
    paper = Certificate.objects.filter(log_entries__kind="issue").order_by("pk").first()
    assert paper is not None

    def one_more() -> object:
        return append(kind="suspend", certificate=paper, at=timezone.now())

    newest, first = RegisterHead.objects.get().size, LogTile.objects.count()
    works: dict[str, Callable[[], object]] = {
        "append": one_more,
        "entry and its head": lambda: (one_more(), make_checkpoint(at=timezone.now())),
        "proof of a paper": lambda: proof_of_issue(paper),
        "proof of growth": lambda: proof_of_growth(newest // 2 + 1, newest),
        "root of all": lambda: root(newest, Tiles()),
    }
    print(f"\n{f'register, {newest:,}':<20}{'ms':>8}   aim")
    results: dict[str, Any] = {"entries": newest, "tiles": first}
    for name, work in works.items():
        spent = _milliseconds(work)
        results[name] = round(spent, 2)
        print(f"{name:<20}{spent:>8.1f}   ≤ {AIMS[name]:.0f}{' MISSED' if spent > AIMS[name] else ''}")
    return {"register": {**results, **_audit()}}


def _milliseconds(work: Callable[[], object]) -> float:
    """The median of many rounds."""
    seen = []
    for _round in range(ROUNDS):
        before = time.perf_counter()
        work()
        seen.append((time.perf_counter() - before) * 1000)
    return sorted(seen)[len(seen) // 2]


def _audit() -> dict[str, Any]:
    """Everything recomputed once, and by how many megabytes the process grew meanwhile."""
    from certificates.auditing import Audit

    before, started = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss, time.perf_counter()
    with transaction.atomic():
        fault = next(Audit().faults_of_log(), None)
    if fault is not None:
        raise SystemExit(f"The register of the benchmark is broken: {fault}")
    seconds = time.perf_counter() - started
    grown = (resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before) / 1024
    print(f"{'recomputing the tree':<20}{seconds:>8.1f} s, {grown:.0f} MB more")
    return {"audit_s": round(seconds, 1), "audit_mb": round(grown)}
