"""The list of ended papers for phones: complete, small, signed, and silent about codes."""

import base64
import datetime as dt
import json
from typing import Any

from django.core.cache import cache
from django.test import Client

from accounts.models import User
from certificates.correcting import replace_certificate, revoke_certificate
from certificates.credentials.keys import verifies
from certificates.ended import ENTRY_BYTES, LABEL, ended, ended_list, entries, entry, make_ended_list
from certificates.models import Certificate
from certificates.suspending import suspend_certificate
from kit.codes import new_code
from tests.certificates.conftest import AT, Completes, issue, make_person


def kinds(signed: dict[str, str]) -> dict[str, set[bytes]]:
    statement = json.loads(signed["statement"])
    return {
        kind: {raw[at : at + ENTRY_BYTES] for at in range(0, len(raw), ENTRY_BYTES)}
        for kind in statement.keys() - {"at"}
        for raw in [base64.b64decode(statement[kind])]
    }


def test_ended_papers_are_in_it_and_others_are_not(
    paper: Certificate, complete: Completes, author: User, django_assert_num_queries: Any
) -> None:
    names = ("Hoàng Văn Tân", "Lý Thị Hoa", "Vi Văn Sơn")
    revoked, valid, waiting = (issue(complete(make_person(name))) for name in names)
    suspend_certificate(certificate=waiting, reason="Có đơn tố cáo", by=author, at=AT)
    revoke_certificate(certificate=revoked, reason="fraud", by=author, at=AT)
    new = replace_certificate(certificate=paper, by=author, at=AT)
    signed = make_ended_list(at=AT)
    assert kinds(signed) == {
        "revoked": {entry(revoked.code)},
        "replaced": {entry(paper.code)},
        "suspended": {entry(waiting.code)},
    }
    assert {entry(valid.code), entry(new.code)} & set().union(*kinds(signed).values()) == set()
    with django_assert_num_queries(2):
        assert ended(AT) == {"revoked": [revoked.code], "replaced": [paper.code], "suspended": [waiting.code]}


def test_paper_that_has_expired_by_itself_is_left_out(paper: Certificate, author: User) -> None:
    revoke_certificate(certificate=paper, reason="fraud", by=author, at=AT)
    assert kinds(make_ended_list(at=dt.datetime(2030, 1, 1, tzinfo=dt.UTC))) == {
        "revoked": set(),
        "replaced": set(),
        "suspended": set(),
    }


def test_signature_covers_every_letter_and_the_time(db: None) -> None:
    signed = make_ended_list(at=AT)
    signature = base64.b64decode(signed["signature"])
    assert verifies(LABEL + signed["statement"].encode(), signature, signed["key"])
    later = signed["statement"].replace("2026-12-05", "2027-12-05")
    assert not verifies(LABEL + later.encode(), signature, signed["key"])
    assert json.loads(signed["statement"])["at"] == "2026-12-05T02:14:00+00:00"


def test_ten_thousand_entries_take_67_kilobytes_and_hold_no_code(db: None) -> None:
    codes = [new_code() for _ in range(10_000)]
    text = entries(codes)
    assert len(text) == -(-len(codes) * ENTRY_BYTES // 3) * 4 == 66_668
    assert not any(code in text for code in codes[:50])


def test_list_is_made_once_for_all_and_may_be_kept(client: Client, db: None, settings: Any) -> None:
    first = client.get("/kiem-tra/da-het-hieu-luc.json")
    assert first.headers["Cache-Control"] == f"public, max-age={settings.ENDED_LIST_SECONDS}"
    assert first.cookies == {}
    assert client.get("/kiem-tra/da-het-hieu-luc.json").json() == first.json() == ended_list()
    keys = client.get("/kiem-tra/khoa.json").json()["keys"]
    assert [key["name"] for key in keys] == [first.json()["key"]]
    assert len(base64.b64decode(keys[0]["raw"])) == 32


def test_without_a_key_it_says_so(client: Client, db: None, settings: Any, tmp_path: Any) -> None:
    cache.clear()
    settings.PRODUCTION, settings.CREDENTIAL_KEY_FILE = True, tmp_path / "khong-co.pem"
    assert client.get("/kiem-tra/da-het-hieu-luc.json").status_code == 503
