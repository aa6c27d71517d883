"""Files of reports, kept under the SHA-256 of their bytes: never under MEDIA, never overwritten."""

import datetime as dt
import hashlib
from typing import Any

from django.core.files.base import ContentFile
from django.core.files.storage import Storage, storages
from django.http import HttpResponse
from django.utils.translation import gettext as _
from wagtail.log_actions import log

from accounts.models import User
from coverage.models import Report

CONTENT_TYPES = {
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "pdf": "application/pdf",
    "csv": "text/csv; charset=utf-8",
}


class CannotRead(Exception):
    """The stored file is gone, or is not what was stored."""


def keep_file(content: bytes, *, form: str) -> dict[str, Any]:
    """Store a file; what `Report.files` says of it. Harmless twice."""
    sha256 = hashlib.sha256(content).hexdigest()
    if not _store().exists(_name(sha256, form)):
        _store().save(_name(sha256, form), ContentFile(content))
    return {"sha256": sha256, "size": len(content)}


def read_file(report: Report, *, form: str) -> bytes:
    """The file of `report` as it was made. Raises CannotRead."""
    sha256 = report.files[form]["sha256"]
    try:
        with _store().open(_name(sha256, form)) as file:
            content: bytes = file.read()
    except OSError as error:
        raise CannotRead(_("This file cannot be read now. Please try again later.")) from error
    if hashlib.sha256(content).hexdigest() != sha256:
        raise CannotRead(_("The stored file is not the one that was made. Tell whoever runs the site."))
    return content


def take_file(report: Report, *, form: str, by: User | None, at: dt.datetime, system: str = "") -> bytes:
    """The file of `report`, and a line in its log about who took it: `by`, or a `system` of others.

    Twice is two lines. Raises CannotRead.
    """
    content = read_file(report, form=form)
    data = {"format": form, **({"system": system} if system else {})}
    log(report, "coverage.take_report", user=by, timestamp=at, data=data)
    return content


def as_attachment(report: Report, *, form: str, content: bytes) -> HttpResponse:
    """`content` to be saved under a name that says what it is."""
    name = f"bao-cao-{report.agency.code}-{report.day}.{form}"
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    return HttpResponse(content, content_type=CONTENT_TYPES[form], headers=headers)


def _name(sha256: str, form: str) -> str:
    return f"{sha256[:2]}/{sha256}.{form}"


def _store() -> Storage:
    return storages["reports"]
