import csv
import io
from collections.abc import Callable
from itertools import product
from typing import Any

import pytest
from django.test import Client
from wagtail.models import ModelLogEntry

from accounts.models import User
from courses.models import CourseIndexPage, CoursePage
from coverage.changes import COMING, GOING, LOSING, Part, Standing, part_of
from coverage.comparing import Comparison, compare, people_of
from coverage.counting import count
from coverage.models import Target
from tests.coverage import facts
from tests.coverage.facts import day
from tests.coverage.test_counting_agrees import World
from workforce.models import Agency

PAGE = "/don-vi/chi-tieu/LS-334-02/so-sanh/"
ASKED = {"tu": "2026-01-31", "ngay": "2026-10-31"}


def changed(target: Target, agency: Agency | None = None) -> Comparison:
    return compare(target, first=day("2026-01-31"), last=day("2026-10-31"), agency=agency)


def told(compared: Comparison) -> dict[str, tuple[int, int, int]]:
    return {group.part.name: (len(group.people), group.population, group.achieved) for group in compared.groups}


def test_every_pair_of_standings_is_one_part_whose_weight_is_the_difference() -> None:
    standings = [Standing()]
    for within, counts, achieved in product([False, True], repeat=3):
        if counts <= within and achieved <= counts:
            standings += [Standing(where, within, counts, achieved) for where in (1, 2)]
    for was, now in product(standings, repeat=2):
        if was.counts or now.counts:
            part = part_of(was, now)
            assert now.counts - was.counts == (part in COMING) - (part in GOING)
            if part in (Part.SAME, Part.MOVED_WITHIN):
                assert now.achieved == was.achieved


def test_people_who_come_go_and_move_are_told_apart(
    target: Target, course: CoursePage, province: Agency, commune: Agency, other_commune: Agency
) -> None:
    def person(*jobs: tuple[Agency, str, str | None, bool]) -> None:
        who = facts.make_person()
        for agency, since, until, it in jobs:
            facts.employ(who, agency, since=since, until=until, it=it)
        facts.certify(who, course, on="2025-06-01")

    turn = "2026-05-01"
    person((commune, turn, None, True))
    person((commune, "2020-01-01", turn, True))
    person((other_commune, "2020-01-01", turn, True), (commune, turn, None, True))
    person((commune, "2020-01-01", turn, True), (other_commune, turn, None, True))
    person((commune, "2020-01-01", turn, False), (commune, turn, None, True))
    person((commune, "2020-01-01", turn, True), (commune, turn, None, False))
    assert told(changed(target, commune)) == {
        "HIRED": (1, 1, 1),
        "MOVED_IN": (1, 1, 1),
        "JOINED_GROUP": (1, 1, 1),
        "LEFT": (1, -1, -1),
        "MOVED_OUT": (1, -1, -1),
        "LEFT_GROUP": (1, -1, -1),
    }
    assert told(changed(target, province)) == {
        "HIRED": (1, 1, 1),
        "JOINED_GROUP": (1, 1, 1),
        "LEFT": (1, -1, -1),
        "LEFT_GROUP": (1, -1, -1),
        "MOVED_WITHIN": (2, 0, 0),
    }


def test_reasons_why_a_paper_counts_no_longer(target: Target, course: CoursePage, commune: Agency) -> None:
    def holder(**paper: Any) -> Any:
        who = facts.make_person()
        facts.employ(who, commune, it=True)
        return facts.certify(who, course, on="2025-06-01", **paper)

    holder()
    holder(expires="2026-05-01")
    holder(revoked="2026-05-01", expires="2026-05-02")
    facts.suspend(holder(expires="2026-05-02"), on="2026-05-01")
    facts.employ(late := facts.make_person(), commune, it=True)
    facts.certify(late, course, on="2026-05-01")
    compared = changed(target, commune)
    assert told(compared) == {
        "ACHIEVED": (1, 0, 1),
        "EXPIRED": (1, 0, -1),
        "REVOKED": (1, 0, -1),
        "SUSPENDED": (1, 0, -1),
    }
    assert (compared.before.achieved, compared.after.achieved, compared.achieved) == (4, 2, -2)


