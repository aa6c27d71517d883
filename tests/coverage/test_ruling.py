from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest
from django.test import Client
from wagtail.models import ModelLogEntry

from accounts.models import User
from courses.models import CoursePage
from coverage.counting import CannotCount, count, history, people, totals
from coverage.models import Target, TargetVersion
from coverage.ruling import (
    AlreadyCounted,
    MakesNoSense,
    NotProvincialOfficer,
    Rule,
    as_of,
    change_rule,
    may_rule,
    rule_of,
    with_rule,
)
from tests.coverage import facts
from tests.coverage.conftest import DAY
from tests.coverage.facts import day
from workforce.models import Agency, AgencyRole, Employment, Position

RULE = "/don-vi/chi-tieu/LS-334-02/cach-tinh/"
NEW = "/don-vi/cach-tinh/moi/"
PREVIEW = "/don-vi/cach-tinh/dem-thu/"
NOW = facts.noon(DAY)
TRAINED = Rule(population="it_staff", numerator="trained", courses=["quan-tri-du-lieu"])


def fraction(target: Target, **asked: Any) -> tuple[int, int]:
    counted = count(target, **({"day": DAY} | asked))
    return counted.achieved, counted.population


# ── Whom a rule counts ────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("chosen", "names"),
    [
        ({"categories": ["vien_chuc"]}, {"viên chức"}),
        ({"only_it_staff": True}, {"IT", "IT lãnh đạo"}),
        ({"only_leaders": True}, {"IT lãnh đạo", "xa"}),
        ({"only_it_staff": True, "only_leaders": True}, {"IT lãnh đạo"}),
        ({"positions": ["ke-toan"]}, {"kế toán"}),
        ({"branch": "06184"}, {"viên chức", "IT", "IT lãnh đạo", "kế toán"}),
        ({"branch": "06001", "only_leaders": True}, {"xa"}),
    ],
)
def test_chosen_conditions_all_hold(
    chosen: dict[str, Any], names: set[str], target: Target, commune: Agency, other_commune: Agency
) -> None:
    facts.employ(facts.make_person("viên chức"), commune, category=Employment.Category.PUBLIC_EMPLOYEE)
    facts.employ(facts.make_person("IT"), commune, it=True)
    facts.employ(facts.make_person("IT lãnh đạo"), commune, it=True, leader=True)
    facts.employ(facts.make_person("xa"), other_commune, leader=True)
    job = facts.employ(facts.make_person("kế toán"), commune)
    Employment.objects.filter(pk=job.pk).update(position=Position.objects.create(code="ke-toan", name="Kế toán"))
    ruled = with_rule(target, Rule(population="chosen", numerator="trained", **chosen))
    assert {job.person.full_name for job in people(ruled, day=DAY)} == names


def test_ever_held_keeps_who_let_it_run_out_and_not_who_lost_it(
    target: Target, course: CoursePage, commune: Agency
) -> None:
    papers: list[dict[str, Any]] = [{}, {"expires": "2026-06-01"}, {"revoked": "2026-06-01"}]
    for paper in papers:
        who = facts.make_person()
        facts.employ(who, commune, it=True)
        facts.certify(who, course, on="2026-03-01", **paper)
    assert fraction(target) == (1, 3)
    assert fraction(with_rule(target, replace(rule_of(target), numerator="held"))) == (2, 3)


# ── Units ─────────────────────────────────────────────────────────────────────────────────────


@pytest.fixture
def per_agency(course: CoursePage, commune: Agency, other_commune: Agency) -> Target:
    """A quarter of the leaders of every agency: one of four reaches it in Đồng Đăng, none of one in Thất Khê."""
    target = facts.make_target(
        course, code="LS-334-04", percent=25, population="leaders", numerator="trained", unit=Target.Unit.AGENCIES
    )
    for number in range(4):
        who = facts.make_person()
        facts.employ(who, commune, leader=True)
        if number == 0:
            facts.complete(who, course, on="2026-03-01")
    facts.employ(facts.make_person(), other_commune, leader=True)
    return target


