"""The description for machines is true: what it promises is what is answered, tried by invented questions."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
import schemathesis
from django.core.files.uploadedfile import SimpleUploadedFile
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

from accounts.models import User
from api.clients import Made
from api.models import BroughtRoster, Scope
from certificates.models import Certificate
from coverage.models import Target
from lms.wsgi import application
from tests.api.conftest import connect, freeze, token_of
from tests.coverage import facts
from tests.workforce.rosters import as_csv, people
from workforce.loading import load_positions
from workforce.models import Agency, Employment

EXAMPLES = 3
OPEN = {"/certificates/{code}", "/certificates/file"}
CHECKS = [
    schemathesis.checks.not_a_server_error,
    content_type_conformance,
    response_schema_conformance,
    status_code_conformance,
]
Operations = dict[str, Any]


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


def called_from_here(environ: dict[str, Any], start_response: Any) -> Any:
    """The site as a server calls it: every visitor has an address, which the budgets go by."""
    return application({"REMOTE_ADDR": "127.0.0.1", **environ}, start_response)


@pytest.fixture
def made(admin: User, commune: Agency) -> Made:
    """A system that may do everything; an officer of its branch answers for the rosters it brings."""
    officer = facts.make_person("Hoàng Thị Sen", username="sen")
    facts.grant(officer, commune)
    return connect(commune, admin, officer=officer)


@pytest.fixture
def operations(db: None, in_process_tasks: None, settings: Any) -> Operations:
    """Every operation that is described, by its address below /api/v1."""
    settings.API_CLIENT_PER_MINUTE = settings.API_PER_MINUTE = settings.API_WRONG_TOKENS_PER_MINUTE = 10_000
    with one_connection():
        schema = schemathesis.openapi.from_wsgi("/api/v1/openapi.json", called_from_here)
    return {one.path.removeprefix("/api/v1"): one for one in (found.ok() for found in schema.get_all_operations())}


def test_each_operation_behind_the_door_says_its_scope_and_is_closed_without_it(
    client: Client, commune: Agency, admin: User, operations: Operations
) -> None:
    """Asked without a token, and with one of every scope but its own: what is described is what is asked for."""
    closed = {address: operation for address, operation in operations.items() if address not in OPEN}
    assert len(closed) == len(operations) - len(OPEN) == 12
    tokens = {
        scope: token_of(client, connect(commune, admin, scopes=[one for one in Scope.values if one != scope]))
        for scope in Scope.values
    }
    for address, operation in closed.items():
        raw = operation.definition.raw
        assert {"200", "401", "403", "404", "422", "429"} <= set(raw["responses"])
        said = re.findall(r"Scope: ([a-z:]+)\.", raw["description"])
        assert len(said) == 1
        path = f"/api/v1{re.sub('{[a-z]+}', '1', address)}".replace("/files/1", "/files/csv")
        ask = getattr(client, operation.method.lower())
        assert ask(path).status_code == 401
        if said != ["any"]:
            refused = ask(path, headers={"authorization": f"Bearer {tokens[said[0]]}"})
            assert (refused.status_code, said[0] in refused.json()["detail"]) == (403, True)


def test_answers_are_as_described(
    client: Client, made: Made, admin: User, papers: list[Certificate], target: Target, operations: Operations
) -> None:
    """Each operation is asked for something that is there, and EXAMPLES invented questions, always the same ones."""
    load_positions()
    bearer = {"Authorization": f"Bearer {token_of(client, made)}"}
    roster = _brought(client, bearer)
    there = {
        "/completions/{number}": {"number": papers[0].completion_id},
        "/coverage/{target}": {"target": target.code},
        "/reports/{number}": {"number": freeze(made.client.agency, admin).pk},
        "/rosters/{number}": {"number": roster["number"]},
    }
    there["/reports/{number}/files/{form}"] = {**there["/reports/{number}"], "form": "csv"}
    for address, operation in operations.items():
        if address in OPEN:
            continue
        if operation.method == "get":
            _check(operation.Case(path_parameters=there.get(address, {})), bearer, wanted=200)
        _try_out(operation, bearer)
    confirmed = operations["/rosters/{number}/confirmation"].Case(
        path_parameters=there["/rosters/{number}"], body={"plan": roster["plan"]}, media_type="application/json"
    )
    employed = Employment.objects.count()
    for _turn in range(2):
        _check(confirmed, bearer, wanted=200)
    # Nothing that was invented changed anybody; what was agreed to did, once.
    assert Employment.objects.count() == employed + 2


def test_open_checks_answer_as_described(operations: Operations) -> None:
    for address in sorted(OPEN):
        _try_out(operations[address], {})


def _brought(client: Client, bearer: dict[str, str]) -> Any:
    """A roster of two people, by the way that the description cannot invent: a file that can be read."""
    file = SimpleUploadedFile("ds.csv", as_csv(people(2)))
    headers = {"authorization": bearer["Authorization"], "idempotency-key": "danh-sach-1"}
    answer = client.post("/api/v1/rosters", {"file": file}, headers=headers)
    assert (answer.status_code, BroughtRoster.objects.count()) == (200, 1)
    return answer.json()


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
        _check(case, bearer)

    ask()


def _check(case: Any, bearer: dict[str, str], *, wanted: int | None = None) -> None:
    with one_connection():
        answer = case.call(headers=bearer)
    case.validate_response(answer, checks=CHECKS)
    assert wanted in (None, answer.status_code), answer.content
