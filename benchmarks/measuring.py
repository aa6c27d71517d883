"""Processor time per request, and database time per count."""

import os
import statistics
import time
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from benchmarks.loading import Outcome, Work, ask

_TICKS = os.sysconf("SC_CLK_TCK")
WARM_UP = 200


@dataclass(frozen=True, kw_only=True)
class Subject:
    """Something to load, and the process trees that work for it."""

    name: str
    load: Work
    pids: tuple[int, ...]


@dataclass(frozen=True, kw_only=True)
class Cost:
    """Medians over the rounds; `ratio` is to the first subject in the same round."""

    cpu_ms: float
    ratio: float
    rps: float


def cpu_seconds(roots: Iterable[int]) -> float:
    """User and system time so far of these processes and all below them, the ended ones included."""
    stats = dict(_process_stats())
    children: defaultdict[int, list[int]] = defaultdict(list)
    for pid, (parent, _ticks) in stats.items():
        children[parent].append(pid)
    waiting, ticks = list(roots), 0
    while waiting:
        pid = waiting.pop()
        waiting += children[pid]
        ticks += stats[pid][1] if pid in stats else 0
    return ticks / _TICKS


def _process_stats() -> Iterable[tuple[int, tuple[int, int]]]:
    """Each process with its parent and its clock ticks: user, system, and those of children it waited for."""
    for folder in Path("/proc").iterdir():
        if not folder.name.isdigit():
            continue
        try:
            fields = (folder / "stat").read_text().rpartition(")")[2].split()
        except OSError:  # it ended meanwhile
            continue
        yield int(folder.name), (int(fields[1]), sum(map(int, fields[11:15])))


def parent_of(pid: int) -> int:
    return int(Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[1])


def costs(subjects: Sequence[Subject], *, rounds: int) -> dict[str, Cost]:
    """Load every subject in turn, `rounds` times over, so that a slow minute hits them all alike."""
    for subject in subjects:
        _ask_well(subject, min(WARM_UP, subject.load.requests))
    seen: defaultdict[str, list[tuple[float, float, float]]] = defaultdict(list)
    for _ in range(rounds):
        yardstick = 0.0
        for subject in subjects:
            before = cpu_seconds(subject.pids)
            outcome = _ask_well(subject, subject.load.requests)
            milliseconds = (cpu_seconds(subject.pids) - before) * 1000 / subject.load.requests
            yardstick = yardstick or milliseconds
            seen[subject.name].append((milliseconds, milliseconds / yardstick, subject.load.requests / outcome.seconds))
    return {
        name: Cost(
            cpu_ms=statistics.median(row[0] for row in rows),
            ratio=statistics.median(row[1] for row in rows),
            rps=statistics.median(row[2] for row in rows),
        )
        for name, rows in seen.items()
    }


def _ask_well(subject: Subject, requests: int) -> Outcome:
    outcome = ask(replace(subject.load, requests=requests))  # type: ignore[type-var]
    if set(outcome.statuses) != {subject.load.status}:
        raise SystemExit(f"{subject.name} answered {outcome.statuses}.")
    return outcome


@dataclass(frozen=True, kw_only=True)
class Wait:
    """Medians over the rounds; `ratio` is to the first piece of work in the same round."""

    database_ms: float
    ratio: float


def waits(works: Mapping[str, Callable[[], object]], *, rounds: int = 9) -> dict[str, Wait]:
    """How long each piece of work waits for the database, in turn, so that a busy moment hits them all alike."""
    seen: defaultdict[str, list[tuple[float, float]]] = defaultdict(list)
    for number in range(rounds + 1):
        yardstick = 0.0
        for name, work in works.items():
            spent = database_ms(work)
            yardstick = yardstick or spent
            if number:  # the first round warms up
                seen[name].append((spent, spent / yardstick))
    return {
        name: Wait(
            database_ms=statistics.median(spent for spent, _ratio in rows),
            ratio=statistics.median(ratio for _spent, ratio in rows),
        )
        for name, rows in seen.items()
    }


def database_ms(work: Callable[[], object]) -> float:
    """Milliseconds that `work` waits for the database."""
    from django.db import connection

    spent = 0.0

    def watch(execute: Callable[..., Any], *arguments: Any) -> Any:
        nonlocal spent
        started = time.perf_counter()
        try:
            return execute(*arguments)
        finally:
            spent += time.perf_counter() - started

    with connection.execute_wrapper(watch):
        work()
    return spent * 1000
