"""Where everyone stands, against a slow and obvious count over facts."""

import datetime as dt
import random
from typing import Any

import pytest

from accounts.models import User
from certificates.models import Certificate, in_force
from courses.models import Completion, CoursePage
from coverage.assigning.exempting import exempt
from coverage.assigning.standing import State, count_standing, list_standing, of_person, terms_of, totals
from coverage.assigning.terms import months_after
from coverage.models import AssignmentVersion, Exemption, Target
from tests.coverage import facts
from tests.coverage.assigning.conftest import Assign, version
from tests.coverage.facts import day
from workforce.models import Agency, Employment

CERTIFICATE = AssignmentVersion.Asks.CERTIFICATE


def states(asked: AssignmentVersion, on: str) -> dict[str, str]:
    listed = list_standing(asked, day=day(on))
    return {job.person.full_name: job.state for job in listed}  # type: ignore[attr-defined]


def test_states_of_the_four_kinds(
    assign: Assign, course: CoursePage, sen: User, outsider: User, learner: User, officer: User, commune: Agency
) -> None:
    asked = version(assign())
    facts.complete(sen, course, on="2026-02-01")
    exempt(
        assignment=asked.assignment,
        person=outsider,
        reason="Nghỉ thai sản",
        on=day("2026-03-01"),
        by=officer,
        at=facts.noon(day("2026-03-01")),
    )
    names = (sen.full_name, outsider.full_name, learner.full_name)
    assert states(asked, "2026-01-31") == dict.fromkeys(names, "due")
    assert states(asked, "2026-06-30") == dict(zip(names, ("done", "exempt", "due"), strict=True))
    assert states(asked, "2026-07-01") == dict(zip(names, ("done", "exempt", "overdue"), strict=True))
    counted = count_standing(asked, day=day("2026-07-01"))
    assert [(row.name, row.people, row.missing) for row in counted.rows] == [
        (commune.name, 2, 1),
        ("UBND xã Thất Khê", 1, 0),
    ]
    assert (counted.total.done, counted.total.exempt, counted.total.overdue) == (1, 1, 1)
    assert counted.total.fraction == 0.5


def test_newcomers_are_included_and_have_their_own_days(assign: Assign, commune: Agency, sen: User) -> None:
    asked = version(assign(due_days=60))
    newcomer = facts.make_person("Vi Văn Mới")
    facts.employ(newcomer, commune, since="2026-05-01", it=True)
    assert states(asked, "2026-04-30") == {sen.full_name: "overdue"}
    assert states(asked, "2026-06-30") == {sen.full_name: "overdue", newcomer.full_name: "due"}
    assert states(asked, "2026-07-01") == {sen.full_name: "overdue", newcomer.full_name: "overdue"}
    # Sen has worked for years: her days begin with the assignment.
    assert states(asked, "2026-03-11") == {sen.full_name: "due"}
    assert states(asked, "2026-03-12") == {sen.full_name: "overdue"}


def test_a_move_within_the_group_gives_no_new_days_and_a_return_does(
    assign: Assign, commune: Agency, other_commune: Agency
) -> None:
    asked = version(assign(due_days=60))
    mover, back = facts.make_person("Lý Chuyển"), facts.make_person("Lý Về")
    facts.employ(mover, commune, since="2020-01-01", until="2026-05-01", it=True)
    facts.employ(mover, other_commune, since="2026-05-01", it=True)
    facts.employ(back, commune, since="2020-01-01", until="2026-02-01", it=True)
    facts.employ(back, commune, since="2026-05-01", it=True)
    assert states(asked, "2026-05-10") == {"Lý Chuyển": "overdue", "Lý Về": "due"}


def test_an_obligation_returns_after_the_months(assign: Assign, course: CoursePage, sen: User, settings: Any) -> None:
    settings.RETURN_DAYS = 30
    asked = version(assign(repeat_months=6))
    facts.complete(sen, course, on="2026-03-15")
    seen = {
        text: states(asked, text)[sen.full_name] for text in ("2026-09-14", "2026-09-15", "2026-10-15", "2026-10-16")
    }
    assert list(seen.values()) == ["done", "due", "due", "overdue"]
    facts.complete(sen, course, on="2026-10-20")
    assert states(asked, "2026-10-20") == {sen.full_name: "done"}


def test_a_certificate_must_be_in_force(assign: Assign, course: CoursePage, sen: User) -> None:
    asked = version(assign(asks=CERTIFICATE))
    facts.certify(sen, course, on="2026-02-01", expires="2026-05-01")
    assert [states(asked, text)[sen.full_name] for text in ("2026-04-30", "2026-05-01")] == ["done", "due"]


def test_one_query_for_a_population_whatever_its_size(
    assign: Assign, commune: Agency, sen: User, django_assert_num_queries: Any
) -> None:
    asked = version(assign(due_days=10))
    for _turn in range(2):
        with django_assert_num_queries(1):
            count_standing(asked, day=day("2026-05-01"))
        with django_assert_num_queries(1):
            list(list_standing(asked, day=day("2026-05-01")))
        for number in range(3):
            facts.employ(facts.make_person(f"Người {number}"), commune, it=True)


