"""A system is connected by an administrator, changes its secret for tokens, and is ended: then nothing opens."""

import datetime as dt
from typing import Any

import pytest
from allauth.idp.oidc.models import Token
from django.db import IntegrityError, transaction
from django.db.models import ProtectedError
from django.test import Client
from django.utils import timezone
from wagtail.models import ModelLogEntry

from accounts.models import User
from api.clients import CannotConnect, Made, end_client, make_client
from api.door import ScopeMissing, TokenNotAccepted, enter
from api.models import ApiClient, Scope
from api.tasks import forget_tokens
from home.models import HomePage
from tests.api.conftest import Ask, ask_for_token, connect, later, token_of
from tests.coverage import facts
from workforce.models import Agency
from workforce.reorganising.carrying_out import reorganise
from workforce.reorganising.proposing import renaming


def test_only_administrators_connect_systems_and_name_them(admin: User, commune: Agency) -> None:
    officer = facts.make_person("Lương Thị Ánh")
    facts.grant(officer, commune)
    for words in ({"by": officer}, {"name": "  "}, {"scopes": []}):
        asked: dict[str, Any] = {"name": "HR", "agency": commune, "scopes": [Scope.COMPLETIONS_READ], "by": admin}
        with pytest.raises(CannotConnect):
            make_client(**{**asked, **words}, at=timezone.now())
    assert ApiClient.objects.count() == 0


def test_secret_is_kept_as_a_digest_and_the_connection_is_logged(made: Made, admin: User) -> None:
    oauth = made.client.oauth
    assert (oauth.check_secret(made.secret), made.secret in oauth.secret) == (True, False)
    entry = ModelLogEntry.objects.get(action="api.make_client")
    assert (entry.user, entry.data["agency"]) == (admin, "06184")


def test_secret_becomes_a_token_that_ends(client: Client, made: Made) -> None:
    answer = ask_for_token(client, made)
    assert (answer.status_code, answer.headers["Cache-Control"]) == (200, "no-store")
    said = answer.json()
    assert (said["token_type"], said["expires_in"]) == ("Bearer", 3600)
    access = enter(said["access_token"], scope=Scope.COVERAGE_READ, at=timezone.now())
    assert (access.client, access.agency) == (made.client, made.client.agency)
    assert access.scopes == set(Scope.values)
    with pytest.raises(TokenNotAccepted):
        enter(said["access_token"], scope="", at=later(seconds=3601))
    Token.objects.update(expires_at=timezone.now() - dt.timedelta(seconds=1))
    forget_tokens()
    assert Token.objects.count() == 0


def test_wrong_secret_and_other_grants_get_nothing(client: Client, made: Made) -> None:
    assert ask_for_token(client, made, secret="x").status_code == 401
    assert ask_for_token(client, made, grant_type="password", username="quan.tri", password="x").status_code == 400
    assert ask_for_token(client, made, scope="everything").status_code == 400
    assert client.get("/api/v1/token").status_code == 405
    assert Token.objects.count() == 0


def test_token_may_be_asked_for_less(client: Client, made: Made) -> None:
    token = token_of(client, made, scope="coverage:read")
    assert enter(token, scope=Scope.COVERAGE_READ, at=timezone.now()).scopes == {"coverage:read"}
    with pytest.raises(ScopeMissing):
        enter(token, scope=Scope.COMPLETIONS_READ, at=timezone.now())


def test_what_a_system_lost_its_old_token_lost_too(client: Client, made: Made) -> None:
    token = token_of(client, made)
    ApiClient.objects.update(scopes=["coverage:read"])
    with pytest.raises(ScopeMissing):
        enter(token, scope=Scope.COMPLETIONS_READ, at=timezone.now())


def test_ended_system_opens_nothing_and_stays_on_record(client: Client, made: Made, admin: User) -> None:
    token, at = token_of(client, made), timezone.now()
    end_client(client=made.client, by=admin, at=at)
    ended = end_client(client=made.client, by=admin, at=later(days=1))
    assert (ended.ended_at, ended.ended_by) == (at, admin)
    with pytest.raises(TokenNotAccepted):
        enter(token, scope="", at=at)
    assert ask_for_token(client, made).status_code == 401
    with pytest.raises(ProtectedError):
        made.client.oauth.delete()
    with pytest.raises(IntegrityError), transaction.atomic():
        ApiClient.objects.update(ended_by=None)


