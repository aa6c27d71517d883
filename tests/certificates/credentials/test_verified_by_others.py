"""Other people's code, from npm and without a network, says of our credentials what we say."""

from typing import Any

from accounts.models import User
from certificates.correcting import revoke_certificate
from certificates.models import Certificate, Credential
from tests.certificates.conftest import AT
from tests.certificates.credentials.conftest import Judge


def test_credential_is_verified_then_seen_as_revoked(
    document: dict[str, Any], credential: Credential, paper: Certificate, author: User, judge: Judge
) -> None:
    fresh = judge(document)
    assert (fresh["errors"], fresh["verified"]) == ([], True)
    assert fresh["statuses"] == [["revocation", True], ["suspension", True]]
    assert fresh["jwt"]["credentialSubject"] == document["credentialSubject"]

    revoke_certificate(certificate=paper, reason="fraud", by=author, at=AT)
    revoked = judge(document)
    assert (revoked["verified"], revoked["statuses"]) == (False, [["revocation", False], ["suspension", True]])


def test_changed_credential_is_refused(document: dict[str, Any], credential: Credential, judge: Judge) -> None:
    document["credentialSubject"]["identifier"][0]["identityHash"] = "Hoàng Văn Tân"
    head, body, signature = credential.jwt.split(".")
    changed = judge(document, jwt=f"{head}.{body[:-4]}AAAA.{signature}")
    assert (changed["verified"], changed["errors"]) == (False, ["Invalid signature."])
    assert changed["jwt"] == "ERR_JWS_SIGNATURE_VERIFICATION_FAILED"
