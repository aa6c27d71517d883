"""The register for everybody: the page that explains it, its signed heads, its tree, proofs, and the tool.

Hashes and heads name nobody: they are open, cacheable, and served as they would be from a folder (C2SP tlog-tiles).
A proof names a holder: it is given to whoever has the paper's code, as the page that checks is.
"""

from pathlib import Path

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from certificates.checkpoints import latest_checkpoint
from certificates.guessing import may_miss
from certificates.models import Certificate, Epoch, LogCheckpoint, RegisterKey, SigningKey
from certificates.proofs import NoProof, NotYetSigned, proof_of_growth, proof_of_issue
from certificates.tiles import WIDTH, entry_bundle, tile_hashes
from kit.codes import read_code

TOOL = Path(__file__).parent / "offline/check_paper.py"
FORMAT = Path(settings.BASE_DIR) / "docs/register-format.md"
TEXT = "text/plain; charset=utf-8"
FOR_EVER = "public, max-age=31536000, immutable"
SECONDS = "public, max-age=5"
HOUR = "public, max-age=3600"


@login_not_required
@require_safe
def page(request: HttpRequest) -> HttpResponse:
    context = {
        "checkpoint": latest_checkpoint(),
        "keys": RegisterKey.objects.order_by("-active_from", "-pk"),
        "epochs": Epoch.objects.order_by("number"),
    }
    return render(request, "certificates/register.html", context)


@login_not_required
@require_safe
def checkpoint(request: HttpRequest, size: int | None = None) -> HttpResponse:
    """The newest signed head, or the one over `size` entries."""
    found = latest_checkpoint() if size is None else get_object_or_404(LogCheckpoint, size=size)
    if found is None:
        raise Http404
    return _file(found.note, TEXT, SECONDS if size is None else FOR_EVER)


@login_not_required
@require_safe
def tile(request: HttpRequest, level: str, number: str, width: str | None = None) -> HttpResponse:
    """Hashes of the tree: 256 side by side, fewer at its right edge as the newest head has it."""
    index, count = _tile_number(number), int(width or WIDTH)
    if not _is_signed(int(level), index, count):
        raise Http404
    return _file(b"".join(tile_hashes(int(level), index, count)), "application/octet-stream", FOR_EVER)


@login_not_required
@require_safe
def entries(request: HttpRequest, number: str, width: str | None = None) -> HttpResponse:
    """The leaves themselves, salted hashes of 32 bytes, each after its length."""
    index, count = _tile_number(number), int(width or WIDTH)
    if not _is_signed(0, index, count):
        raise Http404
    return _file(entry_bundle(index, count), "application/octet-stream", FOR_EVER)


@login_not_required
@require_safe
def keys(request: HttpRequest) -> HttpResponse:
    """All keys that ever signed a head, a line each."""
    rows = RegisterKey.objects.order_by("active_from", "pk")
    return _file("".join(f"{row.verifier}\n" for row in rows), TEXT, HOUR)


@login_not_required
@require_safe
def paper_keys(request: HttpRequest) -> HttpResponse:
    """The certificates of all keys that ever signed a paper, as PEM."""
    rows = SigningKey.objects.order_by("active_from", "pk").values_list("certificate_pem", flat=True)
    return _file("".join(rows), "application/x-pem-file", HOUR)


@login_not_required
@require_safe
def tool(request: HttpRequest) -> HttpResponse:
    return _file(TOOL.read_bytes(), TEXT, HOUR, name=TOOL.name)


@login_not_required
@require_safe
def format_description(request: HttpRequest) -> HttpResponse:
    return _file(FORMAT.read_bytes(), TEXT, HOUR)


@login_not_required
@require_safe
def growth(request: HttpRequest, old: int, new: int) -> HttpResponse:
    """That the register of `new` entries begins with that of `old`."""
    try:
        return _file(proof_of_growth(old, new), TEXT, FOR_EVER)
    except NoProof as error:
        raise Http404 from error


@login_not_required
@require_safe
def proof(request: HttpRequest, code: str) -> HttpResponse:
    """The proof of one paper, for whoever has its code. Wrong codes are counted as those of the checking page."""
    certificate = Certificate.objects.filter(code=read_code(code) or "").first()
    if certificate is None:
        if not may_miss(request):
            return _told_to_wait(render(request, "certificates/slow_down.html", status=429), seconds=60)
        raise Http404
    try:
        content = proof_of_issue(certificate)
    except NotYetSigned as error:
        sorry = render(request, "certificates/no_proof.html", {"reason": error}, status=503)
        return _told_to_wait(sorry, seconds=60 * settings.REGISTER_MINUTES)
    except NoProof as error:
        return render(request, "certificates/no_proof.html", {"reason": error}, status=410)
    response = _file(content, TEXT, "private, no-store", name=f"{certificate.number.replace('/', '-')}.tlog-proof")
    response["X-Robots-Tag"] = "noindex"
    return response


def _tile_number(path: str) -> int:
    """The number behind "x001/x234/067"."""
    return int(path.replace("x", "").replace("/", ""))


def _is_signed(level: int, number: int, width: int) -> bool:
    """Whether the newest signed head covers all that these hashes stand for: what comes after may yet go back."""
    head = latest_checkpoint()
    return head is not None and (number * WIDTH + width) << 8 * level <= head.size


def _told_to_wait(response: HttpResponse, *, seconds: int) -> HttpResponse:
    response["Retry-After"] = str(seconds)
    return response


def _file(content: str | bytes, kind: str, cached: str, *, name: str = "") -> HttpResponse:
    response = HttpResponse(content, content_type=kind, headers={"Cache-Control": cached})
    # Open to tools and witnesses on other sites: nothing here depends on who asks.
    response["Access-Control-Allow-Origin"] = "*"
    if name:
        response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response
