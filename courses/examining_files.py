"""Is a file what its name says, and harmless to open? Asked of every file before anything is kept.

A name is only a claim: the first bytes decide, then the inside of the file. What is refused is refused in
words that say what to do.
"""

import hashlib
import io
import zipfile
from collections.abc import Sequence
from dataclasses import dataclass
from typing import BinaryIO, Protocol

import filetype
from django.conf import settings
from django.utils.text import get_valid_filename
from django.utils.translation import gettext as _
from PIL import Image, UnidentifiedImageError

from kit.archives import BadArchive, Limits, Trouble, count_unpacked, look_through

MEGABYTE = 1024 * 1024
_OFFICE = "application/vnd.openxmlformats-officedocument"
_OPEN = "application/vnd.oasis.opendocument"
CONTENT_TYPES = {
    "docx": f"{_OFFICE}.wordprocessingml.document",
    "xlsx": f"{_OFFICE}.spreadsheetml.sheet",
    "pptx": f"{_OFFICE}.presentationml.presentation",
    "odt": f"{_OPEN}.text",
    "ods": f"{_OPEN}.spreadsheet",
    "odp": f"{_OPEN}.presentation",
    "pdf": "application/pdf",
    "jpg": "image/jpeg",
    "jpeg": "image/jpeg",
    "png": "image/png",
    "webp": "image/webp",
}
# The part that makes a packed file a document, a sheet or slides.
_HEARTS = {"docx": "word/document.xml", "xlsx": "xl/workbook.xml", "pptx": "ppt/presentation.xml"}
_WITH_MACROS = ("docm", "dotm", "xlsm", "xltm", "xlam", "pptm", "potm", "ppsm")
_PICTURES = {"jpg": "JPEG", "jpeg": "JPEG", "png": "PNG", "webp": "WEBP"}
# A real office file holds some dozens of parts and packs its text to a tenth; beyond this it is a trap.
MOST_PARTS = 2000
MOST_TIMES_PACKED = 200
LONGEST_NAME = 150


class BadFile(Exception):
    """A file cannot be taken; the message names it and says what to do."""


class Upload(Protocol):
    """What a form gives: a name, a size, and bytes to read."""

    name: str | None
    size: int | None

    def read(self) -> bytes: ...


@dataclass(frozen=True)
class GoodFile:
    """A file that was examined. `name` is fit to be shown and to be offered for download."""

    name: str
    ending: str
    content: bytes

    @property
    def content_type(self) -> str:
        return CONTENT_TYPES[self.ending]

    @property
    def sha256(self) -> str:
        return hashlib.sha256(self.content).hexdigest()


def examine(uploads: Sequence[Upload], *, endings: Sequence[str], most: int) -> list[GoodFile]:
    """The files, all of them good. Raises BadFile for the first that is not: one bad file, nothing is taken."""
    if len(uploads) > most:
        raise BadFile(
            _("You chose %(count)d files. Hand in at most %(most)d: leave some out, or put them together in one.")
            % {"count": len(uploads), "most": most}
        )
    return [_examine(upload, endings) for upload in uploads]


def _examine(upload: Upload, endings: Sequence[str]) -> GoodFile:
    name = _plain_name(upload.name or "")
    ending = name.rpartition(".")[2].lower() if "." in name else ""
    if ending in _WITH_MACROS:
        raise BadFile(
            _("“%(name)s” can hold macros. Open it, choose Save as, and save it as .docx, .xlsx or .pptx.")
            % {"name": name}
        )
    if ending not in endings:
        raise BadFile(
            _("“%(name)s” is of a kind that is not taken here. Hand in one of these: %(kinds)s.")
            % {"name": name, "kinds": ", ".join(f".{one}" for one in endings)}
        )
    if not upload.size:
        raise BadFile(
            _("“%(name)s” is empty. Open it to see whether your work is in it, save, and choose it again.")
            % {"name": name}
        )
    if upload.size > settings.TASK_FILE_MEGABYTES * MEGABYTE:
        raise BadFile(
            _("“%(name)s” is larger than %(size)d MB. Make its pictures smaller, or hand in only what was asked for.")
            % {"name": name, "size": settings.TASK_FILE_MEGABYTES}
        )
    content = upload.read()
    _look_inside(name, ending, content)
    return GoodFile(name, ending, content)


