"""Which systems may ask, for which branch: made and ended, never deleted."""

import datetime as dt
import secrets
from collections.abc import Iterable
from typing import NamedTuple

from allauth.idp.oidc.models import Client, Token
from django.db import transaction
from django.utils.translation import gettext as _
from wagtail.log_actions import log

from accounts.models import User
from api.models import ApiClient, Scope
from workforce.models import Agency
from workforce.roster.rights import may_import_to


class CannotConnect(Exception):
    """No such connection is made; the sentence says why."""


class Made(NamedTuple):
    """A new client, and its secret, which is told this once: only its digest is kept."""

    client: ApiClient
    secret: str


@transaction.atomic
def make_client(
    *, name: str, agency: Agency, scopes: Iterable[str], by: User, at: dt.datetime, officer: User | None = None
) -> Made:
    """Let a system ask about `agency` and everything below it. Not harmless twice: each call is another client.

    `officer` answers for the rosters that it brings. Raises CannotConnect for anybody but an administrator, without a
    name or scopes, and where rosters may be brought but the officer may not bring any herself.
    """
    wanted = sorted({Scope(scope).value for scope in scopes})
    refuse_all_but_administrators(by)
    if not name.strip() or not wanted:
        raise CannotConnect(_("Name the system and choose at least one thing it may do."))
    if Scope.ROSTERS_WRITE in wanted and not (officer and may_import_to(officer, agency)):
        raise CannotConnect(_("Name an officer who looks after the staff there and answers for the rosters."))
    secret = _new_secret()
    oauth = Client(
        name=name.strip(),
        type=Client.Type.CONFIDENTIAL,
        grant_types=Client.GrantType.CLIENT_CREDENTIALS,
        response_types="",
        created_at=at,
    )
    oauth.set_scopes(wanted)
    oauth.set_default_scopes(wanted)
    oauth.set_secret(secret)
    oauth.save(force_insert=True)
    client = ApiClient.objects.create(
        oauth=oauth, name=name.strip(), agency=agency, officer=officer, scopes=wanted, made_by=by, made_at=at
    )
    log(client, "api.make_client", user=by, timestamp=at, data={"agency": agency.code, "scopes": wanted})
    return Made(client, secret)


@transaction.atomic
def change_secret(*, client: ApiClient, by: User, at: dt.datetime) -> Made:
    """Give a system another secret: the old one and its tokens end at once. Twice gives two; the last one works.

    Raises CannotConnect for anybody but an administrator, and for a system that was ended.
    """
    refuse_all_but_administrators(by)
    locked = _locked(client)
    if locked.ended_at is not None:
        raise CannotConnect(_("This system was ended."))
    secret = _new_secret()
    _end_secret(locked, secret)
    log(locked, "api.change_secret", user=by, timestamp=at)
    return Made(locked, secret)


@transaction.atomic
def end_client(*, client: ApiClient, by: User, at: dt.datetime) -> ApiClient:
    """Let a system ask no more: its tokens, secret and webhooks end at once. Harmless twice: the first end stays.

    Raises CannotConnect for anybody but an administrator.
    """
    refuse_all_but_administrators(by)
    locked = _locked(client)
    if locked.ended_at is not None:
        return locked
    locked.ended_at, locked.ended_by = at, by
    locked.save(update_fields=["ended_at", "ended_by"])
    locked.webhooks.running().update(ended_at=at, ended_by=by)
    _end_secret(locked, _new_secret())
    log(locked, "api.end_client", user=by, timestamp=at)
    return locked


def refuse_all_but_administrators(by: User) -> None:
    """A connected system sees the people of a whole branch without anybody signing in. Raises CannotConnect."""
    if not (by.is_active and by.is_superuser):
        raise CannotConnect(_("Only an administrator connects systems."))


def _locked(client: ApiClient) -> ApiClient:
    rows = ApiClient.objects.select_for_update(of=("self",)).select_related("oauth", "agency")
    return rows.get(pk=client.pk)


def _new_secret() -> str:
    return secrets.token_urlsafe(32)


def _end_secret(client: ApiClient, another: str) -> None:
    """Nothing opens any more with the secret of `client`, nor with a token it was changed for."""
    Token.objects.filter(client=client.oauth).delete()
    client.oauth.set_secret(another)
    client.oauth.save(update_fields=["secret"])
