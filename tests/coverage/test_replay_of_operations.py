"""Ten years of an invented province in which agencies are merged, split, renamed, moved and closed, counted again
from a ledger that the test keeps for itself: who was where from which day on, and which body stood under which."""

import datetime as dt
import random
from collections import defaultdict
from typing import Any

import pytest
from django.utils import timezone

from accounts.models import User
from courses.models import CourseIndexPage
from coverage.counting import count, history
from coverage.ruling import Rule, with_rule
from tests.coverage import facts
from tests.coverage.test_replay import achieved, learn
from workforce.employing import end_employment, hire, transfer
from workforce.models import Agency, Position
from workforce.reorganising.carrying_out import reorganise
from workforce.reorganising.proposals import Heir
from workforce.reorganising.proposing import closing, merging, moving, renaming, splitting
from workforce.reorganising.undoing import undo_operation

FIRST = 2016
DAYS = [dt.date(year, month, 28) for year in range(FIRST, FIRST + 10) for month in (3, 6, 9, 12)]
RULES: list[dict[str, Any]] = [
    {"population": "staff", "numerator": "trained"},
    {"population": "it_staff", "numerator": "certified"},
]


class Ledger:
    """Bodies by name, with the one above and the people from a day on; and as which agency each body stands now."""

    def __init__(self) -> None:
        self.above: dict[str, list[tuple[dt.date, str]]] = defaultdict(list)
        self.homes: dict[int, list[tuple[dt.date, str]]] = defaultdict(list)
        self.marks: dict[int, tuple[str, bool]] = {}
        self.now: dict[str, Agency] = {}

    @staticmethod
    def at(entries: list[tuple[dt.date, str]], day: dt.date) -> str:
        return next((what for since, what in reversed(entries) if since <= day), "")

    def is_in(self, body: str, branch: str, day: dt.date) -> bool:
        while body and body != branch:
            body = self.at(self.above[body], day)
        return bool(body)

    def count(self, rule: dict[str, Any], branch: str, day: dt.date, done: set[int]) -> tuple[int, int]:
        """(achieved, population) by looking at one person after the other."""
        found = []
        for person, homes in self.homes.items():
            category, is_it = self.marks[person]
            counts = is_it if rule["population"] == "it_staff" else category != "nguoi_lao_dong"
            body = self.at(homes, day)
            if counts and body and self.is_in(body, branch, day):
                found.append(person in done)
        return sum(found), len(found)


class World:
    def __init__(self) -> None:
        self.chance, self.ledger = random.Random(1672), Ledger()
        self.courses = [facts.make_course("khoa")]
        self.position, _ = Position.objects.get_or_create(code="chuyen-vien", defaults={"name": "Chuyên viên"})
        self.root = facts.make_agency("Tỉnh", code="20")
        self.officer = facts.make_person("Minh")
        facts.grant(self.officer, self.root, "provincial_officer")
        self.by: dict[str, Any] = {"by": self.officer, "at": timezone.now()}
        self.found("Tỉnh", self.root, "", dt.date(2000, 1, 1))
        for body, above in {"Huyện": "Tỉnh", "Sở": "Tỉnh", "A": "Huyện", "B": "Huyện", "C": "Huyện", "T": "Sở"}.items():
            self.found(body, facts.make_agency(body, under=self.ledger.now[above]), above, dt.date(2000, 1, 1))
        for _number in range(24):
            self.join(dt.date(FIRST, 1, 5))

    def found(self, body: str, agency: Agency, above: str, on: dt.date) -> None:
        self.ledger.now[body] = agency
        self.ledger.above[body].append((on, above))

    @property
    def open(self) -> list[str]:
        return [body for body, agency in self.ledger.now.items() if agency.valid_to is None]

    def join(self, on: dt.date) -> None:
        person, body = facts.make_person(), self.chance.choice(self.open)
        marks = (self.chance.choice(["cong_chuc", "vien_chuc", "nguoi_lao_dong"]), self.chance.random() < 0.5)
        words: dict[str, Any] = {"category": marks[0], "is_it_staff": marks[1], "position": self.position}
        hire(person=person, agency=self.ledger.now[body], on=on, **words, **self.by)
        self.ledger.homes[person.pk].append((on, body))
        self.ledger.marks[person.pk] = marks
        for course in self.courses:
            learn(person, course, self.chance)

    def year(self, year: int) -> None:
        """Some join, some are transferred, some retire."""
        for month in (2, 5):
            self.join(dt.date(year, month, 3))
        at_work = [pk for pk, homes in self.ledger.homes.items() if homes[-1][1]]
        leaving, *moving_on = self.chance.sample(at_work, 4)
        on = dt.date(year, 8, 15)
        end_employment(person=User.objects.get(pk=leaving), on=on, **self.by)
        self.ledger.homes[leaving].append((on, ""))
        for pk in moving_on:
            self.send(pk, self.chance.choice(self.open), on)

    def send(self, pk: int, body: str, on: dt.date) -> None:
        category, is_it = self.ledger.marks[pk]
        words: dict[str, Any] = {"category": category, "is_it_staff": is_it, "position": self.position}
        person, to = User.objects.get(pk=pk), Agency.objects.get(pk=self.ledger.now[body].pk)
        if self.ledger.homes[pk][-1][1] != body:
            transfer(person=person, to=to, on=on, **words, **self.by)
            self.ledger.homes[pk].append((on, body))

    def people_of(self, body: str) -> list[int]:
        return [pk for pk, homes in self.ledger.homes.items() if homes[-1][1] == body]

    def do(self, proposal: Any) -> Any:
        return reorganise(proposal, **self.by)

    def refresh(self) -> None:
        """As which agency each body stands after an operation; treebeard's objects grow stale besides."""
        for body, agency in self.ledger.now.items():
            anew = Agency.objects.filter(former_paths__contains=f" {agency.path} ").order_by("valid_from").last()
            self.ledger.now[body] = Agency.objects.get(pk=(anew or agency).pk)

    def merge(self, one: str, other: str, into: str, above: str, on: dt.date) -> None:
        now = self.ledger.now
        heir = Heir(code=into, name=into, kind="commune", above=now[above].code)
        self.do(merging([now[one], now[other]], into=heir, on=on, document="NQ"))
        self.found(into, Agency.objects.get(code=into), above, on)
        for body in (one, other):
            for pk in self.people_of(body):
                self.ledger.homes[pk].append((on, into))
        self.refresh()

    def part(self, body: str, new: str, other: str, on: dt.date) -> None:
        """`body` is split into a new one below the same, and one that is there; every second person goes there."""
        now, above = self.ledger.now, self.ledger.at(self.ledger.above[body], on)
        sent = {pk: (new, other)[number % 2] for number, pk in enumerate(self.people_of(body))}
        codes = {new: new, other: now[other].code}
        heirs = [Heir(code=new, name=new, kind="commune", above=now[above].code), Heir(code=codes[other])]
        going = {User.objects.get(pk=pk).username: codes[to] for pk, to in sent.items()}
        self.do(splitting(now[body], among=heirs, on=on, document="NQ", people=going))
        self.found(new, Agency.objects.get(code=new), above, on)
        for pk, to in sent.items():
            self.ledger.homes[pk].append((on, to))


