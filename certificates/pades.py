"""PAdES B-B signatures by pyHanko, with the private key kept in memory between papers."""

import io
from functools import lru_cache

from asn1crypto import x509 as asn1_x509
from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import ec, padding
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import Encoding
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.sign import PdfSignatureMetadata, PdfSigner
from pyhanko.sign.fields import MDPPerm, SigSeedSubFilter
from pyhanko.sign.signers.pdf_cms import Signer
from pyhanko_certvalidator.registry import SimpleCertificateStore

from certificates.signing import Key

FIELD = "ChuKySo"
DIGEST = "sha256"
# Hexadecimal digits kept free for the signature: room for a chain of four certificates. Naming it
# spares a second signing that would only measure.
ROOM = 16384


class HeldKeySigner(Signer):
    """A signer that uses the key as it is in memory; pyHanko's own loads and checks it anew each time."""

    def __init__(self, key: Key) -> None:
        store = SimpleCertificateStore()
        store.register_multiple(_asn1(certificate) for certificate in key.chain)
        super().__init__(signing_cert=_asn1(key.certificate), cert_registry=store)
        self.held = key.private_key

    async def async_sign_raw(self, data: bytes, digest_algorithm: str, dry_run: bool = False) -> bytes:
        if digest_algorithm != DIGEST:
            raise ValueError(digest_algorithm)
        if isinstance(self.held, ec.EllipticCurvePrivateKey):
            return self.held.sign(data, ec.ECDSA(SHA256()))
        return self.held.sign(data, padding.PKCS1v15(), SHA256())


def sign_pdf(pdf: bytes, *, key: Key, signer_name: str, place: str) -> bytes:
    """`pdf` and an incremental update with the signature; certified, so any later change breaks it."""
    metadata = PdfSignatureMetadata(
        field_name=FIELD,
        md_algorithm=DIGEST,
        name=signer_name,
        location=place,
        certify=True,
        docmdp_permissions=MDPPerm.NO_CHANGES,
        subfilter=SigSeedSubFilter.PADES,
    )
    writer = IncrementalPdfFileWriter(io.BytesIO(pdf))
    signed: io.BytesIO = PdfSigner(metadata, _signer(key)).sign_pdf(writer, bytes_reserved=ROOM)
    return signed.getvalue()


@lru_cache(maxsize=2)
def _signer(key: Key) -> HeldKeySigner:
    return HeldKeySigner(key)


def _asn1(certificate: x509.Certificate) -> asn1_x509.Certificate:
    return asn1_x509.Certificate.load(certificate.public_bytes(Encoding.DER))
