"""What a credential says, that it is made once, and the public lists that its places are in."""

import base64
import datetime as dt
import gzip
import json
from typing import Any

import pytest
from django.test import Client

from accounts.models import User
from certificates.correcting import revoke_certificate
from certificates.credentials import status_lists
from certificates.credentials.identity import did, did_document
from certificates.credentials.keys import load_key, multikey_of
from certificates.credentials.making import credential_of
from certificates.models import Certificate, Credential, CredentialKey, StatusList
from certificates.suspending import lift_suspension, suspend_certificate
from competency.recording import record_evidence
from courses.models import Outcome
from tests.certificates.conftest import AT, Completes, issue, make_person


@pytest.fixture
def evidence(complete: Completes, nguyet: User, award: Any) -> Certificate:
    """The paper of a completion that proved two competencies, as completing a course writes them down."""
    completion = complete(nguyet)
    outcomes = [
        (outcome.competency, outcome.level, outcome.statement)
        for outcome in Outcome.objects.filter(course=completion.course)
    ]
    source = f"course-completion:{completion.pk}"
    record_evidence(person=nguyet, outcomes=outcomes, source=source, on=completion.completed_on)
    return issue(completion)


def bits_of(document: dict[str, Any]) -> list[int]:
    """The places that are set in a list, read as the standard says: leftmost bit first."""
    text = document["credentialSubject"]["encodedList"]
    assert text[0] == "u"
    packed = gzip.decompress(base64.urlsafe_b64decode(text[1:] + "=" * (-len(text[1:]) % 4)))
    assert len(packed) * 8 == 131_072
    return [8 * byte + bit for byte, value in enumerate(packed) if value for bit in range(8) if value & 0x80 >> bit]


def test_credential_says_what_the_paper_does(document: dict[str, Any], paper: Certificate) -> None:
    assert document["id"] == f"http://localhost:8000/c/{paper.code}"
    assert (document["validFrom"], document["validUntil"]) == ("2026-12-05T02:14:00Z", "2028-12-05T16:59:59Z")
    assert document["issuer"] == {
        "id": "did:web:localhost%3A8000",
        "type": ["Profile"],
        "name": "Sở Khoa học và Công nghệ tỉnh Lạng Sơn",
        "url": "http://localhost:8000/don-vi-cap/so-khcn/",
    }
    subject = document["credentialSubject"]
    assert [identity["identityHash"] for identity in subject["identifier"]] == ["Nông Thị Ánh Nguyệt"]
    assert subject["achievement"]["name"] == "Quản trị dữ liệu cơ bản"
    assert subject["achievement"]["description"] == (
        "Giấy chứng nhận hoàn thành khóa học “Quản trị dữ liệu cơ bản”, bậc 5 trên 8."
    )


def test_credential_says_no_more_of_the_person(credential: Credential, nguyet: User) -> None:
    # No score, no position: of the paper its number and what was achieved, of the person the name.
    subject = json.loads(credential.document)["credentialSubject"]
    assert sorted(subject) == ["achievement", "identifier", "licenseNumber", "type"]
    for secret in ("Chuyên viên", nguyet.username):
        assert secret not in credential.document


def test_achievement_is_aligned_with_what_the_completion_proved(evidence: Certificate) -> None:
    document = json.loads(credential_of(evidence, at=AT).document)
    alignments = document["credentialSubject"]["achievement"]["alignment"]
    assert [(one["targetCode"], one["targetName"]) for one in alignments] == [("1.1", "…: bậc 3"), ("1.2", "…: bậc 5")]
    assert {one["targetUrl"].rpartition("#")[0] for one in alignments} == {"http://localhost:8000/khung-nang-luc/tt02/"}


def test_same_course_is_the_same_achievement(document: dict[str, Any], complete: Completes) -> None:
    other = json.loads(credential_of(issue(complete(make_person("Hoàng Văn Tân"))), at=AT).document)
    assert other["credentialSubject"]["achievement"]["id"] == document["credentialSubject"]["achievement"]["id"]
    assert other["id"] != document["id"]


def test_credential_is_made_once_and_stays(credential: Credential, paper: Certificate, settings: Any) -> None:
    settings.CREDENTIAL_KEY_FILE = settings.CREDENTIAL_KEY_FILE.with_name("another.pem")
    again = credential_of(paper, at=AT + dt.timedelta(days=400))
    assert (again.pk, again.document) == (credential.pk, credential.document)
    assert StatusList.objects.get().taken == 1


