"""An invented province over four years, with the reform in the middle, counted again by hand, slowly."""

import datetime as dt
import random
from collections import defaultdict
from dataclasses import dataclass
from typing import Any

import pytest

from accounts.models import User
from certificates.models import Certificate, Suspension
from courses.models import Completion, CourseIndexPage, CoursePage, Enrolment
from coverage.counting import count, history, totals
from coverage.models import Target
from coverage.ruling import Rule, with_rule
from tests.coverage import facts
from workforce.models import Agency, Employment

PEOPLE = 120
REFORM = dt.date(2025, 7, 1)
DAYS = [
    dt.date(2024, 6, 30), dt.date(2024, 12, 31), dt.date(2025, 3, 31), dt.date(2025, 6, 30), REFORM,
    dt.date(2025, 9, 30), dt.date(2025, 12, 31), dt.date(2026, 3, 31), dt.date(2026, 6, 30), dt.date(2026, 9, 30),
    dt.date(2026, 11, 22), dt.date(2027, 6, 30),
]  # fmt: skip


@dataclass
class Province:
    root: Agency
    old: list[Agency]
    new: list[Agency]
    courses: list[CoursePage]

    @property
    def asked(self) -> list[Agency | None]:
        return [None, self.root, self.old[0], self.new[0]]


def live(person: User, place: Province, chance: random.Random) -> None:
    """Hired before the reform or after; moved by it; perhaps transferred, perhaps retired; trained at some time."""
    marks: dict[str, Any] = {
        "category": chance.choice(Employment.Category.values),
        "it": chance.random() < 0.4,
        "leader": chance.random() < 0.4,
    }
    start = dt.date(2023, 1, 1) + dt.timedelta(days=chance.randrange(1300))
    turns = [REFORM] if start < REFORM else []
    turns += [start + dt.timedelta(days=chance.randrange(1, 900)) for _ in range(chance.randrange(3))]
    ends = [*sorted(turn for turn in set(turns) if turn > start), None]
    if chance.random() < 0.3:
        ends = ends[:-1] or ends
    for until in ends:
        agency = chance.choice(place.old if start < REFORM else place.new)
        facts.employ(person, agency, since=str(start), until=str(until) if until else None, **marks)
        start = until or start
    for course in place.courses:
        learn(person, course, chance)


def learn(person: User, course: CoursePage, chance: random.Random) -> None:
    if chance.random() < 0.4:
        return
    on = dt.date(2024, 2, 1) + dt.timedelta(days=chance.randrange(1000))
    later = [str(on + dt.timedelta(days=chance.randrange(20, 700))) for _ in range(4)]
    match chance.randrange(6):
        case 0:
            facts.enrol(person, course, at=facts.noon(on))
        case 1:
            facts.complete(person, course, on=str(on))
        case 2:
            facts.certify(person, course, on=str(on), expires=later[0])
        case 3:
            facts.certify(person, course, on=str(on), revoked=later[0])
        case 4:
            paper = facts.certify(person, course, on=str(on))
            facts.suspend(paper, on=min(later[:2]), until=max(later[:2]) if later[0] != later[1] else None)
        case _:
            facts.certify(person, course, on=str(on))


@pytest.fixture
def place(catalogue: CourseIndexPage) -> Province:
    chance = random.Random(334)
    root = facts.make_agency("Tỉnh")
    old = [facts.make_agency(f"Xã cũ {n}", under=root, until=str(REFORM)) for n in range(5)]
    new = [facts.make_agency(f"Xã mới {n}", under=root, since=str(REFORM)) for n in range(3)]
    made = Province(root, old, new, [facts.make_course(f"khoa-{n}") for n in range(2)])
    for agency in (root, *old, *new):
        agency.refresh_from_db()
    for _ in range(PEOPLE):
        live(facts.make_person(), made, chance)
    return made


