"""A page rendered once with marks where it names a person, and filled in for each reader."""

import datetime as dt
import secrets
from collections.abc import Hashable, Iterable, Mapping
from dataclasses import fields, is_dataclass, replace
from html import escape
from typing import Any, TypeVar

from django.template.loader import render_to_string
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language

Record = TypeVar("Record")


def marks_for(names: Iterable[str]) -> dict[str, str]:
    """A mark for each name: letters and digits nobody can guess, which escaping leaves as they are."""
    return {name: f"m{secrets.token_hex(12)}m" for name in names}


class Stencil:
    """HTML cut at its marks. Filling it is little more than joining strings."""

    def __init__(self, html: str, marks: Mapping[str, str]) -> None:
        self._pieces: list[str] = [html]
        self._names: list[str] = []
        for name, mark in marks.items():
            self._cut(name, mark)

    def _cut(self, name: str, mark: str) -> None:
        pieces, names = [], []
        for place, piece in enumerate(self._pieces):
            parts = piece.split(mark)
            pieces += parts
            names += [name] * (len(parts) - 1) + self._names[place : place + 1]
        self._pieces, self._names = pieces, names

    def fill(self, values: Mapping[str, str]) -> str:
        """The page with `values` at their marks. They must be safe HTML; a missing one raises KeyError."""
        filled = [self._pieces[0]]
        for name, piece in zip(self._names, self._pieces[1:], strict=True):
            filled.append(values[name])
            filled.append(piece)
        return "".join(filled)


def taken_apart(record: Any) -> tuple[Hashable, list[str]]:
    """A dataclass without its words and days, and those words and days (as dd/mm/yyyy) in order.

    Two records of one shape differ on a page in nothing but these texts, as long as the page only shows them.
    """
    shape: list[Any] = []
    texts: list[str] = []
    _take_apart(record, shape, texts)
    return tuple(shape), texts


def _take_apart(record: Any, shape: list[Any], texts: list[str]) -> None:
    """Write down the shape of `record` field by field, a record inside it after its own kind, and its texts."""
    kind = type(record)
    shape.append(kind)
    for name in _names(kind):
        value = getattr(record, name)
        of = type(value)
        if isinstance(value, str) and value:
            shape.append(str)
            texts.append(value)
        elif of is dt.date:
            shape.append(dt.date)
            texts.append(_written(value))
        elif hasattr(of, "__dataclass_fields__"):
            _take_apart(value, shape, texts)
        else:
            shape.append(value)


def _names(kind: type) -> tuple[str, ...]:
    """The fields of a dataclass; `dataclasses.fields` finds them anew each time."""
    if kind not in _known:
        _known[kind] = tuple(field.name for field in fields(kind))
    return _known[kind]


_known: dict[type, tuple[str, ...]] = {}


def with_marks(record: Record) -> tuple[Record, list[str]]:
    """A copy of a dataclass with a mark in place of each text of `taken_apart`, and the marks in the same order."""
    marks: list[str] = []
    return _marked(record, marks), marks


def _marked(record: Any, marks: list[str]) -> Any:
    changed: dict[str, Any] = {}
    for field in fields(record):
        value = getattr(record, field.name)
        if isinstance(value, str) and value:
            changed[field.name] = f"m{secrets.token_hex(12)}m"
            marks.append(changed[field.name])
        elif type(value) is dt.date:
            changed[field.name] = _FAR + dt.timedelta(days=len(marks))
            marks.append(_written(changed[field.name]))
        elif is_dataclass(value):
            changed[field.name] = _marked(value, marks)
    return replace(record, **changed)


# A day that no page names: a template writes it as it writes the days it stands for.
_FAR = dt.date(9731, 1, 1)


def _written(day: dt.date) -> str:
    return f"{day.day:02d}/{day.month:02d}/{day.year:04d}"


class Mould:
    """A template for the many lines of a table: one of each shape is rendered in each language, the others are cast.

    The template knows the record as `row`. It may show the record's words, and ask whether there are any, but not what
    they are; everything else belongs to the shape (`taken_apart`). No word of any record is kept.
    """

    def __init__(self, template: str, *, most: int = 500) -> None:
        self._template, self._most = template, most
        self._kept: dict[Hashable, Stencil] = {}

    def cast(self, record: Any) -> SafeString:
        """The line of a dataclass without days: they are written in every language differently."""
        shape, texts = taken_apart(record)
        key = (get_language(), shape)
        stencil = self._kept.get(key)
        if stencil is None:
            marked, marks = with_marks(record)
            html = render_to_string(self._template, {"row": marked})
            stencil = Stencil(html, {str(place): mark for place, mark in enumerate(marks)})
            if len(self._kept) < self._most:
                self._kept[key] = stencil
        # Every word is escaped here.
        return mark_safe(stencil.fill({str(place): escape(text) for place, text in enumerate(texts)}))  # noqa: S308
