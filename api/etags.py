"""Who has an answer already (If-None-Match) is sent 304 and no more: the ETag of an answer says which it is."""

import hashlib
from collections.abc import Callable
from functools import wraps
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils.cache import get_conditional_response, patch_vary_headers

View = Callable[..., HttpResponse]


def with_etag(view: View) -> View:
    """`view` with an ETag over its answer, which is made anew each time to see whether it is the same."""

    @wraps(view)
    def answered(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        response = view(request, *args, **kwargs)
        if response.status_code != 200 or response.has_header("ETag"):
            return response
        tag = hashlib.sha256(response.content).hexdigest()[:32]
        return known(request, tag) or tagged(response, tag)

    return answered


def known(request: HttpRequest, tag: str) -> HttpResponse | None:
    """304 for who has the answer called `tag`; None for who has not."""
    same: Any = get_conditional_response(request, etag=f'"{tag}"')
    return tagged(same, tag) if same else None


def tagged(response: HttpResponse, tag: str) -> HttpResponse:
    """`response` as the answer called `tag`, kept by the asker alone and asked for again each time."""
    response["ETag"] = f'"{tag}"'
    response["Cache-Control"] = "private, no-cache"
    patch_vary_headers(response, ("Authorization",))
    return response
