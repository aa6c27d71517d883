"""Unguessable codes that survive being read aloud or typed from paper."""

import secrets

# Crockford's base 32: no I, L, O, U.
ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
LENGTH = 26  # 26 × 5 = 130 bits
_LETTERS = frozenset(ALPHABET)
_FORGIVEN = str.maketrans({"O": "0", "I": "1", "L": "1"})


def new_code(length: int = LENGTH) -> str:
    """A fresh random code, of 130 bits unless another length is wanted; five bits a letter."""
    return "".join(secrets.choice(ALPHABET) for _ in range(length))


def read_code(typed: str, length: int = LENGTH) -> str | None:
    """The code somebody typed, forgiving case, spaces, hyphens and O/0, I/1, L/1.

    None when it cannot be a code at all.
    """
    if len(typed) == length and _LETTERS.issuperset(typed):
        return typed  # as it is printed, and as a QR code holds it: nothing to forgive
    plain = "".join(c for c in typed.upper() if c.isalnum()).translate(_FORGIVEN)
    if len(plain) != length or not _LETTERS.issuperset(plain):
        return None
    return plain
