"""Is a file that bears our good signature a registered paper whose wrapping was changed?

A signature covers every byte of a file but the place it stands in. A few bytes there are signed by nobody:
certificates carried along, what wraps a time stamp. A file changed there still has a good signature, and the register,
which knows files by their SHA-256, does not know it. What it says names its paper: the code stands in its text.
"""

import re
from collections.abc import Iterator

from certificates.models import Certificate, Confirmation
from certificates.sealed_files import signed_part
from certificates.signed_files import NotAccepted, refuse_bombs
from certificates.storing import CannotStore, read_stored
from kit.codes import ALPHABET, LENGTH
from kit.pdf import read_pdf

_CODE = re.compile(rf"\b(?:[{ALPHABET}]{{4}}-){{{LENGTH // 4}}}[{ALPHABET}]{{{LENGTH % 4}}}\b")


def is_rewrapped(pdf: bytes) -> bool:
    """Whether `pdf`, whose signature was found good, is a paper of the register but for unsigned bytes.

    A second signed copy of the same page is none: it was never registered, and a stolen key could have made it.
    Opens the file, so judge the signature first.
    """
    part = signed_part(pdf)
    return part is not None and any(signed_part(kept) == part for kept in _kept_files(codes_in(pdf)))


def codes_in(pdf: bytes) -> list[str]:
    """The codes that a signed file of ours prints, in order; none when it cannot be read."""
    try:
        refuse_bombs(pdf)
        words = read_pdf(pdf).words
    except NotAccepted:
        return []
    except Exception:
        return []
    return [code.replace("-", "") for code in _CODE.findall(" ".join(words))]


def _kept_files(codes: list[str]) -> Iterator[bytes]:
    """The stored files of papers with these codes and of what confirms them; one that cannot be read is left out."""
    papers: list[Certificate | Confirmation] = [
        *Certificate.objects.filter(code__in=codes).order_by("pk"),
        *Confirmation.objects.filter(certificate__code__in=codes).order_by("pk"),
    ]
    for paper in papers:
        try:
            yield read_stored(paper)
        except CannotStore:
            continue
