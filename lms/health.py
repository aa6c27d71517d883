"""Whether the process lives, and whether it can work: for proxies and monitors, never for people."""

from django.contrib.auth.decorators import login_not_required
from django.core.cache import cache
from django.db import connection
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.utils import timezone

from certificates.keys import key_health


@login_not_required
def healthz(request: HttpRequest) -> HttpResponse:
    """The process answers."""
    return HttpResponse("ok", content_type="text/plain")


@login_not_required
def readyz(request: HttpRequest) -> JsonResponse:
    """The database, the cache and the signing key answer; 503 names the one that does not.

    `warnings` names what works today and will not for long: the certificate of the signing key.
    """
    checks = {"database": _database_answers, "cache": _cache_answers, "signing_key": _key_signs}
    results = {name: _safely(check) for name, check in checks.items()}
    warnings = ["signing_certificate_ends_soon"] if _safely(_certificate_ends_soon) else []
    return JsonResponse({**results, "warnings": warnings}, status=200 if all(results.values()) else 503)


def _safely(check) -> bool:  # type: ignore[no-untyped-def]
    try:
        return bool(check())
    except Exception:
        return False


def _key_signs() -> bool:
    return key_health(at=timezone.now()).usable


def _certificate_ends_soon() -> bool:
    return key_health(at=timezone.now()).ends_soon


def _database_answers() -> bool:
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")
        return cursor.fetchone() == (1,)


def _cache_answers() -> bool:
    cache.set("readyz", 1, 5)
    return cache.get("readyz") == 1
