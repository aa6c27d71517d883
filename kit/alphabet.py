"""The order of the Vietnamese alphabet, for lists that people read."""

import functools
import re
import unicodedata

_LETTERS = "aăâbcdđeêfghijklmnoôơpqrstuưvwxyz"
_RANK = {letter: rank for rank, letter in enumerate(_LETTERS)}
# Level, huyền, hỏi, ngã, sắc, nặng: the order of Vietnamese dictionaries.
_TONES = {"\u0300": 1, "\u0309": 2, "\u0303": 3, "\u0301": 4, "\u0323": 5}
_PIECES = re.compile(r"\d+|\D")

SortKey = tuple[tuple[tuple[int, int], ...], tuple[int, ...]]


@functools.lru_cache(maxsize=5000)
def alphabetical(text: str) -> SortKey:
    """A sort key: letters first (ă after a, đ after d), tones only break ties, numbers by value.

    Python's own order puts Đ and Â after Z.
    """
    letters: list[tuple[int, int]] = []
    tones: list[int] = []
    for piece in _PIECES.findall(unicodedata.normalize("NFC", text).casefold()):
        tone, letter = _without_tone(piece)
        tones.append(tone)
        if letter.isdecimal():
            letters.append((1, int(letter)))
        elif letter in _RANK:
            letters.append((2, _RANK[letter]))
        elif letter.isspace():
            letters.append((0, 0))
        else:
            letters.append((3, ord(letter)))
    return tuple(letters), tuple(tones)


def _without_tone(piece: str) -> tuple[int, str]:
    parts = unicodedata.normalize("NFD", piece)
    tone = next((_TONES[mark] for mark in parts if mark in _TONES), 0)
    bare = unicodedata.normalize("NFC", "".join(mark for mark in parts if mark not in _TONES))
    return tone, bare if bare.isdecimal() else bare[:1]