def _plain_name(name: str) -> str:
    """The name without folders, control characters and the like; Vietnamese letters and its ending stay."""
    last = name.replace("\\", "/").rpartition("/")[2]
    stem, dot, ending = last.rpartition(".")
    words = "".join(letter for letter in (stem if dot else last) if letter.isprintable())
    stem = get_valid_filename(words.strip() or "bai")
    ending = "".join(letter for letter in ending if letter.isalnum())[:8] if dot else ""
    return f"{stem[: LONGEST_NAME - 10]}.{ending}" if ending else stem[:LONGEST_NAME]


def _look_inside(name: str, ending: str, content: bytes) -> None:
    found = filetype.guess_extension(content[:8192])
    if ending in _PICTURES:
        is_right = found == ending or {found, ending} == {"jpg", "jpeg"}
    elif ending == "pdf":
        is_right = found == "pdf"
    else:
        # Which office file a zip is, its parts say: the order in which they stand differs between programs.
        is_right = found in (ending, "zip")
    if not is_right:
        raise _not_what_it_says(name, ending)
    if ending in _PICTURES:
        _decode(name, ending, io.BytesIO(content))
    elif ending != "pdf":
        _unpack(name, ending, content)


def _not_what_it_says(name: str, ending: str) -> BadFile:
    return BadFile(
        _(
            "“%(name)s” is not really a .%(ending)s file, or it is locked with a password. "
            "Open it, take the password away, save it as .%(ending)s and choose it again."
        )
        % {"name": name, "ending": ending}
    )


def _decode(name: str, ending: str, content: BinaryIO) -> None:
    """The whole picture can be drawn, and is not so large that drawing it is a burden."""
    try:
        with Image.open(content, formats=[_PICTURES[ending]]) as picture:
            if picture.width * picture.height > settings.TASK_PICTURE_MEGAPIXELS * 1_000_000:
                raise _too_large(name)
            picture.load()
    except (Image.DecompressionBombError, Image.DecompressionBombWarning) as error:
        raise _too_large(name) from error
    except (UnidentifiedImageError, OSError, SyntaxError, ValueError) as error:
        raise BadFile(
            _("The picture “%(name)s” cannot be opened. Take it again, or save it anew, and choose it again.")
            % {"name": name}
        ) from error


def _too_large(name: str) -> BadFile:
    return BadFile(
        _("The picture “%(name)s” has more than %(most)d million dots. Make it smaller and choose it again.")
        % {"name": name, "most": settings.TASK_PICTURE_MEGAPIXELS}
    )


def _unpack(name: str, ending: str, content: bytes) -> None:
    """An office file is a zip: unpacked once, counting, for what its table of contents says may be a lie."""
    limits = _limits()
    try:
        packed = look_through(content, limits)
        count_unpacked(packed, limits)
        names = set(packed.namelist())
        if not _is_kind(packed, names, ending):
            raise _not_what_it_says(name, ending)
        if _has_macros(packed, names):
            raise BadFile(
                _("“%(name)s” holds macros. Open it, choose Save as, and save it as .%(ending)s without macros.")
                % {"name": name, "ending": ending}
            )
    except BadArchive as error:
        if error.trouble is not Trouble.DAMAGED:
            raise _trap(name) from error
        raise BadFile(
            _("“%(name)s” is damaged. Open it, save it anew as .%(ending)s and choose it again.")
            % {"name": name, "ending": ending}
        ) from error


def _limits() -> Limits:
    most = settings.TASK_UNPACKED_MEGABYTES * MEGABYTE
    return Limits(files=MOST_PARTS, bytes=most, bytes_of_one=most, ratio=MOST_TIMES_PACKED, harmless=MEGABYTE)


def _trap(name: str) -> BadFile:
    return BadFile(
        _("“%(name)s” unpacks to far more than such a file needs, so it is not taken. Copy your work into a new file.")
        % {"name": name}
    )


def _is_kind(packed: zipfile.ZipFile, names: set[str], ending: str) -> bool:
    if ending in _HEARTS:
        return {"[Content_Types].xml", _HEARTS[ending]} <= names
    return "mimetype" in names and packed.read("mimetype") == CONTENT_TYPES[ending].encode()


def _has_macros(packed: zipfile.ZipFile, names: set[str]) -> bool:
    """Whether code travels in the file, under whatever name."""
    inside = [part.lower() for part in names]
    if any("vbaproject" in part or part.startswith(("basic/", "scripts/")) for part in inside):
        return True
    return "[Content_Types].xml" in names and b"macroenabled" in packed.read("[Content_Types].xml").lower()
