"""Signed PDFs, kept under the SHA-256 of their bytes: never under MEDIA, never overwritten."""

import hashlib

from django.core.files.base import ContentFile
from django.core.files.storage import Storage, storages
from django.utils.translation import gettext as _

from certificates.models import Certificate, Confirmation, PreparedConfirmation, PreparedPaper


class CannotStore(Exception):
    """The place for signed papers does not take or give a file: a full disk, a store that does not answer."""


def store_pdf(pdf: bytes) -> tuple[str, str]:
    """Keep `pdf`; its SHA-256 and the name it is kept under. Calling twice is harmless. Raises CannotStore.

    A file whose transaction is rolled back stays behind unnamed, until certificates.sweeping; it was never handed out.
    """
    sha256 = hashlib.sha256(pdf).hexdigest()
    name = f"{sha256[:2]}/{sha256}.pdf"
    try:
        if not _papers().exists(name):
            name = _papers().save(name, ContentFile(pdf))
    except Exception as error:
        # Disk or object store, each with errors of its own kind: none of them is the paper's fault.
        raise CannotStore(_("Papers cannot be stored now: %(error)s") % {"error": error}) from error
    return sha256, name


def read_stored(certificate: Certificate | Confirmation) -> bytes:
    """The signed PDF of a paper or a confirmation. Raises CannotStore when it is gone or is not what was stored."""
    return _read(certificate.pdf_name, certificate.pdf_sha256)


def read_prepared(prepared: PreparedPaper | PreparedConfirmation) -> bytes:
    """The unsigned PDF of a paper that an officer signs. Raises CannotStore."""
    return _read(prepared.pdf_name, prepared.sha256)


def _read(name: str, sha256: str) -> bytes:
    try:
        with _papers().open(name) as file:
            pdf: bytes = file.read()
    except Exception as error:
        raise CannotStore(_("The paper cannot be read now: %(error)s") % {"error": error}) from error
    if hashlib.sha256(pdf).hexdigest() != sha256:
        raise CannotStore(_("The stored paper is not the one that was issued."))
    return pdf


def _papers() -> Storage:
    return storages["certificates"]
