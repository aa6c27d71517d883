"""Is this credential real? One answer to a text or a file that is handed in: JSON, JWT, or a badge with one baked in.

What was handed in says where to look; what is answered stands in the register. A file that differs from the one
we made in anything at all was altered, though its proof may hold: JSON-LD signs meaning, not letters.
"""

import datetime as dt
import json

from django.conf import settings

from certificates.credentials.baking import read_baked
from certificates.credentials.identity import did, is_ours
from certificates.credentials.proofs import Document, base64url_decoded, jwt_holds, proof_holds
from certificates.models import Credential
from certificates.verifying import Altered, Answer, NotOurs, Unregistered, answer_for
from kit.codes import read_code

LIMIT = 1024 * 1024  # bytes; a credential of ours has about 5,000, a badge 60,000
TEXT_LIMIT = 64 * 1024  # characters of the credential itself


def answer_for_credential(handed_in: str | bytes, day: dt.date) -> Answer:
    """The answer on `day` for a credential: pasted text, or the bytes of a .json, .jwt, .png or .svg file.

    Valid, Expired, Revoked or Replaced when it is exactly what we made; Altered, Unregistered or NotOurs when not.
    Never raises for a hostile file, and never fetches what it names. At most three queries.
    """
    text = _text_in(handed_in)
    if text is None or len(text) > TEXT_LIMIT:
        return NotOurs()
    if text.startswith("{"):
        return _answer_for_document(text, day)
    return _answer_for_jwt(text, day)


def _text_in(handed_in: str | bytes) -> str | None:
    if isinstance(handed_in, str):
        handed_in = handed_in.encode(errors="replace")
    if len(handed_in) > LIMIT:
        return None
    baked = read_baked(handed_in)
    if baked is not None:
        return baked.strip()
    try:
        return handed_in.decode("utf-8-sig").strip()
    except UnicodeDecodeError:
        return None


def _answer_for_document(text: str, day: dt.date) -> Answer:
    document = _object(text)
    if document is None or not _says_ours(document):
        return NotOurs()
    made = _made_for(document)
    if made is None:
        return _unknown_to_us(proof_holds(document), str(_proof(document).get("verificationMethod")))
    return answer_for(made.certificate.code, day) if json.loads(made.document) == document else Altered()


def _answer_for_jwt(jwt: str, day: dt.date) -> Answer:
    document = _payload(jwt)
    if document is None or not _says_ours(document):
        return NotOurs()
    made = _made_for(document)
    if made is None:
        return _unknown_to_us(jwt_holds(jwt), str(_header(jwt).get("kid")))
    return answer_for(made.certificate.code, day) if made.jwt == jwt else Altered()


def _says_ours(document: Document) -> bool:
    issuer = document.get("issuer")
    return isinstance(issuer, dict) and issuer.get("id") == did()


def _made_for(document: Document) -> Credential | None:
    """The credential that we made for the paper which `document` names."""
    code = read_code(str(document.get("id")).removeprefix(f"{settings.BASE_URL}/c/"))
    return Credential.objects.select_related("certificate").filter(certificate__code=code).first() if code else None


def _unknown_to_us(signature_holds: bool, key_name: str) -> Answer:
    """For a credential that no paper of the register has."""
    if signature_holds:
        return Unregistered()
    return Altered() if is_ours(key_name) else NotOurs()


def _proof(document: Document) -> Document:
    proof = document.get("proof")
    return proof if isinstance(proof, dict) else {}


def _header(jwt: str) -> Document:
    return _part(jwt, 0) or {}


def _payload(jwt: str) -> Document | None:
    return _part(jwt, 1)


def _part(jwt: str, which: int) -> Document | None:
    parts = jwt.split(".")
    try:
        return _object(base64url_decoded(parts[which]).decode()) if len(parts) == 3 else None
    except ValueError:
        return None


def _object(text: str) -> Document | None:
    try:
        value = json.loads(text)
    except (ValueError, RecursionError):
        return None
    return value if isinstance(value, dict) else None
