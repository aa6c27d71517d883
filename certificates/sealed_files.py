"""Is a PDF exactly as we signed it? Answered from its bytes, without opening it as a PDF.

A file that comes from a stranger may be built to hurt whoever opens it. Our papers need no
opening: the signature covers every byte but the place it stands in, and that place is checked
digit by digit. So an appended update, a second signature or one changed byte is a change. (A few
bytes of the signature's own wrapping are signed by nobody: certificates.rewrapped.)
"""

import binascii
import hashlib
import re
from dataclasses import dataclass
from enum import Enum

from asn1crypto import cms, parser, pem
from asn1crypto import x509 as asn1_x509

from certificates.models import SigningKey

# A comment behind the end of a prepared paper, in front of an officer's signature.
MARK = b"%Hoa-Hoi-"
_BYTE_RANGE = re.compile(rb"/ByteRange\s*\[\s*(\d{1,9})\s+(\d{1,9})\s+(\d{1,9})\s+(\d{1,9})\s*\]")
_DIGESTS = {"sha256", "sha384", "sha512"}


class Seal(Enum):
    """INTACT: signed by a key of ours, every byte as it was. CHANGED: ours once. NOT_OURS: no signature of ours."""

    INTACT = "intact"
    CHANGED = "changed"
    NOT_OURS = "not_ours"


@dataclass(frozen=True)
class SealedFile:
    """What the bytes of a file say. `key` is the one that signed, only when INTACT."""

    seal: Seal
    sha256: str
    key: SigningKey | None = None


def read_seal(pdf: bytes) -> SealedFile:
    """Judge a PDF by its bytes, against all keys of the register, retired ones too."""
    sha256 = hashlib.sha256(pdf).hexdigest()
    # Officers sign other things too with their tokens: only a file with our mark can be a paper.
    marked = MARK in pdf
    keys = [key for key in SigningKey.objects.all() if marked or key.kind != SigningKey.Kind.TOKEN]
    found = _signature(pdf)
    for key in keys:
        if found is not None and _is_intact(*found, key):
            return SealedFile(Seal.INTACT, sha256, key)
    lower = pdf.lower()
    was_ours = any(_mentions(lower, key) for key in keys)
    return SealedFile(Seal.CHANGED if was_ours else Seal.NOT_OURS, sha256)


def is_signed_by_officer(pdf: bytes) -> bool:
    """Whether a token of an officer made the one good signature over the whole file, be it a paper or anything else.

    A programme that writes a file anew leaves our mark out; `read_seal` takes what it made for no paper of ours.
    """
    found = _signature(pdf)
    return found is not None and any(_is_intact(*found, key) for key in SigningKey.objects.of_officers())


def signed_part(pdf: bytes) -> bytes | None:
    """The bytes that the one signature of a file covers; None where there is no such signature over the whole."""
    found = _signature(pdf)
    return found[1] if found else None


def _is_intact(signature: bytes, signed_bytes: bytes, key: SigningKey) -> bool:
    # Imported here for the reason given in certificates.signing.sign.
    from pyhanko.sign.general import CMSStructuralError
    from pyhanko.sign.validation.errors import SignatureValidationError
    from pyhanko.sign.validation.generic_cms import validate_sig_integrity

    if _der(key) not in signature:
        return False
    certificate = asn1_x509.Certificate.load(_der(key))
    try:
        signed_data = cms.ContentInfo.load(signature, strict=True)["content"]
        (signer,) = signed_data["signer_infos"]
        digest = signer["digest_algorithm"]["algorithm"].native
        if digest not in _DIGESTS:
            return False
        actual = hashlib.new(digest, signed_bytes).digest()
        intact, valid = validate_sig_integrity(signer, certificate, "data", actual)
    except (ValueError, TypeError, KeyError, CMSStructuralError, SignatureValidationError):
        return False
    return bool(intact and valid)


def _signature(pdf: bytes) -> tuple[bytes, bytes] | None:
    """The CMS container and the bytes that it signs, when there is one signature and it spans the whole file."""
    ranges = _BYTE_RANGE.findall(pdf)
    if len(ranges) != 1:
        return None
    start, end, resume, rest = (int(number) for number in ranges[0])
    if start != 0 or not 0 < end < resume or resume + rest != len(pdf):
        return None
    hole = pdf[end:resume]
    if hole[:1] != b"<" or hole[-1:] != b">":
        return None
    try:
        content = binascii.unhexlify(hole[1:-1])
        length = _der_length(content)
    except ValueError:
        return None
    # Neither the padding nor the case of a digit is signed: hold both to the forms that programmes write.
    written = binascii.hexlify(content)
    if content[length:].strip(b"\0") or hole[1:-1] not in (written.upper(), written):
        return None
    return content[:length], pdf[:end] + pdf[resume:]


def _der_length(content: bytes) -> int:
    """How long the first DER value of `content` is. Raises ValueError."""
    _class, _method, _tag, header, body, trailer = parser.parse(content, strict=False)
    return len(header) + len(body) + len(trailer)


def _der(key: SigningKey) -> bytes:
    _type, _headers, der = pem.unarmor(key.certificate_pem.encode())
    return bytes(der)


def _mentions(pdf: bytes, key: SigningKey) -> bool:
    """Whether the key's certificate stands in the file; either half, since the change may be in the other."""
    written = binascii.hexlify(_der(key))
    half = len(written) // 2
    return written[:half] in pdf or written[half:] in pdf
