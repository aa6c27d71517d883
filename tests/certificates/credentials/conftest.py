"""A credential of the paper in ../conftest.py, and other people's code to judge it."""

import json
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.utils import timezone

from certificates.credentials.identity import did_document, key_set
from certificates.credentials.making import credential_of
from certificates.credentials.status_lists import PURPOSES, address_of, list_credential
from certificates.models import Certificate, Credential
from tests.certificates.conftest import AT

NODE = Path(sys.executable).with_name("node")
SCRIPT = Path(__file__).with_name("verify_offline.mjs")

Judge = Callable[..., dict[str, Any]]


@pytest.fixture
def credential(paper: Certificate) -> Credential:
    return credential_of(paper, at=AT)


@pytest.fixture
def document(credential: Credential) -> dict[str, Any]:
    value: dict[str, Any] = json.loads(credential.document)
    return value


@pytest.fixture
def judge(credential: Credential) -> Judge:
    """What npm's @digitalcredentials/vc says of a document and jose of a JWT, by our public keys and lists of now."""

    def ask(document: dict[str, Any], *, jwt: str = credential.jwt) -> dict[str, Any]:
        # That library judges lists by the machine's clock, though it can be told another for the credential.
        now = timezone.now()
        lists = {
            address_of(purpose, credential.status_list): list_credential(purpose, credential.status_list, at=now)
            for purpose in PURPOSES
        }
        asked = {
            "credential": document,
            "jwt": jwt,
            "didDocument": did_document(),
            "keySet": key_set(),
            "lists": lists,
            "now": "2026-12-05T03:00:00Z",
        }
        done = subprocess.run(
            [NODE, SCRIPT], input=json.dumps(asked), capture_output=True, text=True, check=False, timeout=120
        )
        assert done.returncode == 0, done.stderr
        value: dict[str, Any] = json.loads(done.stdout)
        return value

    return ask
