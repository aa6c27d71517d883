"""Zips that strangers bring: looked through before anything is unpacked, and counted while it is.

What a zip says of itself may be a lie, so its table of contents is believed only when it speaks against it;
what is really unpacked is bounded as well.
"""

import enum
import io
import zipfile
import zlib
from dataclasses import dataclass

LONGEST_NAME = 200  # bytes of a name inside
PIECE = 65_536
_ENCRYPTED = 0x1
_BROKEN = (zipfile.BadZipFile, zlib.error, NotImplementedError, RuntimeError, EOFError, ValueError, OSError)


class Trouble(enum.Enum):
    DAMAGED = enum.auto()
    TOO_MANY_FILES = enum.auto()
    TOO_LARGE = enum.auto()
    LOCKED = enum.auto()
    BAD_NAME = enum.auto()
    TWO_OF_ONE_NAME = enum.auto()


class BadArchive(Exception):
    """A zip that must not be opened further. `trouble` says why; the words are the caller's, who knows the reader."""

    def __init__(self, trouble: Trouble) -> None:
        super().__init__(trouble.name)
        self.trouble = trouble


@dataclass(frozen=True)
class Limits:
    """What a zip may hold: how many files, how many bytes unpacked (all, any one), how tightly packed.

    Below `harmless` bytes a high ratio is no danger: sheets of like rows shrink well.
    """

    files: int
    bytes: int
    bytes_of_one: int
    ratio: int
    harmless: int


def look_through(content: bytes, limits: Limits) -> zipfile.ZipFile:
    """The zip, when nothing in its list is dangerous; nothing has been unpacked. Raises BadArchive."""
    try:
        archive = zipfile.ZipFile(io.BytesIO(content))
        members = archive.infolist()
    except _BROKEN:
        raise BadArchive(Trouble.DAMAGED) from None
    if len(members) > limits.files:
        raise BadArchive(Trouble.TOO_MANY_FILES)
    if any(member.flag_bits & _ENCRYPTED for member in members):
        raise BadArchive(Trouble.LOCKED)
    if _is_too_large(members, limits):
        raise BadArchive(Trouble.TOO_LARGE)
    if any(_has_bad_name(member) for member in members):
        raise BadArchive(Trouble.BAD_NAME)
    if len({member.filename.casefold() for member in members}) != len(members):
        raise BadArchive(Trouble.TWO_OF_ONE_NAME)
    return archive


def read_part(archive: zipfile.ZipFile, name: str, limits: Limits) -> bytes:
    """One file of a looked-through zip. Raises KeyError when it is not there, BadArchive when its size was a lie."""
    archive.getinfo(name)
    try:
        with archive.open(name) as member:
            content = member.read(limits.bytes_of_one + 1)
    except _BROKEN:
        raise BadArchive(Trouble.DAMAGED) from None
    if len(content) > limits.bytes_of_one:
        raise BadArchive(Trouble.TOO_LARGE)
    return content


def count_unpacked(archive: zipfile.ZipFile, limits: Limits) -> None:
    """Unpack a looked-through zip in passing, keeping nothing. Raises BadArchive when it is more than it said."""
    left = limits.bytes
    try:
        for member in archive.infolist():
            with archive.open(member) as opened:
                while piece := opened.read(PIECE):
                    left -= len(piece)
                    if left < 0:
                        raise BadArchive(Trouble.TOO_LARGE)
    except _BROKEN:
        raise BadArchive(Trouble.DAMAGED) from None


def _is_too_large(members: list[zipfile.ZipInfo], limits: Limits) -> bool:
    whole = sum(member.file_size for member in members)
    if whole > limits.bytes or any(member.file_size > limits.bytes_of_one for member in members):
        return True
    packed = max(1, sum(member.compress_size for member in members))
    return whole > limits.harmless and whole > limits.ratio * packed


def _has_bad_name(member: zipfile.ZipInfo) -> bool:
    """Whether unpacking it could write elsewhere, or over something else."""
    name = member.filename
    is_link = (member.external_attr >> 16) & 0o170000 == 0o120000
    return (
        is_link
        or name.startswith("/")
        or "\\" in name
        or ":" in name
        or ".." in name.split("/")
        or len(name.encode("utf-8")) > LONGEST_NAME
        or any(ord(letter) < 32 for letter in name)
    )
