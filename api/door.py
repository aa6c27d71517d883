"""The one door for programs: a token becomes who asks, for which branch, and what they may do; or a refusal."""

import datetime as dt
import logging
from dataclasses import dataclass

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
    """Who stands behind the token `value`. One query. `scope` "" asks for no more than a token.

    What a token allows is what its client may today, were the token given for more.
    Raises TokenNotAccepted, ScopeMissing, TooManyRequests.
    """
    tokens = Token.objects.by_value(value).filter(type=Token.Type.ACCESS_TOKEN, expires_at__gt=at)
    token = tokens.select_related("client__api_client__agency").first()
    client: ApiClient | None = getattr(token.client, "api_client", None) if token else None
    if token is None or client is None or client.ended_at is not None:
        raise TokenNotAccepted(_("The token is not accepted. Ask for a new one."))
    scopes = frozenset(token.get_scopes()) & frozenset(client.scopes)
    if scope and scope not in scopes:
        logger.warning("client %s asked for %s, which it may not", client.oauth_id, scope)
        raise ScopeMissing(_("This system may not do that: its token lacks “%(scope)s”.") % {"scope": scope})
    if spend(f"api.client.{client.pk}", 1, seconds=MINUTE) > settings.API_CLIENT_PER_MINUTE:
        raise TooManyRequests(_("Too many requests within a minute. Wait a moment, then go on."))
    return Access(client=client, agency=client.agency, scopes=scopes)


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
        return enter(token, scope=self.scope, at=timezone.now())
