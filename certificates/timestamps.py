"""Proofs that outlive the key: when a paper was signed, said by another (RFC 3161), and that its key was good then.

A stamp counts only when it was checked here: it is about this signature, an authority under our roots
made it, and its clock agrees with ours. What the authority sends is treated as a stranger's.
"""

import asyncio
import base64
import time
import urllib.error
import urllib.request
from dataclasses import dataclass
from pathlib import Path

from asn1crypto import cms, crl, pem, tsp, x509
from cryptography import x509 as pyca
from cryptography.hazmat.primitives.serialization import Encoding
from django.conf import settings
from django.utils import timezone
from django.utils.translation import gettext as _
from pyhanko.sign.general import CMSStructuralError
from pyhanko.sign.timestamps import TimeStamper
from pyhanko.sign.timestamps.common_utils import TimestampRequestError, handle_tsp_response
from pyhanko.sign.validation.errors import SignatureValidationError
from pyhanko.sign.validation.generic_cms import validate_tst_signed_data
from pyhanko_certvalidator import CertificateValidator, ValidationContext
from pyhanko_certvalidator.errors import PathBuildingError, PathValidationError

from certificates.signing import Key, KeyNotUsable

DIGEST = "sha256"
ANSWER_LIMIT = 64 * 1024  # bytes; a stamp with its chain has about 6,000
CLOCKS_APART = 300  # seconds that the authority's clock may differ from ours
_MALFORMED = (ValueError, TypeError, KeyError, AttributeError, OSError, CMSStructuralError, SignatureValidationError)


class StampNotGiven(KeyNotUsable):
    """No time stamp that we may trust; papers wait, for none goes out with less than was promised."""


class NoProof(KeyNotUsable):
    """Nothing at hand proves that the signing certificate is good: its chain or a revocation list is missing."""


@dataclass(frozen=True)
class Proof:
    """What a reader needs in ten years to judge the signature: certificates above, lists of revoked ones."""

    certificates: tuple[x509.Certificate, ...]
    lists: tuple[crl.CertificateList, ...]


class Authority(TimeStamper):
    """The time-stamp authority that the settings name."""

    async def async_request_tsa_response(self, req: tsp.TimeStampReq) -> tsp.TimeStampResp:
        return tsp.TimeStampResp.load(ask(settings.TSA_URL, req.dump()), strict=True)

    async def async_timestamp(self, message_digest: bytes, md_algorithm: str) -> cms.ContentInfo:
        """A stamp for `message_digest`. Raises StampNotGiven."""
        try:
            nonce, request = self.request_cms(message_digest, md_algorithm)
            stamp = handle_tsp_response(await self.async_request_tsa_response(request), nonce)
            await _check(stamp, message_digest)
        except StampNotGiven:
            raise
        except TimestampRequestError as error:
            raise StampNotGiven(_("The time-stamp authority refused: %(error)s") % {"error": error}) from error
        except _MALFORMED as error:
            raise StampNotGiven(_("The time-stamp authority sent something that is no time stamp.")) from error
        return stamp


def authority() -> Authority | None:
    """Who stamps the time, None when the settings name nobody."""
    return Authority() if settings.TSA_URL else None


