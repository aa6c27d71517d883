"""How far long work is, told where others read it while the work's own transaction is still open.

Redis where there is one, else files of this machine: what is written to the database shows only after the commit.
"""

import gc
from collections.abc import Iterator
from contextlib import contextmanager

from django.conf import settings
from django.core.cache import BaseCache, caches
from django.db import connection

# Work that has told nothing for so many seconds has ended or died, and may be taken up again.
SILENT_SECONDS = 60
_LONG_WRITE = "long-write"


def _kept() -> BaseCache:
    return caches[settings.PROGRESS_CACHE]


def take_up(work: str) -> bool:
    """Say that `work` begins; False while somebody else is at it. A courtesy that spares doing a thing twice:
    what must not be false is for the database to hold."""
    return _kept().add(work, 0, SILENT_SECONDS)


def tell_progress(work: str, percent: int) -> None:
    """Say how far it is; to be called at least once a minute. Harmless twice."""
    _kept().set(work, percent, SILENT_SECONDS)


def end_progress(work: str) -> None:
    """Nothing more will be told of `work`. Harmless twice."""
    _kept().delete(work)


def progress_of(work: str) -> int | None:
    """The percentage told last; None when nobody is at it."""
    told = _kept().get(work)
    return None if told is None else int(told)


@contextmanager
def long_write(work: str) -> Iterator[None]:
    """Around `work` that holds the one writer's lock of SQLite for long: whatever can wait shall wait until it ends.

    Nothing is collected meanwhile. A collector that runs here may come upon a cursor that another thread left behind;
    to close it is to wait for that thread's connection, and that may be waiting for our lock.
    """
    if connection.vendor != "sqlite":
        yield
        return
    collects = gc.isenabled()
    gc.disable()
    _kept().set(_LONG_WRITE, work, None)
    try:
        yield
    finally:
        _kept().delete(_LONG_WRITE)
        if collects:
            gc.enable()


def is_long_write() -> bool:
    """Whether somebody is at such work now; work that has gone silent is not waited for."""
    work = _kept().get(_LONG_WRITE)
    return work is not None and progress_of(work) is not None
