"""The sealed record of an exam, for those who answer for it: on the screen, as JSON, as PDF. Looking is logged."""

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.template.loader import render_to_string
from django.utils import timezone, translation
from django.views.decorators.http import require_safe
from wagtail.log_actions import log

from accounts.requests import SignedInRequest
from courses.record_reading import read_record, seal_for
from kit.pdf import html_to_pdf


@require_safe
def record(request: SignedInRequest, attempt: int) -> HttpResponse:
    """The record of an attempt; `?dang=json` or `?dang=pdf` gives it as a file."""
    seal = seal_for(request.user, attempt)
    form = request.GET.get("dang", "")
    if form not in ("", "json", "pdf"):
        raise Http404
    log(
        seal.attempt, "courses.view_record", user=request.user, data={"sequence": seal.sequence, "form": form or "page"}
    )
    name = f"ho-so-bai-thi-{seal.sequence}"
    if form == "json":
        return _file(_as_json(seal.sequence, seal.previous_sha256, seal.sha256, seal.record), name, "json")
    context = {"record": read_record(seal), "now": timezone.localtime()}
    if form == "pdf":
        with translation.override("vi"):
            html = render_to_string("courses/pdf/record.html", context)
            return _file(html_to_pdf(html, title=f"Hồ sơ bài thi {seal.sequence}"), name, "pdf")
    return render(request, "courses/record.html", context)


def _as_json(sequence: int, previous: str, sha256: str, record: str) -> bytes:
    """The seal around the record exactly as sealed: its letters are what the hash covers."""
    return f'{{"sequence":{sequence},"previous_sha256":"{previous}","sha256":"{sha256}","record":{record}}}\n'.encode()


def _file(content: bytes, name: str, form: str) -> HttpResponse:
    headers = {"Content-Disposition": f'attachment; filename="{name}.{form}"'}
    return HttpResponse(content, content_type=f"application/{form}", headers=headers)
