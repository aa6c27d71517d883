import datetime as dt
from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client

from accounts.models import User
from courses.models import CoursePage
from coverage.assigning.making import Demand, make_assignment
from coverage.models import Assignment, AssignmentVersion, Target
from tests.coverage import facts
from tests.coverage.conftest import *  # noqa: F403 - its people and places
from tests.coverage.facts import day, noon
from workforce.models import Agency

PDF = b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n1 0 obj\n<<>>\nendobj\ntrailer\n<<>>\n%%EOF\n"
MADE_ON = "2026-01-10"
Assign = Callable[..., Assignment]


def demand(course: CoursePage, **fields: Any) -> Demand:
    """That IT staff complete `course` by 30 June 2026, as Kế hoạch 334 asks."""
    given: dict[str, Any] = {
        "population": Target.Population.IT_STAFF,
        "course": course,
        "asks": AssignmentVersion.Asks.COMPLETION,
        "document": "Kế hoạch 334/KH-UBND",
        "document_on": day("2025-12-31"),
        "sentence": "100% cán bộ chuyên trách được đào tạo.",
        "due_on": day("2026-06-30"),
    }
    if "due_days" in fields:
        given["due_on"] = None
    return Demand(**(given | fields))


@pytest.fixture
def assign(course: CoursePage, province: Agency, officer: User) -> Assign:
    """Make an assignment of the whole province, or as the words say."""

    def make(*, on: str = MADE_ON, agency: Agency | None = None, by: User | None = None, **fields: Any) -> Assignment:
        asked = demand(fields.pop("course", course), **fields)
        day_ = day(on)
        return make_assignment(agency=agency or province, demand=asked, on=day_, by=by or officer, at=noon(day_))

    return make


@pytest.fixture
def as_(client: Client) -> Callable[[User], Client]:
    def sign_in(person: User) -> Client:
        client.force_login(person)
        return client

    return sign_in


def version(assignment: Assignment) -> AssignmentVersion:
    return assignment.versions.select_related("assignment__agency", "course").order_by("-number")[0]


def morning(text: str) -> dt.datetime:
    """Nine o'clock of that day: no quiet hour."""
    return noon(facts.day(text)) - dt.timedelta(hours=3)
