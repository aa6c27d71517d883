"""The public page of figures and its files: no sign-in, the same for everyone, nothing personal."""

import functools
import hashlib
from collections.abc import Callable

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse, HttpResponseNotModified, JsonResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from coverage.open_data.figures import DICTIONARY, LICENCE, LICENCE_URL, as_json, published, share_of, table_of
from kit.spreadsheets import Column, Table, write_csv

View = Callable[[HttpRequest], HttpResponse]


def for_anybody(view: View) -> View:
    """Open to strangers and to programs of other origins; kept by browsers and proxies, and asked for by its tag."""

    @login_not_required
    @require_safe
    @functools.wraps(view)
    def opened(request: HttpRequest) -> HttpResponse:
        response = view(request)
        tag = f'"{hashlib.sha256(response.content).hexdigest()[:32]}"'
        if request.headers.get("If-None-Match") == tag:
            response = HttpResponseNotModified()
        response["ETag"] = tag
        response["Cache-Control"] = f"public, max-age={settings.OPEN_DATA_SECONDS}"
        response["Access-Control-Allow-Origin"] = "*"
        return response

    return opened


@login_not_required
@require_safe
def page(request: HttpRequest) -> HttpResponse:
    """The figures to look at, the files, the licence and the dictionary."""
    data = published(today=timezone.localdate())
    context = {
        "data": data,
        "targets": [
            (target, [(row, share_of(row)) for row in (target.total, *target.rows)]) for target in data.targets
        ],
        "dictionary": DICTIONARY,
        "licence": LICENCE,
        "licence_url": LICENCE_URL,
        "least": settings.OPEN_DATA_LEAST,
    }
    return render(request, "coverage/open_data/page.html", context)


@for_anybody
def json_file(request: HttpRequest) -> HttpResponse:
    data = as_json(published(today=timezone.localdate()))
    return JsonResponse(data, json_dumps_params={"ensure_ascii": False, "indent": 1})


@for_anybody
def csv_file(request: HttpRequest) -> HttpResponse:
    rows = [list(row.values()) for row in table_of(published(today=timezone.localdate()))]
    return _csv("chi-tieu", [name for name, _meaning, _kind in DICTIONARY], rows)


@for_anybody
def dictionary_file(request: HttpRequest) -> HttpResponse:
    return _csv("tu-dien", ["cot", "y_nghia", "kieu"], [list(line) for line in DICTIONARY])


def _csv(name: str, titles: list[str], rows: list[list[str]]) -> HttpResponse:
    content = write_csv(Table(name, [Column(title) for title in titles], rows))
    headers = {"Content-Disposition": f'attachment; filename="{name}.csv"'}
    return HttpResponse(content, content_type="text/csv; charset=utf-8", headers=headers)
