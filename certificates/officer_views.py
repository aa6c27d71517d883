"""The officer's screens: what waits for a signature, the files to take along, the files brought back."""

from collections.abc import Iterator

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from accounts.requests import SignedInRequest
from certificates.forms import SIGNED_LIMIT, SignedFilesForm
from certificates.officer_signing import (
    NothingToSign,
    Returned,
    batch_to_sign,
    count_waiting_for,
    is_officer,
    papers_signed_by,
    take_signed,
    waiting_for,
)
from certificates.rules import local_day
from certificates.signed_zip import CannotUnpack, unpacked
from certificates.storing import CannotStore

SHOWN = 50


@require_http_methods(["GET", "HEAD", "POST"])
def sign(request: SignedInRequest) -> HttpResponse:
    """What waits for this officer (GET); signed files brought back (POST), with what became of each."""
    _officer_or_404(request)
    if request.method == "POST":
        return _take(request)
    return _page(request, SignedFilesForm())


@require_POST
def take_batch(request: SignedInRequest) -> HttpResponse:
    """The files to sign, as a zip."""
    _officer_or_404(request)
    now = timezone.now()
    try:
        content, _count = batch_to_sign(by=request.user, at=now)
    except (NothingToSign, CannotStore) as refusal:
        return _page(request, SignedFilesForm(), refusal=str(refusal), status=409)
    response = HttpResponse(content, content_type="application/zip")
    response["Content-Disposition"] = f'attachment; filename="giay-cho-ky-{local_day(now)}.zip"'
    return response


def _officer_or_404(request: SignedInRequest) -> None:
    if not is_officer(request.user):
        raise Http404


def _take(request: SignedInRequest) -> HttpResponse:
    if int(request.META.get("CONTENT_LENGTH") or 0) > SIGNED_LIMIT:
        return _page(request, SignedFilesForm(), refusal=_("Too much at once: bring at most 50 MB."), status=413)
    form = SignedFilesForm(request.POST, request.FILES)
    if not form.is_valid():
        return _page(request, form, status=422)
    refused: list[Returned] = []

    def files() -> Iterator[tuple[str, bytes]]:
        for file in form.cleaned_data["tep"]:
            try:
                yield from unpacked(file.name, file.read())
            except CannotUnpack as refusal:
                refused.append(Returned(file.name, "refused", reason=str(refusal)))

    try:
        returned = take_signed(files=files(), by=request.user, at=timezone.now())
    except CannotStore as refusal:
        return _page(request, form, refusal=str(refusal), status=503)
    returned += refused
    if not returned:
        return _page(request, form, refusal=_("There is no PDF file in it."), status=422)
    return _page(request, SignedFilesForm(), returned=returned)


def _page(
    request: SignedInRequest,
    form: SignedFilesForm,
    *,
    refusal: str = "",
    returned: list[Returned] | None = None,
    status: int = 200,
) -> HttpResponse:
    context = {
        "form": form,
        "refusal": refusal,
        "returned": returned or [],
        "accepted": sum(one.outcome == "accepted" for one in returned or []),
        "refused": sum(one.outcome == "refused" for one in returned or []),
        "waiting": waiting_for(request.user, limit=SHOWN),
        "waiting_count": count_waiting_for(request.user),
        "signed": papers_signed_by(request.user)[:SHOWN],
    }
    return render(request, "certificates/sign.html", context, status=status)
