"""Opening a file that somebody brought: how large it may be, what it is, and which words it holds."""

import zipfile
from dataclasses import dataclass
from typing import Literal

from django.conf import settings
from django.utils.translation import gettext as _

from courses.bank.drafts import CannotRead
from kit.archives import BadArchive, Limits, Trouble, look_through, read_part

Format = Literal["xlsx", "moodle", "gift", "qti"]
FORMATS: dict[Format, str] = {"xlsx": "Excel (.xlsx)", "moodle": "Moodle XML", "gift": "GIFT", "qti": "IMS QTI 2.1"}
ENDINGS = (".xlsx", ".xml", ".gift", ".txt", ".zip")

# What a zip may hold (docs/questions.md): a question file is small, a bomb is not.
_MEGABYTE = 1024 * 1024
LIMITS = Limits(files=5000, bytes=200 * _MEGABYTE, bytes_of_one=50 * _MEGABYTE, ratio=100, harmless=10 * _MEGABYTE)


@dataclass(frozen=True)
class Opened:
    """A file known by its content: text decoded, or a zip that was looked through."""

    format: Format
    text: str = ""
    archive: zipfile.ZipFile | None = None


def open_file(name: str, content: bytes) -> Opened:
    """What `content` is. Raises CannotRead when it is too large, dangerous, or nothing we read.

    The ending of the name and what is inside must agree: a file that is not what it says is refused.
    """
    ending = f".{name.rpartition('.')[2].lower()}"
    if ending not in ENDINGS:
        raise CannotRead(_("This kind of file is not read. Bring .xlsx, Moodle .xml, GIFT .txt or QTI .zip."))
    if not content.strip():
        raise CannotRead(_("The file is empty."))
    if len(content) > settings.IMPORT_MOST_BYTES:
        megabytes = settings.IMPORT_MOST_BYTES // (1024 * 1024)
        raise CannotRead(_("The file is larger than %(count)d MB. Split it.") % {"count": megabytes})
    is_zip = content[:2] == b"PK"
    if is_zip != (ending in (".xlsx", ".zip")):
        raise CannotRead(_("The file is not what its name says. Save it anew in the right format."))
    if is_zip:
        return _open_zip(ending, content)
    text = decoded(content)
    if ending == ".xml":
        return Opened("moodle" if _first_element(text) == "quiz" else "qti", text=text)
    if text.lstrip().startswith("<?xml"):
        raise CannotRead(_("The file is not what its name says. Save it anew in the right format."))
    return Opened("gift", text=text)


def _open_zip(ending: str, content: bytes) -> Opened:
    archive = looked_through(content)
    names = set(archive.namelist())
    is_book = "[Content_Types].xml" in names and any(name.startswith("xl/") for name in names)
    if is_book != (ending == ".xlsx"):
        raise CannotRead(_("The file is not what its name says. Save it anew in the right format."))
    if not is_book and not any(name.rpartition("/")[2] == "imsmanifest.xml" for name in names):
        raise CannotRead(_("The package has no imsmanifest.xml, so it is no QTI package."))
    return Opened("xlsx" if is_book else "qti", archive=archive)


def looked_through(content: bytes) -> zipfile.ZipFile:
    """The zip, when nothing in its list is dangerous; nothing has been unpacked. Raises CannotRead."""
    try:
        return look_through(content, LIMITS)
    except BadArchive as error:
        raise _refused(error.trouble) from None


def content_of(archive: zipfile.ZipFile, name: str) -> bytes:
    """One file of a looked-through zip. Raises CannotRead when it is not there or its size was a lie."""
    try:
        return read_part(archive, name, LIMITS)
    except KeyError:
        raise CannotRead(_("The package lacks the file %(name)s.") % {"name": name}) from None
    except BadArchive as error:
        raise _refused(error.trouble) from None


def _refused(trouble: Trouble) -> CannotRead:
    match trouble:
        case Trouble.DAMAGED:
            return CannotRead(_("The file is damaged: it cannot be unpacked."))
        case Trouble.TOO_MANY_FILES:
            return CannotRead(_("The package holds more than %(count)d files.") % {"count": LIMITS.files})
        case Trouble.TOO_LARGE:
            return CannotRead(_("The package unpacks to more than is allowed."))
        case Trouble.LOCKED:
            return CannotRead(_("The package is locked with a password."))
        case Trouble.BAD_NAME:
            return CannotRead(_("The package holds a file with a dangerous name."))
        case Trouble.TWO_OF_ONE_NAME:
            return CannotRead(_("The package holds two files of one name."))


def decoded(content: bytes) -> str:
    """Text in UTF-8 or UTF-16, lines ended by \\n. Raises CannotRead."""
    encoding = "utf-8-sig"
    if content.startswith((b"\xff\xfe", b"\xfe\xff")):
        encoding = "utf-16"
    elif content[:2] == b"<\0":
        encoding = "utf-16-le"
    elif content[:2] == b"\0<":
        encoding = "utf-16-be"
    try:
        text = content.decode(encoding)
    except UnicodeDecodeError as error:
        line = content[: error.start].count(b"\n") + 1
        raise CannotRead(_("The file is not in UTF-8. Save it anew as UTF-8."), line=line) from None
    if "\0" in text:
        raise CannotRead(_("The file is not text."))
    return text.replace("\r\n", "\n").replace("\r", "\n")


def _first_element(text: str) -> str:
    """The name of the first element, by a look at the start only."""
    rest = text.lstrip()
    while rest.startswith(("<?", "<!--")):
        rest = rest.partition("?>" if rest.startswith("<?") else "-->")[2].lstrip()
    name = rest[1:100].split(">")[0].split("/")[0].split()
    return name[0].rpartition(":")[2] if rest.startswith("<") and name else ""
