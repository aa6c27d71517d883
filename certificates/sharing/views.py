"""Pages and files by which a holder shows a paper: the holder's own, and what strangers open."""

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.requests import SignedInRequest
from certificates.counting_checks import note_check
from certificates.credentials.making import CredentialErased, credential_of
from certificates.guessing import may_miss
from certificates.models import Certificate, Check
from certificates.rules import local_day
from certificates.sharing.forms import ShareForm
from certificates.sharing.linkedin import linkedin_address
from certificates.sharing.links import CannotShare, end_link, make_link, open_link_of
from certificates.sharing.showing import Ended, Shared, day_line, shared_by
from certificates.signing import KeyNotUsable
from certificates.words import Words

WALLET_TYPES = {"json": "application/vc", "jwt": "application/vc+jwt"}


@require_http_methods(["GET", "HEAD", "POST"])
def share(request: SignedInRequest, code: str) -> HttpResponse:
    """The holder's own page: badge, files for wallets, and the link."""
    certificate = _own(request, code)
    form = ShareForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            make_link(certificate=certificate, choices=form.choices(), by=request.user, at=timezone.now())
        except CannotShare as refusal:
            messages.error(request, str(refusal))
        return redirect("sharing:share", code)
    link = open_link_of(certificate)
    address = settings.BASE_URL + reverse("sharing:shared", args=[link.token]) if link else ""
    context = {
        "certificate": certificate,
        "words": Words.from_json(certificate.words),
        "link": link,
        "address": address,
        "linkedin": linkedin_address(certificate, address=address) if link else "",
        "form": form,
    }
    return render(request, "certificates/share.html", context)


@require_POST
def end(request: SignedInRequest, code: str) -> HttpResponse:
    if end_link(certificate=_own(request, code), by=request.user, at=timezone.now()):
        messages.success(request, _("The link is switched off. Whoever opens it now reads that you switched it off."))
    return redirect("sharing:share", code)


@require_safe
def own_badge(request: SignedInRequest, code: str, kind: str) -> HttpResponse:
    return _baked(request, _own(request, code), kind)


@require_safe
def own_credential(request: SignedInRequest, code: str, kind: str) -> HttpResponse:
    return _credential(request, _own(request, code), kind)


@login_not_required
@require_safe
def shared(request: HttpRequest, token: str) -> HttpResponse:
    found = _found(request, token)
    if isinstance(found, HttpResponse):
        return found
    note_check(found.link.certificate.code, Check.Way.SHARED, at=timezone.now())
    # Whoever knows the link may see the page; that is all: no cookie, no trace of it in other sites' logs.
    response = render(request, "certificates/shared.html", {"shared": found, **_og(found)})
    response["Cache-Control"] = "no-store"
    return _unseen(response, found.link.may_be_found)


@login_not_required
@require_safe
def shared_card(request: HttpRequest, token: str) -> HttpResponse:
    """The picture that other sites show beside the link."""
    found = _found(request, token)
    if isinstance(found, HttpResponse):
        return found
    from certificates.badges.card import CardWords, card_png  # loads type and drawing
    from certificates.badges.keeping import kept
    from certificates.badges.shapes import Face

    face = Face.of(found.words)
    said = CardWords(found.paper.title, found.paper.holder, found.paper.course, found.paper.issuer, day_line(found))
    return _picture(kept((said, face), lambda: card_png(said, face)), "image/png")


@login_not_required
@require_safe
def shared_badge(request: HttpRequest, token: str) -> HttpResponse:
    """The badge with what was chosen, and no credential in it."""
    found = _found(request, token)
    if isinstance(found, HttpResponse):
        return found
    from certificates.badges.pictures import picture_of  # loads type and drawing

    return _picture(picture_of(found.words, "png"), "image/png")


@login_not_required
@require_safe
def shared_file(request: HttpRequest, token: str, kind: str) -> HttpResponse:
    """The badge with its credential, or the credential itself: only where the holder shows all that is in it."""
    found = _found(request, token)
    if isinstance(found, HttpResponse):
        return found
    if not found.link.shows_all:
        return HttpResponse(status=404)
    serve = _credential if kind in WALLET_TYPES else _baked
    return _unseen(serve(request, found.link.certificate, kind), False)


def _own(request: SignedInRequest, code: str) -> Certificate:
    return get_object_or_404(Certificate.objects.visible_to(request.user), code=code)


def _found(request: HttpRequest, token: str) -> Shared | HttpResponse:
    """What the link shows, or the page to answer with in its place. Misses count, as those of codes do."""
    found = shared_by(token, local_day(timezone.now()))
    if isinstance(found, Shared):
        return found
    if isinstance(found, Ended):
        return _unseen(render(request, "certificates/share_ended.html", status=410), False)
    if not may_miss(request):
        return _unseen(render(request, "certificates/slow_down.html", status=429), False)
    return _unseen(render(request, "certificates/share_unknown.html", status=404), False)


def _og(found: Shared) -> dict[str, str]:
    """What other sites read about the page. Addresses are whole, as Open Graph asks."""
    return {
        "address": settings.BASE_URL + reverse("sharing:shared", args=[found.link.token]),
        "card": settings.BASE_URL + reverse("sharing:card", args=[found.link.token]),
    }


def _baked(request: HttpRequest, certificate: Certificate, kind: str) -> HttpResponse:
    from certificates.badges.pictures import TYPES, baked_picture  # loads type and drawing

    try:
        credential = credential_of(certificate, at=timezone.now())
    except KeyNotUsable:
        return _not_now(request)
    except CredentialErased:
        return _erased(request)
    picture = baked_picture(Words.from_json(certificate.words), kind, credential.document)
    return _file(picture, TYPES[kind], f"huy-hieu-{_safe(certificate)}.{kind}")


def _credential(request: HttpRequest, certificate: Certificate, kind: str) -> HttpResponse:
    try:
        credential = credential_of(certificate, at=timezone.now())
    except KeyNotUsable:
        return _not_now(request)
    except CredentialErased:
        return _erased(request)
    content = credential.document if kind == "json" else credential.jwt
    return _file(content.encode(), WALLET_TYPES[kind], f"van-bang-{_safe(certificate)}.{kind}")


def _not_now(request: HttpRequest) -> HttpResponse:
    return render(request, "certificates/credential_waits.html", status=503)


def _erased(request: HttpRequest) -> HttpResponse:
    return render(request, "certificates/credential_erased.html", status=410)


def _safe(certificate: Certificate) -> str:
    return certificate.number.replace("/", "-")


def _file(content: bytes, content_type: str, name: str) -> HttpResponse:
    response = HttpResponse(content, content_type=content_type)
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    response["Cache-Control"] = "private, no-store"
    return response


def _picture(content: bytes, content_type: str) -> HttpResponse:
    response = HttpResponse(content, content_type=content_type)
    response["Cache-Control"] = f"public, max-age={settings.SHARE_SECONDS}"
    return _unseen(response, False)


def _unseen(response: HttpResponse, may_be_found: bool) -> HttpResponse:
    """Search engines keep away unless the holder said otherwise; other sites do not learn the address."""
    response["Referrer-Policy"] = "no-referrer"
    if not may_be_found:
        response["X-Robots-Tag"] = "noindex, nofollow"
    return response
