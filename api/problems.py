"""What went wrong, as RFC 9457 (application/problem+json): a kind for programs, a sentence for people."""

import json
from collections.abc import Mapping
from typing import Any, ClassVar

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from ninja import NinjaAPI, Schema
from ninja.errors import HttpError, ValidationError

CONTENT_TYPE = "application/problem+json"


class Problem(Exception):
    """A refusal with a sentence in the caller's language. Subclasses say its status and kind."""

    status: ClassVar[int] = 400
    kind: ClassVar[str] = "bad-request"
    headers: ClassVar[dict[str, str]] = {}


class NotYours(Problem):
    """It does not exist, or lies outside of the branch; which of the two is not told."""

    status, kind = 404, "not-found"


class NotUnderstood(Problem):
    status, kind = 422, "not-understood"


class ProblemOut(Schema):
    """`type` names the kind for programs, `detail` says it to people, `errors` which part of what was asked."""

    type: str
    title: str
    status: int
    detail: str
    errors: list[str] = []


def problem_response(
    *, status: int, kind: str, detail: str, errors: list[str] | None = None, headers: dict[str, str] | None = None
) -> HttpResponse:
    body: dict[str, Any] = {
        "type": f"{settings.BASE_URL}/api/v1/problems/{kind}",
        "title": kind.replace("-", " "),
        "status": status,
        "detail": detail,
    }
    if errors:
        body["errors"] = errors
    response = HttpResponse(json.dumps(body, ensure_ascii=False), status=status, content_type=CONTENT_TYPE)
    for name, value in (headers or {}).items():
        response[name] = value
    response["Cache-Control"] = "no-store"
    return response


def answer_with_problems(api: NinjaAPI) -> None:
    """Let every refusal of `api` be a problem, those of django-ninja too."""
    api.add_exception_handler(Problem, _of_ours)
    api.add_exception_handler(HttpError, _http_error)
    api.add_exception_handler(ValidationError, _validation)
    api.add_exception_handler(Http404, _not_found)


def described(*statuses: int) -> dict[str, Any]:
    """These refusals, for the description of an operation (openapi_extra)."""
    schema = ProblemOut.model_json_schema()
    content = {CONTENT_TYPE: {"schema": schema}}
    return {"responses": {status: {"description": _TITLES[status], "content": content} for status in statuses}}


def described_file(content_types: Mapping[str, str], *statuses: int) -> dict[str, Any]:
    """`described` for an operation that answers with a file, of one of `content_types` (form → type)."""
    found = described(*statuses, 503)
    binary = {"schema": {"type": "string", "format": "binary"}}
    content = {kind.partition(";")[0]: binary for kind in content_types.values()}
    found["responses"][200] = {"description": "The file as it was made", "content": content}
    return found


_TITLES = {
    401: "No token that is accepted",
    403: "The token does not allow this",
    404: "Not there, or not in your branch",
    409: "It contradicts what was asked before",
    422: "Something asked was not understood",
    429: "Too many requests",
    503: "What was stored cannot be read now",
}


def _of_ours(_request: HttpRequest, problem: Any) -> HttpResponse:
    return problem_response(
        status=problem.status, kind=problem.kind, detail=str(problem), headers=dict(problem.headers)
    )


def _http_error(_request: HttpRequest, error: Any) -> HttpResponse:
    if error.status_code == 401:
        detail = _("Sign in with a token: Authorization: Bearer …")
        headers = {"WWW-Authenticate": "Bearer"}
        return problem_response(status=401, kind="token-missing", detail=detail, headers=headers)
    return problem_response(status=error.status_code, kind="refused", detail=str(error))


def _validation(_request: HttpRequest, error: Any) -> HttpResponse:
    # Where it stands and what is wrong, never what was sent.
    errors = [f"{'.'.join(map(str, one['loc']))}: {one['msg']}" for one in error.errors]
    return problem_response(
        status=422, kind="not-understood", detail=_("Something in the question was not understood."), errors=errors
    )


def _not_found(_request: HttpRequest, _error: Any) -> HttpResponse:
    return problem_response(status=404, kind="not-found", detail=_("There is nothing here for you."))
