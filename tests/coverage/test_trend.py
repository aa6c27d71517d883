import pytest

from courses.models import CoursePage
from coverage.models import Target
from coverage.trend import STRIDES, days_until, road_to, rungs_beside, steps_of
from tests.coverage import facts
from tests.coverage.conftest import DAY
from tests.coverage.facts import day
from workforce.models import Agency


def test_days_are_the_first_of_the_plan_ends_of_months_and_the_day_itself() -> None:
    assert days_until(day("2026-04-15"), since=day("2025-12-31")) == [
        day("2025-12-31"), day("2026-01-31"), day("2026-02-28"), day("2026-03-31"), day("2026-04-15"),
    ]  # fmt: skip


@pytest.mark.parametrize("since", ["2015-01-01", "2021-10-20", "2025-12-31", "2026-11-01", "2027-05-05"])
def test_days_are_few_in_order_and_end_on_the_day(since: str) -> None:
    days = days_until(DAY, since=day(since))
    assert (days, days[-1]) == (sorted(set(days)), DAY)
    assert 3 <= len(days) <= STRIDES + 1


def test_steps_follow_each_other_up_to_the_targets_own_deadline(target: Target, course: CoursePage) -> None:
    later = facts.make_target(course, code="LS-334-03", percent=100, deadline=day("2030-12-31"))
    facts.make_target(course, code="other", training="Khác", percent=70)
    assert rungs_beside(target) == [target]
    assert [(s.since, s.until, s.percent) for s in steps_of(rungs_beside(later), since=day("2025-12-31"))] == [
        (day("2025-12-31"), day("2027-12-31"), 50),
        (day("2027-12-31"), day("2030-12-31"), 100),
    ]


def test_step_that_ended_before_the_picture_begins_is_left_out(target: Target) -> None:
    assert steps_of([target], since=day("2027-12-31")) == []


def test_road_says_in_words_what_it_shows(target: Target, commune: Agency, course: CoursePage) -> None:
    person = facts.make_person()
    facts.employ(person, commune, it=True)
    facts.employ(facts.make_person(), commune, it=True)
    facts.certify(person, course, on="2026-03-01")
    road = road_to(target, day=day("2026-06-30"), agency=commune)
    assert road is not None
    assert [point.achieved for point in road.points] == [0, 0, 0, 1, 1, 1, 1]
    assert road.description == (
        "Từ 0\xa0% ngày 31/12/2025 đến 50\xa0% ngày 30/06/2026. Mục tiêu: 50\xa0% · 31/12/2027."
    )


def test_road_of_nobody_is_no_road(target: Target, commune: Agency) -> None:
    assert road_to(target, day=DAY, agency=commune) is None
