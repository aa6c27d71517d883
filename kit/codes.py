"""Unguessable codes that survive being read aloud or typed from paper."""

import secrets

# Crockford's base 32: no I, L, O, U.
ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
LENGTH = 26  # 26 × 5 = 130 bits
_FORGIVEN = str.maketrans({"O": "0", "I": "1", "L": "1"})


def new_code(length: int = LENGTH) -> str:
    """A fresh random code, of 130 bits unless another length is wanted; five bits a letter."""
    return "".join(secrets.choice(ALPHABET) for _ in range(length))


def read_code(typed: str, length: int = LENGTH) -> str | None:
    """The code somebody typed, forgiving case, spaces, hyphens and O/0, I/1, L/1.

    None when it cannot be a code at all.
    """
    plain = "".join(c for c in typed.upper() if c.isalnum()).translate(_FORGIVEN)
    if len(plain) != length or any(c not in ALPHABET for c in plain):
        return None
    return plain
