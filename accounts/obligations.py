"""What a person still has to do, or waits for, told by the apps that know: a register the desk reads.

An app adds one function when it starts:

    register_obligations(tasks_returned_to)   # (person, at) → what that person has to do

Each costs a number of queries that does not grow with the person's courses.
"""

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass
from enum import Enum

from accounts.models import User


class Whose(Enum):
    """Whose turn it is."""

    MINE = "mine"  # the learner has to act: a test that closes, work sent back
    THEIRS = "theirs"  # somebody else has: work handed in, a question asked
    TEACHING = "teaching"  # the person as a teacher: work to mark, questions to answer


@dataclass(frozen=True, kw_only=True)
class Obligation:
    """One thing, in the language in force. `url` is an address of ours; `due_at` its end, where there is one.

    `when` says that end in words, in place of the moment; `is_late` that it has gone by.
    """

    whose: Whose
    title: str
    url: str
    text: str = ""
    due_at: dt.datetime | None = None
    when: str = ""
    is_late: bool = False


Provider = Callable[[User, dt.datetime], list[Obligation]]
_PROVIDERS: list[Provider] = []


def register_obligations(provider: Provider) -> None:
    """Ask `provider` from now on; harmless twice."""
    if provider not in _PROVIDERS:
        _PROVIDERS.append(provider)


def obligations_of(person: User, *, at: dt.datetime) -> list[Obligation]:
    """Everything the apps know of, what ends soonest first, then in the order of the apps."""
    found = [obligation for provider in _PROVIDERS for obligation in provider(person, at)]
    return sorted(found, key=lambda one: (one.due_at is None, one.due_at or at))
