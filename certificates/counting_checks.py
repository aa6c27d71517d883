"""How often a paper was checked, so that its holder sees it: how, in which hour, how many times. Never by whom.

A check is noted in the memory of the process, which costs a microsecond, and written down by a thread every few
seconds, when a process ends, or when somebody calls `write_down`. What was noted in the last seconds before a
process is killed is lost; so is what comes beyond MOST_NOTED between two writings. No address is kept.
"""

import atexit
import datetime as dt
import logging
import threading
import time
from collections import Counter, deque
from collections.abc import Iterator
from dataclasses import dataclass

from django.conf import settings
from django.db import DatabaseError, close_old_connections, connection, transaction
from django.db.models import Sum

from certificates.models import Certificate, Check
from certificates.verifying import Answer, Paper

logger = logging.getLogger(__name__)

MOST_NOTED = 50_000
Noted = tuple[str, str, dt.datetime]  # code of the paper, way, hour

_noted: deque[Noted] = deque(maxlen=MOST_NOTED)
_writer: threading.Thread | None = None
_starting = threading.Lock()

# What an address says of where it was found: "?tu=go". The holder's own look is not a check.
_WAYS = {"go": Check.Way.TYPED, "chia-se": Check.Way.SHARED, "cua-toi": None}

# One statement for both databases: add to the hour's row, or begin it.
_ADD = """
    INSERT INTO certificates_check (certificate_id, way, hour, times)
    SELECT id, %s, %s, %s FROM certificates_certificate WHERE code = %s
    ON CONFLICT (certificate_id, hour, way) DO UPDATE SET times = certificates_check.times + excluded.times
"""


def note_check(code: str, way: str, *, at: dt.datetime) -> None:
    """Note that the paper with `code` was checked. No query, no lock, never an error."""
    _noted.append((code, way, at.replace(minute=0, second=0, microsecond=0)))
    if _writer is None and settings.CHECKS_FLUSH_SECONDS:
        _start_writer()


def note_answer(answer: Answer, way: str | None, *, at: dt.datetime) -> None:
    """Note a check that was answered `at`, where the answer is about a paper and the way is one that counts."""
    paper: Paper | None = getattr(answer, "paper", None)
    if paper is not None and way is not None:
        note_check(paper.code, way, at=at)


def way_of(source: str) -> str | None:
    """How somebody came to a paper's page, from the end of its address; None: not counted."""
    return _WAYS.get(source, Check.Way.QR)


def write_down() -> int:
    """Write what was noted so far, in one transaction; returns how many checks. Harmless twice.

    Raises DatabaseError; then they are noted again, and the next call writes them.
    """
    taken = list(_take())
    if not taken:
        return 0
    # In order, so that two processes lock rows in the same order.
    rows = [
        (way, connection.ops.adapt_datetimefield_value(hour), times, code)
        for (code, way, hour), times in sorted(Counter(taken).items())
    ]
    try:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.executemany(_ADD, rows)
    except DatabaseError:
        _noted.extendleft(reversed(taken))
        raise
    return len(taken)


def _take() -> Iterator[Noted]:
    """What is noted now, and no longer afterwards; a second thread that takes gets the rest."""
    for _turn in range(len(_noted)):
        try:
            yield _noted.popleft()
        except IndexError:
            return


def checked_since(person_id: int, since: dt.datetime) -> dict[int, Counter[str]]:
    """How often each paper of a person was checked since an hour, by way. One query."""
    found: dict[int, Counter[str]] = {}
    rows = Check.objects.filter(certificate__person=person_id, hour__gte=since).values_list(
        "certificate_id", "way", "times"
    )
    for certificate, way, times in rows:
        found.setdefault(certificate, Counter())[way] += times
    return found


@dataclass(frozen=True)
class ChecksOfPaper:
    """`times`: how often it was checked in all; `hours`: when and how, the newest first, as many as were asked for."""

    times: int
    hours: list[Check]


def checks_of(certificate: Certificate, *, limit: int) -> ChecksOfPaper:
    """Every hour in which a paper was checked, `limit` of them. Two queries."""
    checks = Check.objects.filter(certificate=certificate)
    times = checks.aggregate(times=Sum("times"))["times"] or 0
    return ChecksOfPaper(times, list(checks.order_by("-hour", "way")[:limit]))


def _start_writer() -> None:
    """Once in each process, at its first check: a thread would not outlive the fork of a server's workers."""
    global _writer
    with _starting:
        if _writer is None:
            _writer = threading.Thread(target=_write_now_and_then, name="checks", daemon=True)
            _writer.start()
            atexit.register(_write_quietly)


def _write_now_and_then() -> None:
    while True:
        time.sleep(settings.CHECKS_FLUSH_SECONDS)
        _write_quietly()


def _write_quietly() -> None:
    try:
        write_down()
    except DatabaseError as error:
        logger.warning("Checks of papers wait to be written: %s", error)
    finally:
        close_old_connections()
        if threading.current_thread() is _writer:
            connection.close()
