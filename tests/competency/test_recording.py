import datetime as dt
from typing import Any

import pytest

from accounts.models import User
from competency.models import Competency, Evidence, Level
from competency.recording import Outcome, Proof, end_evidence, record_evidence, record_evidence_of_many

DAY = dt.date(2026, 3, 1)


@pytest.fixture
def lan(db: None) -> User:
    return User.objects.create(username="lan", full_name="Nông Thị Lan")


@pytest.fixture
def outcomes(frameworks: None) -> list[Outcome]:
    return [outcome("1.3", "TC1", "Lập được danh mục dữ liệu"), outcome("4.2", "CB2", "Giữ được dữ liệu cá nhân")]


def outcome(competency: str, level: str, statement: str) -> Outcome:
    return (
        Competency.objects.get(domain__framework__code="tt02-2025", code=competency),
        Level.objects.get(framework__code="tt02-2025", code=level),
        statement,
    )


def test_evidence_is_recorded_once(lan: User, outcomes: list[Outcome]) -> None:
    record_evidence(person=lan, outcomes=outcomes, source="course-completion:1", on=DAY)
    record_evidence(person=lan, outcomes=outcomes, source="course-completion:1", on=dt.date(2026, 4, 1))
    rows = Evidence.objects.order_by("competency__code")
    assert [(row.competency.code, row.level.code, row.statement, row.achieved_on) for row in rows] == [
        ("1.3", "TC1", "Lập được danh mục dữ liệu", DAY),
        ("4.2", "CB2", "Giữ được dữ liệu cá nhân", DAY),
    ]


def test_evidence_of_another_source_is_kept_beside(lan: User, outcomes: list[Outcome]) -> None:
    record_evidence(person=lan, outcomes=outcomes, source="course-completion:1", on=DAY)
    record_evidence(person=lan, outcomes=outcomes, source="course-completion:2", on=DAY)
    assert Evidence.objects.count() == 4


def test_evidence_of_many_is_recorded_once(lan: User, outcomes: list[Outcome]) -> None:
    proofs = [Proof(person_id=lan.pk, source=f"course-completion:{n}", on=DAY) for n in range(3)]
    record_evidence_of_many(proofs=proofs, outcomes=outcomes)
    record_evidence_of_many(proofs=proofs, outcomes=outcomes)
    assert Evidence.objects.count() == 6


@pytest.mark.parametrize("people", [1, 3])
def test_evidence_of_many_takes_one_insert(
    lan: User, outcomes: list[Outcome], people: int, django_assert_num_queries: Any
) -> None:
    proofs = [Proof(person_id=lan.pk, source=f"course-completion:{n}", on=DAY) for n in range(people)]
    with django_assert_num_queries(1):
        record_evidence_of_many(proofs=proofs, outcomes=outcomes)


def test_what_a_source_proved_ends_with_it_and_did_count_until_then(lan: User, outcomes: list[Outcome]) -> None:
    later = dt.date(2026, 6, 1)
    record_evidence(person=lan, outcomes=outcomes, source="recognition:1", on=DAY)
    record_evidence(person=lan, outcomes=outcomes, source="recognition:2", on=DAY, until=dt.date(2026, 5, 1))
    assert (end_evidence(source="recognition:1", on=later), end_evidence(source="recognition:1", on=later)) == (2, 0)
    # One that has run out by then keeps its end.
    assert end_evidence(source="recognition:2", on=later) == 0
    days = [dt.date(2026, 4, 30), dt.date(2026, 5, 1), dt.date(2026, 5, 31), later]
    assert [Evidence.objects.at(day).count() for day in days] == [4, 2, 2, 0]
    # Taken back on the day itself, or before it in the books: it counted on no day.
    record_evidence(person=lan, outcomes=outcomes, source="recognition:3", on=later)
    assert end_evidence(source="recognition:3", on=DAY) == 2
    assert Evidence.objects.at(later).count() == 0
