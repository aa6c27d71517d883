"""How far long work is, told where others read it while the work's own transaction is still open.

Redis where there is one, else files of this machine: what is written to the database shows only after the commit.
"""

from django.conf import settings
from django.core.cache import BaseCache, caches

# Work that has told nothing for so many seconds has ended or died, and may be taken up again.
SILENT_SECONDS = 60


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