def test_only_administrators_end_systems(made: Made) -> None:
    with pytest.raises(CannotConnect):
        end_client(client=made.client, by=facts.make_person("Ai đó"), at=timezone.now())


@pytest.mark.parametrize("header", [{}, {"authorization": "Bearer x"}, {"authorization": "Basic eDp5"}])
def test_stranger_is_told_so_in_his_language(client: Client, db: None, header: dict[str, str]) -> None:
    answer = client.get("/api/v1/agencies", headers={**header, "accept-language": "en"})
    assert (answer.status_code, answer.headers["Content-Type"]) == (401, "application/problem+json")
    assert answer.headers["WWW-Authenticate"].startswith("Bearer")
    said = answer.json()
    assert said["detail"] in (
        "Sign in with a token: Authorization: Bearer …",
        "The token is not accepted. Ask for a new one.",
    )
    assert client.get("/api/v1/agencies", headers=header).json()["detail"] != said["detail"]


def test_person_signed_in_is_no_system(client: Client, admin: User) -> None:
    client.force_login(admin)
    assert client.get("/api/v1/agencies").status_code == 401


def test_tokens_and_questions_have_a_budget(client: Client, made: Made, ask: Ask, settings: Any) -> None:
    settings.API_CLIENT_PER_MINUTE, settings.API_TOKENS_PER_MINUTE = 2, 2
    answers = [ask("agencies") for _turn in range(3)]
    assert [answer.status_code for answer in answers] == [200, 200, 429]
    assert answers[-1].headers["Retry-After"] == "60"
    assert [ask_for_token(client, made).status_code for _turn in range(2)] == [200, 429]


def test_scope_is_asked_for_at_each_address(client: Client, commune: Agency, admin: User) -> None:
    addresses = {
        "completions": "completions:read",
        "completions/1": "completions:read",
        "certificates": "certificates:read",
        "coverage": "coverage:read",
        "coverage/LS-334-02": "coverage:read",
    }
    bearer = {"authorization": f"Bearer {token_of(client, connect(commune, admin, scopes=['rosters:write']))}"}
    answers = {address: client.get(f"/api/v1/{address}", headers=bearer) for address in addresses}
    assert {address: answer.status_code for address, answer in answers.items()} == dict.fromkeys(addresses, 403)
    assert [addresses[a] in answer.json()["detail"] for a, answer in answers.items()] == [True] * len(addresses)
    assert client.get("/api/v1/agencies", headers=bearer).status_code == 200


def test_administrator_sees_the_secret_once(client: Client, site: HomePage, admin: User, commune: Agency) -> None:
    client.force_login(admin)
    words = {"name": "Phần mềm nhân sự", "agency": commune.pk, "scopes": ["completions:read"]}
    shown = client.post("/quan-tri/api_clients/new/", words)
    made = ApiClient.objects.get()
    page = shown.content.decode()
    assert (shown.status_code, "no-store" in shown.headers["Cache-Control"]) == (200, True)
    secret = page.split("client_secret</strong>")[1].split("<code>")[1].split("</code>")[0]
    assert (made.oauth.check_secret(secret), made.scopes) == (True, ["completions:read"])
    for path in ("", f"inspect/{made.pk}/", f"edit/{made.pk}/"):
        assert secret not in client.get(f"/quan-tri/api_clients/{path}").content.decode()
    assert client.post(f"/quan-tri/api_clients/delete/{made.pk}/").status_code == 302
    made.refresh_from_db()
    assert made.ended_by == admin


def test_nobody_else_sees_connected_systems(client: Client, made: Made, site: HomePage) -> None:
    client.force_login(facts.make_person("Ai đó"))
    for path in ("api_clients/", "api_clients/new/", "api_webhooks/", "api_deliveries/"):
        assert client.get(f"/quan-tri/{path}").status_code == 302


def test_system_goes_on_with_a_body_that_is_renamed(made: Made, admin: User, papers: Any, ask: Ask) -> None:
    commune = made.client.agency
    proposal = renaming(commune, name="UBND phường Đồng Đăng", on=timezone.localdate(), document="NQ")
    reorganise(proposal, by=admin, at=timezone.now())
    made.client.refresh_from_db()
    assert (made.client.agency.name, made.client.agency == commune) == ("UBND phường Đồng Đăng", False)
    assert [row["person"]["username"] for row in ask("completions").json()["items"]] == ["lan"]
    assert {row["code"] for row in ask("agencies").json()["items"]} == {"06184", made.client.agency.code}
