"""The papers of a session as PDF files."""

from django.http import HttpResponse
from django.utils import timezone
from django.views.decorators.http import require_safe

from accounts.requests import SignedInRequest
from classes.finding import session_seen_by
from classes.printing import desk_cards_pdf, empty_roll_pdf, record_pdf


@require_safe
def record(request: SignedInRequest, pk: int) -> HttpResponse:
    session = session_seen_by(request.user, pk)
    return _file(record_pdf(session=session, by=request.user, at=timezone.now()), f"bien-ban-coi-thi-{pk}.pdf")


@require_safe
def empty_roll(request: SignedInRequest, pk: int) -> HttpResponse:
    session = session_seen_by(request.user, pk)
    return _file(empty_roll_pdf(session=session, at=timezone.now()), f"danh-sach-du-thi-{pk}.pdf")


@require_safe
def desk_cards(request: SignedInRequest, pk: int) -> HttpResponse:
    session = session_seen_by(request.user, pk)
    return _file(desk_cards_pdf(session=session, at=timezone.now()), f"the-ban-{pk}.pdf")


def _file(pdf: bytes, name: str) -> HttpResponse:
    headers = {"Content-Disposition": f'inline; filename="{name}"'}
    return HttpResponse(pdf, content_type="application/pdf", headers=headers)
