"""Pages: the answer for a code, checking by hand or by file, one's own papers."""

import datetime as dt

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_safe

from accounts.requests import SignedInRequest
from certificates.answer_page import show_answer
from certificates.counting_checks import checks_of, note_answer, way_of
from certificates.forms import PDF_LIMIT, CodeForm, FileForm, TextForm
from certificates.guessing import may_miss
from certificates.handed_in import answer_for_file
from certificates.models import Certificate, Confirmation
from certificates.papers import confirmations_of, papers_of
from certificates.phone_views import PHONE_CACHE
from certificates.rules import local_day
from certificates.storing import CannotStore, read_stored
from certificates.verifying import Answer, NotOurs, Unknown, answer_for
from certificates.words import Words

HOURS_SHOWN = 200  # of the checks of a paper
FORM_OVERHEAD = 4096  # bytes of a multipart request around its file


@login_not_required
@require_safe
def check(request: HttpRequest, code: str) -> HttpResponse:
    """What the QR code opens: exactly one answer."""
    now = timezone.now()
    answer = answer_for(code, local_day(now))
    if isinstance(answer, Unknown) and not may_miss(request):
        return _slow_down(request)
    return answered(request, answer, now)


def answered(request: HttpRequest, answer: Answer, now: dt.datetime) -> HttpResponse:
    """The page for a code's `answer`, noted as a check."""
    note_answer(answer, way_of(request.GET.get("tu", "")), at=now)
    return private(show_answer(request, answer, now=now))


# Without a token, so that strangers need no cookie: checking changes nothing that a forged request could abuse.
@csrf_exempt
@login_not_required
@require_http_methods(["GET", "HEAD", "POST"])
def verify(request: HttpRequest) -> HttpResponse:
    """Type a code (GET, leads to its page), or hand in a PDF (POST, answered here)."""
    if request.method == "POST":
        return _verify_handed_in(request)
    code_form = CodeForm(request.GET) if "ma" in request.GET else CodeForm()
    if code_form.is_bound and code_form.is_valid():
        return redirect(f"{reverse('certificates:check', args=[code_form.cleaned_data['ma']])}?tu=go")
    return private(_form_page(request, code_form))


@require_safe
def mine(request: SignedInRequest) -> HttpResponse:
    papers = papers_of(request.user, on=local_day(timezone.now()))
    return render(request, "certificates/mine.html", {"papers": papers, "base_url": settings.BASE_URL})


@require_safe
def checks(request: SignedInRequest, code: str) -> HttpResponse:
    """When and how one's own paper was checked."""
    certificate = get_object_or_404(Certificate.objects.visible_to(request.user), code=code)
    context = {
        "certificate": certificate,
        "checked": checks_of(certificate, limit=HOURS_SHOWN),
        "shown": HOURS_SHOWN,
        "words": Words.from_json(certificate.words),
    }
    return render(request, "certificates/checks.html", context)


@require_safe
def download(request: SignedInRequest, code: str) -> HttpResponse:
    """The signed PDF, to its holder only."""
    return _file_of(request, get_object_or_404(Certificate.objects.visible_to(request.user), code=code))


@require_safe
def download_confirmation(request: SignedInRequest, code: str) -> HttpResponse:
    """The signed confirmation of a lost paper, to the holder only."""
    return _file_of(request, get_object_or_404(confirmations_of(request.user), code=code))


def _file_of(request: HttpRequest, paper: Certificate | Confirmation) -> HttpResponse:
    try:
        pdf = read_stored(paper)
    except CannotStore as error:
        return render(request, "certificates/unreadable.html", {"error": error}, status=503)
    response = HttpResponse(pdf, content_type="application/pdf")
    response["Content-Disposition"] = f'attachment; filename="{paper.number.replace("/", "-")}.pdf"'
    return response


def private(response: HttpResponse) -> HttpResponse:
    """For search engines, other sites and caches: keep nothing, pass nothing on."""
    response["X-Robots-Tag"] = "noindex, nofollow"
    response["Referrer-Policy"] = "no-referrer"
    response["Cache-Control"] = "no-store"
    return response


def _verify_handed_in(request: HttpRequest) -> HttpResponse:
    # Refused by its announced length, before a byte of it is read.
    if int(request.META.get("CONTENT_LENGTH") or 0) > PDF_LIMIT + FORM_OVERHEAD:
        refusal = _("The file is larger than 2 MB. Papers of ours are much smaller.")
        return private(_form_page(request, refusal=refusal, status=413))
    form = TextForm(request.POST) if "van_ban" in request.POST else FileForm(request.POST, request.FILES)
    if not form.is_valid():
        return private(_form_page(request, form))
    now = timezone.now()
    answer, way = answer_for_file(form.content, local_day(now))
    if isinstance(answer, NotOurs) and not may_miss(request):
        return _slow_down(request)
    note_answer(answer, way, at=now)
    return private(show_answer(request, answer, now=now, file_read=True))


def _form_page(
    request: HttpRequest, bound: CodeForm | FileForm | TextForm | None = None, *, refusal: str = "", status: int = 200
) -> HttpResponse:
    """The page with its three forms; `bound`: the one that was sent, with what is wrong in it."""
    context = {
        "code_form": bound if isinstance(bound, CodeForm) else CodeForm(),
        "file_form": bound if isinstance(bound, FileForm) else FileForm(),
        "text_form": bound if isinstance(bound, TextForm) else TextForm(),
        "refusal": refusal,
        "phone_cache": PHONE_CACHE,
    }
    return render(request, "certificates/verify.html", context, status=status)


def _slow_down(request: HttpRequest) -> HttpResponse:
    return private(render(request, "certificates/slow_down.html", status=429))
