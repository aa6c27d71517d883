"""What a lesson names: files call things by names of their own, pages by the keys of the database."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from html import unescape
from typing import Any, Protocol

_PAGE_LINK = re.compile(r'<a href="page:([^"]*)">')


@dataclass(frozen=True)
class Named:
    """A picture, film, document or term by its name in the files."""

    kind: str
    name: str


class Names(Protocol):
    """Gives the name of a thing by its key, and the address (`page:/…`, or empty) of a page."""

    def name(self, kind: str, key: int) -> str: ...

    def page(self, key: int) -> str: ...


class Keys:
    """Names things by their keys: to compare what two bodies say, pictures and all."""

    def name(self, kind: str, key: int) -> str:
        return str(key)

    def page(self, key: int) -> str:
        return f"page:{key}"


def named_in(value: Any) -> set[Named]:
    """Everything that the data of a lesson names."""
    if isinstance(value, Named):
        return {value}
    parts = value.values() if isinstance(value, dict) else value if isinstance(value, list) else []
    return {named for part in parts for named in named_in(part)}


def pages_in(value: Any) -> set[str]:
    """The paths of the pages that rich texts in the data of a lesson link to."""
    if isinstance(value, str):
        return {unescape(path) for path in _PAGE_LINK.findall(value)}
    parts = value.values() if isinstance(value, dict) else value if isinstance(value, list) else []
    return {path for part in parts for path in pages_in(part)}


def resolved(value: Any, key_of: Callable[[Named], int], page_of: Callable[[str], int]) -> Any:
    """`value` as the database keeps it: keys in place of names and of paths."""
    if isinstance(value, Named):
        return key_of(value)
    if isinstance(value, dict):
        return {name: resolved(part, key_of, page_of) for name, part in value.items()}
    if isinstance(value, list):
        return [resolved(part, key_of, page_of) for part in value]
    if isinstance(value, str) and "page:" in value:
        return _PAGE_LINK.sub(lambda found: f'<a linktype="page" id="{page_of(unescape(found[1]))}">', value)
    return value
