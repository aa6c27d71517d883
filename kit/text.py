"""Vietnamese text: one normal form, and a folded form to search and match by."""

import re
import unicodedata

# Three letters look like Đ: Vietnamese U+0110, Icelandic U+00D0, African U+0189. All fold to d.
_D = str.maketrans({"đ": "d", "Đ": "d", "ð": "d", "Ð": "d", "Ɖ": "d", "ɖ": "d"})
_SPACES = re.compile(r"\s+")


def nfc(text: str) -> str:
    """`text` in Unicode normal form C, outer spaces cut and inner runs of space made one."""
    return _SPACES.sub(" ", unicodedata.normalize("NFC", text)).strip()


def fold(text: str) -> str:
    """`text` as it is searched for: no tone, no diacritic, đ as d, lower case, single spaces.

    Folding removes where a tone mark stands, so "Hòa" and "Hoà" fold alike.
    """
    bare = unicodedata.normalize("NFD", text.translate(_D))
    kept = "".join(c for c in bare if not unicodedata.combining(c))
    return _SPACES.sub(" ", kept.translate(_D).casefold()).strip()


def given_name(full_name: str) -> str:
    """The name one is called by in Vietnam: the last word of the full name."""
    return full_name.split(" ")[-1] if full_name else ""


def initials(full_name: str) -> str:
    """ "N.T.Á.N." for "Nông Thị Ánh Nguyệt": first letters with their marks, as they are written."""
    return "".join(f"{word[0]}." for word in full_name.split())
