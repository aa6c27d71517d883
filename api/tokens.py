"""Where a connected system changes its number and secret for a token that soon ends (OAuth 2.0, client credentials)."""

from allauth.account.adapter import get_adapter
from allauth.idp.oidc.models import Client
from allauth.idp.oidc.views import token as oauth_token
from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from kit.budgets import spend

MINUTE = 60


@csrf_exempt
@login_not_required
@require_POST
def token(request: HttpRequest) -> HttpResponse:
    """allauth's token endpoint, open for one grant only. Errors are those of RFC 6749, 5.2."""
    address = get_adapter(request).get_client_ip(request)
    if spend(f"api.tokens.{address}", 1, seconds=MINUTE) > settings.API_TOKENS_PER_MINUTE:
        response: HttpResponse = JsonResponse({"error": "slow_down"}, status=429)
        response["Retry-After"] = str(MINUTE)
    elif request.POST.get("grant_type") != Client.GrantType.CLIENT_CREDENTIALS:
        response = JsonResponse({"error": "unsupported_grant_type"}, status=400)
    else:
        response = oauth_token(request)
    response["Cache-Control"] = "no-store"
    return response
