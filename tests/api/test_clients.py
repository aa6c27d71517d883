"""A system is connected by an administrator, changes its secret for tokens, and is ended: then nothing opens."""

import datetime as dt
import re
from typing import Any

import pytest
from allauth.idp.oidc.models import Token
from django.db import IntegrityError, transaction
from django.db.models import ProtectedError
from django.test import Client
from django.utils import timezone
from wagtail.models import ModelLogEntry

from accounts.models import User
from api.clients import CannotConnect, Made, change_secret, end_client, make_client
from api.door import ScopeMissing, TokenNotAccepted, enter
from api.models import ApiClient, Scope
from api.tasks import forget_tokens
from home.models import HomePage
from tests.api.conftest import Ask, ask_for_token, later, token_of
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


def test_wrong_tokens_have_a_budget_that_right_ones_do_not_feel(
    client: Client, made: Made, ask: Ask, settings: Any
) -> None:
    settings.API_WRONG_TOKENS_PER_MINUTE = 2
    wrong = {"authorization": "Bearer sai"}
    answers = [client.get("/api/v1/agencies", headers=wrong) for _turn in range(4)]
    assert [answer.status_code for answer in answers] == [401, 401, 429, 429]
    assert answers[-1].headers["Retry-After"] == "60"
    elsewhere = client.get("/api/v1/agencies", headers=wrong, REMOTE_ADDR="203.0.113.9")
    assert (elsewhere.status_code, ask("agencies").status_code) == (401, 200)


def test_last_use_is_known_to_the_minute(made: Made, ask: Ask) -> None:
    ask("agencies")
    made.client.refresh_from_db()
    first = made.client.last_used_at
    assert first is not None
    ask("agencies")
    made.client.refresh_from_db()
    assert made.client.last_used_at == first


def test_another_secret_ends_the_one_before_and_its_tokens(client: Client, made: Made, admin: User) -> None:
    token, at = token_of(client, made), timezone.now()
    with pytest.raises(CannotConnect):
        change_secret(client=made.client, by=facts.make_person("Ai đó"), at=at)
    again = change_secret(client=made.client, by=admin, at=at)
    with pytest.raises(TokenNotAccepted):
        enter(token, scope="", at=at)
    assert [ask_for_token(client, one).status_code for one in (made, again)] == [401, 200]
    end_client(client=made.client, by=admin, at=at)
    with pytest.raises(CannotConnect):
        change_secret(client=made.client, by=admin, at=at)


def client_secret_of(shown: Any) -> str:
    found = re.search(r"client_secret</dt>\s*<dd><code>([^<]+)</code>", shown.content.decode())
    assert found
    return found[1]


def test_administrator_sees_the_secret_once(client: Client, site: HomePage, admin: User, commune: Agency) -> None:
    client.force_login(admin)
    words = {"name": "Phần mềm nhân sự", "agency": commune.pk, "scopes": ["completions:read"]}
    shown = client.post("/quan-tri/api_clients/new/", words)
    made = ApiClient.objects.get()
    assert (shown.status_code, "no-store" in shown.headers["Cache-Control"]) == (200, True)
    secret = client_secret_of(shown)
    assert (made.oauth.check_secret(secret), made.scopes) == (True, ["completions:read"])
    for path in ("", f"inspect/{made.pk}/", f"edit/{made.pk}/"):
        assert secret not in client.get(f"/quan-tri/api_clients/{path}").content.decode()
    assert "chưa lần nào" in client.get(f"/quan-tri/api_clients/inspect/{made.pk}/").content.decode()
    asked = f"/quan-tri/api_clients/secret/{made.pk}/"
    assert client.get(asked).status_code == 200
    assert client_secret_of(client.post(asked)) != secret
    made.oauth.refresh_from_db()
    assert made.oauth.check_secret(secret) is False
    assert client.post(f"/quan-tri/api_clients/delete/{made.pk}/").status_code == 302
    made.refresh_from_db()
    assert made.ended_by == admin
    assert "/secret/" not in client.get("/quan-tri/api_clients/").content.decode()
    assert client.post(asked, follow=True).context["messages"] is not None
    assert ModelLogEntry.objects.filter(action="api.change_secret").count() == 1


def test_nobody_else_sees_connected_systems(client: Client, made: Made, site: HomePage) -> None:
    client.force_login(facts.make_person("Ai đó"))
    for path in ("api_clients/", "api_clients/new/", f"api_clients/secret/{made.client.pk}/", "api_deliveries/"):
        assert client.get(f"/quan-tri/{path}").status_code == 302


def test_system_goes_on_with_a_body_that_is_renamed(made: Made, admin: User, papers: Any, ask: Ask) -> None:
    commune = made.client.agency
    proposal = renaming(commune, name="UBND phường Đồng Đăng", on=timezone.localdate(), document="NQ")
    reorganise(proposal, by=admin, at=timezone.now())
    made.client.refresh_from_db()
    assert (made.client.agency.name, made.client.agency == commune) == ("UBND phường Đồng Đăng", False)
    assert [row["person"]["username"] for row in ask("completions").json()["items"]] == ["lan"]
    assert {row["code"] for row in ask("agencies").json()["items"]} == {"06184", made.client.agency.code}
