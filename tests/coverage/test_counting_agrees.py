"""Whatever the data, the figure, the rows, the list, the history and the models' own words agree."""

import datetime as dt
import random
from collections.abc import Iterator

import pytest

from accounts.models import User
from certificates.models import Certificate
from courses.models import Completion, CourseIndexPage
from coverage.counting import count, history, people, totals
from coverage.models import Target
from coverage.rules import PROOFS, runs
from tests.coverage import facts
from workforce.models import Agency, Employment

FIRST = dt.date(2024, 1, 1)
SPAN = 1000


class World:
    """Forty people with random careers and facts in a small random tree."""

    def __init__(self, seed: int) -> None:
        self.chance = random.Random(seed)
        self.courses = [facts.make_course(f"khoa-{number}") for number in range(3)]
        self.roots = [facts.make_agency("Tỉnh"), facts.make_agency("Ngoài tỉnh")]
        self.agencies = list(self.roots)
        for number in range(6):
            self.agencies.append(facts.make_agency(f"Đơn vị {number}", under=self.chance.choice(self.agencies)))
        for agency in self.agencies:
            agency.refresh_from_db()
        for _ in range(40):
            self.live(facts.make_person())

    def day(self) -> dt.date:
        return FIRST + dt.timedelta(days=self.chance.randrange(SPAN))

    def later(self, since: dt.date) -> str | None:
        return (
            (since + dt.timedelta(days=self.chance.randint(1, 400))).isoformat() if self.chance.random() < 0.4 else None
        )

    def live(self, person: User) -> None:
        for since, until in self.career():
            facts.employ(
                person,
                self.chance.choice(self.agencies),
                since=since.isoformat(),
                until=until.isoformat() if until else None,
                category=self.chance.choice(Employment.Category.values),
                it=self.chance.random() < 0.5,
                leader=self.chance.random() < 0.3,
            )
        for _ in range(self.chance.randint(0, 4)):
            on, course = self.day(), self.chance.choice(self.courses)
            paper = facts.certify(person, course, on=on.isoformat(), expires=self.later(on), revoked=self.later(on))
            if examined := self.later(on):
                facts.suspend(paper, on=examined, until=self.later(facts.day(examined)))
        for course in self.courses:
            if self.chance.random() < 0.4:
                on = self.day()
                left = self.later(on)
                withdrawn_at = facts.noon(facts.day(left)) if left else None
                facts.enrol(person, course, at=facts.noon(on), withdrawn_at=withdrawn_at)

    def career(self) -> Iterator[tuple[dt.date, dt.date | None]]:
        """Jobs one after the other, at times without a day between."""
        since = self.day()
        while self.chance.random() < 0.8:
            until = since + dt.timedelta(days=self.chance.randint(1, 300))
            last = self.chance.random() < 0.4
            yield since, None if last else until
            if last:
                return
            since = until + dt.timedelta(days=self.chance.choice([0, 0, 30]))

    def target(self, number: int) -> Target:
        courses = self.chance.sample(self.courses, self.chance.randint(1, 2))
        return facts.make_target(
            *courses,
            code=f"T{number}",
            population=self.chance.choice(Target.Population.values),
            numerator=self.chance.choice([*PROOFS]),
            percent=self.chance.randint(1, 100),
        )


@pytest.mark.parametrize("seed", range(4))
def test_count_rows_list_and_history_agree(seed: int, catalogue: CourseIndexPage) -> None:
    world = World(seed)
    for number in range(12):
        target, on, agency = world.target(number), world.day(), world.chance.choice([None, *world.agencies])
        listed = list(people(target, day=on, agency=agency))
        counted = count(target, day=on, agency=agency)
        expected = (len(listed), sum(job.achieved for job in listed))

        assert (counted.population, counted.achieved) == expected
        assert len({job.person_id for job in listed}) == len(listed)
        assert {row.code: (row.population, row.achieved) for row in counted.rows} == by_agency(listed)
        assert [bool(job.achieved_on) for job in listed] == [job.achieved for job in listed]
        earlier, later = world.day(), world.day()
        points = history(target, days=[earlier, on, later], agency=agency)
        assert [(p.population, p.achieved) for p in points] == [
            (c.population, c.achieved) for c in (count(target, day=d, agency=agency) for d in (earlier, on, later))
        ]
        (total,) = totals([target], day=on, agency=agency)
        assert (total.population, total.achieved) == expected
        branches = [count(target, day=on, agency=root) for root in world.roots]
        everywhere = count(target, day=on)
        assert sum(branch.achieved for branch in branches) == everywhere.achieved
        assert sum(branch.population for branch in branches) == everywhere.population


def by_agency(listed: list[Employment]) -> dict[str, tuple[int, int]]:
    agencies: dict[str, tuple[int, int]] = {}
    for job in listed:
        population, achieved = agencies.get(job.agency.code, (0, 0))
        agencies[job.agency.code] = (population + 1, achieved + job.achieved)  # type: ignore[attr-defined]
    return agencies


def test_conditions_say_what_the_models_say(catalogue: CourseIndexPage) -> None:
    """coverage.rules restates three verbs of lower apps as conditions; they must never drift apart."""
    world = World(99)
    for _ in range(30):
        on = world.day()
        assert set(Employment.objects.filter(runs(on, on))) == set(Employment.objects.at(on))
        agency = world.chance.choice(world.agencies)
        within = Employment.objects.filter(agency__path__startswith=agency.path)
        assert set(within) == set(Employment.objects.within(agency))
        held = Certificate.objects.filter(PROOFS[Target.Numerator.CERTIFIED].by(on))
        assert set(held) == set(Certificate.objects.valid_at(on))
        completed = Completion.objects.filter(PROOFS[Target.Numerator.TRAINED].by(on))
        assert set(completed) == set(Completion.objects.by(on))


def test_world_is_not_empty(catalogue: CourseIndexPage) -> None:
    """Random data that counts nobody would prove nothing."""
    world = World(0)
    counts = [count(world.target(number), day=FIRST + dt.timedelta(days=700)) for number in range(12)]
    assert sum(c.achieved for c in counts) > 20
    assert Agency.objects.count() > 6