def live() -> World:
    """A year at a time, with an operation on 1 October of most."""
    world = World()
    now, ledger = world.ledger.now, world.ledger
    for year in range(FIRST, FIRST + 10):
        world.year(year)
        on = dt.date(year, 10, 1)
        match year - FIRST:
            case 1:
                world.do(renaming(now["Sở"], name="Sở mới", on=on, document="NQ"))
            case 2:
                undo_operation(operation=world.do(moving(now["A"], under=now["Sở"], on=on, document="NQ")), **world.by)
                world.do(moving(now["T"], under=now["Huyện"], on=on, document="NQ"))
                ledger.above["T"].append((on, "Huyện"))
            case 3:
                world.merge("A", "B", "AB", "Tỉnh", on)
            case 4:
                world.part("C", "D", "AB", on)
            case 6:
                world.do(moving(now["Huyện"], under=now["Sở"], on=on, document="NQ"))
                ledger.above["Huyện"].append((on, "Sở"))
            case 7:
                world.do(renaming(now["Huyện"], name="Khu vực", on=on, document="NQ"))
            case 8:
                for pk in world.people_of("D"):
                    world.send(pk, "AB", on)
                world.do(closing(now["D"], on=on, document="NQ"))
        world.refresh()
    return world


@pytest.fixture
def world(catalogue: CourseIndexPage) -> World:
    return live()


def test_every_figure_of_ten_years_is_what_the_ledger_says(world: World) -> None:
    plan, course = facts.make_target(), world.courses[0]
    seen = set()
    for rule in RULES:
        target = with_rule(plan, Rule(courses=[course.code], **rule))
        done = {day: achieved(rule["numerator"], day, course.pk) for day in DAYS}
        for body, agency in world.ledger.now.items():
            expected = [world.ledger.count(rule, body, day, done[day]) for day in DAYS]
            points = history(target, days=DAYS, agency=agency)
            assert [(point.achieved, point.population) for point in points] == expected, (body, rule)
            figure = count(target, day=DAYS[14], agency=agency)
            assert (figure.achieved, figure.population) == expected[14]
            seen |= set(expected)
    assert len(seen) > 25
    assert Agency.find_problems() == ([], [], [], [], [])
    assert len([agency for agency in Agency.objects.all() if agency.former_paths]) > 5


def test_the_ledger_tells_bodies_apart() -> None:
    """What the count is compared with can itself say no."""
    ledger = Ledger()
    ledger.above = {"A": [(DAYS[0], "Huyện"), (DAYS[5], "Sở")], "Huyện": [(DAYS[0], "")], "Sở": [(DAYS[0], "")]}
    ledger.homes[1], ledger.marks[1] = [(DAYS[0], "A"), (DAYS[9], "")], ("cong_chuc", True)
    found = [
        ledger.count(RULES[0], branch, day, {1}) for branch in ("Huyện", "Sở") for day in (DAYS[4], DAYS[5], DAYS[9])
    ]
    assert found == [(1, 1), (0, 0), (0, 0), (0, 0), (1, 1), (0, 0)]
