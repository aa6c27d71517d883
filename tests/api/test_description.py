"""The description for machines is true: what it promises is what is answered, tried by invented questions."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import schemathesis
from django.core.signals import request_finished, request_started
from django.db import close_old_connections
from django.test import Client
from hypothesis import HealthCheck, Phase, given
from hypothesis import settings as effort
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_schema_conformance,
    status_code_conformance,
)

from api.clients import Made
from coverage.models import Target
from lms.wsgi import application
from tests.api.conftest import token_of

READS = {"/agencies", "/completions", "/completions/{number}", "/certificates", "/coverage", "/coverage/{target}"}
EXAMPLES = 6
CHECKS = [
    schemathesis.checks.not_a_server_error,
    content_type_conformance,
    response_schema_conformance,
    status_code_conformance,
]


def test_each_read_says_its_scopes_and_refusals(client: Client, db: None) -> None:
    described = client.get("/api/v1/openapi.json").json()
    for address in READS:
        operation = described["paths"][f"/api/v1{address}"]["get"]
        assert {"200", "401", "403", "404", "422", "429"} <= set(operation["responses"])
        assert operation["security"]
    flows = [one["flows"] for one in described["components"]["securitySchemes"].values() if one["type"] == "oauth2"]
    assert flows[0]["clientCredentials"]["tokenUrl"] == "/api/v1/token"


@contextmanager
def one_connection() -> Iterator[None]:
    """A request that comes in by WSGI would end the connection on which the test's own rows are seen.

    Django's client sees to that for its own requests, and connects both again after each.
    """
    for signal in (request_started, request_finished):
        signal.disconnect(close_old_connections)
    yield
    for signal in (request_started, request_finished):
        signal.connect(close_old_connections)


def test_answers_are_as_described(client: Client, made: Made, papers: Any, target: Target, settings: Any) -> None:
    """Few questions, always the same ones; each read is asked at least EXAMPLES times."""
    settings.API_CLIENT_PER_MINUTE = 10_000
    bearer = {"Authorization": f"Bearer {token_of(client, made)}"}
    with one_connection():
        schema = schemathesis.openapi.from_wsgi("/api/v1/openapi.json", application)
        operations = [found.ok() for found in schema.get_all_operations()]
        asked = [operation for operation in operations if operation.path.removeprefix("/api/v1") in READS]
        assert len(asked) == len(READS)
        for operation in asked:
            _try_out(operation, bearer)


def _try_out(operation: Any, bearer: dict[str, str]) -> None:
    @effort(
        max_examples=EXAMPLES,
        derandomize=True,
        database=None,
        deadline=None,
        phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    @given(case=operation.as_strategy())
    def ask(case: Any) -> None:
        answer = case.call(headers=bearer)
        case.validate_response(answer, checks=CHECKS)

    ask()
