"""Short ways to propose what officers propose; each gives a `Proposal` that `foresee` and `reorganise` take."""

import datetime as dt
from collections.abc import Mapping, Sequence

from workforce.models import Agency
from workforce.reorganising.foreseeing import next_code
from workforce.reorganising.proposals import Heir, Kind, Proposal


def merging(agencies: Sequence[Agency], *, into: Heir, on: dt.date, document: str) -> Proposal:
    """`agencies` become one: a new agency, or one that is there (perhaps one of them) and takes the others in."""
    codes = tuple(agency.code for agency in agencies)
    return Proposal(kind=Kind.MERGE, agencies=codes, heirs=(into,), on=on, document=document)


def splitting(
    agency: Agency, *, among: Sequence[Heir], on: dt.date, document: str, people: Mapping[str, str] | None = None
) -> Proposal:
    """`agency` becomes several. Its people go to the first, but those whom `people` (user name → code) names."""
    heirs, sent = tuple(among), dict(people or {})
    return Proposal(kind=Kind.SPLIT, agencies=(agency.code,), heirs=heirs, on=on, document=document, people=sent)


def renaming(agency: Agency, *, name: str, on: dt.date, document: str) -> Proposal:
    """`agency` goes on under another name."""
    parent = agency.get_parent()
    heir = _same(agency, name=name, above=parent.code if parent else "")
    return Proposal(kind=Kind.RENAME, agencies=(agency.code,), heirs=(heir,), on=on, document=document)


def moving(agency: Agency, *, under: Agency, on: dt.date, document: str) -> Proposal:
    """`agency` goes on below another one, with everything below it."""
    heir = _same(agency, name=agency.name, above=under.code)
    return Proposal(kind=Kind.MOVE, agencies=(agency.code,), heirs=(heir,), on=on, document=document)


def closing(agency: Agency, *, on: dt.date, document: str) -> Proposal:
    """`agency`, in which nobody works any more, ends."""
    return Proposal(kind=Kind.CLOSE, agencies=(agency.code,), on=on, document=document)


def _same(agency: Agency, *, name: str, above: str) -> Heir:
    stem = agency.code.partition("~")[0]
    taken = set(Agency.objects.filter(code__startswith=stem).values_list("code", flat=True))
    return Heir(code=next_code(agency.code, taken), name=name, kind=agency.kind, above=above)
