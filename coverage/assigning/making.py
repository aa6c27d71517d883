"""Assignments are made, changed from a day on, and ended; every version stays as it was."""

import datetime as dt
from dataclasses import asdict, dataclass, field
from typing import Any

from django.db import transaction
from django.db.models import Max
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from wagtail.log_actions import log

from accounts.models import User
from courses.models import CoursePage
from coverage.assigning.scope import may_assign
from coverage.models import Assignment, AssignmentVersion, Target
from workforce.models import Agency


class CannotAssign(Exception):
    """An assignment is refused; the subclasses say why."""


class NotYoursToAssign(CannotAssign):
    """Only HR officers of the agency, or above it, bind its people."""


class MakesNoSense(CannotAssign):
    """The parts do not fit each other."""


class AlreadyEnded(CannotAssign):
    """What has ended is not changed."""


class ChangedMeanwhile(CannotAssign):
    """Somebody else changed it between reading and writing."""


@dataclass(frozen=True, kw_only=True)
class KeptFile:
    """A file that was examined and kept: the name people see, and the name it lies under."""

    name: str = ""
    stored: str = ""


NO_FILE = KeptFile()


@dataclass(frozen=True, kw_only=True)
class Demand:
    """Who must do what by when, and what it rests on. Codes in lists are sorted."""

    population: str
    course: CoursePage
    asks: str
    document: str
    document_on: dt.date
    sentence: str = ""
    due_on: dt.date | None = None
    due_days: int | None = None
    repeat_months: int | None = None
    categories: list[str] = field(default_factory=list)
    positions: list[str] = field(default_factory=list)
    only_it_staff: bool = False
    only_leaders: bool = False
    file: KeptFile = NO_FILE

    def columns(self) -> dict[str, Any]:
        """The columns of a version."""
        given = {name: getattr(self, name) for name in self.__dataclass_fields__ if name != "file"}
        return given | {"file_name": self.file.name, "stored_name": self.file.stored}

    def in_log(self) -> dict[str, Any]:
        days = {name: value.isoformat() for name in ("due_on", "document_on") if (value := getattr(self, name))}
        given = {name: getattr(self, name) for name in self.__dataclass_fields__}
        return given | days | {"course": self.course.code, "file": asdict(self.file)["name"]}


def demand_of(version: AssignmentVersion) -> Demand:
    """What `version` asks, as a value."""
    names = [name for name in Demand.__dataclass_fields__ if name != "file"]
    file = KeptFile(name=version.file_name, stored=version.stored_name)
    return Demand(**{name: getattr(version, name) for name in names}, file=file)


def version_of(demand: Demand, *, agency: Agency, day: dt.date) -> AssignmentVersion:
    """`demand` as if it bound the people of `agency` from `day` on: for counting only, not to be saved."""
    # A number that no assignment has, for relations of an unsaved one cannot be asked.
    return AssignmentVersion(pk=0, assignment=Assignment(pk=0, agency=agency, starts_on=day), **demand.columns())


@transaction.atomic
def make_assignment(
    *, agency: Agency, demand: Demand, on: dt.date, by: User, at: dt.datetime, target: Target | None = None
) -> Assignment:
    """Bind the people of `agency` from the day `on`. Not harmless twice: each call makes an assignment.

    Raises NotYoursToAssign, MakesNoSense.
    """
    _check(demand, agency=agency, begins=on, on=on, by=by)
    made = Assignment.objects.create(agency=agency, target=target, starts_on=on, made_by=by, made_at=at)
    AssignmentVersion.objects.create(assignment=made, number=1, from_on=on, made_by=by, made_at=at, **demand.columns())
    data = {"agency": agency.code, "from": on.isoformat(), "demand": demand.in_log()}
    log(made, "coverage.assign", user=by, timestamp=at, data=data)
    return made


