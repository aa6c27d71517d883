"""What the pages of assignments lay before an officer: the list, one assignment as of a day, within what is theirs."""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass

from django.core.paginator import Page, Paginator
from django.db.models import QuerySet

from accounts.models import User
from coverage.assigning import wording
from coverage.assigning.scope import agency_of, assignments_of, may_assign
from coverage.assigning.standing import Figures, totals
from coverage.models import Assignment, AssignmentVersion
from workforce.models import Agency

PER_PAGE = 20


class NoSuchAssignment(Exception):
    """There is none, or it is not the person's to see; which of the two is not told."""


@dataclass(frozen=True, kw_only=True)
class Seen:
    """An assignment as an officer sees it at the end of a day, within `agency`."""

    assignment: Assignment
    version: AssignmentVersion
    agency: Agency
    day: dt.date
    may_act: bool

    @property
    def what(self) -> str:
        return wording.what(self.version)

    @property
    def whom(self) -> str:
        return wording.whom(self.version)

    @property
    def by_when(self) -> str:
        return wording.by_when(self.version)

    @property
    def paper(self) -> str:
        return wording.paper(self.version)

    @property
    def is_ended(self) -> bool:
        ended = self.assignment.ended_on
        return ended is not None and ended <= self.day

    @property
    def is_narrowed(self) -> bool:
        """Whether only a part of those it binds is looked at."""
        return self.agency.pk != self.assignment.agency_id


@dataclass(frozen=True)
class Line:
    """An assignment in the list, with its figures; None of an ended one."""

    seen: Seen
    figures: Figures | None


def find_seen(user: User, number: int, *, code: str = "", day: dt.date) -> Seen:
    """The assignment with this number, as of `day`, in the agency called `code`. Raises NoSuchAssignment."""
    assignment = assignments_of(user).filter(pk=number).first()
    agency = agency_of(user, assignment, code=code, day=day) if assignment else None
    if assignment is None or agency is None:
        raise NoSuchAssignment
    version = _version_at(assignment, day)
    return Seen(
        assignment=assignment,
        version=version,
        agency=agency,
        day=day,
        may_act=may_assign(user, assignment.agency),
    )


def page_of_assignments(user: User, *, day: dt.date, page: str | None, ended: bool = False) -> "Page[Line]":
    """A page of what `user` looks after, the newest first. Its queries do not grow with its lines."""
    listed = assignments_of(user)
    running = Assignment.objects.running(day)
    listed = listed.exclude(pk__in=running) if ended else listed.filter(pk__in=running)
    shown: Page[Assignment] = Paginator(listed.order_by("-pk"), PER_PAGE).get_page(page)
    lines: list[Line] = _lines(user, shown.object_list, day=day)
    shown.object_list = lines  # type: ignore[assignment]
    return shown  # type: ignore[return-value]


def _lines(user: User, assignments: Iterable[Assignment], *, day: dt.date) -> list[Line]:
    found = list(assignments)
    versions = {
        version.assignment_id: version
        for version in AssignmentVersion.objects.filter(assignment__in=found)
        .select_related("course", "assignment__agency")
        .order_by("number")
        if version.from_on <= day or version.number == 1
    }
    mine = list(Agency.objects.visible_to(user).order_by("depth", "path"))
    seen = [
        Seen(
            assignment=assignment,
            version=versions[assignment.pk],
            agency=_widest(assignment, mine, day),
            day=day,
            may_act=False,
        )
        for assignment in found
    ]
    counted = totals([(one.version, one.agency) for one in seen if not one.is_ended], day=day)
    return [Line(one, counted.get(one.version.pk)) for one in seen]


def _widest(assignment: Assignment, mine: list[Agency], day: dt.date) -> Agency:
    below = [agency for agency in mine if agency.path.startswith(assignment.agency.path)]
    alive = [agency for agency in below if agency.valid_to is None or agency.valid_to > day]
    return (alive or below or [assignment.agency])[0]


def _version_at(assignment: Assignment, day: dt.date) -> AssignmentVersion:
    """The version that holds on `day`; before the first of them the first."""
    versions: QuerySet[AssignmentVersion] = assignment.versions.select_related("course", "assignment__agency")
    return versions.filter(from_on__lte=day).order_by("-number").first() or versions.get(number=1)
