from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from accounts.models import User
from courses.enrolling import enrol
from courses.models import CoursePage, LessonPage, StepProgress
from courses.progress import complete_step
from courses.published import new_edition
from courses.recomputing import recompute
from coverage.hours.counting import Trained, items_of, lacking, total_of, trained_in
from coverage.recognising.deciding import CRITERIA, accept, hand_in
from tests.coverage import facts
from tests.coverage.assigning.conftest import as_  # noqa: F401 - a fixture
from tests.coverage.facts import day, noon
from tests.coverage.recognising.test_papers import paper
from workforce.models import Agency

OWN, PAGE = "/viec-hoc/gio-dao-tao/", "/don-vi/gio-dao-tao/"


@pytest.fixture
def hour(course: CoursePage) -> CoursePage:
    """The course, with one lesson of 90 minutes."""

    course.add_child(instance=LessonPage(title="Bài một", slug="mot", minutes=90, summary_line="…"))
    new_edition()
    return course


def minutes(agency: Agency, year: int, on: str) -> dict[str, int]:
    listed = trained_in(year, agency=agency, day=day(on))
    return {job.person.username: job.minutes for job in listed}  # type: ignore[attr-defined]


def test_a_period_has_minutes_and_a_year_a_least(settings: Any) -> None:
    settings.PERIOD_MINUTES, settings.PERIODS_A_YEAR = 45, 40
    one = Trained(90)
    assert (one.periods, one.hours, one.is_enough, one.missing_periods) == (2, 1.5, False, 38)
    assert (Trained(1800).is_enough, Trained(1900).missing_periods) == (True, 0)


def test_a_course_counts_once_a_year_and_a_paper_with_its_periods(
    hour: CoursePage, learner: User, sen: User, commune: Agency, settings: Any, django_assert_num_queries: Any
) -> None:
    # The edition, once read, is not asked for again.
    settings.PERIOD_MINUTES, settings.EDITION_SECONDS = 45, 3600
    for on in ("2025-12-31", "2026-02-01", "2026-05-01"):
        facts.complete(learner, hour, on=on)
    said = paper(hour, issued_on=day("2026-01-15"), periods=8)
    waiting = hand_in(person=learner, paper=said, by=learner, at=noon(day("2026-02-01")))
    assert minutes(commune, 2026, "2026-03-01") == {"lan": 90, "sen": 0}
    accept(recognition=waiting, criteria=list(CRITERIA), by=sen, at=noon(day("2026-03-01")))
    assert minutes(commune, 2026, "2026-01-31") == {"lan": 0, "sen": 0}
    with django_assert_num_queries(1):
        assert minutes(commune, 2026, "2026-06-01") == {"lan": 90 + 360, "sen": 0}
    assert minutes(commune, 2025, "2026-06-01") == {"lan": 90, "sen": 0}
    items = items_of(learner, 2026, day=day("2026-06-01"))
    assert [(str(item.on), item.trained.minutes, item.is_paper) for item in items] == [
        ("2026-02-01", 90, False),
        ("2026-01-15", 360, True),
    ]
    assert total_of(items).minutes == 450
    settings.PERIODS_A_YEAR = 10
    assert [job.person for job in lacking(trained_in(2026, agency=commune, day=day("2026-06-01")))] == [sen]


def test_hours_are_those_of_the_day_on_which_the_course_was_completed(
    hour: CoursePage, learner: User, sen: User, commune: Agency, settings: Any
) -> None:
    """By a click, by working out again, and by a paper: whoever changes the course changes no year that was."""

    settings.PERIOD_MINUTES = 45
    at, lesson = noon(day("2026-02-01")), LessonPage.objects.get()
    complete_step(enrolment=enrol(person=learner, course=hour, at=at, on=at.date()), step=lesson, at=at)
    StepProgress.objects.create(
        enrolment=enrol(person=sen, course=hour, at=at, on=at.date()), step=lesson, completed_at=at
    )
    recompute(at=at)
    said = paper(hour, issued_on=day("2026-01-15"), periods=8)
    waiting = hand_in(person=learner, paper=said, by=learner, at=at)
    accept(recognition=waiting, criteria=list(CRITERIA), by=sen, at=at)
    before = minutes(commune, 2026, "2026-06-01")
    assert before == {"lan": 90 + 360, "sen": 90}
    # The lesson grows and another is added; a period gets longer.
    LessonPage.objects.update(minutes=200)
    hour.add_child(instance=LessonPage(title="Bài hai", slug="hai", minutes=60, summary_line="…"))
    new_edition()
    settings.PERIOD_MINUTES = 50
    assert minutes(commune, 2026, "2026-06-01") == before
    assert [item.trained.minutes for item in items_of(learner, 2026, day=day("2026-06-01"))] == [90, 360]
    # Where nothing was written down, what it takes now is the best that is known.
    facts.complete(learner, hour, on="2027-02-01")
    assert minutes(commune, 2027, "2027-06-01")["lan"] == 260


def test_a_paper_recognised_after_the_year_counts_for_who_worked_there_then(
    hour: CoursePage, learner: User, sen: User, commune: Agency
) -> None:
    said = paper(hour, issued_on=day("2025-12-15"), periods=4)
    waiting = hand_in(person=learner, paper=said, by=learner, at=noon(day("2026-01-20")))
    accept(recognition=waiting, criteria=list(CRITERIA), by=sen, at=noon(day("2026-01-22")))
    learner.employments.update(ends_on=day("2026-02-01"))
    # Both pages of the year give the same, and the list of its last day stays as it was.
    assert minutes(commune, 2025, "2026-06-01") == {"lan": 180, "sen": 0}
    assert total_of(items_of(learner, 2025, day=day("2026-06-01"))).minutes == 180
    assert minutes(commune, 2025, "2025-12-31") == {"lan": 0, "sen": 0}


def test_pages_of_ones_own_year_and_of_an_agency(
    as_: Callable[[User], Client],  # noqa: F811 - the fixture
    hour: CoursePage,
    learner: User,
    sen: User,
    outsider: User,
    commune: Agency,
) -> None:
    year = timezone.localdate().year
    facts.complete(learner, hour, on=timezone.localdate().isoformat())
    client = as_(learner)
    assert client.get(OWN).context["total"].minutes == 90
    assert client.get(f"{OWN}?nam={year - 1}").context["total"].minutes == 0
    assert client.get(PAGE).status_code == 403
    assert as_(outsider).get(f"{PAGE}?don-vi={commune.code}").status_code == 404
    client = as_(sen)
    page = client.get(PAGE)
    assert (page.context["everyone"], page.context["missing"]) == (2, 2)
    lines = client.get(f"{PAGE}?dinh-dang=csv").content.decode("utf-8-sig").splitlines()
    assert [line.split(",")[4:] for line in lines[1:]] == [["2.0", "1.5", "38.0"], ["0.0", "0.0", "40.0"]]
