"""Two ways to sign the same document: a Data Integrity proof (eddsa-rdfc-2022) inside it, or a JWT around it.

The proof signs what the document means (its RDF statements in canonical order), so a wallet may store it in
whatever order it likes; the JWT signs its bytes. Texts: W3C VC Data Model 2.0, VC Data Integrity EdDSA
Cryptosuites 1.0, VC JOSE COSE, Open Badges 3.0 (8.2).
"""

import base64
import hashlib
import json
from typing import Any

import base58
from pyld.canon import URDNA2015
from pyld.jsonld import JsonLdError, JsonLdProcessor

from certificates.credentials.contexts import ContextRefused, load_context
from certificates.credentials.identity import jwk_name, key_name, multikey_in
from certificates.credentials.keys import Signer, verifies

Document = dict[str, Any]


class MeaningUnclear(Exception):
    """The document cannot be put in canonical order: a term nobody defines, a strange context, nodes alike."""


def with_proof(document: Document, *, signer: Signer, created: str) -> Document:
    """`document` with a proof made at `created` (ISO 8601). Raises MeaningUnclear."""
    proof = {
        "type": "DataIntegrityProof",
        "cryptosuite": "eddsa-rdfc-2022",
        "created": created,
        "verificationMethod": key_name(signer.multikey),
        "proofPurpose": "assertionMethod",
    }
    signature = signer.sign(_to_be_signed(document, proof))
    return {**document, "proof": {**proof, "proofValue": "z" + base58.b58encode(signature).decode()}}


def proof_holds(document: Document) -> bool:
    """Whether the one proof in `document` is ours and covers all the rest. Never raises for a hostile document."""
    proof = document.get("proof")
    if not isinstance(proof, dict) or proof.get("cryptosuite") != "eddsa-rdfc-2022":
        return False
    value, options = proof.get("proofValue"), {name: proof[name] for name in proof if name != "proofValue"}
    if not isinstance(value, str) or not value.startswith("z"):
        return False
    try:
        signature = base58.b58decode(value[1:])
        content = _to_be_signed({name: document[name] for name in document if name != "proof"}, options)
    except (MeaningUnclear, ValueError):
        return False
    return verifies(content, signature, multikey_in(str(proof.get("verificationMethod"))))


def as_jwt(document: Document, claims: dict[str, Any], *, signer: Signer) -> str:
    """`document` as the payload of a JWT signed with Ed25519, with the registered `claims`."""
    # Verifiers in the field know the name EdDSA; "Ed25519" (RFC 9864) is still new to them.
    header = {"alg": "EdDSA", "typ": "vc+jwt", "kid": jwk_name(signer.multikey)}
    body = f"{_base64url(_json(header))}.{_base64url(_json({**document, **claims}))}"
    return f"{body}.{_base64url(signer.sign(body.encode()))}"


def jwt_holds(jwt: str) -> bool:
    """Whether one of our keys signed exactly this text. Never raises for a hostile one."""
    body, _dot, signature = jwt.rpartition(".")
    try:
        header = json.loads(base64url_decoded(body.partition(".")[0]))
        if header["alg"] not in ("EdDSA", "Ed25519"):
            return False
        return verifies(body.encode(), base64url_decoded(signature), multikey_in(header["kid"]))
    except (ValueError, KeyError, TypeError, RecursionError):
        return False


def base64url_decoded(text: str) -> bytes:
    """Raises ValueError."""
    return base64.b64decode(text + "=" * (-len(text) % 4), altchars=b"-_", validate=True)


def _to_be_signed(document: Document, proof: Document) -> bytes:
    options = {"@context": document.get("@context"), **proof}
    return hashlib.sha256(_canonical(options)).digest() + hashlib.sha256(_canonical(document)).digest()


def _canonical(document: Document) -> bytes:
    """What `document` states, in canonical order (RDFC-1.0). Raises MeaningUnclear."""
    processor = JsonLdProcessor(on_property_dropped=_refuse_undefined)
    try:
        dataset = processor.to_rdf(document, {"documentLoader": load_context, "base": ""})
        statements = _Bounded().main(dataset, {"format": "application/n-quads"})
    except (JsonLdError, ContextRefused, RecursionError, KeyError, TypeError, AttributeError) as error:
        # The library meets a hostile document with whatever error comes first.
        raise MeaningUnclear(str(error)) from error
    return str(statements).encode()


def _refuse_undefined(term: str) -> None:
    """JSON-LD passes silently over a term that no context defines: it would stand there unsigned."""
    raise MeaningUnclear(term)


class _Bounded(URDNA2015):
    """Telling apart nodes that look alike takes time that grows beyond all measure. No credential of ours has any."""

    def hash_n_degree_quads(self, id_: str, issuer: Any) -> Any:
        raise MeaningUnclear("nodes alike")


def _json(value: Any) -> bytes:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode()


def _base64url(content: bytes) -> str:
    return base64.urlsafe_b64encode(content).rstrip(b"=").decode()
