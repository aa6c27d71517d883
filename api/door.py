"""The one door for programs: a token becomes who asks, for which branch, and what they may do; or a refusal."""

import datetime as dt
import logging
from dataclasses import dataclass

from allauth.account.adapter import get_adapter
from allauth.idp.oidc.models import Token
from django.conf import settings
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext as _
from ninja.security import HttpBearer

from api.models import ApiClient, Scope
from api.problems import Problem
from kit.budgets import spend
from workforce.models import Agency

logger = logging.getLogger(__name__)
MINUTE = 60


@dataclass(frozen=True, kw_only=True)
class Access:
    """Who asks, the branch they see (`agency` and everything below it), and what their token allows."""

    client: ApiClient
    agency: Agency
    scopes: frozenset[str]

    def needs(self, scope: str) -> None:
        """Raises ScopeMissing where the token does not allow `scope`."""
        if scope not in self.scopes:
            logger.warning("client %s asked for %s, which it may not", self.client.oauth_id, scope)
            raise ScopeMissing(_("This system may not do that: its token lacks “%(scope)s”.") % {"scope": scope})


class TokenNotAccepted(Problem):
    """No token, one we never gave, one whose time is over, or one of a system that was ended. Which is not told."""

    status, kind = 401, "token-not-accepted"
    headers = {"WWW-Authenticate": 'Bearer error="invalid_token"'}


class ScopeMissing(Problem):
    status, kind = 403, "scope-missing"


class TooManyRequests(Problem):
    status, kind = 429, "too-many-requests"
    headers = {"Retry-After": str(MINUTE)}


def enter(value: str, *, scope: str, at: dt.datetime) -> Access:
    """Who stands behind the token `value`. One query, and a write in each minute of use. `scope` "": any token will do.

    What a token allows is what its client may today, were the token given for more.
    Raises TokenNotAccepted, ScopeMissing, TooManyRequests.
    """
    tokens = Token.objects.by_value(value).filter(type=Token.Type.ACCESS_TOKEN, expires_at__gt=at)
    token = tokens.select_related("client__api_client__agency").first()
    client: ApiClient | None = getattr(token.client, "api_client", None) if token else None
    if token is None or client is None or client.ended_at is not None:
        raise TokenNotAccepted(_("The token is not accepted. Ask for a new one."))
    scopes = frozenset(token.get_scopes()) & frozenset(client.scopes)
    access = Access(client=client, agency=client.agency, scopes=scopes)
    if scope:
        access.needs(scope)
    _count(client, at)
    return access


def _count(client: ApiClient, at: dt.datetime) -> None:
    spent = spend(f"api.client.{client.pk}", 1, seconds=MINUTE)
    if spent > settings.API_CLIENT_PER_MINUTE:
        raise TooManyRequests(_("Too many requests within a minute. Wait a moment, then go on."))
    if spent == 1:
        ApiClient.objects.filter(pk=client.pk).update(last_used_at=at)


def refuse_guessing(address: str) -> None:
    """Count a wrong token of `address`; raises TooManyRequests when there were too many within a minute.

    Right tokens of the same address are never held up: a whole province may stand behind one.
    """
    spent = spend(f"api.wrong.{address}", 1, seconds=MINUTE)
    if spent == settings.API_WRONG_TOKENS_PER_MINUTE + 1:
        logger.warning("address %s sends one wrong token after the other", address)
    if spent > settings.API_WRONG_TOKENS_PER_MINUTE:
        raise TooManyRequests(_("Too many wrong tokens within a minute. Wait a moment, then ask for a new one."))


class Bearer(HttpBearer):
    """`enter`, as django-ninja asks for it and as OpenAPI describes it. `request.auth` is then an Access."""

    openapi_type = "oauth2"
    openapi_flows = {
        "clientCredentials": {
            "tokenUrl": "/api/v1/token",
            "scopes": {scope.value: str(scope.name).lower().replace("_", " ") for scope in Scope},
        }
    }

    def __init__(self, scope: str = "") -> None:
        super().__init__()
        self.scope = scope

    def authenticate(self, request: HttpRequest, token: str) -> Access:
        try:
            return enter(token, scope=self.scope, at=timezone.now())
        except TokenNotAccepted:
            refuse_guessing(get_adapter(request).get_client_ip(request))
            raise