def test_retired_key_stays_in_the_public_list(credential: Credential, settings: Any) -> None:
    old = multikey_of(load_key())
    CredentialKey.objects.create(public_key="z6MkNew", active_from=AT + dt.timedelta(days=1))
    methods = did_document()["verificationMethod"]
    assert f"{did()}#{old}" in [method["id"] for method in methods]
    assert {method["type"] for method in methods} == {"Multikey", "JsonWebKey"}
    assert did_document()["assertionMethod"] == [method["id"] for method in methods]


def test_list_has_the_bit_of_what_was_revoked_and_no_other(
    credential: Credential, paper: Certificate, complete: Completes, author: User
) -> None:
    credential_of(issue(complete(make_person("Hoàng Văn Tân"))), at=AT)
    the_list = credential.status_list
    assert bits_of(status_lists.list_credential("revocation", the_list, at=AT)) == []
    revoke_certificate(certificate=paper, reason="fraud", by=author, at=AT)
    assert bits_of(status_lists.list_credential("revocation", the_list, at=AT)) == [credential.status_index]
    assert bits_of(status_lists.list_credential("suspension", the_list, at=AT)) == []


def test_suspended_paper_has_its_bit_until_the_suspension_is_lifted(
    credential: Credential, paper: Certificate, author: User
) -> None:
    def suspended() -> list[int]:
        return bits_of(status_lists.list_credential("suspension", credential.status_list, at=AT))

    suspend_certificate(certificate=paper, reason="…", by=author, at=AT)
    assert suspended() == [credential.status_index]
    lift_suspension(certificate=paper, finding="…", by=author, at=AT + dt.timedelta(days=1))
    assert suspended() == []


def test_draw_avoids_places_that_are_taken_and_full_lists(
    credential: Credential, monkeypatch: pytest.MonkeyPatch
) -> None:
    draws = iter([credential.status_index, credential.status_index, 7])
    monkeypatch.setattr(status_lists.secrets, "randbelow", lambda _most: next(draws))
    assert status_lists.take_place() == (credential.status_list, 7)
    StatusList.objects.update(taken=status_lists.FULL)
    monkeypatch.setattr(status_lists.secrets, "randbelow", lambda _most: 7)
    other, _index = status_lists.take_place()
    assert (other != credential.status_list, other.taken) == (True, 1)


# ── What other systems fetch ──────────────────────────────────────────────────────────────────


def test_keys_and_lists_are_public_cacheable_and_readable_from_other_sites(
    client: Client, credential: Credential, document: dict[str, Any]
) -> None:
    entry = document["credentialStatus"][0]["statusListCredential"].removeprefix("http://localhost:8000")
    for path, kind in (
        ("/.well-known/did.json", "application/did+json"),
        ("/.well-known/jwks.json", "application/jwk-set+json"),
        (entry, "application/vc"),
    ):
        response = client.get(path)
        assert (response.status_code, response.headers["Content-Type"]) == (200, kind)
        assert response.headers["Cache-Control"] == "public, max-age=300"
        assert response.headers["Access-Control-Allow-Origin"] == "*"
        assert response.cookies == {}
    assert client.get("/.well-known/did.json").json() == did_document()
    assert bits_of(json.loads(client.get(entry).content)) == []


def test_unknown_list_is_not_found(client: Client, credential: Credential) -> None:
    assert client.get(f"/trang-thai/message/{credential.status_list_id}").status_code == 404
    assert client.get("/trang-thai/revocation/99999").status_code == 404


def test_pages_that_a_credential_names_exist(client: Client, evidence: Certificate) -> None:
    document = json.loads(credential_of(evidence, at=AT).document)
    achievement = document["credentialSubject"]["achievement"]
    addresses = [
        document["id"],
        document["issuer"]["url"],
        achievement["image"]["id"],
        *[alignment["targetUrl"].partition("#")[0] for alignment in achievement["alignment"]],
        *[status["statusListCredential"] for status in document["credentialStatus"]],
    ]
    for address in addresses:
        assert client.get(address.removeprefix("http://localhost:8000")).status_code == 200, address
    page = client.get("/don-vi-cap/so-khcn/").content.decode()
    assert multikey_of(load_key()) in page
    assert client.get("/don-vi-cap/khong-co/").status_code == 404
