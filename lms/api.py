"""The open interface under /api/v1/: what each app offers to programs, and its description at openapi.json.

Closed by default: an operation that answers a stranger says `auth=None` itself.
"""

from typing import Any

from django.contrib.auth.decorators import login_not_required
from ninja import NinjaAPI
from ninja.renderers import JSONRenderer
from ninja.security import django_auth

from api.operations import router as for_systems
from api.problems import answer_with_problems
from certificates.api import router as certificates


class LegibleRenderer(JSONRenderer):
    """Vietnamese as it is written: “xã”, not “x\\u00e3”."""

    json_dumps_params = {"ensure_ascii": False}


api = NinjaAPI(
    title="Hoa Hồi",
    version="1",
    description="Check certificates without an account; with one, read what your branch learned (docs/api.md).",
    auth=django_auth,
    docs_url=None,
    renderer=LegibleRenderer(),
)
answer_with_problems(api)
api.add_router("", for_systems)
api.add_router("/certificates", certificates)

urls = api.urls
for pattern in urls[0]:
    # Each operation asks for itself who is there; the middleware would send programs to the sign-in page.
    view: Any = pattern.callback
    login_not_required(view)
