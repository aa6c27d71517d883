"""What is broken, and how. Each starts the site, breaks it, mends it and says when it was mended."""

import os
import resource
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from tests.faults.programs import ROOT
from tests.faults.stand import Stand

FOUR_TIMES = (0.2, 0.4, 0.6, 0.8)
REDIS_AWAY_SECONDS = 5
HELD_SECONDS = 15
# Longer than beat's interval, so that a worker with a wrong clock is asked to work.
CLOCK_WRONG_SECONDS = 45
# Left free on the full disk: half of a file can still be written.
HALF_A_FILE = 30_000
TRIES_TO_FILL = 50


@dataclass(frozen=True)
class Scenario:
    name: str
    how: str
    run: Callable[[Stand], None]


SCENARIOS: dict[str, Scenario] = {}


def scenario(how: str) -> Callable[[Callable[[Stand], None]], Callable[[Stand], None]]:
    def register(run: Callable[[Stand], None]) -> Callable[[Stand], None]:
        SCENARIOS[run.__name__] = Scenario(run.__name__, how, run)
        return run

    return register


@scenario("nothing is broken")
def undisturbed(stand: Stand) -> None:
    stand.go()
    stand.wait_until(0.5)
    stand.fault_ends()


@scenario("SIGKILL to the worker and all its children, 4 times; started again at once")
def worker_killed(stand: Stand) -> None:
    stand.go()
    for share in FOUR_TIMES:
        stand.wait_until(share)
        stand.worker.kill()
        stand.worker.start()
    stand.fault_ends()


@scenario("SIGKILL to the worker's largest child, as the kernel does without memory, 4 times")
def worker_out_of_memory(stand: Stand) -> None:
    stand.go()
    for share in FOUR_TIMES:
        stand.wait_until(share)
        os.kill(stand.worker.children()[0], signal.SIGKILL)
    stand.fault_ends()


@scenario("SIGKILL to Redis (broker and cache), away for 5 s, 4 times")
def redis_killed(stand: Stand) -> None:
    stand.go()
    for share in FOUR_TIMES:
        stand.wait_until(share)
        stand.services.redis.kill()
        stand.hold(REDIS_AWAY_SECONDS, "Redis to come back")
        stand.services.redis.start()
    stand.fault_ends()


@scenario("Redis emptied and the worker killed, twice")
def redis_wiped(stand: Stand) -> None:
    stand.go()
    for share in (0.3, 0.7):
        stand.wait_until(share)
        stand.services.redis.wipe()
        stand.worker.kill()
        stand.worker.start()
    stand.fault_ends()


@scenario("PostgreSQL stopped without a shutdown and started again, 4 times")
def postgres_crashed(stand: Stand) -> None:
    stand.go()
    for share in FOUR_TIMES:
        stand.wait_until(share)
        stand.services.postgres.crash_and_restart()
    stand.fault_ends()


@scenario("the store of papers full until a job says so and 15 s longer; half a file still fits")
def disk_full(stand: Stand) -> None:
    as_root = os.getuid() == 0
    if as_root:
        _mount_small_disk(stand)
    stand.go()
    stand.wait_until(0.4)
    (_fill if as_root else _forbid_whole_files)(stand)
    reasons = stand.wait_for_reason()
    stand.hold(HELD_SECONDS, "room on the disk")
    (_free if as_root else _allow_whole_files)(stand)
    stand.fault_ends()
    stand.notes.append(f"jobs said: {'; '.join(sorted(reasons))[:90]}")


def _mount_small_disk(stand: Stand) -> None:
    size = f"size={stand.count * 150_000 + 8_000_000}"
    subprocess.run(["mount", "-t", "tmpfs", "-o", size, "tmpfs", str(stand.papers)], check=True)
    stand.at_end.callback(subprocess.run, ["umount", str(stand.papers)], check=True)


def _ballast(stand: Stand) -> Path:
    return stand.papers / "ballast"


