"""Takes away files that no row names: half written ones, and those whose transaction was rolled back afterwards.

A signed file that no register knows may also be all that is left of a paper, when the register was restored from an
old backup. Such a file bears a number that the register does not have, and it stays. The number of a transaction
that was rolled back went to the next paper.
"""

import datetime as dt
import io
import logging
from collections.abc import Iterator

import pypdf
from django.conf import settings
from django.core.files.storage import Storage, storages
from pypdf.errors import PyPdfError

from certificates.models import Certificate, Confirmation, PreparedConfirmation, PreparedPaper

logger = logging.getLogger(__name__)

OWNERS = (Certificate, Confirmation, PreparedPaper, PreparedConfirmation)


def sweep_files(*, at: dt.datetime) -> int:
    """Delete files without a row that are older than settings.ORPHAN_DAYS; how many. Calling twice is harmless.

    A file is stored before its row is committed, so younger ones may be papers that are being made.
    """
    store, swept = storages["certificates"], 0
    for name in _without_row(store):
        if at - store.get_modified_time(name) > dt.timedelta(days=settings.ORPHAN_DAYS) and _is_waste(store, name):
            store.delete(name)
            swept += 1
    return swept


def _without_row(store: Storage) -> Iterator[str]:
    """Names of files that no row names, folder by folder: each holds one 256th of the papers."""
    for folder in ("", *store.listdir("")[0]):
        names = {f"{folder}/{name}" if folder else name for name in store.listdir(folder)[1]}
        for owner in OWNERS:
            names -= set(owner._default_manager.filter(pdf_name__in=names).values_list("pdf_name", flat=True))
        yield from sorted(names)


def _is_waste(store: Storage, name: str) -> bool:
    """Whether it is no whole paper, or one whose number another paper bears."""
    with store.open(name) as file:
        content = file.read()
    try:
        metadata = pypdf.PdfReader(io.BytesIO(content)).metadata
    except (PyPdfError, ValueError):
        return True
    number = ((metadata and metadata.title) or "").rpartition(" ")[2]
    if any(owner._default_manager.filter(number=number).exists() for owner in OWNERS):
        return True
    logger.warning("No row names %s, and no paper bears the number it was printed with: it stays.", name)
    return False
