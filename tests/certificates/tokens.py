"""An officer's token, and what programmes, good and bad, make of a prepared paper."""

import io
from typing import Any, NamedTuple

import pypdf
from asn1crypto import keys as asn1_keys
from asn1crypto import x509 as asn1_x509
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from pyhanko.pdf_utils import generic
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.sign import PdfSignatureMetadata, PdfSigner, SimpleSigner
from pyhanko.sign.fields import SigFieldSpec, SigSeedSubFilter
from pyhanko_certvalidator.registry import SimpleCertificateStore
from pypdf.annotations import FreeText
from pypdf.generic import DecodedStreamObject, DictionaryObject, NameObject, TextStringObject

from tests.certificates.authorities import Root, new_private_key


class Token(NamedTuple):
    """What an officer's programme signs with."""

    private_key: Any
    certificate: asn1_x509.Certificate

    @property
    def der(self) -> bytes:
        return bytes(self.certificate.dump())

    def sign(self, pdf: bytes, *, field: str = "Chữ ký số", box: tuple[int, int, int, int] | None = None) -> bytes:
        der = self.private_key.private_bytes(Encoding.DER, PrivateFormat.PKCS8, NoEncryption())
        signer = SimpleSigner(self.certificate, asn1_keys.PrivateKeyInfo.load(der), SimpleCertificateStore())
        metadata = PdfSignatureMetadata(field_name=field, md_algorithm="sha256", subfilter=SigSeedSubFilter.PADES)
        place = SigFieldSpec(field, on_page=0, box=box) if box else None
        out: io.BytesIO = PdfSigner(metadata, signer, new_field_spec=place).sign_pdf(
            IncrementalPdfFileWriter(io.BytesIO(pdf))
        )
        return out.getvalue()


def new_token(name: str, kind: str = "P-256") -> Token:
    private_key = new_private_key(kind)
    certificate = Root("Cơ quan chứng thực thử").certify(name, private_key.public_key())
    return Token(private_key, asn1_x509.Certificate.load(certificate.public_bytes(Encoding.DER)))


def rewritten(pdf: bytes) -> bytes:
    """`pdf` as a programme writes it that numbers and packs everything anew."""
    writer = pypdf.PdfWriter(clone_from=io.BytesIO(pdf))
    writer.compress_identical_objects()
    out = io.BytesIO()
    writer.write(out)
    return out.getvalue()


def turned(pdf: bytes) -> bytes:
    """`pdf` with its page on the head, by an appended update."""
    writer = IncrementalPdfFileWriter(io.BytesIO(pdf))
    page = writer.root["/Pages"]["/Kids"][0]
    page[generic.NameObject("/Rotate")] = generic.NumberObject(180)
    writer.update_container(page)
    out = io.BytesIO()
    writer.write(out)
    return out.getvalue()


def with_note(pdf: bytes) -> bytes:
    writer = pypdf.PdfWriter(clone_from=io.BytesIO(pdf))
    writer.add_annotation(0, FreeText(text="Loại giỏi", rect=(100, 100, 200, 120)))
    out = io.BytesIO()
    writer.write(out)
    return out.getvalue()


def with_script(pdf: bytes) -> bytes:
    writer = pypdf.PdfWriter(clone_from=io.BytesIO(pdf))
    script = DictionaryObject({NameObject("/S"): NameObject("/JavaScript"), NameObject("/JS"): TextStringObject("x()")})
    writer.root_object[NameObject("/OpenAction")] = script
    out = io.BytesIO()
    writer.write(out)
    return out.getvalue()


def painted_over(pdf: bytes) -> bytes:
    """The page of `pdf` with something painted over it."""
    writer = pypdf.PdfWriter(clone_from=io.BytesIO(pdf))
    content = writer.pages[0].get_contents()
    assert content is not None
    stream = DecodedStreamObject()
    stream.set_data(content.get_data() + b"\n1 1 1 rg 100 200 400 60 re f\n")
    writer.pages[0][NameObject("/Contents")] = writer._add_object(stream)
    out = io.BytesIO()
    writer.write(out)
    return out.getvalue()


def flipped(pdf: bytes) -> bytes:
    """A signed file with one byte of the page changed."""
    changed = bytearray(pdf)
    changed[pdf.index(b"/MediaBox") + 14] ^= 1
    return bytes(changed)