RULES: list[dict[str, Any]] = [
    {"population": "staff", "numerator": "trained"},
    {"population": "it_staff", "numerator": "certified"},
    {"population": "it_staff", "numerator": "held"},
    {"population": "staff", "numerator": "sent"},
    {"population": "leaders", "numerator": "trained", "unit": "leaders per agency"},
    {"population": "chosen", "numerator": "certified", "categories": ["cong_chuc", "vien_chuc"], "only_leaders": True},
]


def belongs(job: Employment, rule: dict[str, Any]) -> bool:
    match rule["population"]:
        case "staff":
            return job.category != Employment.Category.WORKER
        case "it_staff":
            return job.is_it_staff
        case "leaders":
            return job.is_leader
    return job.is_leader and job.category in rule["categories"]


def achieved(numerator: str, day: dt.date, course: int) -> set[int]:
    """Who had achieved at the end of `day`, read row by row."""
    if numerator == "trained":
        return {c.person_id for c in Completion.objects.filter(course=course) if c.completed_on <= day}
    if numerator == "sent":
        return {
            e.person_id
            for e in Enrolment.objects.filter(course=course)
            if e.enrolled_at.date() <= day and (e.withdrawn_at is None or e.withdrawn_at.date() > day)
        }
    held = set()
    for paper in Certificate.objects.filter(course=course):
        stands = paper.issued_on <= day and not (paper.revoked_on and paper.revoked_on <= day)
        if numerator == "certified":
            examined = any(
                s.starts_on <= day and (s.lifted_on is None or s.lifted_on > day)
                for s in Suspension.objects.filter(certificate=paper)
            )
            stands = stands and not examined and not (paper.expires_on and paper.expires_on <= day)
        if stands:
            held.add(paper.person_id)
    return held


def by_hand(
    jobs: list[Employment], rule: dict[str, Any], day: dt.date, agency: Agency | None, done: set[int], percent: int
) -> tuple[int, int]:
    """(achieved, population) in the unit of the rule."""
    places: dict[int, list[bool]] = defaultdict(list)
    for job in jobs:
        runs = job.starts_on <= day and (job.ends_on is None or day < job.ends_on)
        inside = agency is None or job.agency.path.startswith(agency.path)
        if runs and inside and belongs(job, rule):
            places[job.agency_id].append(job.person_id in done)
    if rule.get("unit"):
        return sum(sum(who) / len(who) >= percent / 100 for who in places.values()), len(places)
    return sum(map(sum, places.values())), sum(map(len, places.values()))


def test_every_target_on_every_day_is_what_a_slow_count_finds(place: Province) -> None:
    course = place.courses[0]
    plan = facts.make_target(percent=25)
    targets = [with_rule(plan, Rule(courses=[course.code], **rule)) for rule in RULES]
    jobs = list(Employment.objects.select_related("agency"))
    seen = []
    for target, rule in zip(targets, RULES, strict=True):
        done = {day: achieved(rule["numerator"], day, course.pk) for day in DAYS}
        for agency in place.asked:
            expected = [by_hand(jobs, rule, day, agency, done[day], 25) for day in DAYS]
            points = history(target, days=DAYS, agency=agency)
            assert [(point.achieved, point.population) for point in points] == expected, (rule, agency)
            seen += expected
            figure = count(target, day=DAYS[6], agency=agency)
            assert (figure.achieved, figure.population) == expected[6]
    together = totals(targets, day=DAYS[9])
    assert [(share.achieved, share.population) for share in together] == [
        by_hand(jobs, rule, DAYS[9], None, achieved(rule["numerator"], DAYS[9], course.pk), 25) for rule in RULES
    ]
    assert len(set(seen)) > 60


def test_the_story_has_all_that_may_happen(place: Province) -> None:
    assert Employment.objects.filter(ends_on=REFORM).count() > 20
    assert Certificate.objects.exclude(expires_on=None).count() > 10
    assert Certificate.objects.exclude(revoked_on=None).count() > 10
    assert Suspension.objects.exclude(lifted_on=None).count() > 5
    assert Target.objects.count() == 0
