"""What one person is bound to learn: for the desk, and for the page that says why."""

import datetime as dt
from dataclasses import dataclass

from django.db.models import Q
from django.urls import reverse
from django.utils import timezone

from accounts.models import User
from accounts.obligations import Obligation, Whose
from coverage.assigning import wording
from coverage.assigning.standing import OPEN, State, of_person, terms_of, versions_running
from coverage.models import AssignmentVersion, Exemption
from workforce.models import Agency, Employment


@dataclass(frozen=True, kw_only=True)
class Duty:
    """An assignment that binds a person, and where the person stands with it on `day`."""

    version: AssignmentVersion
    state: State
    due_on: dt.date
    fact_on: dt.date | None
    day: dt.date
    exemption: Exemption | None = None

    @property
    def is_open(self) -> bool:
        return self.state.value in OPEN

    @property
    def is_late(self) -> bool:
        return self.state is State.OVERDUE

    @property
    def what(self) -> str:
        return wording.what(self.version)

    @property
    def paper(self) -> str:
        return wording.paper(self.version)

    @property
    def until(self) -> str:
        return wording.until(self.due_on, day=self.day)

    @property
    def returns(self) -> bool:
        return self.version.repeat_months is not None

    @property
    def anchor(self) -> str:
        return f"nhiem-vu-{self.version.assignment_id}"


def duties_of(person: User, *, day: dt.date) -> list[Duty]:
    """Everything that binds `person` on `day`: what is late first, then by the date. At most four queries."""
    job = Employment.objects.at(day).filter(person=person).select_related("agency").first()
    if job is None:
        return []
    path = job.agency.path
    above = [path[:end] for end in range(Agency.steplen, len(path) + 1, Agency.steplen)]
    versions = list(versions_running(day).filter(Q(assignment__agency__path__in=above)))
    stood = of_person(versions, person.pk, day=day)
    exempted = [version.assignment_id for version in versions if version.pk in stood]
    given = (
        {one.assignment_id: one for one in Exemption.objects.on(day).filter(person=person, assignment__in=exempted)}
        if any(found["state"] == State.EXEMPT for found in stood.values())
        else {}
    )
    duties = [
        Duty(
            version=version,
            state=State(found["state"]),
            due_on=terms_of(version).due(found["joined_on"], found["fact_on"]),
            fact_on=found["fact_on"],
            day=day,
            exemption=given.get(version.assignment_id),
        )
        for version in versions
        if (found := stood.get(version.pk))
    ]
    order = [State.OVERDUE, State.DUE, State.DONE, State.EXEMPT]
    return sorted(duties, key=lambda duty: (order.index(duty.state), duty.due_on, duty.version.pk))


def duties_on_the_desk(person: User, at: dt.datetime) -> list[Obligation]:
    """What `person` has still to do, for the desk; accounts.obligations asks it."""
    duties = duties_of(person, day=timezone.localdate(at))
    page = reverse("coverage:duties")
    return [
        Obligation(
            whose=Whose.MINE,
            title=duty.what,
            text=duty.paper,
            url=f"{page}#{duty.anchor}",
            due_at=timezone.make_aware(dt.datetime.combine(duty.due_on, dt.time.max)),
            when=duty.until,
            is_late=duty.is_late,
        )
        for duty in duties
        if duty.is_open
    ]
