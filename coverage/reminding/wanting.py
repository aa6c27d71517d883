"""Whom to remind of what on a day: everybody who has still to do something, at the step that has come."""

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from django.conf import settings

from coverage.assigning.standing import OPEN, State, list_standing, terms_of, versions_running
from coverage.models import AssignmentVersion, Reminder
from coverage.reminding.rules import step_of
from workforce.models import Agency, AgencyRole


@dataclass(frozen=True, kw_only=True)
class Wanted:
    """That `recipient_id` is to hear of the obligation of a person. `step` is None when an officer asks for it."""

    recipient_id: int
    assignment_id: int
    course: str
    person_id: int
    person_name: str
    due_on: dt.date
    step: int | None
    to_head: bool = False


def wanted_on(day: dt.date) -> dict[int, list[Wanted]]:
    """What each person is to hear on `day`, by the person; the nearest date first. Three queries for an assignment."""
    heads = _heads()
    of_recipient: dict[int, list[Wanted]] = defaultdict(list)
    for version in versions_running(day):
        for one in _wanted_of(version, day, heads):
            of_recipient[one.recipient_id].append(one)
    return {recipient: in_order(found) for recipient, found in sorted(of_recipient.items())}


def in_order(found: Iterable[Wanted]) -> list[Wanted]:
    return sorted(found, key=lambda one: (one.to_head, one.due_on, one.person_name, one.assignment_id))


def _wanted_of(version: AssignmentVersion, day: dt.date, heads: dict[str, list[int]]) -> Iterator[Wanted]:
    terms = terms_of(version)
    told = set(
        Reminder.objects.filter(assignment=version.assignment_id).values_list(
            "person", "due_on", "step", "to_head", "digest__recipient"
        )
    )
    listed = list_standing(version, day=day, states=OPEN).filter(person__is_active=True)
    for job in listed.iterator(chunk_size=2000):
        due_on = terms.due(job.joined_on, job.fact_on)  # type: ignore[attr-defined]
        own = step_of(due_on, day, before=settings.REMIND_BEFORE_DAYS, after=settings.REMIND_AFTER_DAYS)
        recipients: list[tuple[int, int | None, bool]] = [(job.person_id, own, False)]
        if job.state == State.OVERDUE.value:  # type: ignore[attr-defined]
            late = [step for step in settings.REMIND_HEAD_DAYS if step <= (day - due_on).days]
            of_head = max(late, default=None)
            recipients += [(head, of_head, True) for head in heads_of(job.agency, heads) if head != job.person_id]
        for recipient, step, to_head in recipients:
            if step is None or (job.person_id, due_on, step, to_head, recipient) in told:
                continue
            yield Wanted(
                recipient_id=recipient,
                assignment_id=version.assignment_id,
                course=version.course.title,
                person_id=job.person_id,
                person_name=job.person.full_name,
                due_on=due_on,
                step=step,
                to_head=to_head,
            )


def heads_of(agency: Agency, heads: dict[str, list[int]]) -> list[int]:
    """The heads of the unit: of `agency`, or where it has none of the nearest agency above it."""
    for end in range(len(agency.path), 0, -Agency.steplen):
        if found := heads.get(agency.path[:end]):
            return found
    return []


def _heads() -> dict[str, list[int]]:
    """Active heads of units by the path of the agency."""
    of_path: dict[str, list[int]] = defaultdict(list)
    roles = AgencyRole.objects.filter(role=AgencyRole.Role.UNIT_HEAD, ended_at=None, person__is_active=True)
    for path, person in roles.order_by("pk").values_list("agency__path", "person"):
        of_path[path].append(person)
    return of_path
