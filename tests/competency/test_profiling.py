import datetime as dt
from typing import Any

import pytest
from django.utils import timezone

from accounts.models import User
from competency.loading import load_requirements
from competency.models import Competency, Evidence, Level
from competency.profiling import DomainProfile, profile_of
from competency.recording import record_evidence
from lms.demo.cast import Cast, make_cast

TODAY = dt.date(2026, 11, 22)


@pytest.fixture
def cast(frameworks: None) -> Cast:
    cast = make_cast(at=timezone.now())
    load_requirements()
    return cast


def prove(person: User, competency: str, level: str, on: dt.date = dt.date(2026, 3, 1)) -> None:
    record_evidence(
        person=person,
        outcomes=[
            (
                Competency.objects.get(domain__framework__code="tt02-2025", code=competency),
                Level.objects.get(framework__code="tt02-2025", code=level),
                "",
            )
        ],
        source=f"test:{competency}:{level}",
        on=on,
    )


def levels(profile: list[DomainProfile]) -> list[tuple[str, int, int]]:
    return [(domain.code, domain.held, domain.required) for domain in profile]


def test_profile_shows_the_best_level_held_beside_the_highest_asked(cast: Cast) -> None:
    prove(cast.learner, "1.2", "CB2")
    prove(cast.learner, "1.3", "TC2")
    prove(cast.learner, "4.1", "CS1")
    profile = profile_of(cast.learner, TODAY)
    # Lan is an IT specialist; requirements.json asks these levels of her position.
    assert levels(profile) == [("1", 4, 5), ("2", 0, 4), ("3", 0, 3), ("4", 7, 5), ("5", 0, 5), ("6", 0, 3)]
    assert [domain.missing for domain in profile] == [1, 4, 3, 0, 5, 3]
    assert profile[0].name == "Khai thác dữ liệu và thông tin"


def test_profile_counts_what_held_on_the_day(cast: Cast) -> None:
    prove(cast.learner, "1.3", "TC2")
    Evidence.objects.update(valid_to=dt.date(2026, 9, 1))
    assert levels(profile_of(cast.learner, dt.date(2026, 2, 28)))[0] == ("1", 0, 5)
    assert levels(profile_of(cast.learner, dt.date(2026, 3, 1)))[0] == ("1", 4, 5)
    assert levels(profile_of(cast.learner, dt.date(2026, 9, 1)))[0] == ("1", 0, 5)
    # Before the proposal took effect nothing was asked.
    assert levels(profile_of(cast.learner, dt.date(2025, 12, 31)))[0] == ("1", 0, 0)


def test_profile_asks_nothing_without_an_employment(cast: Cast) -> None:
    assert levels(profile_of(cast.citizen, TODAY)) == [(str(n), 0, 0) for n in range(1, 7)]


def test_profile_is_of_one_person_only(cast: Cast) -> None:
    prove(cast.outsider, "1.3", "TC2")
    assert levels(profile_of(cast.learner, TODAY))[0] == ("1", 0, 5)


@pytest.mark.parametrize("rows", [1, 3])
def test_profile_takes_three_queries(cast: Cast, rows: int, django_assert_num_queries: Any) -> None:
    for competency in ["1.1", "2.2", "4.1"][:rows]:
        prove(cast.learner, competency, "TC1")
    with django_assert_num_queries(3):
        assert len(profile_of(cast.learner, TODAY)) == 6