def _fill(stand: Stand) -> None:
    """Papers go on being written between the question how much is free and the filling; then it is asked anew."""
    with _ballast(stand).open("wb") as file:
        for _turn in range(TRIES_TO_FILL):
            free = shutil.disk_usage(stand.papers).free
            with suppress(OSError):
                os.posix_fallocate(file.fileno(), 0, max(1, free - HALF_A_FILE))
                return
    raise RuntimeError("the disk could not be filled")


def _free(stand: Stand) -> None:
    _ballast(stand).unlink()


def _forbid_whole_files(stand: Stand) -> None:
    """Without root no disk can be mounted; the kernel refuses the worker's children longer files instead."""
    _limit_files(stand, HALF_A_FILE)


def _allow_whole_files(stand: Stand) -> None:
    _limit_files(stand, resource.RLIM_INFINITY)


def _limit_files(stand: Stand, longest: int) -> None:
    for pid in (stand.worker.pid, *stand.worker.children()):
        _soft, hard = resource.prlimit(pid, resource.RLIMIT_FSIZE)
        resource.prlimit(pid, resource.RLIMIT_FSIZE, (longest, hard))


@scenario("the key's file taken away, then rubbish in its place, 15 s each from when a job says so")
def signer_down(stand: Stand) -> None:
    stand.go()
    aside = stand.key.with_name("aside")
    stand.wait_until(0.4)
    stand.key.rename(aside)
    missing = stand.wait_for_reason()
    stand.hold(HELD_SECONDS, "the key")
    stand.key.write_bytes(b"rubbish")
    rubbish = stand.wait_for_reason(other_than=missing) - missing
    stand.hold(HELD_SECONDS, "the key")
    aside.replace(stand.key)
    stand.fault_ends()
    stand.notes.append(f"jobs said: {'; '.join(sorted(missing))[:60]}… and {'; '.join(sorted(rubbish))[:60]}…")


@scenario("two manage.py issue_certificates at once beside the worker, again until nothing is left")
def drains_at_once(stand: Stand) -> None:
    command = [sys.executable, "manage.py", "issue_certificates"]
    log = (stand.services.folder / "drains.log").open("ab")
    stand.at_end.enter_context(log)
    variables = {**os.environ, **stand.services.variables()}
    stand.go()
    stopped = 0
    for _round in range(20):
        drains = [subprocess.Popen(command, cwd=ROOT, env=variables, stdout=log, stderr=log) for _ in range(2)]
        for drain in drains:
            stand.wait(lambda drain=drain: drain.poll() is not None, "both drains")  # type: ignore[misc]
        stopped += sum(drain.returncode != 0 for drain in drains)
        if stand.issued() == stand.count:
            break
    stand.fault_ends()
    stand.notes.append(f"{stopped} drains stopped early")


@scenario("the worker's clock 1 h behind for 45 s")
def clock_behind(stand: Stand) -> None:
    _with_clock(stand, "-1h")


@scenario("the worker's clock 400 days ahead for 45 s")
def clock_ahead(stand: Stand) -> None:
    _with_clock(stand, "+400d")


def _with_clock(stand: Stand, offset: str) -> None:
    (library,) = Path("/usr/lib").glob("*/faketime/libfaketime.so.1")
    stand.go()
    stand.wait_until(0.4)
    stand.worker.kill()
    before = stand.issued()
    stand.worker.start(LD_PRELOAD=str(library), FAKETIME=offset, FAKETIME_DONT_FAKE_MONOTONIC="1")
    started = time.monotonic()
    stand.wait(
        lambda: stand.issued() == stand.count or time.monotonic() - started > CLOCK_WRONG_SECONDS, "the right time"
    )
    stand.worker.kill()
    stand.notes.append(f"{stand.issued() - before} papers were made with the wrong clock")
    stand.worker.start()
    stand.fault_ends()
