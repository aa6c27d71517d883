"""What an officer proposes to do to the tree of agencies, as a value; and why it may be refused."""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field

from workforce.models import AgencyOperation

Kind = AgencyOperation.Kind
# The body stays the same one, and so everything that belongs to it goes along.
SAME_BODY = (Kind.RENAME, Kind.MOVE)


class CannotReorganise(Exception):
    """An operation on agencies is refused; the subclasses say why."""


class NotYourTree(CannotReorganise):
    """The officer may not reorganise there."""


class NotThere(CannotReorganise):
    """An agency does not exist on that day, or there is none of that code."""


class WrongShape(CannotReorganise):
    """What is proposed makes no sense: one agency merged with itself, one moved below itself."""


class AlreadyChanged(CannotReorganise):
    """Something is recorded on that day or later, which would have to be rewritten."""


class StillInUse(CannotReorganise):
    """People work there, or agencies stand below."""


class CannotUndo(CannotReorganise):
    """Something came after, and stands on it."""


@dataclass(frozen=True, kw_only=True)
class Heir:
    """Who takes over: a new agency with its name, its kind and the code of the one above, or only a code of one
    that is there."""

    code: str
    name: str = ""
    kind: str = ""
    above: str = ""

    @property
    def is_new(self) -> bool:
        return bool(self.name)


@dataclass(frozen=True, kw_only=True)
class Proposal:
    """What shall happen to `agencies` (codes) at the beginning of the day `on`, by which document.

    Every operation has this shape: agencies end, heirs take over. The first heir gets all people but those whom
    `people` (user name → code of an heir) sends elsewhere. An heir that is one of `agencies` takes the others in.
    """

    kind: str
    agencies: tuple[str, ...]
    heirs: tuple[Heir, ...] = ()
    on: dt.date
    document: str
    people: Mapping[str, str] = field(default_factory=dict)

    @property
    def is_same_body(self) -> bool:
        return self.kind in SAME_BODY
