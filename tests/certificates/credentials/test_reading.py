"""What we answer for a credential that somebody hands in."""

import json
from typing import Any

import pytest

from accounts.models import User
from certificates.correcting import replace_certificate, revoke_certificate
from certificates.credentials.making import credential_of
from certificates.credentials.reading import answer_for_credential
from certificates.models import Certificate, Credential
from certificates.verifying import Altered, Answer, NotOurs, Replaced, Revoked, Unregistered, answer_for
from tests.certificates.conftest import AT, DAY


def forgotten(credential: Credential) -> None:
    """As after a backup from before it was restored."""
    Credential.objects.filter(pk=credential.pk).delete()


@pytest.mark.parametrize("form", ["document", "jwt"])
def test_credential_is_answered_like_its_code(
    credential: Credential, paper: Certificate, author: User, form: str
) -> None:
    text = getattr(credential, form)
    for handed_in in (text, text.encode(), f"\n {text} \n", b"\xef\xbb\xbf" + text.encode()):
        assert answer_for_credential(handed_in, DAY) == answer_for(paper.code, DAY)
    replace_certificate(certificate=paper, by=author, at=AT)
    assert isinstance(answer_for_credential(text, DAY), Replaced)


def test_revoked_credential_says_so(credential: Credential, paper: Certificate, author: User) -> None:
    revoke_certificate(certificate=paper, reason="fraud", by=author, at=AT)
    assert isinstance(answer_for_credential(credential.jwt, DAY), Revoked)


def test_order_and_spaces_of_json_do_not_matter(document: dict[str, Any], paper: Certificate) -> None:
    backwards = json.dumps(dict(reversed(document.items())), separators=(",", ":"))
    assert answer_for_credential(backwards, DAY) == answer_for(paper.code, DAY)


def changed(document: dict[str, Any], what: str) -> dict[str, Any]:
    subject = document["credentialSubject"]
    match what:
        case "name":
            subject["identifier"][0]["identityHash"] = "Hoàng Văn Tân"
        case "proof":
            document["proof"]["proofValue"] = "z" + "1" * 80
        case "undefined term":
            subject["score"] = "100"
        case "no proof":
            del document["proof"]
    return document


@pytest.mark.parametrize("what", ["name", "proof", "undefined term", "no proof"])
def test_any_change_at_all_is_altered(document: dict[str, Any], what: str) -> None:
    assert answer_for_credential(json.dumps(changed(document, what)), DAY) == Altered()


def test_changed_jwt_is_altered(credential: Credential) -> None:
    head, body, signature = credential.jwt.split(".")
    assert answer_for_credential(f"{head}.{body}.{signature[:-4]}AAAA", DAY) == Altered()


def test_credential_that_the_register_lost_is_unregistered(credential: Credential, document: dict[str, Any]) -> None:
    forgotten(credential)
    assert answer_for_credential(credential.document, DAY) == Unregistered()
    assert answer_for_credential(credential.jwt, DAY) == Unregistered()
    assert answer_for_credential(json.dumps(changed(document, "undefined term")), DAY) == Altered()


@pytest.mark.parametrize(
    ("what", "answer"),
    [("name", Altered()), ("proof", Altered()), ("undefined term", Altered()), ("no proof", NotOurs())],
)
def test_what_the_register_does_not_know_needs_a_signature(
    credential: Credential, document: dict[str, Any], what: str, answer: Answer
) -> None:
    forgotten(credential)
    assert answer_for_credential(json.dumps(changed(document, what)), DAY) == answer


def test_credential_under_another_name_of_ours_is_not_ours(document: dict[str, Any]) -> None:
    document["issuer"]["id"] = "did:web:evil.example"
    assert answer_for_credential(json.dumps(document), DAY) == NotOurs()


def test_nodes_that_look_alike_do_not_hold_us_up(credential: Credential, document: dict[str, Any]) -> None:
    forgotten(credential)
    document["credentialSubject"]["achievement"]["alignment"] = [{"type": ["Alignment"]} for _ in range(40)]
    assert answer_for_credential(json.dumps(document), DAY) == Altered()


HOSTILE = [
    "",
    "x",
    "a.b.c",
    "a.eyJhIjoxfQ.c",
    "{}",
    "[]",
    "null",
    "{" * 50_000,
    '{"a":' * 10_000,
    '{"issuer":{"id":["x"]},"id":{},"proof":[]}',
    "x" * 2_000_000,
    b"\xff\xfe\x00",
    b"\x89PNG\r\n\x1a\n",
    b"\x89PNG\r\n\x1a\n" + b"\x00" * 100,
    b"<svg",
    b'<!DOCTYPE s [<!ENTITY a "b">]><svg xmlns="http://www.w3.org/2000/svg">&a;</svg>',
    b"%PDF-1.7",
]


@pytest.mark.parametrize("handed_in", HOSTILE, ids=range(len(HOSTILE)))
def test_rubbish_is_not_ours(credential: Credential, handed_in: str | bytes) -> None:
    assert answer_for_credential(handed_in, DAY) == NotOurs()


@pytest.mark.parametrize("context", ["https://evil.example/context", {"name": "https://evil.example/"}, None, 7])
def test_strange_context_is_never_fetched(credential: Credential, document: dict[str, Any], context: Any) -> None:
    forgotten(credential)
    document["@context"] = [*document["@context"], context]
    assert answer_for_credential(json.dumps(document), DAY) == Altered()


def test_reading_costs_two_queries(credential: Credential, paper: Certificate, django_assert_num_queries: Any) -> None:
    with django_assert_num_queries(2):
        answer_for_credential(credential.document, DAY)
    assert credential_of(paper, at=AT) == credential
