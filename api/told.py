"""What programs are told of each thing: no more of a person than tells who it is and what was learned."""

import datetime as dt
from typing import Any

from ninja import Schema

from api.standing import State, last_day_of, standing_of
from courses.models import Completion
from coverage.counting import AgencyShare, Share
from coverage.models import Target
from workforce.models import Agency


class AgencyOut(Schema):
    """`parent` is null at the top of your branch; `valid_to` the first day on which it no longer exists."""

    code: str
    name: str
    kind: str
    parent: str | None
    valid_from: dt.date
    valid_to: dt.date | None


class PersonOut(Schema):
    """`username` is what the roster calls the person and never changes; the name is there to compare."""

    username: str
    full_name: str
    agency: str


class CompletionOut(Schema):
    id: int
    person: PersonOut
    course: str
    title: str
    completed_at: dt.datetime
    completed_on: dt.date
    score_percent: int | None


class CertificateOut(Schema):
    """`last_day`: the last day it counts; null: no end. `suspended`: it may count again after an examination."""

    number: str
    code: str
    person: PersonOut
    course: str
    title: str
    issued_on: dt.date
    last_day: dt.date | None
    state: State
    suspended: bool
    since: dt.date | None
    replaced_by: str | None


class ShareOut(Schema):
    """`missing` have not achieved; `needed` more must before `required_percent` is reached; `percent` has one digit."""

    population: int
    achieved: int
    missing: int
    needed: int
    required_percent: int
    percent: float | None
    reached: bool


class TargetOut(Schema):
    """`share` is null while no course counts towards the target."""

    target: str
    document: str
    text: str
    unit: str
    deadline: dt.date | None
    share: ShareOut | None


class AgencyShareOut(ShareOut):
    agency: str
    name: str


class CoverageOut(Schema):
    """All targets that can be counted, at the end of `on`, for `agency` and everything below it."""

    agency: str
    on: dt.date
    items: list[TargetOut]


class TargetByAgencyOut(Schema):
    agency: str
    on: dt.date
    target: TargetOut
    items: list[AgencyShareOut]


class AgenciesOut(Schema):
    """`next` is null on the last page."""

    items: list[AgencyOut]
    next: str | None


class CompletionsOut(Schema):
    """`next` is null on the last page."""

    items: list[CompletionOut]
    next: str | None


class CertificatesOut(Schema):
    """`next` is null on the last page."""

    items: list[CertificateOut]
    next: str | None


def agency_told(agency: Agency, parents: dict[str, str]) -> dict[str, Any]:
    """`parents`: path → code of the agencies in the branch that have others below them."""
    names = ("code", "name", "kind", "valid_from", "valid_to")
    above = agency.path[: -Agency.steplen]
    return {**{name: getattr(agency, name) for name in names}, "parent": parents.get(above)}


def completion_told(completion: Completion) -> dict[str, Any]:
    return {
        "id": completion.pk,
        "person": _person(completion),
        "course": completion.course.code,
        "title": completion.course.title,
        "completed_at": completion.completed_at,
        "completed_on": completion.completed_on,
        "score_percent": completion.score_percent,
    }


def certificate_told(paper: Any, day: dt.date) -> dict[str, Any]:
    standing = standing_of(paper, day)
    return {
        "number": paper.number,
        "code": paper.code,
        "person": _person(paper),
        "course": paper.course.code,
        "title": paper.course.title,
        "issued_on": paper.issued_on,
        "last_day": last_day_of(paper),
        **vars(standing),
    }


def share_told(share: Share) -> dict[str, Any]:
    return {
        "population": share.population,
        "achieved": share.achieved,
        "missing": share.missing,
        "needed": share.needed,
        "required_percent": share.required,
        "percent": None if share.percent is None else float(share.percent),
        "reached": share.is_reached,
    }


def target_told(target: Target, share: Share | None) -> dict[str, Any]:
    return {
        "target": target.code,
        "document": target.document,
        "text": target.verbatim,
        "unit": target.unit,
        "deadline": target.deadline,
        "share": None if share is None else share_told(share),
    }


def row_told(row: AgencyShare) -> dict[str, Any]:
    return {"agency": row.code, "name": row.name, **share_told(row)}


def _person(fact: Any) -> dict[str, str]:
    return {"username": fact.person.username, "full_name": fact.person.full_name, "agency": fact.agency_code}
