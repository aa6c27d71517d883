"""What must hold after every fault. Each answers with "" when it does, else with what is wrong."""

import datetime as dt
import hashlib
import json
import random
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

from django.db import connection
from django.db.models import Count, Max, Min
from django.utils import timezone

from accounts.models import Notice
from certificates.models import Certificate, IssueJob, LogEntry, SerialCounter
from certificates.sealed_files import Seal, read_seal
from courses.models import Completion
from tests.faults.programs import ROOT
from tests.faults.stand import Stand

# The issue asks for 2 minutes; papers that are left when the fault ends take the time they would have taken anyway.
DRAIN_SECONDS = 120
SEALS_LOOKED_AT = 200
# A transaction that rests this long waits for somebody who has gone.
HELD_SECONDS = 10

INVARIANTS: dict[str, Callable[[Stand], str]] = {}


def invariant(name: str) -> Callable[[Callable[[Stand], str]], Callable[[Stand], str]]:
    def register(holds: Callable[[Stand], str]) -> Callable[[Stand], str]:
        INVARIANTS[name] = holds
        return holds

    return register


def broken_ones(stand: Stand) -> dict[str, str]:
    """What does not hold, by name."""
    connection.close()
    found = {name: holds(stand) for name, holds in INVARIANTS.items()}
    connection.close()
    return {name: words for name, words in found.items() if words}


@invariant("none lost")
def none_lost(stand: Stand) -> str:
    without = Completion.objects.exclude(pk__in=Certificate.objects.values("completion")).count()
    return f"{without} completions have no paper" if without else ""


@invariant("none twice")
def none_twice(stand: Stand) -> str:
    twice = Certificate.objects.values("completion").annotate(papers=Count("pk")).filter(papers__gt=1).count()
    count = Certificate.objects.count()
    return f"{twice} completions have several papers, {count} in all" if twice or count != stand.count else ""


@invariant("numbers")
def no_gaps(stand: Stand) -> str:
    """Gapless for each issuer and year, and the counters know the last."""
    series = (
        Certificate.objects.values("issuer", "year")
        .annotate(first=Min("serial"), last=Max("serial"), count=Count("serial", distinct=True))
        .order_by("year")
    )
    counters = {(one.issuer_id, one.year): one.last for one in SerialCounter.objects.all()}
    wrong = [
        f"{one['year']}: {one['count']} papers, numbers {one['first']} to {one['last']}"
        for one in series
        if not one["count"] == one["last"] == counters.pop((one["issuer"], one["year"]), None) or one["first"] != 1
    ]
    return "; ".join([*wrong, *(f"{year}: a counter without papers" for _issuer, year in counters)])


@invariant("files")
def files_are_whole(stand: Stand) -> str:
    """Every file is there with the SHA-256 of its row, and the seals of some of them are intact."""
    rows = list(Certificate.objects.values_list("pdf_name", "pdf_sha256"))
    looked_at = set(random.sample(range(len(rows)), min(SEALS_LOOKED_AT, len(rows))))
    wrong = sum(_is_wrong(stand.papers / name, sha256, seal=n in looked_at) for n, (name, sha256) in enumerate(rows))
    return f"{wrong} of {len(rows)} files are missing, changed or not signed" if wrong else ""


def _is_wrong(path: Path, sha256: str, *, seal: bool) -> bool:
    if not path.exists():
        return True
    pdf = path.read_bytes()
    return hashlib.sha256(pdf).hexdigest() != sha256 or (seal and read_seal(pdf).seal != Seal.INTACT)


@invariant("orphans")
def orphans_are_swept(stand: Stand) -> str:
    """Files without a row may stay behind; eight days later the sweep takes them, and nothing else."""
    from certificates.sweeping import sweep_files

    rows = set(Certificate.objects.values_list("pdf_name", flat=True))
    before = _names(stand.papers)
    swept = sweep_files(at=timezone.now() + dt.timedelta(days=8))
    after = _names(stand.papers)
    stand.notes.append(f"{len(before - rows)} files without a row, {swept} swept")
    return f"{len(after - rows)} are left, {len(rows - after)} papers are gone" if after != rows else ""


def _names(folder: Path) -> set[str]:
    return {str(path.relative_to(folder)) for path in folder.rglob("*") if path.is_file()}


@invariant("register")
def register_agrees(stand: Stand) -> str:
    """`verify_log` recomputes it all; one entry for each paper."""
    command = [sys.executable, "manage.py", "verify_log", "--files", "--json"]
    variables = stand.services.variables()
    done = subprocess.run(command, cwd=ROOT, env={**stand.worker.variables, **variables}, capture_output=True)
    if done.returncode:
        return (done.stdout or done.stderr).decode()[-300:]
    entries = json.loads(done.stdout)["entries"]
    issues = LogEntry.objects.filter(kind=LogEntry.Kind.ISSUE).count()
    return f"{entries} entries, {issues} of them issues" if not entries == issues == stand.count else ""


@invariant("told once")
def everybody_is_told_once(stand: Stand) -> str:
    """One notice for each person, and a mail. Only a process that died between sending and noting sends one again."""
    told = Notice.objects.filter(kind="certificates.issued").values("person").annotate(times=Count("pk"))
    wrong = sum(one["times"] != 1 for one in told)
    mails = stand.services.mail.received
    if again := sum(mails.values()) - len(mails):
        stand.notes.append(f"{again} mails went out twice")
    if wrong or len(told) != stand.count or len(mails) != stand.count:
        return f"{len(told)} people told, {wrong} of them not once; {len(mails)} got mail"
    return ""


@invariant("at rest")
def nothing_is_half_done(stand: Stand) -> str:
    """No job waits, failed or lost a try to a fault that was not its own; nobody holds a transaction open."""
    jobs = IssueJob.objects.exclude(state=IssueJob.State.DONE).count()
    tries = IssueJob.objects.filter(attempts__gt=0).count()
    with connection.cursor() as cursor:
        # One that works is idle between two of its statements, too, but not for long.
        cursor.execute(
            "SELECT count(*) FROM pg_stat_activity "
            "WHERE state LIKE 'idle in transaction%%' AND state_change < now() - make_interval(secs => %s)",
            [HELD_SECONDS],
        )
        (held,) = cursor.fetchone()
    found = {"jobs are not done": jobs, "jobs lost a try": tries, "transactions are held": held}
    return ", ".join(f"{count} {what}" for what, count in found.items() if count)


@invariant("drained")
def drained_in_time(stand: Stand) -> str:
    allowed = DRAIN_SECONDS + stand.left_then * stand.pace
    if stand.empty_after <= allowed:
        return ""
    return f"{stand.empty_after:.0f} s after the fault, {allowed:.0f} s were allowed for {stand.left_then} papers"
