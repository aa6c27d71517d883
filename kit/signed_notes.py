"""Texts signed with Ed25519, as C2SP signed-note writes them, and the heads of logs in them (tlog-checkpoint)."""

import base64
import binascii
import hashlib
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Self

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

ED25519 = b"\x01"
DASH = "— "
MOST_BYTES = 100_000  # of a note that somebody hands in


class BadNote(Exception):
    """Not a note, or not signed by a key that we were given."""


@dataclass(frozen=True)
class Verifier:
    """A name and the Ed25519 key behind it; as text: name+id+base64(type ‖ key)."""

    name: str
    public_key: bytes

    @property
    def key_id(self) -> bytes:
        return hashlib.sha256(self.name.encode() + b"\n" + ED25519 + self.public_key).digest()[:4]

    def __str__(self) -> str:
        return f"{self.name}+{self.key_id.hex()}+{base64.b64encode(ED25519 + self.public_key).decode()}"


@dataclass(frozen=True)
class Head:
    """That the log `origin` had `size` entries and this root."""

    origin: str
    size: int
    root: bytes

    @classmethod
    def read(cls, text: str) -> Self:
        """The head in the text of a note. Raises BadNote."""
        lines = text.split("\n")
        try:
            origin, size, root = lines[0], int(lines[1]), base64.b64decode(lines[2], validate=True)
        except (IndexError, ValueError) as error:
            raise BadNote("not the head of a log") from error
        if not origin or len(root) != 32 or str(size) != lines[1] or size < 0:
            raise BadNote("not the head of a log")
        return cls(origin, size, root)

    def __str__(self) -> str:
        return f"{self.origin}\n{self.size}\n{base64.b64encode(self.root).decode()}\n"


def sign_note(text: str, *, name: str, key: Ed25519PrivateKey) -> str:
    """`text`, which ends in a new line, with a signature in the name of `name`."""
    verifier = Verifier(name, key.public_key().public_bytes_raw())
    signature = base64.b64encode(verifier.key_id + key.sign(text.encode())).decode()
    return f"{text}\n{DASH}{name} {signature}\n"


def open_note(note: str, verifiers: Iterable[Verifier]) -> str:
    """The text of `note` when one of `verifiers` signed it. Raises BadNote, also when one's signature is wrong."""
    text, blank, signatures = note.rpartition("\n\n")
    if not blank or len(note) > MOST_BYTES:
        raise BadNote("not a signed note")
    text += "\n"
    known = {(one.name, one.key_id): one for one in verifiers}
    signed = False
    for line in signatures.splitlines():
        name, signature = _signature(line)
        verifier = known.get((name, signature[:4]))
        if verifier is None:
            continue
        try:
            Ed25519PublicKey.from_public_bytes(verifier.public_key).verify(signature[4:], text.encode())
        except InvalidSignature as error:
            raise BadNote(f"the signature of {name} is wrong") from error
        signed = True
    if not signed:
        raise BadNote("not signed by a key of ours")
    return text


def _signature(line: str) -> tuple[str, bytes]:
    """The name and the bytes (key id, signature) in a line. Raises BadNote."""
    name, _space, encoded = line.removeprefix(DASH).partition(" ")
    try:
        return name, base64.b64decode(encoded, validate=True)
    except binascii.Error as error:
        raise BadNote("not a signed note") from error
