"""Is this signed file the paper that we prepared? Judged when an officer's programme gives it back.

Programmes for signing differ. Most append the signature, some write the file anew. Either is fine while
the page shows what it showed, there is one signature, by a token that may sign, and nothing else was added.
The officer may have placed a visible stamp: that is part of the signature.
"""

import hashlib
import io
import zlib
from collections.abc import Sequence
from typing import Any

import pypdf
from cryptography import x509 as pyca
from cryptography.hazmat.primitives.serialization import Encoding
from django.utils.translation import gettext as _
from pypdf.generic import ArrayObject, DictionaryObject, IndirectObject, NullObject, StreamObject

from certificates.models import SigningKey

INFLATED_LIMIT = 32 * 1024 * 1024  # bytes that all streams of a paper may have together
DEPTH = 40  # levels of one thing inside another on a page
# What decides how a page looks. What hangs on it (annotations) is compared apart.
_LOOK = ("/Resources", "/Group", "/UserUnit", "/AA")
# What a reader would do by itself, or show beside the page.
_ACTING = ("/OpenAction", "/AA", "/Names", "/OCProperties", "/Collection", "/Outlines")
# How a thing is packed, and the way back up to its page.
_PACKING = {"/Length", "/Filter", "/DecodeParms", "/DL", "/Parent", "/P"}


class NotAccepted(Exception):
    """The file is not the prepared paper with a good signature; the sentence says what is wrong with it."""


def check_signed(pdf: bytes, *, prepared: bytes, keys: Sequence[SigningKey]) -> SigningKey:
    """The key of `keys` that signed `pdf`, which is otherwise `prepared`. Raises NotAccepted."""
    try:
        refuse_bombs(pdf)
        key = _signer(pdf, keys)
        same = _looks(pdf) == _looks(prepared)
    except NotAccepted:
        raise
    except Exception as error:
        # Two libraries read a file that was made elsewhere; whatever they stumble over, it is no paper of ours.
        raise NotAccepted(_("The file cannot be read as a PDF.")) from error
    if not same:
        raise NotAccepted(_("The page was changed: it does not show what was prepared."))
    return key


def refuse_bombs(pdf: bytes) -> None:
    """Raise NotAccepted when what is packed in the file is far larger than any paper of ours."""
    total, place = 0, 0
    while (place := pdf.find(b"stream", place)) != -1:
        place += len(b"stream")
        start = place + (2 if pdf[place : place + 2] == b"\r\n" else 1)
        unpacking = zlib.decompressobj()
        try:
            total += len(unpacking.decompress(memoryview(pdf)[start:], INFLATED_LIMIT + 1))
        except zlib.error:
            continue
        if total > INFLATED_LIMIT:
            raise NotAccepted(_("The file unpacks to far more than a paper of ours."))


def _signer(pdf: bytes, keys: Sequence[SigningKey]) -> SigningKey:
    """Who signed the whole file, with one good signature. Raises NotAccepted."""
    # Imported here for the reason given in certificates.signing.sign.
    from pyhanko.pdf_utils.reader import PdfFileReader

    reader = PdfFileReader(io.BytesIO(pdf))
    if reader.encrypted:
        raise NotAccepted(_("The file is locked with a password."))
    signatures = reader.embedded_regular_signatures
    if not signatures:
        raise NotAccepted(_("The file is not signed yet."))
    if len(signatures) > 1:
        raise NotAccepted(_("The file bears more than one signature."))
    (signature,) = signatures
    fingerprint = hashlib.sha256(signature.signer_cert.dump()).hexdigest()
    key = next((one for one in keys if one.fingerprint == fingerprint), None)
    if key is None:
        name = signature.signer_cert.subject.human_friendly[:120]
        raise NotAccepted(
            _("It was signed with a certificate that may not sign these papers: %(name)s") % {"name": name}
        )
    _refuse_bad_signature(signature, key)
    return key


