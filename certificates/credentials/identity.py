"""Who signs, as other systems look it up: a DID of the kind did:web, with the list of all our keys."""

import base64
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings

from certificates.credentials.keys import PublicKey, public_keys

JWK = "-jwk"  # ends the name under which a key stands a second time, as JOSE libraries read it


def did() -> str:
    """ "did:web:hocvuso.example"; a port is written %3A (did:web method, 3.2)."""
    return "did:web:" + urlsplit(settings.BASE_URL).netloc.replace(":", "%3A")


def key_name(multikey: str) -> str:
    return f"{did()}#{multikey}"


def jwk_name(multikey: str) -> str:
    return f"{did()}#{multikey}{JWK}"


def multikey_in(name: str) -> str:
    """The multikey that a name of a key of ours ends in; "" for a key of somebody else."""
    whose, _hash, key = name.partition("#")
    return key.removesuffix(JWK) if whose == did() else ""


def is_ours(name: str) -> bool:
    """Whether `name` is that of a key which signs or signed for us."""
    return multikey_in(name) in {key.multikey for key in public_keys()}


def did_document() -> dict[str, Any]:
    """Served as /.well-known/did.json. Retired keys stay, or what they signed would stop verifying."""
    keys = public_keys()
    names = [name(key.multikey) for key in keys for name in (key_name, jwk_name)]
    return {
        "@context": ["https://www.w3.org/ns/did/v1", "https://w3id.org/security/multikey/v1"],
        "id": did(),
        "alsoKnownAs": [settings.BASE_URL],
        "verificationMethod": [method for key in keys for method in _methods(key)],
        "assertionMethod": names,
    }


def key_set() -> dict[str, Any]:
    """Served as /.well-known/jwks.json, for who checks a JWT and knows nothing of DIDs."""
    return {"keys": [_jwk(key) for key in public_keys()]}


def _methods(key: PublicKey) -> list[dict[str, Any]]:
    return [
        {
            "id": key_name(key.multikey),
            "type": "Multikey",
            "controller": did(),
            "publicKeyMultibase": key.multikey,
        },
        {"id": jwk_name(key.multikey), "type": "JsonWebKey", "controller": did(), "publicKeyJwk": _jwk(key)},
    ]


def _jwk(key: PublicKey) -> dict[str, str]:
    public = base64.urlsafe_b64encode(key.raw).rstrip(b"=").decode()
    return {"kty": "OKP", "crv": "Ed25519", "x": public, "kid": jwk_name(key.multikey), "use": "sig", "alg": "EdDSA"}
