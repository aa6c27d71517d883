"""What confirming a roster would do, as values: rows, their kinds, and the digest that an officer agrees to."""

import datetime as dt
import hashlib
import json
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from workforce.models import RosterRow
from workforce.roster.known import Job

Kind = RosterRow.Kind
# Told how large a share of the work is done, from 0 to 1.
Told = Callable[[float], None]


@dataclass(slots=True)
class Step:
    """An employment to begin on `on`, and the one that ends that day."""

    agency_id: int
    position_id: int
    category: str
    is_it_staff: bool
    is_leader: bool
    on: dt.date
    ends: Job | None = None

    @property
    def substance(self) -> list[Any]:
        return [getattr(self, name) for name in self.__slots__]


@dataclass(slots=True)
class Planned:
    """One row: its kind, why, and everything that writing it needs."""

    kind: str
    number: int | None = None
    name: str = ""
    reasons: list[str] = field(default_factory=list)
    data: dict[str, str] = field(default_factory=dict)
    person: int | None = None
    candidates: list[int] = field(default_factory=list)
    fields: dict[str, tuple[Any, Any]] = field(default_factory=dict)
    step: Step | None = None
    leaves: Job | None = None
    leaves_on: dt.date | None = None
    staff_code: tuple[int, str] | None = None
    username: str = ""

    @property
    def reason(self) -> str:
        return " ".join(self.reasons)

    @property
    def substance(self) -> list[Any]:
        """What the row would do, in one form on every database. Its sentences are not in it: two officers of one
        agency may read two languages."""
        return [
            self.kind,
            self.number,
            self.name,
            self.data,
            self.person,
            sorted(self.candidates),
            self.fields,
            self.step and self.step.substance,
            self.leaves,
            self.leaves_on,
            self.staff_code,
            self.username,
        ]


@dataclass
class Plan:
    rows: list[Planned]

    @property
    def counts(self) -> dict[str, int]:
        counted = Counter(row.kind for row in self.rows)
        return {kind: counted[kind] for kind in Kind.values}

    @property
    def digest(self) -> str:
        """What was agreed to: another digest means that file or people have changed since."""
        whole = hashlib.sha256()
        for row in self.rows:
            # Keys in order: a column that was read from jsonb comes back in another one.
            whole.update(json.dumps(row.substance, sort_keys=True, default=str).encode())
        return whole.hexdigest()
