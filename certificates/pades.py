"""PAdES signatures by pyHanko, with the private key kept in memory, or in its device, between papers.

B-B always. With a time-stamp authority B-T: when it was signed is proved by another. With revocation
lists at hand B-LT: chain and lists stand in the file. They are written before the signature and in
the same revision, so it covers them too and nothing of ours follows it.
"""

import io
from functools import lru_cache

from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.sign import PdfSignatureMetadata, PdfSigner
from pyhanko.sign.fields import MDPPerm, SigSeedSubFilter
from pyhanko.sign.signers.pdf_cms import Signer
from pyhanko.sign.validation.dss import DocumentSecurityStore
from pyhanko_certvalidator.registry import SimpleCertificateStore

from certificates.signing import Key
from certificates.timestamps import DIGEST, asn1_of, authority, proof_for

FIELD = "ChuKySo"
# Hexadecimal digits kept free for the signature: room for a chain of four certificates, and for a time
# stamp with its own. Naming it spares a second signing that would only measure.
ROOM, ROOM_WITH_STAMP = 16384, 49152


class HeldKeySigner(Signer):
    """A signer that uses the key as it is in memory; pyHanko's own loads and checks it anew each time."""

    def __init__(self, key: Key) -> None:
        store = SimpleCertificateStore()
        store.register_multiple(map(asn1_of, key.chain))
        super().__init__(signing_cert=asn1_of(key.certificate), cert_registry=store)
        self.held = key

    async def async_sign_raw(self, data: bytes, digest_algorithm: str, dry_run: bool = False) -> bytes:
        if digest_algorithm != DIGEST:
            raise ValueError(digest_algorithm)
        return self.held.sign(data)


def sign_pdf(pdf: bytes, *, key: Key, signer_name: str, place: str) -> bytes:
    """`pdf` and an incremental update with the signature; certified, so any later change breaks it.

    Raises DeviceSilent, StampNotGiven, NoProof.
    """
    metadata = PdfSignatureMetadata(
        field_name=FIELD,
        md_algorithm=DIGEST,
        name=signer_name,
        location=place,
        certify=True,
        docmdp_permissions=MDPPerm.NO_CHANGES,
        subfilter=SigSeedSubFilter.PADES,
    )
    stamping, proof = authority(), proof_for(key)
    writer = IncrementalPdfFileWriter(io.BytesIO(pdf))
    if proof is not None:
        DocumentSecurityStore.supply_dss_in_writer(writer, None, certs=proof.certificates, crls=proof.lists)
    signer = PdfSigner(metadata, _signer(key), timestamper=stamping)
    signed: io.BytesIO = signer.sign_pdf(writer, bytes_reserved=ROOM_WITH_STAMP if stamping else ROOM)
    return signed.getvalue()


@lru_cache(maxsize=2)
def _signer(key: Key) -> HeldKeySigner:
    return HeldKeySigner(key)