def test_agencies_are_counted_whose_leaders_reach_the_percentage(per_agency: Target, target: Target) -> None:
    counted = count(per_agency, day=DAY)
    assert (counted.achieved, counted.population, counted.required, counted.in_agencies) == (1, 2, 100, True)
    assert (counted.people.achieved, counted.people.population, counted.people.required) == (1, 5, 25)
    assert [(row.achieved, row.population, row.is_reached) for row in counted.rows] == [(1, 4, True), (0, 1, False)]
    points = history(per_agency, days=[day("2026-02-28"), DAY])
    assert [(point.achieved, point.population) for point in points] == [(0, 2), (1, 2)]
    people, agencies = totals([target, per_agency], day=DAY)
    assert (people.population, agencies.achieved, agencies.population, agencies.needed) == (0, 1, 2, 1)


def test_institutions_are_refused_plainly(target: Target) -> None:
    target.unit = Target.Unit.INSTITUTIONS
    with pytest.raises(CannotCount):
        count(target, day=DAY)


# ── Versions ──────────────────────────────────────────────────────────────────────────────────


def change(target: Target, officer: User, rule: Rule = TRAINED, since: str = "2026-07-01") -> TargetVersion | None:
    return change_rule(target=target, rule=rule, since=day(since), reason="Theo công văn", by=officer, at=NOW)


def test_days_before_a_change_are_counted_as_they_were(
    target: Target, course: CoursePage, officer: User, learner: User, django_assert_num_queries: Callable[[int], Any]
) -> None:
    facts.complete(learner, course, on="2026-03-01")
    assert fraction(target, day=day("2026-06-30")) == (0, 1)
    assert change(target, officer) is not None
    target = Target.objects.select_related("branch").prefetch_related("courses").get()
    assert fraction(as_of(target, day("2026-06-30")), day=day("2026-06-30")) == (0, 1)
    assert fraction(as_of(target, day("2026-07-01")), day=day("2026-07-01")) == (1, 1)
    with django_assert_num_queries(0):
        as_of(target, DAY)
    with django_assert_num_queries(2):
        as_of(target, day("2026-06-30"))


def test_each_change_keeps_the_rule_before_it(target: Target, officer: User) -> None:
    first = rule_of(target)
    change(target, officer)
    change(target, officer, replace(TRAINED, numerator="sent"), "2026-09-01")
    target.refresh_from_db()
    asked = [rule_of(as_of(target, day(on))).numerator for on in ("2026-06-30", "2026-07-01", "2026-08-31")]
    assert asked == ["certified", "trained", "trained"]
    assert rule_of(as_of(target, day("2026-09-01"))).numerator == "sent"
    assert rule_of(as_of(target, day("2026-01-01"))) == first


def test_change_is_logged_and_the_same_rule_is_no_change(target: Target, officer: User) -> None:
    assert change(target, officer) is not None
    assert change(target, officer, since="2026-08-01") is None
    entry = ModelLogEntry.objects.get(action="coverage.change_rule")
    assert (entry.user, entry.data["since"], entry.data["before"]["numerator"]) == (officer, "2026-07-01", "certified")
    assert (entry.data["after"]["numerator"], entry.data["reason"]) == ("trained", "Theo công văn")


def test_day_that_is_counted_already_is_refused(target: Target, officer: User) -> None:
    change(target, officer)
    for since in ("2026-07-01", "2026-06-01"):
        with pytest.raises(AlreadyCounted):
            change(target, officer, replace(TRAINED, numerator="sent"), since)
    assert TargetVersion.objects.count() == 1


@pytest.mark.parametrize(
    "rule",
    [
        Rule(population="chosen", numerator="trained"),
        Rule(population="staff", numerator="trained", only_leaders=True),
        Rule(population="staff", numerator="trained", unit=Target.Unit.AGENCIES),
    ],
)
def test_rule_that_does_not_fit_is_refused(rule: Rule, target: Target, officer: User) -> None:
    with pytest.raises(MakesNoSense):
        change(target, officer, rule)
    assert not TargetVersion.objects.exists()