def _refuse_bad_signature(signature: Any, key: SigningKey) -> None:
    from asn1crypto import x509
    from pyhanko.sign.diff_analysis import ModificationLevel
    from pyhanko.sign.validation import validate_pdf_signature
    from pyhanko.sign.validation.settings import KeyUsageConstraints
    from pyhanko.sign.validation.status import SignatureCoverageLevel
    from pyhanko_certvalidator import ValidationContext

    certificate = pyca.load_pem_x509_certificate(key.certificate_pem.encode())
    # The key table says whom we trust; the chain above a token is the reader's business.
    root = x509.Certificate.load(certificate.public_bytes(Encoding.DER))
    usage = KeyUsageConstraints(key_usage={"digital_signature", "non_repudiation"}, match_all_key_usages=False)
    status = validate_pdf_signature(signature, ValidationContext(trust_roots=[root]), key_usage_settings=usage)
    if not (status.intact and status.valid):
        raise NotAccepted(_("The file was changed after it was signed."))
    if not status.trusted:
        raise NotAccepted(_("The signature does not count: its certificate has ended, or its method is too weak."))
    # After a signature only proofs about it may follow: a time stamp, revocation lists.
    whole = status.coverage == SignatureCoverageLevel.ENTIRE_FILE
    proofs_only = status.coverage == SignatureCoverageLevel.ENTIRE_REVISION and status.modification_level in (
        ModificationLevel.NONE,
        ModificationLevel.LTA_UPDATES,
    )
    if not (whole or proofs_only):
        raise NotAccepted(_("The file was changed after it was signed."))


def _looks(pdf: bytes) -> list[str]:
    """Everything that decides how the one page looks and what else the file would do, digested. Raises NotAccepted."""
    reader = pypdf.PdfReader(io.BytesIO(pdf))
    if len(reader.pages) != 1:
        raise NotAccepted(_("The page was changed: it does not show what was prepared."))
    root: Any = reader.trailer["/Root"].get_object()
    page, digests = reader.pages[0], _Digests()
    contents = page.get_contents()
    annotations = page.get("/Annots", ArrayObject()).get_object()
    boxes = [[float(side) for side in box] for box in (page.mediabox, page.cropbox)]
    return [
        # Not “if contents”: a stream is a dictionary too, and one without entries counts as nothing.
        b" ".join(contents.get_data().split()).hex() if contents is not None else "",
        f"{boxes} {page.rotation}",
        *(digests.of(page.get(name)) for name in _LOOK),
        *(digests.of(one) for one in annotations if not _is_signature(one.get_object())),
        *(digests.of(root.get(name)) for name in _ACTING),
        digests.of(root.get("/AcroForm", DictionaryObject()).get_object().get("/XFA")),
    ]


def _is_signature(annotation: DictionaryObject) -> bool:
    kind = annotation.get("/FT") or annotation.get("/Parent", DictionaryObject()).get_object().get("/FT")
    return bool(annotation.get("/Subtype") == "/Widget" and kind == "/Sig")


class _Digests:
    """Digests of things in a file that do not depend on how it numbers or packs them; each thing is read once."""

    def __init__(self) -> None:
        self.known: dict[int, str] = {}

    def of(self, thing: Any, depth: int = DEPTH) -> str:
        if depth == 0:
            raise NotAccepted(_("The file cannot be read as a PDF."))
        if isinstance(thing, IndirectObject):
            if thing.idnum not in self.known:
                self.known[thing.idnum] = ""  # what leads back to itself adds nothing new
                self.known[thing.idnum] = self.of(thing.get_object(), depth - 1)
            return self.known[thing.idnum]
        return hashlib.sha256(self._written(thing, depth).encode()).hexdigest()

    def _written(self, thing: Any, depth: int) -> str:
        if isinstance(thing, DictionaryObject):
            names = sorted(set(thing) - _PACKING)
            content = hashlib.sha256(thing.get_data()).hexdigest() if isinstance(thing, StreamObject) else ""
            return content + repr([(name, self.of(thing.raw_get(name), depth - 1)) for name in names])
        if isinstance(thing, ArrayObject):
            return repr([self.of(value, depth - 1) for value in list.__iter__(thing)])
        if isinstance(thing, bool) or thing is None or isinstance(thing, NullObject):
            return repr(bool(thing)) if isinstance(thing, bool) else "null"
        return repr(float(thing)) if isinstance(thing, int | float) else repr(str(thing))
