"""Opening a file that somebody brought: how large it may be, what it is, and which words it holds."""

import io
import zipfile
from dataclasses import dataclass
from typing import Literal

from django.conf import settings
from django.utils.translation import gettext as _

from courses.bank.drafts import CannotRead

Format = Literal["xlsx", "moodle", "gift", "qti"]
FORMATS: dict[Format, str] = {"xlsx": "Excel (.xlsx)", "moodle": "Moodle XML", "gift": "GIFT", "qti": "IMS QTI 2.1"}
ENDINGS = (".xlsx", ".xml", ".gift", ".txt", ".zip")

# What a zip may hold (docs/questions.md): a question file is small, a bomb is not.
MOST_FILES = 5000
MOST_BYTES = 200 * 1024 * 1024
MOST_OF_ONE = 50 * 1024 * 1024
HIGHEST_RATIO = 100
# Below this a high ratio harms nobody: sheets of like rows shrink well.
HARMLESS_BYTES = 10 * 1024 * 1024
LONGEST_NAME = 200
_ENCRYPTED = 0x1


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
        archive = zipfile.ZipFile(io.BytesIO(content))
        members = archive.infolist()
    except (zipfile.BadZipFile, NotImplementedError, ValueError, OSError):
        raise CannotRead(_("The file is damaged: it cannot be unpacked.")) from None
    if len(members) > MOST_FILES:
        raise CannotRead(_("The package holds more than %(count)d files.") % {"count": MOST_FILES})
    whole = sum(member.file_size for member in members)
    packed = max(1, sum(member.compress_size for member in members))
    if whole > MOST_BYTES or any(member.file_size > MOST_OF_ONE for member in members):
        raise CannotRead(_("The package unpacks to more than is allowed."))
    if whole > HARMLESS_BYTES and whole > HIGHEST_RATIO * packed:
        raise CannotRead(_("The package unpacks to more than is allowed."))
    if any(member.flag_bits & _ENCRYPTED for member in members):
        raise CannotRead(_("The package is locked with a password."))
    if any(_is_dangerous(member) for member in members):
        raise CannotRead(_("The package holds a file with a dangerous name."))
    names = [member.filename.casefold() for member in members]
    if len(set(names)) != len(names):
        raise CannotRead(_("The package holds two files of one name."))
    return archive


def _is_dangerous(member: zipfile.ZipInfo) -> bool:
    name = member.filename
    parts = name.replace("\\", "/").split("/")
    is_link = (member.external_attr >> 16) & 0o170000 == 0o120000
    return (
        is_link
        or name.startswith(("/", "\\"))
        or "\\" in name
        or ":" in name
        or ".." in parts
        or len(name.encode("utf-8")) > LONGEST_NAME
        or any(ord(letter) < 32 for letter in name)
    )


def content_of(archive: zipfile.ZipFile, name: str) -> bytes:
    """One file of a looked-through zip. Raises CannotRead when it is not there or its size was a lie."""
    try:
        with archive.open(name) as member:
            content = member.read(MOST_OF_ONE + 1)
    except KeyError:
        raise CannotRead(_("The package lacks the file %(name)s.") % {"name": name}) from None
    except (zipfile.BadZipFile, NotImplementedError, RuntimeError, OSError, EOFError, ValueError):
        raise CannotRead(_("The file is damaged: it cannot be unpacked.")) from None
    if len(content) > MOST_OF_ONE:
        raise CannotRead(_("The package unpacks to more than is allowed."))
    return content


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
