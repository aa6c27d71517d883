"""Where files handed in lie: a storage of their own, never under MEDIA, each under a random name."""

import contextlib
import secrets

from django.core.files.base import ContentFile
from django.core.files.storage import Storage, storages
from django.utils.translation import gettext as _

from courses.models import SubmissionFile


class CannotKeep(Exception):
    """The place for files handed in does not take or give a file now; the message says so."""


def keep_file(content: bytes) -> str:
    """Store `content`; returns the random name it lies under. Each call stores anew. Raises CannotKeep."""
    name = secrets.token_hex(16)
    try:
        return _place().save(f"{name[:2]}/{name}", ContentFile(content))
    except Exception as error:
        # Disk or object store, each with errors of its own kind.
        raise CannotKeep(_("Files cannot be kept at the moment. Nothing was handed in; try again later.")) from error


def forget_file(stored_name: str) -> None:
    """Remove a file whose hand-in failed; harmless twice, and harmless when it cannot be done now."""
    # A stray file that no row names hurts nobody.
    with contextlib.suppress(Exception):
        _place().delete(stored_name)


def erase_file(stored_name: str) -> None:
    """Remove a file for good; harmless twice. Raises CannotKeep when it cannot be removed now."""
    try:
        _place().delete(stored_name)
    except Exception as error:
        raise CannotKeep(_("This file cannot be removed at the moment. Try again later.")) from error


def read_file(file: SubmissionFile) -> bytes:
    """The bytes handed in. Raises CannotKeep when they are gone."""
    return read_kept(file.stored_name)


def read_kept(stored_name: str) -> bytes:
    """The bytes that `keep_file` stored under this name. Raises CannotKeep when they are gone."""
    try:
        with _place().open(stored_name) as opened:
            content: bytes = opened.read()
    except Exception as error:
        raise CannotKeep(_("This file cannot be read at the moment. Try again later.")) from error
    return content


def _place() -> Storage:
    return storages["submissions"]
