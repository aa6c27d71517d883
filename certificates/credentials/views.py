"""What other systems fetch to check a credential of ours, and the pages that one refers to. All of it is public."""

import datetime as dt
import json
from typing import Any

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.core.cache import cache
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.views.decorators.http import require_safe

from certificates.credentials.identity import did, did_document, key_set
from certificates.credentials.keys import public_keys
from certificates.credentials.status_lists import PURPOSES, list_credential
from certificates.guessing import may_miss
from certificates.models import Award, Certificate, Issuer, StatusList
from certificates.rules import local_day
from certificates.signing import KeyNotUsable
from certificates.words import Words
from competency.models import Competency, Framework
from kit.codes import read_code
from workforce.taking_over import successors_of

CREDENTIAL_TYPE = "application/vc"
PICTURE_SECONDS = 24 * 3600  # a badge never changes, only the look of all badges


@login_not_required
@require_safe
def did_json(request: HttpRequest) -> HttpResponse:
    return _for_everybody(JsonResponse(did_document(), content_type="application/did+json"), _seconds())


@login_not_required
@require_safe
def jwks_json(request: HttpRequest) -> HttpResponse:
    return _for_everybody(JsonResponse(key_set(), content_type="application/jwk-set+json"), _seconds())


@login_not_required
@require_safe
def status_list(request: HttpRequest, purpose: str, number: int) -> HttpResponse:
    """A signed list of what no longer counts. Signed once for all who ask within its lifetime."""
    if purpose not in PURPOSES:
        raise Http404
    listed = get_object_or_404(StatusList, pk=number)
    key, now = f"certificates.status.{purpose}.{number}", timezone.now()
    try:
        text = cache.get_or_set(key, lambda: _signed_list(purpose, listed, now), _seconds())
    except KeyNotUsable:
        return HttpResponse(status=503, headers={"Retry-After": "60"})
    return _for_everybody(HttpResponse(text, content_type=CREDENTIAL_TYPE), _seconds())


@login_not_required
@require_safe
def badge(request: HttpRequest, code: str, kind: str) -> HttpResponse:
    """The badge of a paper, with nothing of the person: what its credential refers to."""
    from certificates.badges.pictures import TYPES, picture_of  # loads type and drawing

    certificate = Certificate.objects.filter(code=read_code(code)).first()
    if certificate is None:
        return HttpResponse(status=404 if may_miss(request) else 429)
    picture = picture_of(Words.from_json(certificate.words), kind)
    return _for_everybody(HttpResponse(picture, content_type=TYPES[kind]), PICTURE_SECONDS)


@login_not_required
@require_safe
def issuer(request: HttpRequest, agency: str) -> HttpResponse:
    """Who stands behind papers, and by which keys others know them."""
    found = get_object_or_404(Issuer.objects.select_related("agency"), agency__code=agency)
    awards = Award.objects.filter(issuer=found).select_related("course").order_by("course__title")
    heirs = successors_of(found.agency).at(local_day(timezone.now()))
    context = {"issuer": found, "awards": awards, "keys": public_keys(), "did": did(), "heirs": heirs}
    return render(request, "certificates/issuer.html", context)


@login_not_required
@require_safe
def framework(request: HttpRequest, code: str) -> HttpResponse:
    """The competencies and levels that credentials are aligned with, and how sure we are of our copy."""
    found = get_object_or_404(Framework, code=code)
    competencies = Competency.objects.filter(domain__framework=found).select_related("domain")
    context = {
        "framework": found,
        "levels": found.levels.order_by("order"),
        "competencies": competencies.order_by("domain__order", "order"),
    }
    return render(request, "certificates/framework.html", context)


def _signed_list(purpose: str, listed: StatusList, now: dt.datetime) -> str:
    value: dict[str, Any] = list_credential(purpose, listed, at=now)
    return json.dumps(value, ensure_ascii=False)


def _seconds() -> int:
    """How long others may keep keys and lists: after so long they meet a new key, and a new revocation."""
    seconds: int = settings.STATUS_LIST_SECONDS
    return seconds


def _for_everybody(response: HttpResponse, seconds: int) -> HttpResponse:
    """Anybody may keep it for so long, and verifiers that run in a browser on another site may read it."""
    response["Cache-Control"] = f"public, max-age={seconds}"
    response["Access-Control-Allow-Origin"] = "*"
    return response
