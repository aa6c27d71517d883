"""What the QR code of a paper holds, so that a phone without a signal can check it too.

The address that answers for the paper, and behind "#" a signed statement of its words. A browser never sends
what stands behind "#". The statement is bytes written as one large decimal number: a QR code stores digits
almost without loss, and an address may hold them. Layout, all numbers with the high byte first:

    1   version, 1
    2   day of issue, days since 1970
    2   first day no longer valid, the same; 0: none
    …   number, holder, course, issuer: each one byte of length, then UTF-8
    4   the first bytes of the public key, to find it in the list
    64  Ed25519 signature over LABEL, the code in ASCII, and the bytes before the key's
"""

import datetime as dt
from dataclasses import dataclass

from certificates.credentials.keys import raw_key, signer
from certificates.rules import local_day
from certificates.words import Facts
from kit.text import nfc

LABEL = b"hoa-hoi/qr/1\n"
VERSION = 1
KEY_BYTES, SIGNATURE_BYTES = 4, 64
MOST_BYTES = 120  # of one text: longer ones end in "…", so that the code stays easy to scan at 28 mm
MOST_DIGITS = 2000
EPOCH = dt.date(1970, 1, 1)


class CannotRead(Exception):
    """The digits are not a statement of ours."""


@dataclass(frozen=True, kw_only=True)
class Statement:
    """The words of a paper that its QR code repeats. `expires_on`: first day no longer valid."""

    number: str
    holder: str
    course: str
    issuer: str
    issued_on: dt.date
    expires_on: dt.date | None


@dataclass(frozen=True)
class Sealed:
    """A statement as read: by which key, what was signed, and the signature, not checked yet."""

    statement: Statement
    key_id: bytes
    signed: bytes
    signature: bytes


def statement_of(facts: Facts) -> Statement:
    return Statement(
        number=facts.number,
        holder=facts.holder,
        course=facts.course,
        issuer=facts.issuer,
        issued_on=local_day(facts.issued_at),
        expires_on=facts.expires_on,
    )


def digits_for(code: str, statement: Statement) -> str:
    """What stands behind "#" in the address of the paper with `code`. Raises KeyNotUsable."""
    packed, key = pack(statement), signer()
    return to_digits(packed + raw_key(key.multikey)[:KEY_BYTES] + key.sign(to_sign(code, packed)))


def pack(statement: Statement) -> bytes:
    """The bytes of a statement, without key and signature."""
    head = bytes([VERSION]) + _days(statement.issued_on) + _days(statement.expires_on)
    texts = (statement.number, statement.holder, statement.course, statement.issuer)
    return head + b"".join(bytes([len(text)]) + text for text in map(_shortened, texts))


def to_sign(code: str, packed: bytes) -> bytes:
    """What the signature covers. The code is part of it, so that no statement fits another paper's address."""
    return LABEL + code.encode("ascii") + packed


def to_digits(data: bytes) -> str:
    # The 1 in front keeps a leading zero byte; the packed version byte is never read without it.
    return str(int.from_bytes(b"\x01" + data))


def read(code: str, digits: str) -> Sealed:
    """The statement behind `digits`. Raises CannotRead; says nothing about the signature."""
    if not digits.isascii() or not digits.isdecimal() or len(digits) > MOST_DIGITS:
        raise CannotRead
    number = int(digits)
    data = number.to_bytes((number.bit_length() + 7) // 8)[1:]
    packed, seal = data[: -KEY_BYTES - SIGNATURE_BYTES], data[-KEY_BYTES - SIGNATURE_BYTES :]
    try:
        return Sealed(_unpack(packed), seal[:KEY_BYTES], to_sign(code, packed), seal[KEY_BYTES:])
    except (IndexError, UnicodeError, ValueError, OverflowError) as error:
        raise CannotRead from error


def _unpack(packed: bytes) -> Statement:
    if packed[0] != VERSION:
        raise CannotRead
    at, texts = 5, []
    while at < len(packed):
        end = at + 1 + packed[at]
        texts.append(packed[at + 1 : end].decode())
        at = end
    if at != len(packed):
        raise CannotRead
    number, holder, course, issuer = texts
    issued, expires = int.from_bytes(packed[1:3]), int.from_bytes(packed[3:5])
    return Statement(
        number=number,
        holder=holder,
        course=course,
        issuer=issuer,
        issued_on=EPOCH + dt.timedelta(days=issued),
        expires_on=EPOCH + dt.timedelta(days=expires) if expires else None,
    )


def _days(day: dt.date | None) -> bytes:
    """Two bytes, enough until the year 2149."""
    return ((day - EPOCH).days if day else 0).to_bytes(2)


def _shortened(text: str) -> bytes:
    data = nfc(text).encode()
    if len(data) <= MOST_BYTES:
        return data
    return data[: MOST_BYTES - 3].decode(errors="ignore").encode() + "…".encode()
