"""Is this paper real? For programs: the same answers as the pages give, as JSON. No sign-in, nothing by name."""

import datetime as dt
from collections.abc import Callable
from functools import wraps
from typing import Any, Literal, cast

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from ninja import File, Router, Schema, UploadedFile
from ninja.decorators import decorate_view
from ninja.errors import HttpError

from certificates.counting_checks import note_check
from certificates.forms import PDF_LIMIT
from certificates.guessing import SECONDS, count_miss_of_program, may_ask
from certificates.handed_in import answer_for_file
from certificates.models import Check
from certificates.rules import local_day
from certificates.typed import understand
from certificates.verifying import (
    Altered,
    Answer,
    NotOurs,
    Paper,
    Replaced,
    Suspended,
    Unknown,
    Unregistered,
    answer_for,
    public_state,
)
from certificates.views import FORM_OVERHEAD, private

State = Literal["valid", "expired", "revoked", "replaced", "unknown", "altered", "unregistered"]
View = Callable[..., HttpResponse]

router = Router(tags=["certificates"])


class PaperOut(Schema):
    """What stands on the paper's face. `last_day`: the last day it counts; null: no end."""

    title: str
    holder: str
    course: str
    number: str
    code: str
    issuer: str
    issued_on: dt.date
    last_day: dt.date | None
    level: int
    scale: int
    has_legal_value: bool


class ReplacementOut(Schema):
    number: str
    code: str
    page: str


class AnswerOut(Schema):
    """Exactly one `state`. `paper` is null where the register knows none.

    `since` and `reason` say when and why a paper was ended early; `suspended` that it may count again after an
    examination; `replaced_by` which paper stands in its place.
    """

    state: State
    suspended: bool = False
    checked_at: dt.datetime
    paper: PaperOut | None = None
    page: str | None = None
    since: dt.date | None = None
    reason: str = ""
    replaced_by: ReplacementOut | None = None


def for_programs(view: View) -> View:
    """No copy is kept, nothing is indexed, any site's script may read the answer; one question of the budget."""

    @wraps(view)
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if int(request.META.get("CONTENT_LENGTH") or 0) > PDF_LIMIT + FORM_OVERHEAD:
            response = HttpResponse('{"detail": "file too large"}', status=413, content_type="application/json")
        elif may_ask(request):
            response = view(request, *args, **kwargs)
        else:
            response = HttpResponse('{"detail": "too many requests"}', status=429, content_type="application/json")
            response["Retry-After"] = str(SECONDS)
        if request.method == "GET":
            response["Access-Control-Allow-Origin"] = "*"
        return private(response)

    return guarded


# Before the codes: the first address that fits is taken.
@router.post("/file", response=AnswerOut, auth=None, summary="Check a file")
@decorate_view(for_programs)
def check_file(request: HttpRequest, file: UploadedFile = File(...)) -> AnswerOut:  # noqa: B008
    """The answer for the PDF of a paper, its badge or its credential, by its bytes. At most 2 MB; no copy is kept."""
    if (file.size or 0) > PDF_LIMIT:
        raise HttpError(413, _("The file is larger than 2 MB. Papers of ours are much smaller."))
    now = timezone.now()
    answer, _way = answer_for_file(file.read(), local_day(now))
    return _answered(request, answer, way=Check.Way.API, now=now)


@router.get("/{code}", response=AnswerOut, auth=None, summary="Check a code")
@decorate_view(for_programs)
def check_code(request: HttpRequest, code: str) -> AnswerOut:
    """The answer for a code, written as on the paper or not: case, spaces and hyphens do not matter."""
    now = timezone.now()
    answer = answer_for(understand(code).code or "", local_day(now))
    return _answered(request, answer, way=Check.Way.API, now=now)


def _answered(request: HttpRequest, answer: Answer, *, way: str, now: dt.datetime) -> AnswerOut:
    if isinstance(answer, Unknown | NotOurs):
        count_miss_of_program(request)
    if isinstance(answer, Unknown | Altered | Unregistered | NotOurs):
        return AnswerOut(state=_state(answer), checked_at=now)
    note_check(answer.paper.code, way, at=now)
    return AnswerOut(
        state=_state(answer),
        suspended=isinstance(answer, Suspended),
        checked_at=now,
        paper=_paper(answer.paper),
        page=_page(answer.paper.code),
        since=getattr(answer, "on", None),
        reason=getattr(answer, "reason", ""),
        replaced_by=_replacement(answer) if isinstance(answer, Replaced) else None,
    )


def _state(answer: Answer) -> State:
    return cast(State, public_state(answer))


def _paper(paper: Paper) -> PaperOut:
    return PaperOut(**{name: getattr(paper, name) for name in PaperOut.model_fields})


def _replacement(answer: Replaced) -> ReplacementOut:
    return ReplacementOut(number=answer.number, code=answer.code, page=_page(answer.code))


def _page(code: str) -> str:
    return f"{settings.BASE_URL}{reverse('certificates:check', args=[code])}"
