"""Long lists in pages that neither skip nor repeat a row while others are added: each goes on after the last one."""

import base64
import binascii
from collections.abc import Iterable
from typing import Any

from django.conf import settings
from django.db.models import QuerySet
from django.utils.translation import gettext as _
from ninja import Field, Schema

from api.problems import NotUnderstood

_PREFIX = b"1:"
_LARGEST = 2**63 - 1


class PageAsked(Schema):
    """Where to go on, and how many at most."""

    cursor: str = Field("", max_length=60, description="`next` of the page before; empty: from the start")
    limit: int = Field(settings.API_PAGE, ge=1, le=settings.API_PAGE_MOST, description="How many at most")


def one_page(rows: "QuerySet[Any]", asked: PageAsked) -> tuple[list[Any], str | None]:
    """The rows of one page by their number, and the cursor of the next; None: it was the last. One query.

    Raises NotUnderstood.
    """
    found = list(rows.filter(pk__gt=_read(asked.cursor)).order_by("pk")[: asked.limit + 1])
    if len(found) <= asked.limit:
        return found, None
    return found[: asked.limit], _write(found[asked.limit - 1].pk)


def pages_of(items: Iterable[Any], following: str | None) -> dict[str, Any]:
    return {"items": list(items), "next": following}


def _write(pk: int) -> str:
    return base64.urlsafe_b64encode(_PREFIX + str(pk).encode()).decode().rstrip("=")


def _read(cursor: str) -> int:
    if not cursor:
        return 0
    try:
        said = base64.b64decode(cursor + "=" * (-len(cursor) % 4), altchars=b"-_", validate=True)
        pk = int(said.removeprefix(_PREFIX).decode("ascii"))
    except (binascii.Error, ValueError) as error:
        raise NotUnderstood(_("This cursor is not one of ours: take `next` as it was given.")) from error
    if not said.startswith(_PREFIX) or not 0 <= pk <= _LARGEST:
        raise NotUnderstood(_("This cursor is not one of ours: take `next` as it was given."))
    return pk
