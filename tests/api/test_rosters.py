"""A personnel system brings a list: looked at, then confirmed, once, in the name of an officer who may."""

from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import timezone

from accounts.models import User
from api.clients import CannotConnect, Made, make_client
from api.models import BroughtRoster, Scope
from tests.api.conftest import Ask, connect, token_of
from tests.coverage import facts
from tests.workforce.rosters import as_csv, people
from workforce.loading import load_positions
from workforce.models import Agency, AgencyRole, Employment, RosterImport

KEY = "danh-sach-thang-12"


@pytest.fixture
def officer(commune: Agency) -> User:
    person = facts.make_person("Hoàng Thị Sen", username="sen")
    facts.grant(person, commune)
    load_positions()
    return person


@pytest.fixture
def made(admin: User, commune: Agency, officer: User) -> Made:
    return connect(commune, admin, officer=officer)


@pytest.fixture
def send(client: Client, made: Made, in_process_tasks: None) -> Any:
    bearer = {"authorization": f"Bearer {token_of(client, made)}"}

    def post(content: bytes = b"", *, key: str = KEY, agency: str = "", number: int = 0, plan: str = "") -> Any:
        headers = {**bearer, "idempotency-key": key}
        if number:
            address = f"/api/v1/rosters/{number}/confirmation"
            return client.post(address, {"plan": plan}, content_type="application/json", headers=headers)
        file = SimpleUploadedFile("ds.csv", content)
        return client.post(f"/api/v1/rosters?agency={agency}&on=2026-10-01", {"file": file}, headers=headers)

    return post


def test_list_is_looked_at_then_written_once(send: Any, ask: Ask, officer: User) -> None:
    content = as_csv(people(3))
    shown = send(content).json()
    assert (shown["state"], shown["agency"], shown["counts"]["new"]) == ("previewed", "06184", 3)
    assert [row["kind"] for row in shown["rows"]] == ["new"] * 3
    assert Employment.objects.count() == 0
    assert send(content).json() == shown
    assert RosterImport.objects.count() == 1
    written = send(number=shown["number"], plan=shown["plan"]).json()
    assert (written["state"], Employment.objects.count()) == ("confirmed", 3)
    assert send(number=shown["number"], plan=shown["plan"]).json() == written
    assert ask(f"rosters/{shown['number']}").json() == written
    roster = RosterImport.objects.get()
    assert (roster.brought_by, roster.confirmed_by) == (officer, officer)


def test_another_list_under_the_same_key_and_another_plan_are_refused(send: Any) -> None:
    shown = send(as_csv(people(2))).json()
    refused = send(as_csv(people(3)))
    assert (refused.status_code, refused.json()["type"].rpartition("/")[2]) == (409, "key-taken")
    refused = send(number=shown["number"], plan="0" * 64)
    assert (refused.status_code, refused.json()["type"].rpartition("/")[2]) == (409, "not-confirmed")
    assert Employment.objects.count() == 0
    for key in ("", "ngắn", "x" * 101):
        assert send(as_csv(people(2)), key=key.encode().decode("latin-1")).status_code == 422


def test_officer_of_more_than_the_branch_brings_nothing_through_a_system(
    send: Any, officer: User, other_commune: Agency
) -> None:
    shown = send(as_csv(people(1))).json()
    facts.grant(officer, other_commune)
    answers = [send(as_csv(people(2)), key="danh-sach-khac"), send(number=shown["number"], plan=shown["plan"])]
    assert [(answer.status_code, answer.json()["type"].rpartition("/")[2]) for answer in answers] == [
        (403, "no-officer"),
        (403, "no-officer"),
    ]
    assert Employment.objects.count() == 0


def test_outside_of_the_branch_nothing_is_brought_or_seen(
    send: Any, client: Client, admin: User, other_commune: Agency, officer: User
) -> None:
    assert send(as_csv(people(1)), agency="06001").status_code == 404
    shown = send(as_csv(people(1))).json()
    other = {"authorization": f"Bearer {token_of(client, connect(other_commune, admin))}"}
    address = f"/api/v1/rosters/{shown['number']}"
    assert client.get(address, headers=other).status_code == 404
    again = client.post(f"{address}/confirmation", {"plan": shown["plan"]}, "application/json", headers=other)
    assert again.status_code == 404
    assert BroughtRoster.objects.count() == 1


def test_system_writes_only_while_its_officer_may(send: Any, officer: User) -> None:
    shown = send(as_csv(people(1))).json()
    AgencyRole.objects.filter(person=officer).update(ended_at=timezone.now())
    assert send(number=shown["number"], plan=shown["plan"]).status_code == 409
    assert send(as_csv(people(1)), key="mot-danh-sach-khac").status_code == 422
    assert Employment.objects.count() == 0


def test_rosters_need_an_officer_who_may_bring_them(admin: User, commune: Agency) -> None:
    for officer in (None, facts.make_person("Ai đó")):
        with pytest.raises(CannotConnect):
            make_client(
                name="HR", agency=commune, scopes=[Scope.ROSTERS_WRITE], by=admin, at=timezone.now(), officer=officer
            )
