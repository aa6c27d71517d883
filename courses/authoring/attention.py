"""What asks for an author's attention on the first screen. Whoever keeps such facts adds a function here.

@asks_for_attention
def questions_in_trouble(person: User) -> list[Row]: ...
"""

from collections.abc import Callable
from dataclasses import dataclass

from django.utils.functional import Promise

from accounts.models import User


@dataclass(frozen=True)
class Row:
    """One line: how many of what, in words, and where to go."""

    count: int
    text: str | Promise
    url: str


_ASKED: list[Callable[[User], list[Row]]] = []


def asks_for_attention(function: Callable[[User], list[Row]]) -> Callable[[User], list[Row]]:
    """Register a function that answers with rows for a person; harmless twice. Call it when the app starts."""
    if function not in _ASKED:
        _ASKED.append(function)
    return function


def rows_for(person: User) -> list[Row]:
    """What asks for `person`'s attention, in the order of registration; nothing that counts none."""
    return [row for function in _ASKED for row in function(person) if row.count]
