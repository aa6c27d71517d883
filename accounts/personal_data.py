"""What the apps keep of a person: given to the person on request, erased on request. A register the apps write into.

An app declares its part once, when it starts:

    register_holding(Holding(name="courses", goes=(_("your notes"),), …))

So the page that says what goes and what stays, the file that a person takes along, and the erasure itself cannot
know of different things.
"""

import datetime as dt
import io
import json
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any
from zipfile import ZIP_DEFLATED, ZipFile

from django.core.exceptions import FieldDoesNotExist
from django.db.models import Field, Model, QuerySet
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext as _

from accounts.models import User

Words = str | Promise
# What stands in the place of a name. Data, not words of a screen: lists and papers of agencies are in Vietnamese.
ERASED_NAME = "Người đã xóa dữ liệu"


class CannotEraseNow(Exception):
    """Something could not be erased at this moment, as when files are out of reach; nothing was."""


@dataclass(frozen=True)
class File:
    """A file that a person handed in: the name it gets among those taken along, and how to read it."""

    name: str
    read: Callable[[], bytes]


@dataclass(frozen=True, kw_only=True)
class Holding:
    """What one app keeps of people.

    `goes` and `stays` are told to the person. `give` answers with tables by title, `files` with what was handed in.
    `erase` is called as (person, by, at), inside a transaction, while the name still stands; harmless twice, and
    raises CannotEraseNow. `hinders` says, in a sentence, why a person's data may not be erased on a day, or nothing.
    `needs_officer` is whether somebody has to look at records before it is decided.
    """

    name: str
    goes: Sequence[Words]
    stays: Sequence[Words]
    erase: Callable[[User, User | None, dt.datetime], None]
    give: Callable[[User], dict[str, list[dict[str, Any]]]]
    files: Callable[[User], Iterator[File]] = lambda person: iter(())
    hinders: Callable[[User, dt.date], str] = lambda person, on: ""
    needs_officer: Callable[[User], bool] = lambda person: False


_HOLDINGS: dict[str, Holding] = {}


def register_holding(holding: Holding) -> None:
    """Ask `holding` from now on; harmless twice."""
    _HOLDINGS[holding.name] = holding


def holdings() -> list[Holding]:
    """Those of all apps, by name: the order is nobody's accident."""
    return [_HOLDINGS[name] for name in sorted(_HOLDINGS)]


def hindrances(person: User, *, on: dt.date) -> list[str]:
    """Why the data of `person` may not be erased on that day: sentences, one of a kind; empty when they may."""
    return [sentence for holding in holdings() if (sentence := holding.hinders(person, on))]


def needs_officer(person: User) -> bool:
    """Whether an officer has to decide, or the person alone."""
    return any(holding.needs_officer(person) for holding in holdings())


def told(rows: "QuerySet[Any]", *fields: str) -> list[dict[str, Any]]:
    """`rows` as what a person reads: the titles of `fields` ("course__title") in the language in force, and values.

    The order is that of `rows`, else the order they were made in.
    """
    titles = {field: str(_title(rows.model, field)) for field in fields}
    ordered = rows if rows.query.order_by else rows.order_by("pk")
    return [{titles[field]: value for field, value in row.items()} for row in ordered.values(*fields)]


def _title(model: type[Model], path: str) -> Words:
    """What a field is called; one of another table is called as the way there ("course__title": khóa học)."""
    first, _between, _rest = path.partition("__")
    try:
        field = model._meta.get_field(first)
    except FieldDoesNotExist:
        return path
    return field.verbose_name if isinstance(field, Field) else path


def packed(person: User, *, at: dt.datetime) -> bytes:
    """All that is kept of `person` as a ZIP: one file of words, and what was handed in. Theirs, and nobody else's."""
    words: dict[str, Any] = {
        _("made at"): timezone.localtime(at).isoformat(timespec="seconds"),
        **{title: rows for holding in holdings() for title, rows in holding.give(person).items() if rows},
    }
    archive, missing = io.BytesIO(), []
    with ZipFile(archive, "w", ZIP_DEFLATED) as out:
        for holding in holdings():
            for number, file in enumerate(holding.files(person), start=1):
                try:
                    out.writestr(f"{holding.name}/{number:03}-{file.name}", file.read())
                except Exception:
                    # Disk or object store, each with errors of its own kind; the rest is the person's all the same.
                    missing.append(file.name)
        words |= {_("files that cannot be read now"): missing} if missing else {}
        out.writestr("du-lieu.json", json.dumps(words, ensure_ascii=False, indent=2, default=_plain))
    return archive.getvalue()


def _plain(value: Any) -> str:
    if isinstance(value, dt.datetime):
        return timezone.localtime(value).isoformat(timespec="seconds")
    return value.isoformat() if isinstance(value, dt.date) else str(value)