@pytest.mark.parametrize("seed", range(3))
def test_parts_add_up_to_the_difference_of_the_figures(seed: int, catalogue: CourseIndexPage) -> None:
    world = World(seed)
    seen: set[Part] = set()
    for number in range(12):
        target, agency = world.target(number), world.chance.choice([None, *world.agencies])
        first, last = sorted([world.day(), world.day()])
        compared = compare(target, first=first, last=last, agency=agency)
        before, after = (count(target, day=on, agency=agency) for on in (first, last))
        assert (compared.before.population, compared.before.achieved) == (before.population, before.achieved)
        assert (compared.after.population, compared.after.achieved) == (after.population, after.achieved)
        assert sum(group.population for group in compared.groups) == after.population - before.population
        assert sum(group.achieved for group in compared.groups) == after.achieved - before.achieved
        for group in compared.groups:
            assert {job.person_id for job in people_of(compared, group.part)} == group.people
            assert (group.part in LOSING) <= (group.achieved < 0)
        seen |= {group.part for group in compared.groups}
    assert {Part.HIRED, Part.ACHIEVED} <= seen


# ── The pages ─────────────────────────────────────────────────────────────────────────────────


@pytest.fixture
def story(target: Target, course: CoursePage, sen: User, learner: User, outsider: User) -> Target:
    """Two of Đồng Đăng and one of Thất Khê; Sen got her paper in May."""
    facts.certify(sen, course, on="2026-05-01")
    facts.certify(outsider, course, on="2026-05-01")
    return target


def test_page_adds_up_and_leads_to_the_people(client: Client, story: Target, sen: User) -> None:
    client.force_login(sen)
    response = client.get(PAGE, ASKED)
    (line,) = response.context["lines"]
    assert (line.group.part, line.group.achieved) == (Part.ACHIEVED, 1)
    assert (response.context["compared"].before.achieved, response.context["compared"].after.achieved) == (0, 1)
    listed = client.get(line.url)
    assert [job.person.full_name for job in listed.context["page"]] == ["Hoàng Thị Sen"]
    assert "Lý Văn Ơn" not in listed.content.decode()


def test_part_is_exported_and_logged(client: Client, story: Target, sen: User) -> None:
    client.force_login(sen)
    response = client.get(f"{PAGE}moi-dat/", {**ASKED, "dinh-dang": "csv"})
    rows = list(csv.reader(io.StringIO(response.content.decode("utf-8-sig"), newline="")))
    assert [row[0] for row in rows[1:]] == ["Hoàng Thị Sen"]
    entry = ModelLogEntry.objects.get(action="coverage.export")
    assert (entry.user, entry.data) == (
        sen,
        {
            "what": "moi-dat",
            "count": 1,
            "agency": "06184",
            "since": "2026-01-31",
            "date": "2026-10-31",
            "format": "csv",
        },
    )


@pytest.mark.parametrize("page", [PAGE, f"{PAGE}moi-dat/", f"{PAGE}moi-dat/?dinh-dang=csv"])
def test_outsider_learner_and_stranger_are_refused(
    page: str, client: Client, story: Target, outsider: User, learner: User
) -> None:
    asked = {**ASKED, "don-vi": "06184"}
    client.force_login(outsider)
    assert client.get(page, asked).status_code == 404
    client.force_login(learner)
    assert client.get(page, asked).status_code == 403
    client.logout()
    assert client.get(page, asked).status_code == 302
    assert not ModelLogEntry.objects.filter(action="coverage.export").exists()


def test_part_without_people_or_of_no_such_name_is_not_found(client: Client, story: Target, sen: User) -> None:
    client.force_login(sen)
    assert [client.get(f"{PAGE}{part}/", ASKED).status_code for part in ("thu-hoi", "gi-do")] == [404, 404]


@pytest.mark.parametrize("typed", ["2026-10-31", "hôm nào"])
def test_day_that_is_not_earlier_is_answered_with_a_year_back(
    typed: str, client: Client, story: Target, sen: User
) -> None:
    client.force_login(sen)
    response = client.get(PAGE, {**ASKED, "tu": typed})
    assert response.context["compared"].first == story.issued
    assert response.context["since"].errors


@pytest.mark.parametrize("people", [1, 3])
@pytest.mark.parametrize(("page", "queries"), [(PAGE, 10), (f"{PAGE}moi-dat/", 12)])
def test_pages_ask_no_more_for_three_people(
    people: int,
    page: str,
    queries: int,
    client: Client,
    target: Target,
    course: CoursePage,
    sen: User,
    commune: Agency,
    settings: Any,
    django_assert_num_queries: Callable[[int], Any],
) -> None:
    settings.SESSION_ENGINE = "django.contrib.sessions.backends.db"
    settings.CACHES = {"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}}
    for _ in range(people):
        who = facts.make_person()
        facts.employ(who, commune, it=True)
        facts.certify(who, course, on="2026-05-01")
    client.force_login(sen)
    client.get(page, ASKED)
    with django_assert_num_queries(queries):
        assert client.get(page, ASKED).status_code == 200