@transaction.atomic
def change_assignment(
    *, assignment: Assignment, demand: Demand, since: dt.date, reason: str, seen: int, by: User, at: dt.datetime
) -> AssignmentVersion | None:
    """Ask something else from the day `since` on; the days before stay as they were.

    `seen` is the number of the version the officer had before them. Harmless twice: what it asks already is no
    change, and None is returned. Raises NotYoursToAssign, AlreadyEnded, ChangedMeanwhile, MakesNoSense.
    """
    locked = _locked(assignment, by=by)
    last = locked.versions.select_related("course").order_by("-number")[0]
    if demand_of(last) == demand:
        return None
    if last.number != seen:
        raise ChangedMeanwhile(_("Somebody else changed this assignment in the meantime. Look at it again first."))
    if since < last.from_on:
        words = _("It was changed from %(day)s on already. Choose that day or a later one.")
        raise MakesNoSense(words % {"day": date_format(last.from_on, "SHORT_DATE_FORMAT")})
    if not reason.strip():
        raise MakesNoSense(_("Say why it changes."))
    _check(demand, agency=locked.agency, begins=locked.starts_on, on=since, by=by)
    version = AssignmentVersion.objects.create(
        assignment=locked,
        number=last.number + 1,
        from_on=since,
        reason=reason.strip(),
        made_by=by,
        made_at=at,
        **demand.columns(),
    )
    data = {"since": since.isoformat(), "reason": version.reason, "demand": demand.in_log()}
    log(locked, "coverage.change_assignment", user=by, timestamp=at, data=data)
    return version


@transaction.atomic
def end_assignment(*, assignment: Assignment, on: dt.date, reason: str, by: User, at: dt.datetime) -> Assignment:
    """Bind nobody from the day `on`; what was done and who was late until then stays.

    Harmless twice: the first end stays. Raises NotYoursToAssign, MakesNoSense.
    """
    locked = Assignment.objects.select_for_update(of=("self",)).select_related("agency").get(pk=assignment.pk)
    _check_rights(locked.agency, by)
    if locked.ended_on is not None:
        return locked
    latest = locked.versions.aggregate(day=Max("from_on"))["day"]
    if not reason.strip():
        raise MakesNoSense(_("Say why it ends."))
    if on < max(locked.starts_on, latest):
        words = _("It holds since %(day)s. Choose that day or a later one.")
        raise MakesNoSense(words % {"day": date_format(max(locked.starts_on, latest), "SHORT_DATE_FORMAT")})
    locked.ended_on, locked.ended_by, locked.ended_at, locked.end_reason = on, by, at, reason.strip()
    locked.save(update_fields=["ended_on", "ended_by", "ended_at", "end_reason"])
    data = {"on": on.isoformat(), "reason": locked.end_reason}
    log(locked, "coverage.end_assignment", user=by, timestamp=at, data=data)
    return locked


def problems_of(demand: Demand) -> list[str]:
    """What does not fit in `demand`, in sentences; empty when it can be asked of people."""
    narrowed = demand.categories or demand.positions or demand.only_it_staff or demand.only_leaders
    problems = []
    if (demand.due_on is None) == (demand.due_days is None):
        problems.append(_("Give either a date, or a number of days after joining the group."))
    if demand.population != Target.Population.CHOSEN and narrowed:
        problems.append(_("Conditions belong to the chosen group only; a ready group is taken as it is."))
    if demand.population == Target.Population.CHOSEN and not narrowed:
        problems.append(_("Choose at least one condition, or one of the ready groups."))
    return problems


def _locked(assignment: Assignment, *, by: User) -> Assignment:
    locked = Assignment.objects.select_for_update(of=("self",)).select_related("agency").get(pk=assignment.pk)
    _check_rights(locked.agency, by)
    if locked.ended_on is not None:
        raise AlreadyEnded(_("This assignment has ended; it is not changed any more. Make a new one."))
    return locked


def _check_rights(agency: Agency, by: User) -> None:
    if not may_assign(by, agency):
        raise NotYoursToAssign(_("Only the HR officer of this agency, or of one above it, may do this."))


def _check(demand: Demand, *, agency: Agency, begins: dt.date, on: dt.date, by: User) -> None:
    """That it can be asked of people from `on`, by an assignment that began on `begins`."""
    _check_rights(agency, by)
    problems = problems_of(demand)
    if demand.due_on is not None and demand.due_on < begins:
        problems.append(_("The date lies before the day from which it is asked; nobody could be in time."))
    if demand.document_on > on:
        problems.append(_("The document is signed after the day from which it is asked."))
    if problems:
        raise MakesNoSense(" ".join(problems))