def test_change_says_why(target: Target, officer: User) -> None:
    with pytest.raises(MakesNoSense):
        change_rule(target=target, rule=TRAINED, since=DAY, reason=" ", by=officer, at=NOW)


def test_only_the_provincial_officer_of_the_whole_province_decides(
    target: Target, sen: User, officer: User, commune: Agency
) -> None:
    facts.grant(sen, commune, AgencyRole.Role.PROVINCIAL_OFFICER)
    assert (may_rule(officer), may_rule(sen)) == (True, False)
    with pytest.raises(NotProvincialOfficer):
        change(target, sen)


# ── The pages ─────────────────────────────────────────────────────────────────────────────────


def typed(**values: Any) -> dict[str, Any]:
    rule = {"population": "it_staff", "numerator": "trained", "unit": "people", "courses": ["quan-tri-du-lieu"]}
    return rule | {"since": "2026-07-01", "reason": "Theo công văn"} | values


def test_officer_changes_the_rule_on_the_page(client: Client, target: Target, officer: User, learner: User) -> None:
    client.force_login(officer)
    assert client.get(RULE).context["figure"].population == 1
    assert client.post(RULE, typed())["Location"] == "/don-vi/chi-tieu/LS-334-02/"
    target.refresh_from_db()
    assert (target.numerator, target.counted_since) == ("trained", day("2026-07-01"))
    page = client.get(RULE).content.decode()
    assert "Theo công văn" in page


def test_counting_button_writes_nothing(client: Client, target: Target, officer: User, learner: User) -> None:
    client.force_login(officer)
    response = client.post(RULE, typed(dem="1"))
    assert (response.status_code, response.context["figure"].population) == (200, 1)
    assert not TargetVersion.objects.exists()


def test_preview_counts_what_is_chosen_so_far(
    client: Client, target: Target, officer: User, learner: User, commune: Agency
) -> None:
    facts.employ(facts.make_person(), commune)
    client.force_login(officer)
    asked = {"population": "chosen", "numerator": "trained", "unit": "people"}
    assert client.post(PREVIEW, asked | {"branch": "06184"}).context["figure"].population == 2
    assert client.post(PREVIEW, asked | {"only_it_staff": "on"}).context["figure"].population == 1
    assert "reason" in client.post(PREVIEW, asked).context


def test_officer_adds_a_target(client: Client, target: Target, officer: User, learner: User) -> None:
    client.force_login(officer)
    wording = {
        "code": "LS-999-01", "document": "999/KH-UBND", "issued": "2026-01-15", "verbatim": "80% được đào tạo.",
        "training": "Kỹ năng số", "percent": "80", "deadline": "2028-12-31",
    }  # fmt: skip
    assert client.post(NEW, typed(**wording))["Location"] == "/don-vi/chi-tieu/LS-999-01/"
    assert client.get("/don-vi/chi-tieu/LS-999-01/").context["counted"].population == 1
    assert ModelLogEntry.objects.filter(action="coverage.add_target", user=officer).count() == 1
    assert "code" not in client.post(NEW, typed(**wording)).context["form"].errors
    assert Target.objects.filter(code="LS-999-01").count() == 1
    late = client.post(NEW, typed(**(wording | {"code": "x", "deadline": "2025-01-01"})))
    assert set(late.context["form"].errors) == {"deadline"}


@pytest.mark.parametrize("page", [RULE, NEW, PREVIEW])
def test_others_find_no_such_page(page: str, client: Client, target: Target, sen: User, learner: User) -> None:
    for person in (sen, learner):
        client.force_login(person)
        assert client.post(page, typed()).status_code == 404
    client.logout()
    assert client.post(page, typed()).status_code == 302
    assert not TargetVersion.objects.exists()
