"""Signed files that an officer brings back in a zip."""

from collections.abc import Iterator

from django.utils.translation import gettext as _

from certificates.forms import PDF_LIMIT
from kit.archives import BadArchive, Limits, Trouble, look_through, read_part

# A file of one is read a little past what a paper may have, so that it is refused by its name and the others are not.
LIMITS = Limits(
    files=2000,
    bytes=200 * 1024 * 1024,
    bytes_of_one=4 * PDF_LIMIT,
    ratio=100,
    harmless=4 * PDF_LIMIT,
)


class CannotUnpack(Exception):
    """A zip file is damaged, or holds more than signed papers could."""


def unpacked(name: str, content: bytes) -> Iterator[tuple[str, bytes]]:
    """`content` itself, or the PDF files in it when it is a zip. Raises CannotUnpack."""
    if not content.startswith(b"PK\x03\x04"):
        yield name, content
        return
    try:
        archive = look_through(content, LIMITS)
        for path in filter(_is_paper, archive.namelist()):
            yield path.rpartition("/")[2], read_part(archive, path, LIMITS)
    except BadArchive as error:
        raise CannotUnpack(_said(error.trouble)) from error


def _said(trouble: Trouble) -> str:
    match trouble:
        case Trouble.TOO_MANY_FILES:
            return _("The zip file holds too many files.")
        case Trouble.TOO_LARGE:
            return _("The zip file unpacks to more than signed papers could be.")
        case Trouble.BAD_NAME | Trouble.TWO_OF_ONE_NAME:
            return _("A file in the zip file has a name that cannot be. Pack the signed files again, and nothing else.")
    return _("The zip file is damaged or locked with a password.")


def _is_paper(path: str) -> bool:
    return path.lower().endswith(".pdf") and not path.startswith("__MACOSX/")