class Slowly:
    """The same question asked of facts in Python, one person at a time."""

    def __init__(self, asked: AssignmentVersion, today: dt.date) -> None:
        self.asked, self.today, self.terms = asked, today, terms_of(asked)

    def belongs(self, job: Employment) -> bool:
        inside = job.agency.path.startswith(self.asked.assignment.agency.path)
        if self.asked.population == Target.Population.IT_STAFF:
            return inside and job.is_it_staff
        return inside and job.category in ("can_bo", "cong_chuc", "vien_chuc")

    def state(self, person: User) -> str | None:
        jobs = sorted(person.employments.select_related("agency"), key=lambda job: job.starts_on)
        runs = [job for job in jobs if job.starts_on <= self.today and not (job.ends_on and job.ends_on <= self.today)]
        if not runs or not self.belongs(runs[0]):
            return None
        begins = runs[0]
        while before := [job for job in jobs if job.ends_on == begins.starts_on and self.belongs(job)]:
            begins = before[0]
        joined = max(begins.starts_on, self.asked.assignment.starts_on)
        done = self.facts(person)
        last = max(done, default=None)
        months = self.terms.repeat_months
        if last and (months is None or months_after(last, months) > self.today):
            return "done"
        if any(one.starts_on <= self.today < (one.ended_on or dt.date.max) for one in self.exemptions(person)):
            return "exempt"
        return "overdue" if self.terms.due(joined, last) < self.today else "due"

    def facts(self, person: User) -> list[dt.date]:
        if self.asked.asks == CERTIFICATE:
            papers = Certificate.objects.filter(in_force(self.today), person=person, course=self.asked.course)
            return [paper.issued_on for paper in papers]
        done = Completion.objects.filter(person=person, course=self.asked.course, completed_on__lte=self.today)
        return [one.completed_on for one in done]

    def exemptions(self, person: User) -> list[Exemption]:
        return list(Exemption.objects.filter(person=person, assignment=self.asked.assignment))


def some_history(chance: random.Random, course: CoursePage, places: list[Agency]) -> list[User]:
    """Ten people who come, move, leave and come back, learn and are certified, over two years."""
    start = dt.date(2025, 6, 1)

    def some_day() -> str:
        return (start + dt.timedelta(days=chance.randrange(700))).isoformat()

    people = [facts.make_person(f"Người {number}") for number in range(10)]
    for person in people:
        days = sorted({some_day() for _ in range(3)})
        for begins, ends in zip(days, [*days[1:], None], strict=True):
            if chance.random() < 0.8:
                category = chance.choice(["cong_chuc", "vien_chuc", "nguoi_lao_dong"])
                place, it = chance.choice(places), chance.random() < 0.7
                facts.employ(person, place, since=begins, until=ends, it=it, category=category)
        for _turn in range(chance.randrange(3)):
            facts.complete(person, course, on=some_day())
        if chance.random() < 0.5:
            facts.certify(person, course, on=some_day(), expires="2027-08-01")
    return people


def let_off(chance: random.Random, asked: AssignmentVersion, people: list[User], by: User) -> None:
    given, ended = day("2026-03-01"), {"ended_on": day("2026-09-01"), "ended_by": by}
    for person in chance.sample(people, 3):
        Exemption.objects.create(
            assignment=asked.assignment,
            person=person,
            reason="…",
            starts_on=given,
            given_by=by,
            given_at=facts.noon(given),
            **chance.choice([{}, ended]),
        )


@pytest.mark.parametrize("seed", [1, 2])
def test_sql_agrees_with_a_slow_count_over_facts(
    seed: int, assign: Assign, course: CoursePage, commune: Agency, other_commune: Agency, officer: User
) -> None:
    chance = random.Random(seed)
    people = some_history(chance, course, [commune, other_commune])
    asked = [
        version(assign()),
        version(assign(due_days=45, population=Target.Population.STAFF)),
        version(assign(due_days=45, repeat_months=5, agency=commune)),
        version(assign(repeat_months=4, asks=CERTIFICATE, population=Target.Population.STAFF)),
    ]
    for one in asked:
        let_off(chance, one, people, officer)
    for today in (day("2026-01-10"), day("2026-04-30"), day("2026-07-01"), day("2026-12-31")):
        for one in asked:
            slow = Slowly(one, today)
            expected = {person.pk: state for person in people if (state := slow.state(person))}
            found = {job.person_id: job.state for job in list_standing(one, day=today)}  # type: ignore[attr-defined]
            assert found == expected
            counted = count_standing(one, day=today).total
            assert [counted.of(state) for state in State] == [[*expected.values()].count(one.value) for one in State]
            assert totals([(one, one.assignment.agency)], day=today)[one.pk].people == counted.people
        for person in people:
            alone = {one.pk: state for one in asked if (state := Slowly(one, today).state(person))}
            assert {number: stood["state"] for number, stood in of_person(asked, person.pk, day=today).items()} == alone
