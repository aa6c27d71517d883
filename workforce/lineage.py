"""Reading the tree over time: what stands where on a day, what an agency was before and what it became."""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import Count

from accounts.models import User
from kit.alphabet import alphabetical
from kit.text import fold
from workforce.models import Agency, AgencyOperation, Employment, OperationAgency, Succession


@dataclass(frozen=True)
class Branch:
    """An agency in the tree, `step` levels below the top that is shown; the people in it, and with all below it."""

    agency: Agency
    step: int
    own: int
    whole: int
    inside: str = ""


def branches(user: User, *, day: dt.date, words: str = "") -> list[Branch]:
    """The tree of `day` as far as `user` sees it, children by the alphabet under their parent.

    With `words`, only agencies whose name or code holds all of them, each with the name of the one above. Three
    queries.
    """
    agencies = list(Agency.objects.visible_to(user).at(day))
    own = _people_of(agencies, day)
    whole = dict.fromkeys((agency.path for agency in agencies), 0)
    for agency in agencies:
        for path in _up(agency):
            if path in whole:
                whole[path] += own.get(agency.pk, 0)
    names = {agency.path: agency.name for agency in agencies}
    top = min((agency.depth for agency in agencies), default=1)
    ordered = _in_order(agencies)
    found = [agency for agency in ordered if _matches(agency, words)] if words else ordered
    return [
        Branch(
            agency=agency,
            step=0 if words else agency.depth - top,
            own=own.get(agency.pk, 0),
            whole=whole[agency.path],
            inside=names.get(agency.above, "") if words else "",
        )
        for agency in found
    ]


def _people_of(agencies: Iterable[Agency], day: dt.date) -> dict[int, int]:
    found = Employment.objects.at(day).filter(agency__in=[agency.pk for agency in agencies])
    return dict(found.order_by().values_list("agency").annotate(n=Count("pk")))


def _up(agency: Agency) -> list[str]:
    return [agency.path[:end] for end in range(Agency.steplen, len(agency.path) + 1, Agency.steplen)]


def _in_order(agencies: list[Agency]) -> list[Agency]:
    """Parents before children, siblings as an office lists them: departments first, then by the alphabet."""
    keys = {agency.path: (agency.kind in _TERRITORIAL, alphabetical(agency.name)) for agency in agencies}
    return sorted(agencies, key=lambda agency: [keys[path] for path in _up(agency) if path in keys])


_TERRITORIAL = (Agency.Kind.DISTRICT, Agency.Kind.WARD, Agency.Kind.COMMUNE)


def _matches(agency: Agency, words: str) -> bool:
    key = fold(f"{agency.name} {agency.code}")
    return all(word in key for word in fold(words).split())


@dataclass(frozen=True)
class Turn:
    """One turn in the life of an agency: a day, what happened, and the agencies it came from or went to."""

    on: dt.date
    what: str
    others: tuple[Agency, ...]
    document: str
    is_beginning: bool
    operation: AgencyOperation | None = None


BEGAN, CAME, ENDED, BECAME, RENAMED, MOVED = "began", "came", "ended", "became", "renamed", "moved"


def turns(agency: Agency) -> list[Turn]:
    """The life of `agency` in order: who it was, who came to it, what it became. Three queries."""
    rows = OperationAgency.objects.filter(agency=agency, operation__undone_at=None).select_related("operation__made_by")
    operations = {row.operation.on: row.operation for row in rows.order_by("operation_id")}
    came = _by_day(agency.came_from.select_related("predecessor", "successor").order_by("on", "predecessor__path"))
    went = _by_day(agency.succeeded_by.select_related("predecessor", "successor").order_by("on", "successor__path"))
    found = []
    for on in sorted({agency.valid_from, *came}):
        others = tuple(row.predecessor for row in came.get(on, []))
        what = _kind_of_beginning(agency, on, others)
        document = came[on][0].document if on in came else agency.note
        found.append(Turn(on, what, others, document, is_beginning=True, operation=operations.get(on)))
    if agency.valid_to:
        others = tuple(row.successor for row in went.get(agency.valid_to, []))
        operation = operations.get(agency.valid_to)
        document = went[agency.valid_to][0].document if others else operation.document if operation else ""
        what = _kind_of_end(others, operation)
        found.append(Turn(agency.valid_to, what, others, document, is_beginning=False, operation=operation))
    return found


def _by_day(rows: Iterable[Succession]) -> dict[dt.date, list[Succession]]:
    days: dict[dt.date, list[Succession]] = {}
    for row in rows:
        days.setdefault(row.on, []).append(row)
    return days


def _kind_of_beginning(agency: Agency, on: dt.date, others: tuple[Agency, ...]) -> str:
    if on != agency.valid_from:
        return CAME
    if agency.former_paths and others:
        return RENAMED if others[0].name != agency.name else MOVED
    return BEGAN


def _kind_of_end(others: tuple[Agency, ...], operation: AgencyOperation | None) -> str:
    if operation and operation.kind == AgencyOperation.Kind.RENAME:
        return RENAMED
    if operation and operation.kind == AgencyOperation.Kind.MOVE:
        return MOVED
    return BECAME if others else ENDED


def body_on(agency: Agency, day: dt.date) -> Agency:
    """As which agency the body of `agency` stood on `day`, under the name and in the place of then.

    `agency` itself on the days of its own life, and where there was nothing of that body. At most one query.
    """
    if agency.valid_from <= day and (agency.valid_to is None or day < agency.valid_to):
        return agency
    if day < agency.valid_from:
        of_body = Agency.objects.filter(path__in=agency.former_paths.split())
    else:
        of_body = Agency.objects.filter(former_paths__contains=f" {agency.path} ")
    return of_body.at(day).first() or agency


def is_same_body(one: Agency, other: Agency) -> bool:
    """Whether the two are one body under two names or in two places."""
    return one.pk == other.pk or one.path in other.former_paths.split() or other.path in one.former_paths.split()


def operations_on(agency: Agency) -> list[AgencyOperation]:
    """Every operation that touched `agency`, undone or not, the last first."""
    found = AgencyOperation.objects.filter(pk__in=OperationAgency.objects.filter(agency=agency).values("operation"))
    return list(found.select_related("made_by", "undone_by").order_by("-pk"))