def ask(address: str, question: bytes) -> bytes:
    """What the authority answers, at most ANSWER_LIMIT bytes within settings.TSA_SECONDS. Raises StampNotGiven."""
    headers = {"Content-Type": "application/timestamp-query", "Accept": "application/timestamp-reply"}
    if settings.TSA_USER:
        pair = base64.b64encode(f"{settings.TSA_USER}:{settings.TSA_PASSWORD}".encode()).decode()
        headers["Authorization"] = f"Basic {pair}"
    ends = time.monotonic() + settings.TSA_SECONDS
    answer = b""
    try:
        request = urllib.request.Request(address, question, headers)  # noqa: S310 - the operator's own setting
        with urllib.request.urlopen(request, timeout=settings.TSA_SECONDS) as response:  # noqa: S310
            # Piece by piece: one that sends a byte now and then would keep a plain read waiting for ever.
            while piece := response.read1(ANSWER_LIMIT):
                answer += piece
                if len(answer) > ANSWER_LIMIT:
                    raise StampNotGiven(_("The time-stamp authority sent something that is no time stamp."))
                if time.monotonic() > ends:
                    raise TimeoutError
    except urllib.error.HTTPError as error:
        error.close()
        raise StampNotGiven(_("The time-stamp authority refused: %(error)s") % {"error": error}) from error
    except TimeoutError as error:
        raise StampNotGiven(_("The time-stamp authority takes too long.")) from error
    except (OSError, ValueError) as error:
        if isinstance(getattr(error, "reason", None), TimeoutError):
            raise StampNotGiven(_("The time-stamp authority takes too long.")) from error
        raise StampNotGiven(_("The time-stamp authority does not answer.")) from error
    return answer


def proof_for(key: Key) -> Proof | None:
    """Chain and revocation lists for `key`, checked today; None when the settings ask for none. Raises NoProof.

    A certificate that its authority has revoked signs no more.
    """
    if not (settings.TSA_URL and settings.SIGNING_CRLS):
        return None
    roots, stamp_roots = _certificates_in(settings.SIGNING_ROOTS), _certificates_in(settings.TSA_ROOTS)
    own = asn1_of(key.certificate)
    above = [*map(asn1_of, key.chain), *roots]
    lists = _lists_in(settings.SIGNING_CRLS)
    context = ValidationContext(
        trust_roots=roots, other_certs=above, crls=lists, revocation_mode="require", allow_fetching=False
    )
    try:
        validator = CertificateValidator(own, intermediate_certs=above, validation_context=context)
        asyncio.run(validator.async_validate_usage(set()))
    except (PathBuildingError, PathValidationError) as error:
        raise NoProof(
            _("The signing certificate cannot be shown to be good today: %(error)s") % {"error": error}
        ) from error
    return Proof((own, *above, *stamp_roots), tuple(lists))


async def _check(stamp: cms.ContentInfo, digest: bytes) -> None:
    """Raise StampNotGiven unless `stamp` is good, for `digest`, and of now."""
    roots = _certificates_in(settings.TSA_ROOTS)
    lists = _lists_in(settings.SIGNING_CRLS) if settings.SIGNING_CRLS else []
    context = ValidationContext(trust_roots=roots, crls=lists, revocation_mode="soft-fail", allow_fetching=False)
    said = await validate_tst_signed_data(
        stamp["content"], context, lambda algorithm: digest if algorithm == DIGEST else b""
    )
    if not (said["intact"] and said["valid"] and said["trust_problem_indic"] is None):
        raise StampNotGiven(_("The time stamp is not one of the authority that we trust."))
    if abs((said["timestamp"] - timezone.now()).total_seconds()) > CLOCKS_APART:
        raise StampNotGiven(_("The clock of the time-stamp authority differs from ours. One of both is wrong."))


def asn1_of(certificate: pyca.Certificate) -> x509.Certificate:
    return x509.Certificate.load(certificate.public_bytes(Encoding.DER))


def _certificates_in(file: str) -> list[x509.Certificate]:
    try:
        content = Path(file).read_bytes()
        return [x509.Certificate.load(der) for _type, _headers, der in pem.unarmor(content, multiple=True)]
    except (OSError, ValueError) as error:
        raise NoProof(_("The file with root certificates cannot be read: %(file)s") % {"file": file}) from error


def _lists_in(folder: str) -> list[crl.CertificateList]:
    """Every revocation list in `folder`, as DER or PEM. Raises NoProof."""
    lists = []
    try:
        for file in sorted(Path(folder).iterdir()):
            content = file.read_bytes()
            der = pem.unarmor(content)[2] if pem.detect(content) else content
            lists.append(crl.CertificateList.load(der, strict=True))
    except (OSError, ValueError) as error:
        raise NoProof(_("A revocation list cannot be read in %(folder)s") % {"folder": folder}) from error
    return lists
