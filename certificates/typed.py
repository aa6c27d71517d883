"""What somebody typed or pasted where a code is asked for: the code, the whole address, or the printed number."""

import re
from dataclasses import dataclass

from kit.codes import LENGTH, read_code

# "0042/2026/GCN-SKHCN" as printed, with or without the word "Số".
_NUMBER = re.compile(r"\b\d{1,6}\s*/\s*\d{4}\s*/\s*\w")
# The code in an address of ours, whichever host it names: the register knows codes, not hosts.
_ADDRESS = re.compile(r"(?:^|/)c/([^/?#\s]+)")
_LABEL = re.compile(r"^\s*mã(?:\s+kiểm tra)?\s*[:：]?\s+", re.IGNORECASE)


@dataclass(frozen=True)
class Typed:
    """`code`: what to look for, None when there is none in it. `is_number`: the printed number, which is no code.

    `length`: how many letters and digits stood where a code should be.
    """

    code: str | None
    is_number: bool = False
    length: int = 0


def understand(text: str) -> Typed:
    """Forgives case, spaces, hyphens, O/0, I/1, L/1, the word "Mã:" before the code, and the whole address."""
    address = _ADDRESS.search(text)
    candidate = address.group(1) if address else _LABEL.sub("", text)
    code = read_code(candidate)
    if code is not None:
        return Typed(code, length=LENGTH)
    if _NUMBER.search(text):
        return Typed(None, is_number=True)
    return Typed(None, length=sum(character.isalnum() for character in candidate))
